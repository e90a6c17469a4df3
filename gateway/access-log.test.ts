import { expect, it } from 'vitest';
import type { AccessLogRow } from '../subgraphs/sharing/index.ts';
import { AccessLog } from './access-log.ts';

const row = (requestId: string): AccessLogRow => ({
  at: '2026-11-21T12:00:00.000+08:00',
  requestId,
  actorId: 'housing',
  role: 'AGENCY',
  agency: null,
  onBehalfOf: null,
  grantId: null,
  useCause: null,
  operationHash: 'x',
  outcomes: [],
  recordIds: {},
  policyVersion: 'test',
  demandId: null,
  about: [],
  granted: [],
  refusal: null,
});

/** A log whose batches are written when the test says so. */
function heldLog() {
  const batches: { readonly ids: readonly string[]; readonly done: () => void; readonly fail: () => void }[] = [];
  const log = new AccessLog((rows) => {
    const { promise, resolve, reject } = Promise.withResolvers<null>();
    const ids = rows.map(({ requestId }) => requestId);
    batches.push({ ids, done: () => resolve(null), fail: () => reject(new Error('disk full')) });
    return promise;
  });
  return { log, batches };
}

/** Lets everything run that can. */
const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('lets an answer leave only when its row is durable', async () => {
  const { log, batches } = heldLog();
  let hasLeft = false;
  const leaving = log.write(row('1')).then(() => (hasLeft = true));
  await rest();
  expect([batches.length, hasLeft]).toEqual([1, false]);

  batches[0]?.done();
  await leaving;
  expect(hasLeft).toBe(true);
});

it('writes the rows that wait together, in their order, and one batch after the other', async () => {
  const { log, batches } = heldLog();
  const left: string[] = [];
  const writes = ['1', '2', '3', '4'].map((id) => log.write(row(id)).then(() => left.push(id)));
  await rest();
  expect(batches.map(({ ids }) => ids)).toEqual([['1']]);

  batches[0]?.done();
  await rest();
  writes.push(log.write(row('5')).then(() => left.push('5')));
  await rest();
  expect(batches.map(({ ids }) => ids)).toEqual([['1'], ['2', '3', '4']]);
  expect(left).toEqual(['1']);

  batches[1]?.done();
  await rest();
  batches[2]?.done();
  await Promise.all(writes);
  expect(batches.map(({ ids }) => ids)).toEqual([['1'], ['2', '3', '4'], ['5']]);
  expect(left).toEqual(['1', '2', '3', '4', '5']);
});

it('answers UNAVAILABLE to exactly those whose batch could not be written', async () => {
  const { log, batches } = heldLog();
  const settled = Promise.allSettled(['1', '2', '3'].map((id) => log.write(row(id))));
  await rest();
  batches[0]?.done();
  await rest();
  const later = log.write(row('4'));
  batches[1]?.fail();
  await rest();
  batches[2]?.done();

  expect((await settled).map((each) => (each.status === 'fulfilled' ? 'left' : each.reason))).toEqual([
    'left',
    expect.objectContaining({ code: 'UNAVAILABLE' }),
    expect.objectContaining({ code: 'UNAVAILABLE' }),
  ]);
  await expect(later).resolves.toBeUndefined();
});

it('does not tell why it cannot be written', async () => {
  const log = new AccessLog(() => Promise.reject(new Error('password of the database')));

  await expect(log.write(row('1'))).rejects.toThrow('The access log cannot be written, so nothing is disclosed.');
});

it('takes a writer that throws at once like one that fails later', async () => {
  const log = new AccessLog(() => {
    throw new Error('no connection');
  });

  await expect(log.write(row('1'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(log.write(row('2'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('puts at most two hundred rows into one transaction', async () => {
  const sizes: number[] = [];
  const log = new AccessLog(async (rows) => {
    sizes.push(rows.length);
  });
  await Promise.all(Array.from({ length: 402 }, (_each, at) => log.write(row(String(at)))));

  expect(sizes).toEqual([1, 200, 200, 1]);
});

it('lets exactly those answers not leave that the writer logged as refused, by R3', async () => {
  const log = new AccessLog(async (rows) => ({
    refused: rows.map(({ requestId }) => requestId).filter((id) => id === '2'),
  }));
  const settled = await Promise.allSettled(['1', '2', '3'].map((id) => log.write(row(id))));

  expect(settled.map((each) => (each.status === 'fulfilled' ? 'left' : each.reason))).toEqual([
    'left',
    expect.objectContaining({ code: 'LIMIT_EXCEEDED', clause: '809 art. 25' }),
    'left',
  ]);
});
