import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseBlobId, type BlobId, type BlobStat } from './blob-store.ts';
import { LocalBlobStore } from './local-store.ts';

const LIMITS = { maxBytes: 1_000_000 };
let root: string;
let store: LocalBlobStore;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'blobs-'));
  store = await LocalBlobStore.open(root);
});

afterEach(() => rmSync(root, { recursive: true }));

async function* stream(...parts: readonly string[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function* breaking(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('the connection broke');
}

async function read(id: BlobId, range?: { start: number; end: number }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await store.open(id, range)) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const filesOf = (): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('content that is put', () => {
  it('comes back, with both digests', async () => {
    const blob = await store.put(stream('a', 'bc'), LIMITS);

    expect(blob).toMatchObject({
      bytes: 3,
      sm3: createHash('sm3').update('abc').digest('hex'),
      sha256: createHash('sha256').update('abc').digest('hex'),
    });
    expect(await read(blob.id)).toBe('abc');
    expect(await read(blob.id, { start: 1, end: 1 })).toBe('b');
  });

  it('has an id that tells nothing, and another one each time', async () => {
    const [one, other] = await Promise.all([store.put(stream('abc'), LIMITS), store.put(stream('abc'), LIMITS)]);

    expect(one.id).not.toBe(other.id);
    expect(filesOf().toSorted()).toEqual([one.id, other.id].toSorted());
  });

  it('may be empty', async () => {
    expect(await store.put(stream(), LIMITS)).toMatchObject({ bytes: 0 });
  });

  it('is read here and there, never beyond its end', async () => {
    const { id } = await store.put(stream('0123456789'), LIMITS);
    const source = await store.source(id);

    expect(source.bytes).toBe(10);
    expect((await source.read(4, 3)).toString()).toBe('456');
    expect((await source.read(8, 100)).toString()).toBe('89');
    expect(await source.read(100, 5)).toHaveLength(0);
    await source.close();
  });

  it.each([
    ['too long', () => store.put(stream('12345', '678901'), { maxBytes: 10 }), 'LIMIT_EXCEEDED'],
    ['broken off', () => store.put(breaking(), LIMITS), undefined],
    ['not as it was declared', () => store.put(stream('abc'), { ...LIMITS, declaredBytes: 4 }), 'INVALID_INPUT'],
  ])('leaves nothing when it is %s', async (_title, put, code) => {
    await expect(put()).rejects.toMatchObject(code === undefined ? {} : { code });
    expect(filesOf()).toEqual([]);
  });

  it('tells everything that differs from what was declared', async () => {
    const declared = { declaredBytes: 4, declaredDigests: { sm3: '0'.repeat(64), sha256: '0'.repeat(64) } };

    await expect(store.put(stream('abc'), { ...LIMITS, ...declared })).rejects.toMatchObject({
      details: { differing: ['bytes', 'sm3', 'sha256'] },
    });
  });

  it('takes declared digests in either case', async () => {
    const sha256 = createHash('sha256').update('abc').digest('hex').toUpperCase();

    expect(await store.put(stream('abc'), { ...LIMITS, declaredDigests: { sha256 } })).toMatchObject({ bytes: 3 });
  });

  it('is never whole in memory', async () => {
    const chunk = Buffer.alloc(1_048_576, 1);
    async function* long(): AsyncIterable<Uint8Array> {
      for (let index = 0; index < 64; index += 1) yield chunk;
    }
    const before = process.memoryUsage().arrayBuffers;
    await store.put(long(), { maxBytes: 100 * 1_048_576 });

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576);
  });
});

describe('content that is deleted', () => {
  it('is gone, and deleting it again is no error', async () => {
    const { id } = await store.put(stream('abc'), LIMITS);
    await store.delete(id);
    await store.delete(id);

    expect(filesOf()).toEqual([]);
    expect(await store.stat(id)).toBeNull();
    await expect(store.open(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(store.source(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('lists everything that is stored, and nothing that is being written', async () => {
  const ids = await Promise.all(['a', 'b', 'c'].map(async (text) => (await store.put(stream(text), LIMITS)).id));
  writeFileSync(join(store.temporaryFolder, `${'0'.repeat(32)}.part`), 'x');

  const listed: BlobStat[] = [];
  for await (const each of store.list()) listed.push(each);
  expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(listed.every(({ bytes, storedAtMs }) => bytes === 1 && storedAtMs > 0)).toBe(true);
});

it('sweeps what broken-off writes left, once it is old', async () => {
  const [old, young] = ['old.part', 'young.part'].map((name) => join(store.temporaryFolder, name));
  for (const path of [old, young]) writeFileSync(path ?? '', 'x');
  utimesSync(old ?? '', 1, 1);

  expect(await store.sweepTemporary(60_000)).toBe(1);
  expect(filesOf()).toEqual(['young.part']);
});

it.each(['', '../../etc/passwd', 'A'.repeat(32), '0'.repeat(31), `${'0'.repeat(32)}/`, 7, null])(
  'takes %j for no id',
  (input) => {
    expect(parseBlobId(input)).toBeNull();
  },
);
