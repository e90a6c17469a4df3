/** `FUZZ=100000` tries more, `FUZZ_SEED=7` other ones. */
import { expect, it } from 'vitest';
import { readSample } from '../../test/support/case-package.ts';
import { fuzzInspection } from '../../test/support/fuzz-inspection.ts';
import { inspectFile, toSource } from './inspect.ts';
import type { FileInspection } from './types.ts';

const times = Number(process.env['FUZZ'] ?? 10_000);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

it(`${times} files changed by chance end in a finding, never in a crash, and leave no memory behind`, async () => {
  await fuzzInspection(500, seed + 1);
  const before = process.memoryUsage().heapUsed;
  const { told } = await fuzzInspection(times, seed);

  expect(told).toBeGreaterThan(times / 5);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(256 * 1_048_576);
});

const HIDDEN: readonly (readonly [string, number, (found: FileInspection) => boolean])[] = [
  ['pdf/encrypted.pdf', 1, ({ encrypted }) => encrypted !== null],
  ['ofd/signed.ofd', 11, ({ signatures }) => signatures > 0],
];

it.each(HIDDEN)('no single bit of %s hides what it is without a finding', async (name, step, isSeen) => {
  const original = readSample(name);
  const hiding: number[] = [];
  for (let at = 0; at < original.length; at += step) {
    const changed = Buffer.from(original);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
    const found = await inspectFile(toSource(changed));
    const isTold = found.damage !== null || found.unsure !== null || !['PDF', 'OFD'].includes(found.format);
    if (!isSeen(found) && !isTold) hiding.push(at);
  }

  expect(hiding).toEqual([]);
});
