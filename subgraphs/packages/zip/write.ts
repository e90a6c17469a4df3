/** A zip written in one go. The same content gives the same bytes: nothing is packed, and all times are alike. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import yazl from 'yazl';
import { Digester } from '../../files/index.ts';
import type { ManifestEntry } from '../types.ts';

/**
 * Up to this size an entry's header is written when size and sum are known. Beyond, they follow behind the data, which
 * some readers that go through a zip from its beginning do not take for content that is not packed.
 */
const KNOWN_BEFOREHAND = 4 * 1_048_576;

/** Packing differs from machine to machine, and what is archived is mostly packed already. */
const OPTIONS = { compress: false, mode: 0o100644, forceDosTimestamp: true } as const;

export type Content = Uint8Array | string | Readable;

export class ZipWriter {
  readonly #zip = new yazl.ZipFile();
  /** Of the entries, in the time of the machine: that is how a zip tells time. */
  readonly #mtime = new Date(1980, 0, 1);
  readonly #failed = Promise.withResolvers<never>();

  constructor() {
    this.#zip.on('error', (error: unknown) => this.fail(error));
    // Whoever adds is told; when nobody does any more, the reader of the output is.
    this.#failed.promise.catch(() => undefined);
  }

  /** Whoever waits for an entry waits no longer: what was to take it is gone. */
  fail(error: unknown): void {
    this.#failed.reject(error);
  }

  /** To be read while entries are added. */
  get output(): Readable {
    return this.#zip.outputStream as Readable;
  }

  /** Takes a stream to its end, also when it fails. */
  async add(path: string, content: Content): Promise<ManifestEntry> {
    const digester = new Digester();
    const chunks = digesting(content, digester);
    const first: Buffer[] = [];
    let next = await chunks.next();
    for (; next.done !== true && digester.bytes <= KNOWN_BEFOREHAND; next = await chunks.next()) first.push(next.value);
    const options = { ...OPTIONS, mtime: this.#mtime };
    if (next.done === true) this.#zip.addBuffer(Buffer.concat(first), path, options);
    else {
      const rest = Readable.from(resumed([...first, next.value], chunks), { objectMode: false });
      this.#zip.addReadStream(rest, path, options);
      await this.#orFailure(finished(rest)).finally(() => rest.destroy());
    }
    await this.#drained();
    return { path, bytes: digester.bytes, ...digester.finish() };
  }

  async end(): Promise<void> {
    await this.#drained();
    this.#zip.end();
  }

  /** One entry at a time is on its way: yazl itself does not wait for whoever reads. */
  async #drained(): Promise<void> {
    await this.#orFailure(new Promise(setImmediate));
    const output = this.#zip.outputStream;
    if ('writableNeedDrain' in output && output.writableNeedDrain === true)
      await this.#orFailure(once(output, 'drain'));
  }

  #orFailure<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#failed.promise]);
  }
}

async function* digesting(content: Content, digester: Digester): AsyncGenerator<Buffer, void, undefined> {
  const chunks: AsyncIterable<unknown> | Iterable<unknown> = content instanceof Readable ? content : [content];
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (!(bytes instanceof Uint8Array)) continue;
    digester.update(bytes);
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

async function* resumed(
  first: readonly Buffer[],
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield* first;
  yield* rest;
}
