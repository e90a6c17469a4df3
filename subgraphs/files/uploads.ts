/**
 * Uploads that can be taken up again. One key of one sender names one file for ever: parts arrive in order, a part
 * that breaks off is kept as far as it came, offset 0 begins anew, and the same bytes again give the same answer.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../schema/errors.ts';
import { parseBlobId, type BlobSource, type Declared, type Digests, type StoredBlob } from './blob-store.ts';
import { assertAsDeclared, Digester } from './digests.ts';
import { listOlder, remove, unlessMissing, writeDurably } from './folder.ts';
import { makeBlobId, tooLarge, writeFully, type LocalBlobStore } from './local-store.ts';
import { withLock } from './lock.ts';

export interface UploadName {
  /** Who sends: keys of two senders never meet. */
  readonly owner: string;
  /** The sender's own key, 1 to 200 characters. */
  readonly key: string;
}

export interface UploadPart extends UploadName, Omit<Declared, 'declaredBytes'> {
  /** Where the first byte of `body` belongs. */
  readonly offset: number;
  /** Of the whole file; null: it ends where `body` ends. */
  readonly totalBytes: number | null;
  readonly maxBytes: number;
  readonly body: AsyncIterable<Uint8Array>;
  /** Looks at the whole content where it is staged. When it throws, nothing of the content is kept, and none is stored. */
  readonly inspect?: Inspect;
}

export type Inspect = (content: Omit<BlobSource, 'close'>, found: Digests) => Promise<void>;

export type UploadState =
  | { readonly complete: false; readonly offset: number }
  | { readonly complete: true; readonly blob: StoredBlob };

const receiptSchema = z.object({
  id: z.string().transform((text, context) => {
    const id = parseBlobId(text);
    if (id !== null) return id;
    context.addIssue('an id expected');
    return z.NEVER;
  }),
  bytes: z.int().min(0),
  sm3: z.string(),
  sha256: z.string(),
});

interface Paths {
  readonly staged: string;
  readonly receipt: string;
  readonly receiptName: string;
  readonly lock: string;
}

export class Uploads {
  readonly #store: LocalBlobStore;

  constructor(store: LocalBlobStore) {
    this.#store = store;
  }

  /**
   * Takes one part. What it reports is durable when it returns.
   *
   * @throws CONFLICT when `offset` is not where the upload stands (`details.offset` says where), when another request
   *   is sending the same key, or when the key already names other content; LIMIT_EXCEEDED; INVALID_INPUT when the
   *   finished file differs from what was declared, and then nothing of it is kept
   */
  receive(part: UploadPart): Promise<UploadState> {
    const paths = this.#pathsOf(part);
    return withLock({ path: paths.lock, temporary: this.#store.temporaryFolder }, async () => {
      const earlier = await this.#findReceipt(paths);
      if (earlier !== null) return this.#compare(earlier, part);
      if (part.totalBytes !== null && part.totalBytes > part.maxBytes) throw tooLarge(part.maxBytes);
      const { digester, ended } = await this.#append(paths, part);
      if (!ended) return { complete: false, offset: digester.bytes };
      return { complete: true, blob: await this.#finish(paths, digester, part) };
    });
  }

  /** Where an upload stands; null when nothing of it has come. */
  async find(name: UploadName): Promise<UploadState | null> {
    const paths = this.#pathsOf(name);
    const blob = await readReceipt(paths.receipt);
    if (blob !== null && (await this.#store.stat(blob.id)) !== null) return { complete: true, blob };
    const staged = await unlessMissing(stat(paths.staged));
    return staged === null ? null : { complete: false, offset: staged.size };
  }

  /**
   * Forgets unfinished uploads and receipts that are older; content itself stays. A key whose receipt is forgotten
   * may be used anew, so keep them longer than a sender retries. @returns how many files
   */
  async sweep(olderThanMs: number): Promise<number> {
    const names = await listOlder(this.#store.uploadFolder, olderThanMs);
    for (const name of names) {
      const path = join(this.#store.uploadFolder, name);
      const blob = name.endsWith('.done') ? await readReceipt(path) : null;
      if (blob !== null) await this.#store.forgetReceipt(blob.id);
      await remove(path);
    }
    return names.length;
  }

  /** Continues the staged file, or begins it anew at offset 0. A part that breaks off is kept as far as it came. */
  async #append(paths: Paths, part: UploadPart): Promise<{ digester: Digester; ended: boolean }> {
    const digester = await this.#resume(paths, part.offset);
    const limit = part.totalBytes ?? part.maxBytes;
    const handle = await open(paths.staged, part.offset === 0 ? 'w' : 'a', 0o600);
    try {
      await appendBody(handle, { body: part.body, digester, limit });
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      await remove(paths.staged);
      if (part.totalBytes === null) throw tooLarge(part.maxBytes);
      throw new DomainError('INVALID_INPUT', 'The body is longer than the file was said to be.', { cause: error });
    } finally {
      await handle.sync().finally(() => handle.close());
    }
    return { digester, ended: part.totalBytes === null || digester.bytes === part.totalBytes };
  }

  async #resume(paths: Paths, offset: number): Promise<Digester> {
    const digester = new Digester();
    if (offset === 0) return digester;
    const staged = (await unlessMissing(stat(paths.staged)))?.size ?? 0;
    if (staged !== offset) throw wrongOffset(staged);
    for await (const chunk of createReadStream(paths.staged)) digester.update(toBytes(chunk));
    return digester;
  }

  /** The receipt is written before the content moves: whoever comes after a crash takes the last step again. */
  async #finish(paths: Paths, digester: Digester, part: Declared & Pick<UploadPart, 'inspect'>): Promise<StoredBlob> {
    const found = { bytes: digester.bytes, ...digester.finish() };
    try {
      assertAsDeclared(found, part);
      if (part.inspect !== undefined) await inspectStaged(paths.staged, found, part.inspect);
    } catch (error) {
      await remove(paths.staged);
      throw error;
    }
    const blob = { id: makeBlobId(), ...found };
    await writeDurably(paths.receipt, JSON.stringify(blob), { temporary: this.#store.temporaryFolder });
    await this.#store.adopt(paths.staged, blob.id, paths.receiptName);
    return blob;
  }

  /** A receipt whose content is neither stored nor staged is forgotten. */
  async #findReceipt(paths: Paths): Promise<StoredBlob | null> {
    const blob = await readReceipt(paths.receipt);
    if (blob === null || (await this.#store.stat(blob.id)) !== null) return blob;
    const staged = await unlessMissing(stat(paths.staged));
    if (staged?.size === blob.bytes) {
      await this.#store.adopt(paths.staged, blob.id, paths.receiptName);
      return blob;
    }
    await remove(paths.receipt);
    return null;
  }

  /** @throws CONFLICT when what comes is not what is there */
  async #compare(blob: StoredBlob, part: UploadPart): Promise<UploadState> {
    const other = new DomainError('CONFLICT', 'This key already names another file. Use a new key for new content.');
    if (part.totalBytes !== null && part.totalBytes !== blob.bytes) throw other;
    const source = await this.#store.source(blob.id);
    let at = part.offset;
    try {
      for await (const chunk of part.body) {
        if (!(await source.read(at, chunk.byteLength)).equals(chunk)) throw other;
        at += chunk.byteLength;
      }
    } finally {
      await source.close();
    }
    if (part.totalBytes === null && at !== blob.bytes) throw other;
    return { complete: true, blob };
  }

  #pathsOf({ owner, key }: UploadName): Paths {
    if (key.length < 1 || key.length > 200)
      throw new DomainError('INVALID_INPUT', 'An upload key has 1 to 200 characters.');
    const name = createHash('sha256')
      .update(JSON.stringify([owner, key]))
      .digest('hex');
    const path = join(this.#store.uploadFolder, name);
    return { staged: `${path}.part`, receipt: `${path}.done`, receiptName: `${name}.done`, lock: `${path}.lock` };
  }
}

async function inspectStaged(
  path: string,
  found: Digests & { readonly bytes: number },
  inspect: Inspect,
): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, found.bytes - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    };
    await inspect({ bytes: found.bytes, read }, found);
  } finally {
    await handle.close();
  }
}

async function readReceipt(path: string): Promise<StoredBlob | null> {
  const text = await unlessMissing(readFile(path, 'utf8'));
  return text === null ? null : receiptSchema.parse(JSON.parse(text));
}

class TooLong extends Error {
  override readonly name = 'TooLong';
}

interface Appending {
  readonly body: AsyncIterable<Uint8Array>;
  readonly digester: Digester;
  readonly limit: number;
}

async function appendBody(handle: FileHandle, { body, digester, limit }: Appending): Promise<void> {
  for await (const chunk of body) {
    if (digester.bytes + chunk.byteLength > limit) throw new TooLong();
    await writeFully(handle, chunk);
    digester.update(chunk);
  }
}

function wrongOffset(offset: number): DomainError {
  return new DomainError('CONFLICT', `This upload stands at byte ${offset}. Go on from there, or begin anew at 0.`, {
    details: { offset },
  });
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError('a stream of bytes expected');
}
