/** TIFF, and the Exif of other pictures: directories of tags. Is the picture whole, and what does it say about itself? */
import type { ByteSource } from '../types.ts';
import { BlockReader, FormatFault, look, Texts, type Look } from './look.ts';
import { parseXmp } from './pdf.ts';

const MAX_DIRECTORIES = 10_000;
const MAX_ROWS = 4_096;
/** Rows and bytes of values in all: directories may be made to overlap. */
const MAX_ROWS_IN_ALL = 1_000_000;
const MAX_VALUES_IN_ALL = 32 * 1_048_576;
const MAX_VALUE = 1_048_576;
/** Bytes of one value of each type. */
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Tags whose texts a person writes. */
const TEXT_TAGS: Readonly<Record<number, string>> = {
  269: 'DocumentName',
  270: 'ImageDescription',
  285: 'PageName',
  305: 'Software',
  315: 'Artist',
  33432: 'Copyright',
  33723: 'IPTC',
  37510: 'UserComment',
  40091: 'XPTitle',
  40092: 'XPComment',
  40093: 'XPAuthor',
  40094: 'XPKeywords',
  40095: 'XPSubject',
};
const XMP = 700;
/** Of SubIFDs and of Exif. */
const DIRECTORIES: readonly number[] = [330, 0x8769];
/** Where strips or tiles begin; how long they are stands under the second. */
const DATA: readonly (readonly [number, number])[] = [
  [273, 279],
  [324, 325],
];

interface Form {
  readonly little: boolean;
  /** BigTIFF: offsets of eight bytes. */
  readonly big: boolean;
}

interface Row {
  readonly tag: number;
  /** Bytes of one value. */
  readonly size: number;
  readonly value: Buffer;
}

/** Broken XMP within a picture makes the door unsure, not the picture damaged. @returns why */
export function addXmp(bytes: Buffer, texts: Texts): string | null {
  try {
    parseXmp(bytes, texts);
    return null;
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return error.message;
  }
}

/** Bytes of unknown encoding, in each that is likely. */
export function addBytes(field: string, bytes: Buffer, texts: Texts): void {
  const kept = bytes.subarray(0, 8_192);
  texts.add(field, kept.toString('utf8').replaceAll('\0', ''));
  if (field.startsWith('XP')) texts.add(field, new TextDecoder('utf-16le').decode(kept).replaceAll('\0', ''));
  if (kept.some((byte) => byte > 0x7f)) texts.add(field, new TextDecoder('gb18030').decode(kept).replaceAll('\0', ''));
}

export async function lookAtTiff(source: ByteSource): Promise<Look> {
  const texts = new Texts();
  const walk = new TiffWalk(source, texts, await readForm(source));
  try {
    await walk.run();
    return look('TIFF', { version: walk.form.big ? 'BigTIFF' : null, unsure: walk.unsure, texts: texts.all });
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return look('TIFF', { damage: error.message, texts: texts.all });
  }
}

/** Exif is a TIFF without a picture. @returns why the door cannot be sure of it */
export async function addExif(source: ByteSource, texts: Texts): Promise<string | null> {
  const walk = new TiffWalk(source, texts, await readForm(source));
  try {
    await walk.run();
    return walk.unsure;
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return 'the Exif metadata is damaged';
  }
}

async function readForm(source: ByteSource): Promise<Form> {
  const head = await source.read(0, 4);
  return { little: head[0] === 0x49, big: head.includes(0x2b) };
}

class TiffWalk {
  readonly form: Form;
  unsure: string | null = null;
  readonly #reader: BlockReader;
  readonly #texts: Texts;
  readonly #seen = new Set<number>();
  #rowsLeft = MAX_ROWS_IN_ALL;
  #valuesLeft = MAX_VALUES_IN_ALL;

  constructor(source: ByteSource, texts: Texts, form: Form) {
    this.#reader = new BlockReader(source);
    this.#texts = texts;
    this.form = form;
  }

  /** @throws FormatFault */
  async run(): Promise<void> {
    const size = this.form.big ? 8 : 4;
    const queue = [this.#number(await this.#reader.read(size, size), 0, size)];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (at === 0 && this.#seen.size > 0) continue;
      if (this.#seen.has(at) || this.#seen.size >= MAX_DIRECTORIES)
        throw new FormatFault('the directories of the TIFF go round in a circle');
      this.#seen.add(at);
      queue.push(...(await this.#readDirectory(at)));
    }
  }

  /** @returns where the directories are that it leads to */
  async #readDirectory(at: number): Promise<number[]> {
    const [countSize, rowSize, offsetSize] = this.form.big ? [8, 20, 8] : [2, 12, 4];
    const count = this.#number(await this.#reader.read(at, countSize), 0, countSize);
    this.#rowsLeft -= count;
    if (at < 8 || count === 0 || count > MAX_ROWS || this.#rowsLeft < 0)
      throw new FormatFault('the TIFF is cut off or damaged');
    const bytes = await this.#reader.read(at + countSize, count * rowSize + offsetSize);
    if (bytes.length < count * rowSize + offsetSize) throw new FormatFault('the TIFF is cut off or damaged');
    const rows = new Map<number, Row>();
    for (let index = 0; index < count; index += 1) {
      const row = await this.#readRow(bytes.subarray(index * rowSize, (index + 1) * rowSize), offsetSize);
      rows.set(row.tag, row);
      this.#addTexts(row);
    }
    this.#assertData(rows);
    const lead = DIRECTORIES.flatMap((tag) => this.#numbers(rows.get(tag)));
    return [this.#number(bytes, count * rowSize, offsetSize), ...lead];
  }

  async #readRow(bytes: Buffer, offsetSize: number): Promise<Row> {
    const tag = this.#number(bytes, 0, 2);
    const size = TYPE_SIZES[this.#number(bytes, 2, 2)] ?? 0;
    const length = size * this.#number(bytes, 4, offsetSize);
    const start = 4 + offsetSize;
    if (length <= offsetSize) return { tag, size, value: bytes.subarray(start, start + length) };
    const offset = this.#number(bytes, start, offsetSize);
    if (offset + length > this.#reader.bytes) throw new FormatFault('the TIFF is cut off or damaged');
    const isRead = tag === XMP || tag in TEXT_TAGS || DIRECTORIES.includes(tag) || DATA.flat().includes(tag);
    if (!isRead) return { tag, size, value: Buffer.alloc(0) };
    const kept = Math.min(length, MAX_VALUE);
    this.#valuesLeft -= kept;
    if (this.#valuesLeft < 0) throw new FormatFault('the TIFF says more about itself than could be looked at');
    return { tag, size, value: await this.#reader.read(offset, kept) };
  }

  #addTexts({ tag, value }: Row): void {
    const name = TEXT_TAGS[tag];
    const doubt = tag === XMP ? addXmp(value, this.#texts) : null;
    this.unsure ??= doubt;
    if (name !== undefined) addBytes(name, value, this.#texts);
  }

  /** Every strip and tile lies within the file. */
  #assertData(rows: ReadonlyMap<number, Row>): void {
    for (const [starts, lengths] of DATA) {
      const sizes = this.#numbers(rows.get(lengths));
      const isOutside = (start: number, index: number): boolean => start + (sizes[index] ?? 0) > this.#reader.bytes;
      if (this.#numbers(rows.get(starts)).some(isOutside)) throw new FormatFault('the TIFF is cut off or damaged');
    }
  }

  #numbers(row: Row | undefined): number[] {
    if (row === undefined || ![1, 2, 4, 8].includes(row.size)) return [];
    return Array.from({ length: Math.floor(row.value.length / row.size) }, (_, index) =>
      this.#number(row.value, index * row.size, row.size),
    );
  }

  #number(bytes: Buffer, at: number, size: number): number {
    let sum = 0;
    for (let index = 0; index < size; index += 1) {
      sum = sum * 256 + (bytes[this.form.little ? at + size - 1 - index : at + index] ?? 0);
    }
    return sum;
  }
}
