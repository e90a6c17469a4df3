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
import type { Engine, EngineResult, SubgraphFetch } from '../engine.ts';
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
        const thorough = createEngine(supergraph, (request) => serve(request), { onlyOwn: true });
        const oracle = await startOracle(supergraph, () => serve);
        oracles.push(oracle);
        const counts = { compared: 0, agreed: 0 };

        const property = fc.asyncProperty(worlds, choices, async (world, chosen) => {
          const operation = randomOperation(rules.schema, chosen);
          const document = parse(operation.source);
          fc.pre(validate(rules.schema, document).length === 0);
          serve = serveInMemory(randomSubgraphs(subgraphs, rules, world)).fetch;

          const monolith = summary(await executeMonolith(rules, world, document, operation.variables));
          for (const [planner, { prepare }] of Object.entries({ both: engine, own: thorough })) {
            const ours = await execute(prepare, document, operation);
            const story = [operation.source, JSON.stringify(operation.variables), JSON.stringify(ours.errors), planner];
            expect(summary(ours), story.join('\n')).toEqual(monolith);
            expect(strayPaths(ours), story.join('\n')).toEqual([]);
          }

          const theirs = await consult(oracle, operation, document);
          counts.compared += 1;
          if (JSON.stringify(theirs) === JSON.stringify(monolith)) counts.agreed += 1;
          else if (faultOfOracle(operation.source, JSON.stringify(theirs)) === undefined)
            expect(theirs, operation.source).toEqual(monolith);
        });
        await fc.assert(property, { numRuns: Math.ceil(triples / Object.keys(federations).length), seed });
        // Were the oracle mostly excused, the test would prove less.
        expect(counts.agreed).toBeGreaterThan(counts.compared / 2);
      },
      timeoutMs,
    );
  }
});

/** An operation that cannot be planned is a difference like any other. */
async function execute(
  prepare: Engine['prepare'],
  document: DocumentNode,
  { source, variables }: RandomOperation,
): Promise<EngineResult> {
  try {
    return await prepare(document, undefined).execute({ variables, context: undefined, state: undefined });
  } catch (cause) {
    throw new Error(source, { cause });
  }
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
