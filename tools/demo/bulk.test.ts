import { describe, expect, it } from 'vitest';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import { bulkChunks, bulkSpec, rowsOf, type BulkChunk } from './bulk.ts';
import { codesOfCase } from './case-names.ts';
import { demoWorld } from './world.ts';

function chunksOf(from: number, count: number, chunkSize: number): BulkChunk[] {
  return [...bulkChunks({ from, count, chunkSize })];
}

describe('cases in bulk', () => {
  it('are the same whatever the chunk they come in', () => {
    const whole = chunksOf(0, 60, 60).flatMap(({ cases }) => cases.cases ?? []);
    const pieces = chunksOf(0, 60, 7).flatMap(({ cases }) => cases.cases ?? []);

    expect(pieces).toEqual(whole);
    expect(chunksOf(40, 20, 20).flatMap(({ cases }) => cases.cases ?? [])).toEqual(whole.slice(40));
  });

  it('come in chunks of the size asked for, the last one smaller', () => {
    expect(chunksOf(5, 25, 10).map(({ first, count }) => [first, count])).toEqual([
      [5, 10],
      [15, 10],
      [25, 5],
    ]);
  });

  it('share no key with each other or with the demo world', () => {
    const chunks = chunksOf(0, 3000, 1000);
    const world = demoWorld();
    const cases = [...(world.cases.cases ?? []), ...chunks.flatMap((chunk) => chunk.cases.cases ?? [])];
    const licences = [...(world.licences.licences ?? []), ...chunks.flatMap((chunk) => chunk.licences.licences ?? [])];
    const records = [...(world.holdings.records ?? []), ...chunks.flatMap((chunk) => chunk.holdings.records ?? [])];
    const keys = [
      cases.map(({ id }) => id),
      cases.map(({ recordCode }) => recordCode),
      cases.map(({ caseNumber }) => caseNumber),
      licences.map(({ id }) => id),
      licences.map(({ identifier }) => identifier),
      records.map(({ id }) => id),
      records.flatMap(({ referenceCode }) => referenceCode ?? []),
    ];

    for (const values of keys) expect(new Set(values).size).toBe(values.length);
  });

  it('have two to four materials, and more than one of a joint case', () => {
    const [{ cases }] = chunksOf(0, 200, 200) as [BulkChunk];
    const counts = new Map<unknown, number>();
    for (const { caseId } of cases.materials ?? []) counts.set(caseId, (counts.get(caseId) ?? 0) + 1);

    expect([...new Set(counts.values())].toSorted()).toEqual([2, 3, 4]);
    expect(counts.size).toBe(200);
  });

  it('keep the form of the reference code beyond a million', () => {
    expect(parseReferenceCode(codesOfCase(bulkSpec(98_765_432)).referenceCode)).toMatchObject({
      ok: true,
      value: { fonds: expect.stringMatching(/^Z90\d$/), file: '998', item: '765432' },
    });
  });

  it('count their rows', () => {
    const [chunk] = chunksOf(0, 3, 3) as [BulkChunk];

    expect(rowsOf(chunk)).toBeGreaterThan(3 * (1 + 4 + 2));
  });
});
