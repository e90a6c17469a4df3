import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openFilesIn, tellsOpenFiles } from '../../test/support/open-files.ts';
import { getFile, headFile, putFile, type FileReply, type RequestHeaders } from './handlers.ts';
import { LocalBlobStore } from './local-store.ts';
import { Uploads } from './uploads.ts';
import { parseBlobId, type BlobId } from './blob-store.ts';

let root: string;
let store: LocalBlobStore;
let uploads: Uploads;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'uploads-'));
  store = await LocalBlobStore.open(root);
  uploads = new Uploads(store);
});

afterEach(() => rmSync(root, { recursive: true }));

async function* stream(text: string, breakAt = Infinity): AsyncIterable<Uint8Array> {
  for (let at = 0; at < text.length; at += 4) {
    if (at >= breakAt) throw new Error('the connection broke');
    yield Buffer.from(text.slice(at, at + 4));
  }
}

interface Put {
  readonly key?: string;
  readonly owner?: string;
  readonly headers?: RequestHeaders;
  readonly breakAt?: number;
}

const put = (text: string, { key = 'k', owner = 'system', headers = {}, breakAt }: Put = {}): Promise<FileReply> =>
  putFile(uploads, { owner, key, headers, body: stream(text, breakAt), maxBytes: 100 });

const head = (key = 'k'): Promise<FileReply> => headFile(uploads, { owner: 'system', key });

async function blobs(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.list()) ids.push(id);
  return ids;
}

const idOf = (reply: FileReply): BlobId => {
  const id = parseBlobId(
    typeof reply.body === 'object' && reply.body !== null && 'id' in reply.body ? reply.body.id : null,
  );
  if (id === null) throw new Error(`no id in ${JSON.stringify(reply)}`);
  return id;
};

async function textOf(id: BlobId, range?: string): Promise<string> {
  return toText((await getFile(store, id, range)).stream);
}

async function toText(found: Readable | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of found ?? []) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const TEXT = '0123456789abcdef';

describe('a file that is sent', () => {
  it('whole is answered with id, size and digests', async () => {
    const reply = await put(TEXT);

    expect(reply).toMatchObject({
      status: 201,
      headers: { 'upload-offset': '16' },
      body: { bytes: 16, sha256: sha256(TEXT), sm3: createHash('sm3').update(TEXT).digest('hex') },
    });
    expect(await textOf(idOf(reply))).toBe(TEXT);
  });

  it('again gets the same answer, and is stored once', async () => {
    const first = await put(TEXT);

    expect(await put(TEXT)).toEqual(first);
    expect(await put(TEXT, { headers: { 'content-length': '16', 'x-file-sha256': sha256(TEXT) } })).toEqual(first);
    expect(await blobs()).toEqual([idOf(first)]);
  });

  it('under a key that names other content is refused, and the first stands', async () => {
    const first = await put(TEXT);

    expect(await put('0123456789abcdeF')).toMatchObject({ status: 409 });
    expect(await put(TEXT.slice(0, 8))).toMatchObject({ status: 409 });
    expect(await put(`${TEXT}0`, { headers: { 'content-length': '17' } })).toMatchObject({ status: 409 });
    expect(await textOf(idOf(first))).toBe(TEXT);
    expect(await blobs()).toHaveLength(1);
  });

  it('by another system under the same key is another file', async () => {
    expect(idOf(await put(TEXT))).not.toBe(idOf(await put(TEXT, { owner: 'other' })));
  });

  it.each([
    ['content-range', (from: number, to: number) => ({ 'content-range': `bytes ${from}-${to - 1}/16` })],
    ['upload-offset', (from: number) => ({ 'upload-offset': String(from), 'upload-length': '16' })],
  ])('in parts told by %s is put together', async (_title, headers) => {
    expect(await put(TEXT.slice(0, 8), { headers: headers(0, 8) })).toEqual({
      status: 202,
      headers: { 'upload-offset': '8' },
      body: null,
    });
    const reply = await put(TEXT.slice(8), { headers: headers(8, 16) });

    expect(reply).toMatchObject({ status: 201, body: { bytes: 16, sha256: sha256(TEXT) } });
    expect(await put(TEXT.slice(8), { headers: headers(8, 16) })).toEqual(reply);
  });

  it('and breaks off is kept as far as it came, and goes on from there', async () => {
    await expect(put(TEXT, { headers: { 'content-length': '16' }, breakAt: 8 })).rejects.toThrow('broke');

    expect(await head()).toMatchObject({ status: 200, headers: { 'upload-offset': '8' } });
    expect(await put(TEXT.slice(4), { headers: { 'content-range': 'bytes 4-15/16' } })).toMatchObject({
      status: 409,
      headers: { 'upload-offset': '8' },
    });
    expect(await put(TEXT.slice(8), { headers: { 'content-range': 'bytes 8-15/16' } })).toMatchObject({
      status: 201,
      body: { sha256: sha256(TEXT) },
    });
  });

  it('and breaks off may begin anew', async () => {
    await expect(put('xxxxxxxxxxxxxxxx', { breakAt: 8 })).rejects.toThrow('broke');

    expect(await put(TEXT)).toMatchObject({ status: 201, body: { sha256: sha256(TEXT) } });
    expect(await blobs()).toHaveLength(1);
  });

  it.each([
    ['its digest is another', { 'x-file-sha256': '0'.repeat(64) }, 400],
    ['it is longer than was said', { 'upload-length': '12' }, 400],
    ['it is too large', { 'upload-length': '101' }, 429],
    ['the range is none', { 'content-range': 'bytes 5-4/16' }, 400],
    ['the offset is none', { 'upload-offset': '-1' }, 400],
    ['the digest is none', { 'x-file-sm3': 'xyz' }, 400],
    ['it goes on without a length', { 'upload-offset': '4' }, 400],
  ])('leaves nothing when %s', async (_title, headers, status) => {
    expect(await put(TEXT, { headers })).toMatchObject({ status });
    expect(await blobs()).toEqual([]);
    expect(readdirSync(store.uploadFolder)).toEqual([]);
  });

  it('without a length is cut at the limit, and nothing is left', async () => {
    expect(await put('x'.repeat(101))).toMatchObject({ status: 429 });
    expect(readdirSync(store.uploadFolder)).toEqual([]);
  });

  it('by two requests at once under one key is taken from one of them', async () => {
    const replies = await Promise.all([put(TEXT), put(TEXT), put(TEXT)]);

    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(await blobs()).toHaveLength(1);
    expect((await put(TEXT)).status).toBe(201);
    expect(await blobs()).toHaveLength(1);
  });
});

describe('after a crash', () => {
  const only = (end: string): string => {
    const name = readdirSync(store.uploadFolder).find((each) => each.endsWith(end));
    return join(store.uploadFolder, name ?? '');
  };

  it('between the receipt and the move, the next request finishes the file', async () => {
    const first = await put(TEXT);
    const path = join(root, idOf(first).slice(0, 2), idOf(first).slice(2, 4), idOf(first));
    renameSync(path, only('.done').replace('.done', '.part'));

    expect(await head()).toMatchObject({ status: 200, headers: { 'upload-offset': '16' } });
    expect(await put(TEXT)).toEqual(first);
    expect(await textOf(idOf(first))).toBe(TEXT);
  });

  it('with a receipt and no content, the file is asked for anew', async () => {
    const first = await put(TEXT);
    rmSync(join(root, idOf(first).slice(0, 2)), { recursive: true });

    const again = await put(TEXT);
    expect(again).toMatchObject({ status: 201, body: { sha256: sha256(TEXT) } });
    expect(await blobs()).toEqual([idOf(again)]);
  });

  it('a lock of a process that is dead is no lock', async () => {
    await expect(put(TEXT, { headers: { 'content-length': '16' }, breakAt: 8 })).rejects.toThrow('broke');
    const lock = only('.part').replace('.part', '.lock');
    writeFileSync(lock, `${hostname()} 999999999 0000 0000`);

    expect(await put(TEXT)).toMatchObject({ status: 201 });
    expect(existsSync(lock)).toBe(false);
  });

  it('a lock of another machine holds until it has been silent for long', async () => {
    await expect(put(TEXT, { headers: { 'content-length': '16' }, breakAt: 8 })).rejects.toThrow('broke');
    const lock = only('.part').replace('.part', '.lock');
    writeFileSync(lock, 'elsewhere 1 0000 0000');

    expect(await put(TEXT)).toMatchObject({ status: 409 });
    utimesSync(lock, 1, 1);
    expect(await put(TEXT)).toMatchObject({ status: 201 });
  });
});

describe('content that is deleted', () => {
  it('leaves no digest behind, and its key may be used anew', async () => {
    const first = idOf(await put(TEXT));
    await store.delete(first);

    expect(readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
    expect(idOf(await put(TEXT))).not.toBe(first);
  });
});

it('names neither sender nor key in a path', async () => {
  await expect(
    put(TEXT, { key: '欧阳明远', owner: '住房', headers: { 'content-length': '16' }, breakAt: 8 }),
  ).rejects.toThrow();

  expect(readdirSync(store.uploadFolder).every((name) => /^[0-9a-f]{64}\.part$/.test(name))).toBe(true);
});

it('sweeps unfinished uploads and receipts once they are old, and keeps the content', async () => {
  const reply = await put(TEXT, { key: 'finished' });
  await expect(put(TEXT, { key: 'unfinished', headers: { 'content-length': '16' }, breakAt: 8 })).rejects.toThrow();
  for (const name of readdirSync(store.uploadFolder)) utimesSync(join(store.uploadFolder, name), 1, 1);

  expect(await uploads.sweep(60_000)).toBe(2);
  expect(readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toHaveLength(1);
  expect(await textOf(idOf(reply))).toBe(TEXT);
  expect(await head('finished')).toMatchObject({ status: 404 });
});

describe('a download', () => {
  it.each([
    [undefined, 200, TEXT],
    ['bytes=0-3', 206, '0123'],
    ['bytes=12-', 206, 'cdef'],
    ['bytes=-4', 206, 'cdef'],
    ['bytes=10-999', 206, 'abcdef'],
    ['bytes=0-1,4-5', 200, TEXT],
    ['lines=1-2', 200, TEXT],
    ['bytes=16-', 416, ''],
    ['bytes=-0', 416, ''],
  ])('of %s answers %i', async (range, status, text) => {
    const id = idOf(await put(TEXT));
    const { status: found, headers, stream: content } = await getFile(store, id, range);

    expect(found).toBe(status);
    expect(await toText(content)).toBe(text);
    expect(headers['content-length'] ?? '0').toBe(String(text.length));
  });

  it('of what is not there is not found', async () => {
    const id = idOf(await put(TEXT));
    await store.delete(id);

    await expect(getFile(store, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe.runIf(tellsOpenFiles)('no file stays open', () => {
  afterEach(() => vi.waitFor(() => expect(openFilesIn(root)).toEqual([])));

  it('when an upload breaks off', async () => {
    await expect(put(TEXT, { breakAt: 8 })).rejects.toThrow();
  });

  it('when an upload is refused as too long, as not what was declared, and as other content', async () => {
    await put('x'.repeat(101));
    await put(TEXT, { headers: { 'x-file-sha256': '0'.repeat(64) } });
    await put(TEXT);
    await put('0123456789abcdeF');
  });

  it('when a download is broken off, or never begun', async () => {
    const id = idOf(await put(TEXT));
    const [begun, never] = [await getFile(store, id), await getFile(store, id)];
    expect(openFilesIn(root).length).toBe(2);

    begun.stream?.once('data', () => begun.stream?.destroy());
    never.stream?.destroy();
  });

  it('when the copy of it cannot be written', async () => {
    const id = idOf(await put(TEXT));
    rmSync(store.temporaryFolder, { recursive: true });

    await expect(store.put(await store.open(id), { maxBytes: 100 })).rejects.toThrow();
  });
});

it('a receipt holds what the answer holds, and nothing of the sender', async () => {
  const { body } = await put(TEXT, { key: 'secret-key' });
  const [name] = readdirSync(store.uploadFolder);

  expect(JSON.parse(readFileSync(join(store.uploadFolder, name ?? ''), 'utf8'))).toEqual(body);
});
