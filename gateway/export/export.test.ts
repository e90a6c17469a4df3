import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeBatch } from './batch.ts';
import type { ExportLine } from '../../schema/feed-streams.ts';
import type { FeedPage } from './documents.ts';
import { readRange } from './ranges.ts';
import { toStream } from './sending.ts';
import { Slots } from './slots.ts';

const node = (sequence: number): ExportLine => ({
  sequence,
  kind: sequence % 5 === 0 ? 'RESTRICTED' : 'UPSERT',
  id: `r${sequence}`,
  version: 1,
  hash: null,
  at: '',
  dueBy: null,
  obsolete: false,
  record: null,
});

/** A feed of so many changes; its cursor is the number of the last one read. */
const feedOf =
  (changes: number) =>
  async ({ after, first }: { after: string | null; first: number }): Promise<FeedPage> => {
    const from = Number(after ?? 0);
    const to = Math.min(changes, from + first);
    const edges = Array.from({ length: to - from }, (_each, at) => ({ node: node(from + at + 1) }));
    return { salt: 's', generation: 1, pageInfo: { hasNextPage: to < changes, endCursor: String(to) }, edges };
  };

describe('a batch', () => {
  it('holds what was asked for, however many pages it takes, and says where it goes on', async () => {
    const { manifest, bytes } = await makeBatch(feedOf(1_300), { after: '100', first: 1_100 });

    expect(manifest).toMatchObject({ rows: 1_100, fromSequence: 101, toSequence: 1_200, next: '1200', more: true });
    expect(manifest).toMatchObject({ tombstones: 220, bytes: bytes.byteLength });
  });

  it('is empty where nothing is left, and goes on from there', async () => {
    const { manifest } = await makeBatch(feedOf(3), { after: '3', first: 10 });

    expect(manifest).toMatchObject({ rows: 0, bytes: 0, fromSequence: null, toSequence: null, next: '3', more: false });
  });

  it('does not wait for ever for a feed that has more but does not say what', async () => {
    const pageInfo = { hasNextPage: true, endCursor: '0' };
    const never = async (): Promise<FeedPage> => ({ salt: 's', generation: 1, pageInfo, edges: [] });

    expect((await makeBatch(never, { after: null, first: 10 })).manifest).toMatchObject({ rows: 0, more: true });
  });

  it('is the same bytes whenever it is the same', async () => {
    const [one, other] = [
      await makeBatch(feedOf(9), { after: null, first: 9 }),
      await makeBatch(feedOf(9), { after: null, first: 9 }),
    ];

    expect(one.bytes.equals(other.bytes)).toBe(true);
  });
});

describe('a range', () => {
  const of = (range: string, bytes = 10): unknown => readRange({ range, ifRange: undefined }, { etag: '"e"', bytes });

  it.each([
    ['bytes=0-', { start: 0, end: 9 }],
    ['bytes=9-', { start: 9, end: 9 }],
    ['bytes=2-4', { start: 2, end: 4 }],
    ['bytes=2-99', { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=10-', 'UNSATISFIABLE'],
    ['bytes=-0', 'UNSATISFIABLE'],
    ['bytes=4-2', null],
    ['bytes=0-1,3-4', null],
    ['bytes=-', null],
    ['rows=0-1', null],
  ])('%s', (range, expected) => {
    expect(of(range)).toEqual(expected);
  });

  it('of a batch that is another by now is the whole', () => {
    const about = { etag: '"e"', bytes: 10 };

    expect(readRange({ range: 'bytes=1-', ifRange: '"e"' }, about)).toEqual({ start: 1, end: 9 });
    expect(readRange({ range: 'bytes=1-', ifRange: '"other"' }, about)).toBeNull();
  });

  it('and its rest are the whole, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1_000 }), fc.nat(), (bytes, cut) => {
        const at = 1 + (cut % (bytes - 1));
        const [head, rest] = [of(`bytes=0-${at - 1}`, bytes), of(`bytes=${at}-`, bytes)];
        expect([head, rest]).toEqual([
          { start: 0, end: at - 1 },
          { start: at, end: bytes - 1 },
        ]);
      }),
    );
  });
});

describe('what is sent', () => {
  const send = async (bytes: number, holds: () => boolean): Promise<{ sent: number; isWhole: boolean }> => {
    let sent = 0;
    try {
      for await (const piece of toStream(Buffer.alloc(bytes), async () => holds())) sent += (piece as Buffer).length;
      return { sent, isWhole: true };
    } catch {
      return { sent, isWhole: false };
    }
  };

  it('is all of it while what it was decided by holds', async () => {
    expect(await send(1_000_000, () => true)).toEqual({ sent: 1_000_000, isWhole: true });
  });

  it('ends with an error, short of its length, when the grant ends meanwhile', async () => {
    let asked = 0;
    const { sent, isWhole } = await send(1_000_000, () => {
      asked += 1;
      return asked <= 3;
    });

    expect(isWhole).toBe(false);
    expect(sent).toBeLessThan(1_000_000);
  });
});

describe('slots', () => {
  it('are so many for all, and so many for each; who waits comes in when one is free', async () => {
    const slots = new Slots({ all: 2, each: 1, waitMs: 60_000 });
    const leave = await slots.take('a');
    let isIn = false;
    const second = slots.take('a').then((each) => {
      isIn = true;
      return each;
    });
    await slots.take('b');
    expect(isIn).toBe(false);
    leave();
    leave();
    await second;

    expect(isIn).toBe(true);
  });

  it('that do not come free in time are UNAVAILABLE', async () => {
    const slots = new Slots({ all: 1, each: 1, waitMs: 1 });
    await slots.take('a');

    await expect(slots.take('b')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
