/** A folder of our own for one package: entries lie in it under numbers, never under their names. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { inspectFile, type ByteSource } from '../checks/index.ts';
import type { StagedContent } from './types.ts';

export class Staging {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param parent is made when it is not there */
  static async open(parent: string): Promise<Staging> {
    await mkdir(parent, { recursive: true });
    return new Staging(await mkdtemp(join(parent, 'package-')));
  }

  /** Written, then looked at as any file that comes in. */
  async put(chunks: AsyncIterable<Uint8Array>): Promise<StagedContent> {
    this.#count += 1;
    const path = join(this.#folder, String(this.#count));
    await pipeline(chunks, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    // The texts of many files together could be more than there is memory.
    const inspection = { ...(await withSource(path, inspectFile)), texts: [] };
    return { inspection, use: (read) => withSource(path, read), open: () => createReadStream(path) };
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
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
