/** What a reader of one format found. Whatever it does not say is as in `PLAIN`. */
import type { ByteSource, FileFormat, FileInspection, OwnText } from '../types.ts';

export type Look = Omit<FileInspection, 'bytes' | 'sm3' | 'sha256'>;

const PLAIN: Omit<Look, 'format'> = {
  version: null,
  pdfa: null,
  ofdType: null,
  encoding: null,
  encrypted: null,
  signatures: 0,
  integrityProtected: false,
  embedded: 0,
  damage: null,
  unsure: null,
  texts: [],
};

export function look(format: FileFormat, found: Partial<Omit<Look, 'format'>> = {}): Look {
  return { format, ...PLAIN, ...found };
}

/** Something that is not as the format says; ends in a finding, never in a crash. The message repeats no content. */
export class FormatFault extends Error {
  override readonly name: string = 'FormatFault';
}

/** How much text a file may hand to the door. What could tell of secrecy has room of its own. */
const MAX_TEXTS = 500;
const MAX_TELLING = 2_000;
const MAX_VALUE = 4_000;
const OVERLAP = 40;
/** Whatever could be part of a mark, in any spelling the door knows. */
const TELLING = /密|secre|confid|classif|ju[eé]m|jim[iì]|mim[iì]|%E|&#/iu;

/** Collects texts within bounds: the first ones, and all that could tell of secrecy. */
export class Texts {
  readonly #plain: OwnText[] = [];
  readonly #telling: OwnText[] = [];

  add(field: string, value: string): void {
    const name = field.slice(0, 200);
    for (let at = 0; at < value.length; at += MAX_VALUE - OVERLAP)
      this.#addPart(name, value.slice(at, at + MAX_VALUE).trim());
  }

  #addPart(field: string, value: string): void {
    if (value === '') return;
    if (TELLING.test(value) || TELLING.test(field)) {
      if (this.#telling.length < MAX_TELLING) this.#telling.push({ field, value });
    } else if (this.#plain.length < MAX_TEXTS) this.#plain.push({ field, value });
  }

  /** Whether something telling may have been left out: then the door cannot be sure. */
  get isFull(): boolean {
    return this.#telling.length >= MAX_TELLING;
  }

  get all(): readonly OwnText[] {
    return [...this.#telling, ...this.#plain];
  }
}

const BLOCK = 65_536;
const KEPT_BLOCKS = 64;

/** A source that keeps the last blocks it read: readers of structure jump to and fro. At most 4 MB. */
export class BlockReader implements ByteSource {
  readonly #source: ByteSource;
  readonly #blocks = new Map<number, Buffer>();

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get bytes(): number {
    return this.#source.bytes;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.bytes);
    if (offset < 0 || offset >= end) return Buffer.alloc(0);
    if (length > 8 * BLOCK) return this.#source.read(offset, end - offset);
    const parts: Buffer[] = [];
    for (let at = offset; at < end;) {
      const block = await this.#block(Math.floor(at / BLOCK));
      const from = at % BLOCK;
      const part = block.subarray(from, Math.min(block.length, from + end - at));
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  async #block(index: number): Promise<Buffer> {
    const kept = this.#blocks.get(index);
    if (kept !== undefined) return kept;
    const block = await this.#source.read(index * BLOCK, BLOCK);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= KEPT_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    this.#blocks.set(index, block);
    return block;
  }
}
