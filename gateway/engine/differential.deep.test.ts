/**
 * The same operation over the same data, executed three times: by a monolith, by
 * `@apollo/gateway` and by our engine. `DIFFERENTIAL=n` sets how many, `SEED=n` repeats a run.
 */
import fc from 'fast-check';
import { parse, validate, type DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { startOracle, type Oracle } from '../../test/support/federation/apollo-oracle.ts';
import { strayPaths, summary } from '../../test/support/federation/compare.ts';
import { compose, type Composer, type SubgraphSdl } from '../../test/support/federation/compose.ts';
import { federations } from '../../test/support/federation/federations.ts';
import { serveInMemory } from '../../test/support/federation/in-memory.ts';
import { faultOfOracle } from '../../test/support/federation/oracle-faults.ts';
import { LABEL, randomFederation } from '../../test/support/federation/random-federation.ts';
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
  it.each(Object.entries(federations))(
    'is answered over "%s" as by a monolith and by @apollo/gateway',
    async (_name, subgraphs) => {
      expectAgreement([await check({ subgraphs, composer: 'guild', runs: Math.ceil(triples / 8) })]);
    },
    timeoutMs,
  );

  it(
    'is answered over generated schemas as by a monolith and by @apollo/gateway',
    async () => {
      const count = Math.ceil(triples / 60);
      const all: Counts[] = [];
      for (let index = 0; index < count; index += 1) {
        const subgraphs = randomFederation(seed + index);
        const composer = index % 2 === 0 ? 'apollo' : 'guild';
        all.push(await check({ subgraphs, composer, runs: Math.ceil(triples / 2 / count) }));
      }
      expectAgreement(all);
    },
    timeoutMs,
  );
});

interface Check {
  readonly subgraphs: SubgraphSdl;
  readonly composer: Composer;
  readonly runs: number;
}

/** How often the oracle was asked, and how often it agreed. */
interface Counts {
  compared: number;
  agreed: number;
}

/** Were the oracle mostly excused, the test would prove less. */
function expectAgreement(all: readonly Counts[]): void {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  expect(sum(all.map((each) => each.agreed))).toBeGreaterThan(sum(all.map((each) => each.compared)) / 2);
}

async function check({ subgraphs, composer, runs }: Check): Promise<Counts> {
  const supergraph = compose(subgraphs, undefined, composer);
  const sdl = Object.values(subgraphs).join('\n');
  const rules = readRules(subgraphs, supergraph);
  let serve: SubgraphFetch = () => Promise.reject(new Error('not ready'));
  const fetch: SubgraphFetch = (request) => serve(request);
  const engines = {
    'both planners': createEngine(supergraph, fetch),
    'own planner, with the label': createEngine(supergraph, fetch, {
      onlyOwn: true,
      labels: new Set([LABEL]),
      percent: 50,
    }),
  };
  // Apollo's composer for Apollo's gateway: what the other one gets wrong, we put right, not they.
  const oracle = await startOracle(compose(subgraphs, undefined, 'apollo'), () => serve);
  const counts: Counts = { compared: 0, agreed: 0 };

  const property = fc.asyncProperty(worlds, choices, async (world, chosen) => {
    const operation = randomOperation(rules.schema, chosen);
    const document = parse(operation.source);
    fc.pre(validate(rules.schema, document).length === 0);
    serve = serveInMemory(randomSubgraphs(subgraphs, rules, world)).fetch;

    const monolith = summary(await executeMonolith(rules, world, document, operation.variables));
    for (const [planner, { prepare }] of Object.entries(engines)) {
      const ours = await execute(prepare, document, operation);
      const story = [operation.source, JSON.stringify(operation.variables), JSON.stringify(ours.errors), planner, sdl];
      expect(summary(ours), story.join('\n')).toEqual(monolith);
      expect(strayPaths(ours), story.join('\n')).toEqual([]);
    }

    const theirs = await consult(oracle, operation, document);
    counts.compared += 1;
    if (JSON.stringify(theirs) === JSON.stringify(monolith)) counts.agreed += 1;
    else if (faultOfOracle(operation.source, JSON.stringify(theirs), sdl) === undefined)
      expect(theirs, [operation.source, JSON.stringify(operation.variables), sdl].join('\n')).toEqual(monolith);
  });
  try {
    await fc.assert(property, { numRuns: runs, seed });
  } finally {
    await oracle.stop();
  }
  return counts;
}

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
