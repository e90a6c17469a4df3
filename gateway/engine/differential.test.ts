/**
 * The same operation over the same data, executed three times: by a monolith, by
 * `@apollo/gateway` and by our engine. `DIFFERENTIAL=n` sets how many, `SEED=n` repeats a run.
 */
import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { startOracle, type Oracle } from '../../test/support/federation/apollo-oracle.ts';
import { summary } from '../../test/support/federation/compare.ts';
import { compose } from '../../test/support/federation/compose.ts';
import { federations } from '../../test/support/federation/federations.ts';
import { serveInMemory } from '../../test/support/federation/in-memory.ts';
import { randomOperation } from '../../test/support/federation/random-operation.ts';
import { executeMonolith, randomSubgraphs, readRules } from '../../test/support/federation/random-subgraphs.ts';
import type { SubgraphFetch } from '../engine.ts';
import { createEngine } from './index.ts';

const runs = Number(process.env['DIFFERENTIAL'] ?? 300);
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const withOracle = process.env['ORACLE'] !== '0';

const world = fc.record({
  seed: fc.nat(1_000),
  nulls: fc.constantFrom(0, 0, 5, 30),
  failures: fc.constantFrom(0, 0, 5, 20),
});
const choices = fc.array(fc.nat(59), { minLength: 4, maxLength: 160 });

describe('an operation', () => {
  const oracles: Oracle[] = [];
  afterAll(() => Promise.all(oracles.map((oracle) => oracle.stop())));

  for (const [name, subgraphs] of Object.entries(federations)) {
    it(`over "${name}" answers as a monolith and as @apollo/gateway (seed ${seed})`, async () => {
      const supergraph = compose(subgraphs);
      const rules = readRules(subgraphs, supergraph);
      let serve: SubgraphFetch = () => Promise.reject(new Error('not ready'));
      const engine = createEngine(supergraph, (request) => serve(request));
      const oracle = await startOracle(supergraph, () => serve);
      oracles.push(oracle);

      const property = fc.asyncProperty(world, choices, async (chosenWorld, chosen) => {
        const operation = randomOperation(rules.schema, chosen);
        const document = parse(operation.source);
        fc.pre(validate(rules.schema, document).length === 0);
        serve = serveInMemory(randomSubgraphs(subgraphs, rules, chosenWorld)).fetch;

        const prepared = engine.prepare(document, undefined);
        const ours = await prepared.execute({ variables: operation.variables, context: undefined, state: undefined });
        const monolith = await executeMonolith(rules, chosenWorld, document, operation.variables);
        const context = `${operation.source}\n${JSON.stringify(operation.variables)}\n${JSON.stringify(ours.errors)}`;
        expect(summary(ours), context).toEqual(summary(monolith));

        if (!withOracle) return;
        const theirs = await oracle.execute(operation.source, document, operation.variables);
        expect(summary(ours).data, context).toEqual(summary(theirs).data);
      });
      await fc.assert(property, { numRuns: Math.ceil(runs / Object.keys(federations).length), seed });
    });
  }
});
