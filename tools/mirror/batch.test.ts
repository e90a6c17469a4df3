import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, recordHash } from '../../schema/canonical.ts';
import type { ExportLine, ExportManifest } from '../../schema/feed-streams.ts';
import { headersOf } from '../../test/support/fake-feed.ts';
import { outcomeOf, readBatch, readManifest } from './batch.ts';

const SALT = 'salt';
const START = { generation: 1, sequence: 0 };
const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';

function line(sequence: number, facts: Partial<ExportLine> = {}): ExportLine {
  const id = facts.id ?? A;
  const record = facts.record === undefined ? { id, state: 'ARCHIVED', name: '张*' } : facts.record;
  const hash = record === null ? null : recordHash(SALT, canonicalJson(record, Object.keys(record)));
  const at = '2026-11-21T12:00:00.000+08:00';
  return { sequence, kind: 'UPSERT', version: 1, hash, at, dueBy: null, obsolete: false, ...facts, id, record };
}

function pack(lines: readonly ExportLine[]): { manifest: ExportManifest; bytes: Buffer } {
  const bytes = Buffer.from(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const digest = (name: string): string => createHash(name).update(bytes).digest('hex');
  const [from, to] = [lines[0]?.sequence ?? null, lines.at(-1)?.sequence ?? null];
  const told = { generation: 1, salt: SALT, fromSequence: from, toSequence: to, rows: lines.length, tombstones: 0 };
  const manifest = {
    ...told,
    bytes: bytes.byteLength,
    sha256: digest('sha256'),
    sm3: digest('sm3'),
    next: 'c',
    more: false,
  };
  return { manifest, bytes };
}

const refusal = (lines: readonly ExportLine[], after = 0): string | null => {
  const { manifest, bytes } = pack(lines);
  try {
    readBatch(manifest, bytes, { generation: 1, sequence: after });
    return null;
  } catch (error) {
    return error instanceof Error && error.name === 'BatchFault' ? error.message : 'not a BatchFault';
  }
};

describe('a batch', () => {
  it('is read when every byte, line and hash is as told', () => {
    const lines = [line(1), line(2, { id: B }), line(3, { kind: 'DESTROYED', record: null })];
    const { manifest, bytes } = pack(lines);

    expect(readBatch(manifest, bytes, START).lines).toEqual(lines);
    expect(refusal([])).toBeNull();
  });

  it('cut at any byte, or with any byte changed, is refused as a whole', () => {
    const { manifest, bytes } = pack([line(1), line(2, { id: B })]);
    const isRefused = (spoilt: Uint8Array): boolean => {
      try {
        readBatch(manifest, spoilt, START);
        return false;
      } catch (error) {
        return error instanceof Error && error.name === 'BatchFault';
      }
    };
    for (let length = 0; length < bytes.byteLength; length += 1)
      if (!isRefused(bytes.subarray(0, length))) expect.fail(`cut at ${length}`);
    fc.assert(
      fc.property(fc.nat(bytes.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const spoilt = Buffer.from(bytes);
        spoilt[at] = (spoilt[at] ?? 0) ^ by;
        return isRefused(spoilt);
      }),
    );
  });

  it.each([
    ['a change is missing', [line(1), line(3)], 'Change 2 was due, 3 came.'],
    ['a change comes twice', [line(1), line(1)], 'Change 2 was due, 1 came.'],
    ['the first is not the next', [line(2)], 'Change 1 was due, 2 came.'],
    ['content is missing without a word', [line(1, { record: null })], 'Change 1 has no content.'],
    ['a record is another than its key', [line(1, { record: { id: B } })], 'Change 1 holds another record.'],
    [
      'a value is another than was hashed',
      [{ ...line(1), record: { id: A, state: 'OPEN' } }],
      `The hash of record ${A} in change 1 is another than told.`,
    ],
  ])('in which %s is refused', (_title, lines, message) => {
    expect(refusal(lines)).toBe(message);
  });

  it('of a new generation goes on with numbers of its own, without gaps either', () => {
    const before = { generation: 0, sequence: 90 };
    const read = (lines: readonly ExportLine[]) => (): unknown => {
      const { manifest, bytes } = pack(lines);
      return readBatch(manifest, bytes, before);
    };

    expect(read([line(8), line(9)])).not.toThrow();
    expect(read([line(8), line(10)])).toThrow('Change 9 was due, 10 came.');
  });

  it('without one of its headers, or with one that is no number, is refused', () => {
    const headers = headersOf(pack([line(1)]).manifest);
    const read = (given: Readonly<Record<string, string>>): unknown => readManifest((name) => given[name] ?? null);

    expect(read(headers)).toMatchObject({ rows: 1, fromSequence: 1, toSequence: 1, next: 'c', more: false });
    for (const name of Object.keys(headers).filter((each) => each !== 'x-export-next')) {
      const { [name]: _left, ...rest } = headers;
      expect(() => read(rest), name).toThrow(`${name} is missing`);
    }
    expect(() => read({ ...headers, 'x-export-rows': '1e3' })).toThrow('x-export-rows is no number');
  });
});

it('of each record the last word counts, and every withdrawal is kept', () => {
  const lines = [
    line(1, { record: null, obsolete: true }),
    line(2, { kind: 'RESTRICTED', record: null, obsolete: true }),
    line(3, { kind: 'REINSTATED' }),
    line(4, { id: B, kind: 'DESTROYED', record: null }),
  ];
  const { upserts, deletes, tombstones } = outcomeOf(lines);

  expect(upserts.map(({ sequence }) => sequence)).toEqual([3]);
  expect(deletes.map(({ sequence }) => sequence)).toEqual([4]);
  expect(tombstones.map(({ sequence }) => sequence)).toEqual([2, 4]);
});
