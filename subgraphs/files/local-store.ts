/** The store in a local folder: `ab/cd/<id>` for content, `tmp` for what is being written, `uploads` for what is staged. */
import { randomBytes } from 'node:crypto';
import { open, opendir, readdir, readFile, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DomainError } from '../../schema/errors.ts';
import {
  parseBlobId,
  type BlobId,
  type BlobSource,
  type BlobStat,
  type BlobStore,
  type ByteRange,
  type PutLimits,
  type StoredBlob,
} from './blob-store.ts';
import { assertAsDeclared, Digester } from './digests.ts';
import { listOlder, makeFolder, moveDurably, remove, unlessMissing, writeDurably } from './folder.ts';

/** Beside content that came by an upload: names the receipt, so that deletion finds it. */
const ORIGIN = '.from';

export class LocalBlobStore implements BlobStore {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Makes the folders where they are missing. */
  static async open(root: string): Promise<LocalBlobStore> {
    const store = new LocalBlobStore(root);
    await makeFolder(store.temporaryFolder);
    await makeFolder(store.uploadFolder);
    return store;
  }

  /** For whoever only reads: makes nothing, as on a medium that cannot be written. */
  static at(root: string): LocalBlobStore {
    return new LocalBlobStore(root);
  }

  get temporaryFolder(): string {
    return join(this.#root, 'tmp');
  }

  /** Staged uploads and their receipts; `Uploads` keeps it. */
  get uploadFolder(): string {
    return join(this.#root, 'uploads');
  }

  async put(stream: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredBlob> {
    return this.putAs(makeBlobId(), stream, limits);
  }

  /**
   * The same under an id that is known, over what may be there: a copy in another set, or a repair. Until it is whole
   * and as declared, what was there stays.
   */
  async putAs(id: BlobId, stream: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredBlob> {
    const temporary = join(this.temporaryFolder, `${makeBlobId()}.part`);
    try {
      const found = await writeStream(temporary, stream, limits.maxBytes);
      assertAsDeclared(found, limits);
      await this.#place(temporary, id);
      return { id, ...found };
    } catch (error) {
      // What was never begun to be read would keep its own file open until it is collected.
      if (stream instanceof Readable) stream.destroy();
      await unlessMissing(unlink(temporary));
      throw error;
    }
  }

  /**
   * Makes a finished file of the same disk the content of `id`, and remembers the receipt it came by.
   * Content that is there already stays, so that a step that was broken off can be taken again.
   */
  async adopt(file: string, id: BlobId, receipt: string): Promise<void> {
    await makeFolder(this.#shardOf(id));
    await writeDurably(this.#pathOf(id) + ORIGIN, receipt, { temporary: this.temporaryFolder });
    await unlessMissing(moveDurably(file, this.#pathOf(id)));
  }

  async open(id: BlobId, range?: ByteRange): Promise<Readable> {
    const handle = await this.#handle(id);
    return handle.createReadStream(range === undefined ? {} : { start: range.start, end: range.end });
  }

  async source(id: BlobId): Promise<BlobSource> {
    const handle = await this.#handle(id);
    const { size } = await closingOnError(handle, handle.stat());
    return {
      bytes: size,
      read: (offset, length) => readFully(handle, offset, Math.max(0, Math.min(length, size - offset))),
      close: () => handle.close(),
    };
  }

  async stat(id: BlobId): Promise<BlobStat | null> {
    const found = await unlessMissing(stat(this.#pathOf(id)));
    return found === null ? null : { id, bytes: found.size, storedAtMs: found.mtimeMs };
  }

  /**
   * The receipt goes first: were it last, a crash would leave a digest of what is gone. Of the two that are left none
   * finds anything without the other, so one sync is enough for both.
   */
  async delete(id: BlobId): Promise<void> {
    const path = this.#pathOf(id);
    const receipt = await unlessMissing(readFile(path + ORIGIN, 'utf8'));
    if (receipt !== null) await remove(join(this.uploadFolder, receipt));
    await remove(path, path + ORIGIN);
  }

  async *list(): AsyncIterable<BlobStat> {
    for await (const first of folders(this.#root)) {
      for await (const second of folders(join(this.#root, first))) yield* this.#listShard(join(first, second));
    }
  }

  /**
   * Every name in the folder that is not where something is being written, folder by folder in order: what is stored,
   * and whatever else has got in.
   *
   * @param after the folder that was last; null: from the beginning
   */
  async *walk(after: string | null = null): AsyncIterable<Shelf> {
    if (after === null) yield { folder: '', names: await strangers(this.#root, KEPT_APART) };
    for (const first of await folderNames(this.#root)) {
      if (after !== null && first < after.slice(0, 2)) continue;
      if (after === null || first > after) yield { folder: first, names: await strangers(join(this.#root, first)) };
      for (const second of await folderNames(join(this.#root, first))) {
        const folder = `${first}/${second}`;
        if (after === null || folder > after) yield { folder, names: await namesIn(join(this.#root, folder)) };
      }
    }
  }

  /** A file that is no content, by where `walk` found it; it is gone when this returns. */
  async removeStranger(folder: string, name: string): Promise<void> {
    if (folder.includes('..') || name.includes('/')) throw new TypeError('not a place in this store');
    await remove(join(this.#root, folder, name));
  }

  async *#listShard(shard: string): AsyncIterable<BlobStat> {
    for await (const entry of await opendir(join(this.#root, shard))) {
      const id = parseBlobId(entry.name);
      const found = id === null ? null : await this.stat(id);
      if (found !== null) yield found;
    }
  }

  async sweepTemporary(olderThanMs: number): Promise<number> {
    const names = await listOlder(this.temporaryFolder, olderThanMs);
    for (const name of names) await remove(join(this.temporaryFolder, name));
    return names.length;
  }

  /** Once the receipt is forgotten, nothing has to find it any more. */
  async forgetReceipt(id: BlobId): Promise<void> {
    await remove(this.#pathOf(id) + ORIGIN);
  }

  async #place(file: string, id: BlobId): Promise<void> {
    await makeFolder(this.#shardOf(id));
    await moveDurably(file, this.#pathOf(id));
  }

  async #handle(id: BlobId): Promise<FileHandle> {
    const handle = await unlessMissing(open(this.#pathOf(id), 'r'));
    if (handle === null) throw new DomainError('NOT_FOUND');
    return handle;
  }

  /** Two levels of 256 folders each. */
  #shardOf(id: BlobId): string {
    return join(this.#root, id.slice(0, 2), id.slice(2, 4));
  }

  #pathOf(id: BlobId): string {
    return join(this.#shardOf(id), id);
  }
}

async function closingOnError<T>(handle: FileHandle, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export function makeBlobId(): BlobId {
  const id = parseBlobId(randomBytes(16).toString('hex'));
  if (id === null) throw new TypeError('sixteen bytes are no id');
  return id;
}

/** Writes to the end and syncs. @throws LIMIT_EXCEEDED at the first byte too many */
async function writeStream(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Omit<StoredBlob, 'id'>> {
  const digester = new Digester();
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of stream) {
      if (digester.bytes + chunk.byteLength > maxBytes) throw tooLarge(maxBytes);
      digester.update(chunk);
      await writeFully(handle, chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { bytes: digester.bytes, ...digester.finish() };
}

export function tooLarge(maxBytes: number): DomainError {
  return new DomainError('LIMIT_EXCEEDED', `A file may have at most ${maxBytes} bytes.`, { details: { maxBytes } });
}

/** A write may take less than it was given. Goes on where the handle stands. */
export async function writeFully(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength;) {
    written += (await handle.write(chunk, written, chunk.byteLength - written)).bytesWritten;
  }
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** One folder of the store, with the names in it, sorted; receipts beside content do not count. */
export interface Shelf {
  readonly folder: string;
  readonly names: readonly string[];
}

const KEPT_APART: readonly string[] = ['tmp', 'uploads'];

async function folderNames(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folders(path)) names.push(name);
  return names.toSorted();
}

async function namesIn(path: string): Promise<string[]> {
  const names = await readdir(path);
  return names.filter((name) => !name.endsWith(ORIGIN)).toSorted();
}

/** What is in a folder of folders and is none of them. */
async function strangers(path: string, known: readonly string[] = []): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const isOurs = (name: string, isFolder: boolean): boolean =>
    known.includes(name) || (isFolder && /^[0-9a-f]{2}$/.test(name));
  return entries.flatMap((each) => (isOurs(each.name, each.isDirectory()) ? [] : [each.name])).toSorted();
}

async function* folders(path: string): AsyncIterable<string> {
  for await (const entry of await opendir(path)) {
    if (entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)) yield entry.name;
  }
}
