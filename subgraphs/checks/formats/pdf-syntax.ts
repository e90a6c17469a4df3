/** The syntax of PDF objects, ISO 32000-1 §7.3, read from bytes at hand. Depth and size are bounded by the bytes given. */
import { FormatFault } from './look.ts';

export type PdfValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly value: string }
  | { readonly kind: 'string'; readonly bytes: Buffer }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | PdfDict
  | { readonly kind: 'ref'; readonly number: number }
  | { readonly kind: 'keyword'; readonly value: string };

export interface PdfDict {
  readonly kind: 'dict';
  readonly entries: ReadonlyMap<string, PdfValue>;
}

const NULL: PdfValue = { kind: 'null' };
const MAX_DEPTH = 60;
const WHITE = new Set([0, 9, 10, 12, 13, 32]);
/** By byte: 1 for what a name, number or keyword is made of. */
const REGULAR = Uint8Array.from({ length: 256 }, (_, byte) =>
  WHITE.has(byte) || '()<>[]{}/%'.includes(String.fromCharCode(byte)) ? 0 : 1,
);

/** The bytes end before the object does: more of them may help. */
export class NeedMore extends FormatFault {
  override readonly name = 'NeedMore';
}

export class PdfParser {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** @throws FormatFault; NeedMore */
  value(depth = 0): PdfValue {
    if (depth > MAX_DEPTH) throw new FormatFault('an object of the PDF is nested too deeply');
    this.skipWhite();
    const byte = this.#byteAt(this.at);
    const next = this.#bytes[this.at + 1];
    if (byte === 0x3c && next === 0x3c) return this.#dict(depth);
    if (byte === 0x3c) return this.#hexString();
    if (byte === 0x28) return this.#literal();
    if (byte === 0x5b) return this.#array(depth);
    if (byte === 0x2f) return { kind: 'name', value: this.#name() };
    return this.#word();
  }

  skipWhite(): void {
    for (; this.at < this.#bytes.length; this.at += 1) {
      const byte = this.#bytes[this.at] ?? 0;
      if (byte === 0x25) this.#skipComment();
      else if (!WHITE.has(byte)) return;
    }
  }

  #skipComment(): void {
    while (this.at < this.#bytes.length && this.#bytes[this.at] !== 10 && this.#bytes[this.at] !== 13) this.at += 1;
  }

  #byteAt(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) throw new NeedMore('an object of the PDF is cut off');
    return byte;
  }

  #dict(depth: number): PdfDict {
    this.at += 2;
    const entries = new Map<string, PdfValue>();
    for (;;) {
      this.skipWhite();
      if (this.#byteAt(this.at) === 0x3e) {
        if (this.#byteAt(this.at + 1) !== 0x3e) throw new FormatFault('a dictionary of the PDF is malformed');
        this.at += 2;
        return { kind: 'dict', entries };
      }
      if (this.#byteAt(this.at) !== 0x2f) throw new FormatFault('a dictionary of the PDF is malformed');
      const key = this.#name();
      const value = this.value(depth + 1);
      if (value.kind === 'keyword') throw new FormatFault('a dictionary of the PDF is malformed');
      entries.set(key, value);
    }
  }

  #array(depth: number): PdfValue {
    this.at += 1;
    const items: PdfValue[] = [];
    for (;;) {
      this.skipWhite();
      if (this.#byteAt(this.at) === 0x5d) {
        this.at += 1;
        return { kind: 'array', items };
      }
      const item = this.value(depth + 1);
      if (item.kind === 'keyword') throw new FormatFault('an array of the PDF is malformed');
      items.push(item);
    }
  }

  #name(): string {
    const start = this.at + 1;
    this.at = start;
    while (this.at < this.#bytes.length && this.#isRegular(this.at)) this.at += 1;
    this.#byteAt(this.at);
    const raw = this.#bytes.toString('latin1', start, this.at);
    return raw.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }

  #isRegular(at: number): boolean {
    return REGULAR[this.#bytes[at] ?? 0] === 1;
  }

  #hexString(): PdfValue {
    const end = this.#bytes.indexOf(0x3e, this.at);
    if (end < 0) throw new NeedMore('an object of the PDF is cut off');
    const digits = this.#bytes.toString('latin1', this.at + 1, end).replace(/[^0-9A-Fa-f]/g, '');
    this.at = end + 1;
    return { kind: 'string', bytes: Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex') };
  }

  #literal(): PdfValue {
    const out: number[] = [];
    let open = 1;
    this.at += 1;
    for (;;) {
      const byte = this.#byteAt(this.at);
      this.at += 1;
      if (byte === 0x5c) this.#escape(out);
      else {
        if (byte === 0x28) open += 1;
        if (byte === 0x29) open -= 1;
        if (open === 0) return { kind: 'string', bytes: Buffer.from(out) };
        out.push(byte);
      }
    }
  }

  /** After a backslash: a letter, up to three octal digits, or a line that goes on. */
  #escape(out: number[]): void {
    const byte = this.#byteAt(this.at);
    const octal = /^[0-7]{1,3}/.exec(this.#bytes.toString('latin1', this.at, this.at + 3))?.[0];
    if (octal !== undefined) {
      out.push(Number.parseInt(octal, 8) & 0xff);
      this.at += octal.length;
      return;
    }
    this.at += 1;
    if (byte === 13 && this.#bytes[this.at] === 10) this.at += 1;
    if (byte === 10 || byte === 13) return;
    const letter = 'nrtbf'.indexOf(String.fromCharCode(byte));
    out.push([10, 13, 9, 8, 12][letter] ?? byte);
  }

  /** A number, a reference `12 0 R`, or a keyword. Whole numbers are read byte by byte: arrays hold millions. */
  #word(): PdfValue {
    const start = this.at;
    let whole = 0;
    let isWhole = true;
    for (; this.at < this.#bytes.length && this.#isRegular(this.at); this.at += 1) {
      const digit = (this.#bytes[this.at] ?? 0) - 0x30;
      isWhole &&= digit >= 0 && digit <= 9;
      whole = whole * 10 + digit;
    }
    this.#byteAt(this.at);
    if (this.at === start) throw new FormatFault('an object of the PDF is malformed');
    if (isWhole && this.at - start <= 10)
      return this.#isReference() ? { kind: 'ref', number: whole } : { kind: 'number', value: whole };
    return toWord(this.#bytes.toString('latin1', start, Math.min(this.at, start + 64)));
  }

  /** After a whole number: a generation and `R`, which are then read too. */
  #isReference(): boolean {
    let at = this.at;
    while (WHITE.has(this.#bytes[at] ?? 0x30)) at += 1;
    const generationAt = at;
    while (at - generationAt < 5 && isDigit(this.#bytes[at])) at += 1;
    if (at === generationAt || !WHITE.has(this.#bytes[at] ?? 0x30)) return false;
    while (WHITE.has(this.#bytes[at] ?? 0x30)) at += 1;
    if (this.#bytes[at] !== 0x52 || (at + 1 < this.#bytes.length && this.#isRegular(at + 1))) return false;
    this.at = at + 1;
    return true;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function toWord(word: string): PdfValue {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) return { kind: 'number', value: Number(word) };
  if (word === 'null') return NULL;
  if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true' };
  return { kind: 'keyword', value: word };
}

export function entryOf(dict: PdfDict, name: string): PdfValue {
  return dict.entries.get(name) ?? NULL;
}

export function numberOf(dict: PdfDict, name: string): number | null {
  const value = entryOf(dict, name);
  return value.kind === 'number' ? value.value : null;
}

export function nameOf(dict: PdfDict, name: string): string | null {
  const value = entryOf(dict, name);
  return value.kind === 'name' ? value.value : null;
}

/** Text strings are UTF-16 or UTF-8 with a mark, else PDFDocEncoding, of which Latin-1 is the part that matters; writers here put GB 18030 too. */
export function toTexts(bytes: Buffer): readonly string[] {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return [new TextDecoder('utf-16be').decode(bytes)];
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return [new TextDecoder('utf-16le').decode(bytes)];
  const readings = [new TextDecoder('utf-8').decode(bytes)];
  return bytes.some((byte) => byte > 0x7f) ? [...readings, new TextDecoder('gb18030').decode(bytes)] : readings;
}
