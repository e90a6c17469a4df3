/** Whatever anybody does in whatever order, online and on media: custody is one, nothing opens unreviewed, nothing moves without its opinion. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { PGLITE } from '../support/databases.ts';
import { Reception } from '../support/reception.ts';
import type { ActName } from '../support/transfer-people.ts';
import { runSequence } from '../support/transfer-sequences.ts';

/** A few in every run; in the deep run as many as 90 seconds hold. */
const isDeep = process.env['DEEP'] !== undefined;
const RUNS = Number(process.env['SEQUENCES'] ?? (isDeep ? 60 : 2));
const STEPS = 60;
const SEED = Number(process.env['SEED'] ?? 2_026);

/** What most sequences come to; the rest is rare. */
const WHOLE_WAY: readonly ActName[] = [
  ...(['draft', 'early', 'put', 'submit', 'online', 'medium', 'answer', 'check', 'return', 'receipt'] as const),
  ...(['propose', 'advise', 'decide', 'seal'] as const),
];

let blobDir: string;
let database: Database;
let desk: Reception;
beforeAll(async () => {
  blobDir = mkdtempSync(join(tmpdir(), 'asg-sequences-'));
  database = await PGLITE.open();
  desk = await Reception.open(database, blobDir);
  await desk.setUp();
}, 120_000);
afterAll(async () => {
  await database.close();
  rmSync(blobDir, { recursive: true });
});

const drawn = fc.record({
  wild: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  act: fc.nat({ max: 999 }),
  who: fc.nat({ max: 999 }),
  about: fc.nat({ max: 999 }),
  yes: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
});

it('custody is always exactly one, nothing is opened without review, nothing is transferred without its opinion', async () => {
  const done = new Set<string>();
  let [received, opened] = [0, 0];

  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: STEPS, maxLength: STEPS }), async (sequence) => {
      const seen = await runSequence(desk, sequence);
      for (const each of seen.done) done.add(each);
      received += seen.received;
      opened += seen.opened;
      expect(seen.faults).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );

  // Else nothing would have been shown.
  expect(received).toBeGreaterThanOrEqual(RUNS);
  expect(opened).toBeGreaterThan(0);
  if (isDeep) expect([...done]).toEqual(expect.arrayContaining([...WHOLE_WAY]));
}, 600_000);
