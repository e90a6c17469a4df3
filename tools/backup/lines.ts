/** Files of lines of JSON, with their digests, in streams: never whole in memory. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Part } from './head.ts';

const FLUSH = 1_048_576;

export class LineWriter {
  readonly #handle: FileHandle;
  readonly #file: string;
  readonly #hashes = { sm3: createHash('sm3'), sha256: createHash('sha256') };
  #held: string[] = [];
  #heldLength = 0;
  #lines = 0;
  #bytes = 0;

  private constructor(handle: FileHandle, file: string) {
    this.#handle = handle;
    this.#file = file;
  }

  /** @param file as the head names it, below `folder` */
  static async open(folder: string, file: string): Promise<LineWriter> {
    return new LineWriter(await open(`${folder}/${file}`, 'wx', 0o600), file);
  }

  async write(line: string): Promise<void> {
    this.#held.push(line);
    this.#heldLength += line.length;
    this.#lines += 1;
    if (this.#heldLength > FLUSH) await this.#flush();
  }

  /** Durable when this returns. */
  async close(): Promise<Part> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
    const { sm3, sha256 } = this.#hashes;
    return {
      file: this.#file,
      lines: this.#lines,
      bytes: this.#bytes,
      sm3: sm3.digest('hex'),
      sha256: sha256.digest('hex'),
    };
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#held.map((line) => `${line}\n`).join(''));
    this.#held = [];
    this.#heldLength = 0;
    this.#hashes.sm3.update(bytes);
    this.#hashes.sha256.update(bytes);
    this.#bytes += bytes.length;
    await this.#handle.writeFile(bytes);
  }
}

/** In batches, so that whoever takes them asks a database once for many. */
export async function* readLines(path: string, batch: number): AsyncIterable<readonly string[]> {
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < batch) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

export async function isAsWritten(folder: string, part: Part): Promise<boolean> {
  const hashes = { sm3: createHash('sm3'), sha256: createHash('sha256') };
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(`${folder}/${part.file}`) as AsyncIterable<Buffer>) {
      hashes.sm3.update(chunk);
      hashes.sha256.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  return bytes === part.bytes && hashes.sm3.digest('hex') === part.sm3 && hashes.sha256.digest('hex') === part.sha256;
}
