/** `FUZZ=100000` tries more, `FUZZ_SEED=7` other ones. */
import { expect, it } from 'vitest';
import { fuzzInspection } from '../../test/support/fuzz-inspection.ts';

const times = Number(process.env['FUZZ'] ?? 15_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

it(`${times} files changed by chance end in a finding, never in a crash, and leave no memory behind`, async () => {
  await fuzzInspection(500, seed + 1);
  const before = process.memoryUsage().heapUsed;
  const { told } = await fuzzInspection(times, seed);

  expect(told).toBeGreaterThan(times / 5);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(256 * 1_048_576);
});
