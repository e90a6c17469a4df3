import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, type RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { retention } from '../../subgraphs/retention/index.ts';
import { ACTS, runSequence, type Outcome } from '../support/disposal-sequences.ts';
import { testServices } from '../support/services.ts';
import { PGLITE } from '../support/databases.ts';

/** A few in every run; in the deep run as many as 90 seconds hold. */
const SEQUENCES = Number(process.env['SEQUENCES'] ?? (process.env['DEEP'] === undefined ? 1 : 10));
const STEPS = 320;
const FIRST_SEED = Number(process.env['SEED'] ?? 1_000);

let database: Database;
let running: RunningSubgraph;
beforeAll(async () => {
  database = await PGLITE.open();
  running = await retention.start(database, testServices());
});
afterAll(() => database.close());

it('whatever anybody does in whatever order: no record is gone that was permanent, held, disputed, in a transfer, or without its four people', async () => {
  const outcomes: Outcome[] = [];
  for (let n = 0; n < SEQUENCES; n += 1)
    outcomes.push(await runSequence(running, { seed: FIRST_SEED + n, steps: STEPS }));
  const all = (of: (outcome: Outcome) => ReadonlySet<string>): Set<string> =>
    new Set(outcomes.flatMap((outcome) => [...of(outcome)]));

  expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
  // Else nothing would have been shown.
  expect(outcomes.reduce((sum, { destroyed }) => sum + destroyed, 0)).toBeGreaterThan(2 * SEQUENCES);
  expect([...all(({ tried }) => tried)].toSorted()).toEqual([...ACTS].toSorted());
  expect([...all(({ refusals }) => refusals)]).toEqual(
    expect.arrayContaining(['HELD', 'SAME_PERSON_TWICE', 'LIST_STATE', 'RECORD_STATE', 'SUPERVISORS_MISSING']),
  );
}, 600_000);
