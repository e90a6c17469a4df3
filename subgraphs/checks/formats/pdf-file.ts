/** Where the objects of a PDF are: cross-reference tables and streams, ISO 32000-1 §7.5; search where they are damaged. */
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { ByteSource } from '../types.ts';
import { BlockReader, FormatFault } from './look.ts';
import { entryOf, nameOf, NeedMore, numberOf, PdfParser, type PdfDict, type PdfValue } from './pdf-syntax.ts';

const unpack = promisify(inflate);

const MAX_OBJECTS = 1_000_000;
const MAX_SECTIONS = 1_000;
const MAX_DICT_BYTES = 4 * 1_048_576;
const MAX_PACKED = 32 * 1_048_576;
const MAX_UNPACKED = 32 * 1_048_576;
/** What may be read and unpacked in all, beside so many times the file: objects made to overlap would take for ever. */
const SPARE_BYTES = 16 * 1_048_576;
const MOST_READINGS = 10;

export interface PdfObject {
  readonly value: PdfValue;
  /** Where the stream's bytes begin; null: no stream. */
  readonly streamAt: number | null;
  /** Where the next object begins, or the file ends. */
  readonly end: number;
}

export class PdfFile {
  readonly #source: ByteSource;
  /** Object number → offset. Those within object streams are found through the stream. */
  readonly offsets = new Map<number, number>();
  /** Numbers of object streams that the table names. */
  readonly containers = new Set<number>();
  readonly trailers: PdfDict[] = [];
  /** Why the table is not to be trusted. */
  damage: string | null = null;
  #shift = 0;
  #left: number;

  private constructor(source: ByteSource) {
    this.#source = new BlockReader(source);
    this.#left = SPARE_BYTES + MOST_READINGS * source.bytes;
  }

  /** @throws FormatFault once more has been read than an honest file needs */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new FormatFault('the PDF would take too long to look into');
  }

  /** @throws FormatFault when not one object can be found */
  static async open(source: ByteSource, headerAt: number): Promise<PdfFile> {
    const file = new PdfFile(source);
    try {
      await file.#readTables(headerAt);
    } catch (error) {
      if (!(error instanceof FormatFault)) throw error;
      file.damage = error.message;
      await file.#search();
    }
    if (file.offsets.size === 0) throw new FormatFault('the PDF holds no object');
    return file;
  }

  get sortedOffsets(): readonly (readonly [number, number])[] {
    return [...this.offsets].toSorted(([, one], [, other]) => one - other);
  }

  trailerEntry(name: string): PdfValue {
    const found = this.trailers.map((trailer) => entryOf(trailer, name)).find(({ kind }) => kind !== 'null');
    return found ?? { kind: 'null' };
  }

  /** @throws FormatFault when what stands there is not that object */
  async objectAt(offset: number, end: number, number: number | null): Promise<PdfObject> {
    const most = Math.min(MAX_DICT_BYTES, end - offset);
    for (let length = 4_096; ; length *= 8) {
      const window = await this.#source.read(offset, Math.min(length, most));
      this.spend(length > 4_096 ? window.length : 64);
      try {
        return readObject(window, offset, { end, number });
      } catch (error) {
        if (!(error instanceof NeedMore) || length >= most) throw error;
      }
    }
  }

  /** The dictionary that a value is or refers to; null when it is none. */
  async dictOf(value: PdfValue): Promise<{ dict: PdfDict; object: PdfObject | null } | null> {
    if (value.kind === 'dict') return { dict: value, object: null };
    const offset = value.kind === 'ref' ? this.offsets.get(value.number) : undefined;
    if (value.kind !== 'ref' || offset === undefined) return null;
    const object = await this.objectAt(offset, this.#source.bytes, value.number);
    return object.value.kind === 'dict' ? { dict: object.value, object } : null;
  }

  /** The bytes of a stream, unpacked. @throws FormatFault for filters other than Flate, and beyond every bound */
  async streamOf(object: PdfObject, maxBytes = MAX_UNPACKED): Promise<Buffer> {
    if (object.value.kind !== 'dict' || object.streamAt === null)
      throw new FormatFault('a stream of the PDF is missing');
    const dict = object.value;
    const filters = filtersOf(dict);
    const length = await this.#lengthOf(dict, object);
    if (length > MAX_PACKED) throw new FormatFault('a stream of the PDF is too long to look into');
    this.spend(length);
    const packed = await this.#source.read(object.streamAt, length);
    if (filters.length === 0) return packed.length > maxBytes ? tooLong() : packed;
    if (filters.length > 1 || !/^Fl(?:ateDecode)?$/.test(filters[0] ?? ''))
      throw new FormatFault('a stream of the PDF is packed in a way that is not read here');
    const bytes = await inflateWithin(packed, maxBytes);
    this.spend(bytes.length);
    return unpredict(bytes, dict);
  }

  /** To the declared length where `endstream` follows it, else to the first `endstream`. */
  async #lengthOf(dict: PdfDict, object: PdfObject): Promise<number> {
    const start = object.streamAt ?? 0;
    const declared = await this.#numberOf(entryOf(dict, 'Length'));
    if (declared !== null && declared >= 0 && start + declared <= this.#source.bytes) {
      const after = (await this.#source.read(start + declared, 16)).toString('latin1');
      if (/^\s{0,3}endstream/.test(after)) return declared;
    }
    const rest = await this.#source.read(start, Math.min(object.end - start, MAX_PACKED));
    this.spend(rest.length);
    const end = rest.indexOf('endstream', 0, 'latin1');
    return end < 0 ? rest.length : end;
  }

  async #numberOf(value: PdfValue): Promise<number | null> {
    if (value.kind === 'number') return value.value;
    const offset = value.kind === 'ref' ? this.offsets.get(value.number) : undefined;
    if (value.kind !== 'ref' || offset === undefined) return null;
    const object = await this.objectAt(offset, this.#source.bytes, value.number);
    return object.value.kind === 'number' ? object.value.value : null;
  }

  async #readTables(headerAt: number): Promise<void> {
    const tailAt = Math.max(0, this.#source.bytes - 2_048);
    const tail = (await this.#source.read(tailAt, 2_048)).toString('latin1');
    const start = /startxref\s+(\d{1,15})(?![\s\S]*startxref)/.exec(tail)?.[1];
    if (start === undefined) throw new FormatFault('the PDF does not say where its objects are');
    const queue = [Number(start)];
    const seen = new Set<number>();
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (seen.has(at)) throw new FormatFault('the cross-reference tables of the PDF go round in a circle');
      if (seen.size >= MAX_SECTIONS) throw new FormatFault('the PDF has too many cross-reference tables');
      seen.add(at);
      const trailer = await this.#readSection(at + this.#shift, seen.size === 1 ? headerAt : 0);
      this.trailers.push(trailer);
      for (const name of ['XRefStm', 'Prev']) {
        const next = numberOf(trailer, name);
        if (next !== null) queue.push(next);
      }
    }
    await this.#verifyRoot();
  }

  /** Where junk stands before the header, offsets may be counted from the header. */
  async #readSection(at: number, headerAt: number): Promise<PdfDict> {
    const head = (await this.#source.read(at, 32)).toString('latin1');
    if (/^\s*xref\b/.test(head)) return this.#readTable(at + head.indexOf('xref') + 4);
    if (/^\s*\d+\s+\d+\s+obj/.test(head)) return this.#readStream(at);
    if (headerAt === 0) throw new FormatFault('a cross-reference table of the PDF is not where it should be');
    this.#shift = headerAt;
    return this.#readSection(at + headerAt, 0);
  }

  async #readTable(from: number): Promise<PdfDict> {
    for (let at = from; ;) {
      const head = (await this.#source.read(at, 64)).toString('latin1');
      const [whole, first, count] = /^\s*(\d{1,10})\s+(\d{1,10})[ \t]*\r?\n?/.exec(head) ?? [];
      if (whole === undefined) return this.#readTrailer(at);
      if (Number(count) > MAX_OBJECTS) throw new FormatFault('the PDF has too many objects to look at');
      at += whole.length;
      this.spend(Number(count) * 20);
      const rows = await this.#source.read(at, Number(count) * 20);
      if (rows.length < Number(count) * 20) throw new FormatFault('a cross-reference table of the PDF is cut off');
      this.#addRows(rows, Number(first));
      at += rows.length;
    }
  }

  #addRows(rows: Buffer, first: number): void {
    for (let index = 0; index * 20 < rows.length; index += 1) {
      const [, offset, kind] =
        /^(\d{10}) \d{5} ([nf])/.exec(rows.toString('latin1', index * 20, index * 20 + 20)) ?? [];
      if (offset === undefined) throw new FormatFault('a cross-reference table of the PDF is malformed');
      if (kind === 'n' && Number(offset) > 0) this.#addOffset(first + index, Number(offset));
    }
  }

  /** Newer tables are read first, and stand. */
  #addOffset(number: number, offset: number): void {
    if (this.offsets.has(number)) return;
    if (this.offsets.size >= MAX_OBJECTS) throw new FormatFault('the PDF has too many objects to look at');
    this.offsets.set(number, offset + this.#shift);
  }

  async #readTrailer(at: number): Promise<PdfDict> {
    const window = await this.#source.read(at, 65_536);
    const parser = new PdfParser(window);
    const keyword = parser.value();
    const trailer = parser.value();
    if (keyword.kind !== 'keyword' || keyword.value !== 'trailer' || trailer.kind !== 'dict')
      throw new FormatFault('a cross-reference table of the PDF has no trailer');
    return trailer;
  }

  async #readStream(at: number): Promise<PdfDict> {
    const object = await this.objectAt(at, this.#source.bytes, null);
    if (object.value.kind !== 'dict' || nameOf(object.value, 'Type') !== 'XRef')
      throw new FormatFault('a cross-reference stream of the PDF is not one');
    const rows = await this.streamOf(object);
    const widths = numbersOf(entryOf(object.value, 'W'));
    const [type = 0, second = 0, third = 0] = widths;
    const width = type + second + third;
    if (widths.length < 3 || widths.some((each) => each > 8) || width === 0)
      throw new FormatFault('a cross-reference stream of the PDF is malformed');
    const index = numbersOf(entryOf(object.value, 'Index'));
    const sections = index.length > 0 ? index : [0, numberOf(object.value, 'Size') ?? 0];
    this.#addStreamRows(rows, { sections, type, second, width });
    return object.value;
  }

  #addStreamRows(
    rows: Buffer,
    form: { sections: readonly number[]; type: number; second: number; width: number },
  ): void {
    const { sections, type, second, width } = form;
    let at = 0;
    for (let section = 0; section + 1 < sections.length; section += 2) {
      const [first = 0, count = 0] = [sections[section], sections[section + 1]];
      for (let index = 0; index < count && at + width <= rows.length; index += 1, at += width) {
        const kind = type === 0 ? 1 : toNumber(rows.subarray(at, at + type));
        const place = toNumber(rows.subarray(at + type, at + type + second));
        if (kind === 1) this.#addOffset(first + index, place);
        if (kind === 2) this.containers.add(place);
        if (kind > 2) throw new FormatFault('a cross-reference stream of the PDF is malformed');
      }
    }
    const counted = sections.reduce((sum, count, index) => (index % 2 === 1 ? sum + count : sum), 0);
    if (at < counted * width) throw new FormatFault('a cross-reference stream of the PDF is cut off');
  }

  async #verifyRoot(): Promise<void> {
    const root = await this.dictOf(this.trailerEntry('Root'));
    const isContained = this.containers.size > 0;
    if (root === null && !isContained) throw new FormatFault('the PDF has no catalogue');
  }

  /** Finds objects by their heads, from the first byte to the last; the last of a number stands. */
  async #search(): Promise<void> {
    this.offsets.clear();
    this.trailers.length = 0;
    const step = 1_048_576;
    for (let at = 0; at < this.#source.bytes; at += step) {
      const text = (await this.#source.read(at, step + 64)).toString('latin1');
      for (const match of text.matchAll(/(?:^|[\s>])(\d{1,10})\s{1,3}\d{1,5}\s{1,3}obj\b|\btrailer\b/g)) {
        if (match.index >= step) break;
        if (match[1] === undefined) await this.#searchTrailer(at + match.index);
        else if (this.offsets.size < MAX_OBJECTS)
          this.offsets.set(Number(match[1]), at + match.index + match[0].indexOf(match[1]));
      }
    }
  }

  async #searchTrailer(at: number): Promise<void> {
    try {
      this.trailers.unshift(await this.#readTrailer(at));
    } catch (error) {
      if (!(error instanceof FormatFault)) throw error;
    }
  }
}

function readObject(
  window: Buffer,
  offset: number,
  { end, number }: { end: number; number: number | null },
): PdfObject {
  const head = /^\s*(\d{1,10})\s+\d{1,5}\s+obj/.exec(window.toString('latin1', 0, 64));
  if (head === null || (number !== null && Number(head[1]) !== number))
    throw new FormatFault('an object of the PDF is not where its table says');
  const parser = new PdfParser(window, head[0].length);
  const value = parser.value();
  const rest = window.toString('latin1', parser.at, parser.at + 256);
  const after = /^(?:\s|%[^\r\n]*[\r\n])*(?:endobj|stream[ \t]*(?:\r\n|\n|\r)|$)/.exec(rest)?.[0];
  if (value.kind === 'keyword' || after === undefined) throw new FormatFault('an object of the PDF is malformed');
  if (!/endobj|stream/.test(after)) throw new NeedMore('an object of the PDF is cut off');
  const isStream = value.kind === 'dict' && !after.endsWith('endobj');
  return { value, streamAt: isStream ? offset + parser.at + after.length : null, end };
}

function filtersOf(dict: PdfDict): readonly string[] {
  const value = entryOf(dict, 'Filter');
  const items = value.kind === 'array' ? value.items : value.kind === 'null' ? [] : [value];
  return items.map((item) => (item.kind === 'name' ? item.value : '?'));
}

function numbersOf(value: PdfValue): readonly number[] {
  const items = value.kind === 'array' ? value.items : [];
  return items.map((item) => (item.kind === 'number' && item.value >= 0 ? Math.floor(item.value) : 0));
}

function toNumber(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function tooLong(): never {
  throw new FormatFault('a stream of the PDF unpacks to too much');
}

async function inflateWithin(packed: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: maxBytes });
  } catch (cause) {
    const isTooLong = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new FormatFault(isTooLong ? 'a stream of the PDF unpacks to too much' : 'a stream of the PDF is damaged', {
      cause,
    });
  }
}

/** Undoes the PNG predictors, which cross-reference streams use. */
function unpredict(bytes: Buffer, dict: PdfDict): Buffer {
  const parms = entryOf(dict, 'DecodeParms');
  const own = parms.kind === 'array' ? parms.items[0] : parms;
  if (own?.kind !== 'dict' || (numberOf(own, 'Predictor') ?? 1) < 2) return bytes;
  if ((numberOf(own, 'Predictor') ?? 1) < 10)
    throw new FormatFault('a stream of the PDF is packed in a way that is not read here');
  const bits = (numberOf(own, 'Colors') ?? 1) * (numberOf(own, 'BitsPerComponent') ?? 8);
  const columns = Math.ceil((bits * (numberOf(own, 'Columns') ?? 1)) / 8);
  if (columns < 1 || columns > 65_536) throw new FormatFault('a stream of the PDF is malformed');
  const step = Math.max(1, Math.ceil(bits / 8));
  const rows = Math.floor(bytes.length / (columns + 1));
  const out = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = row * (columns + 1);
    undoRow(out, bytes.subarray(from + 1, from + 1 + columns), { kind: bytes[from] ?? 0, at: row * columns, step });
  }
  return out;
}

function undoRow(out: Buffer, packed: Buffer, { kind, at, step }: { kind: number; at: number; step: number }): void {
  for (let index = 0; index < packed.length; index += 1) {
    const left = index >= step ? (out[at + index - step] ?? 0) : 0;
    const above = at > 0 ? (out[at + index - packed.length] ?? 0) : 0;
    const corner = at > 0 && index >= step ? (out[at + index - packed.length - step] ?? 0) : 0;
    const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][kind] ?? 0;
    out[at + index] = ((packed[index] ?? 0) + guess) & 0xff;
  }
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}
