/**
 * The same operation over the same data, executed three times: by a monolith, by
 * `@apollo/gateway` and by our engine. `DIFFERENTIAL=n` sets how many, `SEED=n` repeats a run.
 */
import fc from 'fast-check';
import { parse, validate, type DocumentNode } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { startOracle, type Oracle } from '../../test/support/federation/apollo-oracle.ts';
import { strayPaths, summary } from '../../test/support/federation/compare.ts';
import { compose } from '../../test/support/federation/compose.ts';
import { federations } from '../../test/support/federation/federations.ts';
import { serveInMemory } from '../../test/support/federation/in-memory.ts';
import { faultOfOracle } from '../../test/support/federation/oracle-faults.ts';
import { randomOperation, type RandomOperation } from '../../test/support/federation/random-operation.ts';
import { executeMonolith, randomSubgraphs, readRules } from '../../test/support/federation/random-subgraphs.ts';
import type { PreparedOperation, SubgraphFetch } from '../engine.ts';
import { createEngine } from './index.ts';

const triples = Number(process.env['DIFFERENTIAL'] ?? 300);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);

/** Shrinking a failure takes its time. */
const timeoutMs = 60_000 + triples * 200;

const worlds = fc.record({
  seed: fc.nat(1_000),
  nulls: fc.constantFrom(0, 0, 5, 30),
  failures: fc.constantFrom(0, 0, 5, 20),
});
const choices = fc.array(fc.nat(59), { minLength: 60, maxLength: 400, size: 'max' });

describe(`a generated operation (SEED=${seed})`, () => {
  const oracles: Oracle[] = [];
  afterAll(() => Promise.all(oracles.map((oracle) => oracle.stop())));

  for (const [name, subgraphs] of Object.entries(federations)) {
    it(
      `is answered over "${name}" as by a monolith and by @apollo/gateway`,
      async () => {
        const supergraph = compose(subgraphs);
        const rules = readRules(subgraphs, supergraph);
        let serve: SubgraphFetch = () => Promise.reject(new Error('not ready'));
        const engine = createEngine(supergraph, (request) => serve(request));
        const oracle = await startOracle(supergraph, () => serve);
        oracles.push(oracle);
        const counts = { compared: 0, agreed: 0, unplannable: 0 };

        const property = fc.asyncProperty(worlds, choices, async (world, chosen) => {
          const operation = randomOperation(rules.schema, chosen);
          const document = parse(operation.source);
          fc.pre(validate(rules.schema, document).length === 0);
          serve = serveInMemory(randomSubgraphs(subgraphs, rules, world)).fetch;

          const ours = await execute(() => engine.prepare(document, undefined), operation);
          if (ours === unplannable) counts.unplannable += 1;
          fc.pre(ours !== unplannable);
          const monolith = summary(await executeMonolith(rules, world, document, operation.variables));
          const story = `${operation.source}\n${JSON.stringify(operation.variables)}\n${JSON.stringify(ours.errors)}`;
          expect(summary(ours), story).toEqual(monolith);
          expect(strayPaths(ours), story).toEqual([]);

          const theirs = await consult(oracle, operation, document);
          counts.compared += 1;
          if (JSON.stringify(theirs) === JSON.stringify(monolith)) counts.agreed += 1;
          else if (faultOfOracle(operation.source, JSON.stringify(theirs)) === undefined)
            expect(theirs, story).toEqual(monolith);
        });
        await fc.assert(property, { numRuns: Math.ceil(triples / Object.keys(federations).length), seed });
        // Were most operations refused, or the oracle mostly excused, the test would prove nothing.
        expect(counts.unplannable).toBeLessThan(counts.compared / 3);
        expect(counts.agreed).toBeGreaterThan(counts.compared / 2);
      },
      timeoutMs,
    );
  }
});

const unplannable = Symbol('unplannable');

/** The planner refuses some operations, see README; they are no difference. */
async function execute(
  prepare: () => PreparedOperation<unknown, undefined>,
  { variables }: RandomOperation,
): Promise<Awaited<ReturnType<PreparedOperation<unknown, undefined>['execute']>> | typeof unplannable> {
  try {
    const result = await prepare().execute({ variables, context: undefined, state: undefined });
    return result.errors.some(isPlannerError) ? unplannable : result;
  } catch (error) {
    if (error instanceof Error && isPlannerError(error)) return unplannable;
    throw error;
  }
}

function isPlannerError(error: { readonly message: string }): boolean {
  return error.message === 'The operation cannot be planned.';
}

async function consult(
  oracle: Oracle,
  { source, variables }: RandomOperation,
  document: DocumentNode,
): Promise<unknown> {
  try {
    return summary(await oracle.execute(source, document, variables));
  } catch (error) {
    return String(error);
  }
}
