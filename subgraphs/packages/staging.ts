/** Content of one package while it is looked at: small entries in memory, others in a folder of our own, under numbers. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inspectFile, toSource, type ByteSource, type FileInspection } from '../checks/index.ts';
import type { StagedContent } from './types.ts';

/** Smaller ones stay in memory: a file costs more than what is in it. */
const SMALL_BYTES = 256 * 1024;
/** Of one package. */
const HELD_BYTES = 4 * 1024 * 1024;
/** Of the texts of its files, in characters. */
const HELD_TEXTS = 512 * 1024;

export class Staging {
  readonly #parent: string;
  #folder: string | null = null;
  #count = 0;
  #held = 0;
  #texts = 0;

  private constructor(parent: string) {
    this.#parent = parent;
  }

  /** @param parent is made when it is not there */
  static async open(parent: string): Promise<Staging> {
    await mkdir(parent, { recursive: true });
    return new Staging(parent);
  }

  /** Kept, then looked at as any file that comes in. */
  async put(chunks: AsyncIterable<Uint8Array>): Promise<StagedContent> {
    const rest = chunks[Symbol.asyncIterator]();
    const held: Uint8Array[] = [];
    let bytes = 0;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      held.push(next.value);
      bytes += next.value.byteLength;
      if (bytes > SMALL_BYTES || this.#held + bytes > HELD_BYTES) return this.#putFile(held, rest);
    }
    this.#held += bytes;
    const content = Buffer.concat(held);
    const inspection = await inspectFile(toSource(content));
    return {
      ...this.#bound(inspection),
      use: (read) => read(toSource(content)),
      open: () => Readable.from(content.length === 0 ? [] : [content], { objectMode: false }),
    };
  }

  async #putFile(begun: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): Promise<StagedContent> {
    this.#folder ??= await mkdtemp(join(this.#parent, 'package-'));
    this.#count += 1;
    const path = join(this.#folder, String(this.#count));
    async function* whole(): AsyncIterable<Uint8Array> {
      yield* begun;
      yield* { [Symbol.asyncIterator]: () => rest };
    }
    await pipeline(whole(), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return {
      ...this.#bound(await withSource(path, inspectFile)),
      use: (read) => withSource(path, read),
      open: () => createReadStream(path),
    };
  }

  /** The texts of many files together could be more than there is memory. */
  #bound(inspection: FileInspection): Pick<StagedContent, 'inspection' | 'hasTexts'> {
    const characters = inspection.texts.reduce((sum, { value }) => sum + value.length, 0);
    const hasTexts = this.#texts + characters <= HELD_TEXTS;
    if (hasTexts) this.#texts += characters;
    return { inspection: hasTexts ? inspection : { ...inspection, texts: [] }, hasTexts };
  }

  async close(): Promise<void> {
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A file as a source; it is closed when `read` is done. */
export async function withSource<T>(path: string, read: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return await read(toFileSource(handle, size));
  } finally {
    await handle.close();
  }
}

function toFileSource(handle: FileHandle, bytes: number): ByteSource {
  return {
    bytes,
    read: async (offset, length) => {
      const wanted = Math.min(length, bytes - offset);
      if (offset < 0 || wanted <= 0) return Buffer.alloc(0);
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, offset);
      return buffer.subarray(0, bytesRead);
    },
  };
}
