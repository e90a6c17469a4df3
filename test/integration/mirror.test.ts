/** The mirror against a feed that misbehaves: what it keeps is what the feed shows, and nothing of what was taken back. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database } from '../../subgraphs/kernel/index.ts';
import { catchUp, type FollowParts } from '../../tools/mirror/follow.ts';
import { Source } from '../../tools/mirror/source.ts';
import { MirrorStore } from '../../tools/mirror/store.ts';
import { FakeFeed, headersOf as headers } from '../support/fake-feed.ts';
import { PGLITE } from '../support/databases.ts';

const KINDS = ['WITHDRAWN', 'RESTRICTED', 'DESTROYED', 'SUPERSEDED', 'MOVED'];
const opened: { close(): Promise<void> }[] = [];
const database: Database = await PGLITE.open();
const store = await MirrorStore.open(database);

afterAll(async () => {
  for (const each of opened) await each.close();
  await database.close();
});

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let feed: FakeFeed;
let parts: FollowParts;
beforeEach(async () => {
  feed = await FakeFeed.start({ batchRows: 7 });
  opened.push(feed);
  parts = {
    source: new Source({ url: feed.url, token: () => 't', headers: {} }),
    store,
    patienceMs: 10_000,
  };
  await store.startBaseline('cases', await store.read('cases'));
  await catchUp(parts, 'cases');
  expect(await heldHere()).toEqual([]);
  feed.acknowledged.length = 0;
});

async function heldHere(): Promise<readonly unknown[]> {
  const held: unknown[] = [];
  for await (const record of store.records('cases')) held.push(record);
  return held;
}

const expectEqual = async (): Promise<void> => expect(await heldHere()).toEqual([...feed.held.values()]);

function write(from: number, to: number): void {
  for (let n = from; n < to; n += 1) feed.put(idOf(n), { state: 'ARCHIVED', n });
}

it('holds what the feed shows: records, changes, withdrawals of every kind, and what came back', async () => {
  write(0, 20);
  await catchUp(parts, 'cases');
  await expectEqual();
  for (const [n, kind] of KINDS.entries()) feed.take(idOf(n), kind);
  feed.put(idOf(0), { state: 'REGISTERED', n: 0 });
  feed.put(idOf(9), { state: 'REGISTERED', n: 9 });
  await catchUp(parts, 'cases');

  await expectEqual();
  expect(await heldHere()).toHaveLength(16);
});

it('says what it has received, loaded and purged, once each, through the last change', async () => {
  write(0, 3);
  feed.take(idOf(1), 'DESTROYED');
  await catchUp(parts, 'cases');
  await catchUp(parts, 'cases');

  expect(feed.acknowledged.map(({ stage, through }) => `${stage} ${through}`)).toEqual([
    'RECEIVED 1.4',
    'LOADED 1.4',
    'PURGED 1.4',
  ]);
});

it('an export cut at any byte, changed on the way or broken off is asked for again, and nothing of it is kept', async () => {
  write(0, 5);
  let spoilt = 0;
  feed.onBatch = ({ manifest, bytes, response }) => {
    spoilt += 1;
    if (spoilt > 3) return false;
    const body = Buffer.from(bytes);
    if (spoilt === 1) body[20] = (body[20] ?? 0) ^ 1;
    response.writeHead(200, { ...headers(manifest), 'content-length': body.byteLength });
    if (spoilt === 2) response.destroy();
    else if (spoilt === 3) response.write(body.subarray(0, 100), () => response.destroy());
    else response.end(body);
    return true;
  };
  await catchUp(parts, 'cases');

  expect(spoilt).toBe(4);
  await expectEqual();
});

describe('when its cursor has expired', () => {
  it('it begins anew, and what the new baseline does not name goes', async () => {
    write(0, 20);
    await catchUp(parts, 'cases');
    feed.take(idOf(3), 'RESTRICTED');
    feed.renew();
    await catchUp(parts, 'cases');

    await expectEqual();
    expect(await heldHere()).toHaveLength(19);
  });

  it('in the middle of a baseline, it begins that anew', async () => {
    write(0, 20);
    let batches = 0;
    feed.onBatch = () => {
      batches += 1;
      if (batches === 2) {
        feed.take(idOf(0), 'DESTROYED');
        feed.renew();
      }
      return false;
    };
    await catchUp(parts, 'cases');

    await expectEqual();
  });
});

it('two that keep one copy, and two with one identity, are harmless', async () => {
  write(0, 40);
  const second = await MirrorStore.open(database);
  await Promise.all([catchUp(parts, 'cases'), catchUp({ ...parts, store: second }, 'cases')]);

  await expectEqual();
  expect(feed.acknowledged.every(({ through }) => through === '1.40')).toBe(true);
});
