/** Zip containers: what kind, what is in them, whether a password guards them. Nothing is unpacked but small entries. */
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { ByteSource, FileFormat } from '../types.ts';
import { FormatFault } from './look.ts';
import { decodeText } from './text.ts';

const MAX_ENTRIES = 20_000;
/** Beyond this ratio and size a package is taken for a bomb. Text packs to a hundredth at the very best. */
const MAX_RATIO = 200;
const RATIO_COUNTS_FROM = 50_000_000;
/** Of all parts that are read. */
const MAX_READ = 64 * 1_048_576;

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly encrypted: boolean;
  readonly comment: string;
  readonly raw: Entry;
}

export interface Zip {
  readonly entries: readonly ZipEntry[];
  readonly comment: string;
  /** Letters of either case lead to it. @throws FormatFault when it is missing, longer than `maxBytes` or damaged */
  readText(name: string, maxBytes: number): Promise<string>;
  close(): void;
}

class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(readRange(this.#source, start, end));
  }

  override close(callback: (error: Error | null) => void): void {
    setImmediate(callback, null);
  }
}

async function* readRange(source: ByteSource, start: number, end: number): AsyncIterable<Buffer> {
  for (let at = start; at < end;) {
    const chunk = await source.read(at, Math.min(65_536, end - at));
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}

/** @throws FormatFault when the directory is damaged, or is that of a bomb */
export async function openZip(source: ByteSource): Promise<Zip> {
  const file = await orFault(
    yauzl.fromRandomAccessReaderPromise(new SourceReader(source), source.bytes, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: false,
    }),
    'the directory of the zip is damaged or cut off',
  );
  try {
    const entries = await listEntries(file, source.bytes);
    const byName = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
    let left = MAX_READ;
    return {
      entries,
      comment: toText(file.comment),
      readText: async (name, maxBytes) => {
        const text = await readEntry(file, byName.get(name.toLowerCase()), Math.min(maxBytes, left));
        left -= text.length;
        return text;
      },
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

async function listEntries(file: ZipFile, bytes: number): Promise<ZipEntry[]> {
  if (file.entryCount > MAX_ENTRIES) throw new FormatFault(`the zip has more than ${MAX_ENTRIES} entries`);
  const entries: ZipEntry[] = [];
  let unpacked = 0;
  try {
    for await (const raw of file.eachEntry()) {
      const name = nameOf(raw);
      unpacked += raw.uncompressedSize;
      const encrypted = (raw.generalPurposeBitFlag & 1) === 1;
      entries.push({ name, bytes: raw.uncompressedSize, encrypted, comment: toText(raw.comment), raw });
    }
  } catch (error) {
    throw new FormatFault('the directory of the zip is damaged or cut off', { cause: error });
  }
  if (unpacked > RATIO_COUNTS_FROM && unpacked > bytes * MAX_RATIO)
    throw new FormatFault(`the zip unpacks to more than ${MAX_RATIO} times its size`);
  if (entries.some(({ name }) => isAstray(name))) throw new FormatFault('a name in the zip leads out of it');
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  if (new Set(files.map(({ name }) => name)).size < files.length)
    throw new FormatFault('two entries of the zip have one name');
  return entries;
}

/** Flag bit 11 says UTF-8; without it writers here mean GB 18030, or UTF-8 all the same. */
function nameOf(raw: Entry): string {
  return toText(raw.fileName).replaceAll('\\', '/');
}

/** Names and comments come as bytes, whatever the types of the library say. */
function toText(bytes: unknown): string {
  if (!Buffer.isBuffer(bytes)) return typeof bytes === 'string' ? bytes : '';
  return decodeText(bytes)?.text ?? bytes.toString('latin1');
}

function isAstray(name: string): boolean {
  return name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split('/').includes('..') || name.includes('\0');
}

async function readEntry(file: ZipFile, entry: ZipEntry | undefined, maxBytes: number): Promise<string> {
  if (entry === undefined) throw new FormatFault('a part that the package names is missing');
  if (entry.encrypted) throw new FormatFault('a part of the package is encrypted');
  if (entry.bytes > maxBytes) throw new FormatFault(`a part of the package has more than ${maxBytes} bytes`);
  const stream = await orFault(file.openReadStreamPromise(entry.raw), 'a part of the package is damaged');
  const chunks: Buffer[] = [];
  let total = 0;
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue;
      total += chunk.length;
      if (total > maxBytes) throw new FormatFault(`a part of the package has more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FormatFault) throw error;
    throw new FormatFault('a part of the package is damaged', { cause: error });
  } finally {
    stream.destroy();
  }
  const bytes = Buffer.concat(chunks);
  // yauzl compares sizes, but not this: a single flipped bit could hide a signature.
  if (crc32(bytes) !== entry.raw.crc32) throw new FormatFault('a part of the package is damaged');
  const decoded = decodeText(bytes);
  if (decoded === null) throw new FormatFault('a part of the package is no text');
  return decoded.text;
}

async function orFault<T>(action: Promise<T>, message: string): Promise<T> {
  try {
    return await action;
  } catch (cause) {
    throw new FormatFault(message, { cause });
  }
}

/** What a zip is by its entries. */
export function kindOfZip(entries: readonly ZipEntry[]): FileFormat {
  const has = (test: RegExp): boolean => entries.some(({ name }) => test.test(name));
  // An OFD of which everything is encrypted has no OFD.xml any more.
  if (has(/^(?:OFD|Encryptions)\.xml$/i)) return 'OFD';
  if (has(/^\[Content_Types\]\.xml$/)) {
    if (has(/^word\//)) return 'DOCX';
    if (has(/^xl\//)) return 'XLSX';
    return has(/^ppt\//) ? 'PPTX' : 'ZIP';
  }
  if (has(/^META-INF\/container\.xml$/)) return 'EPUB';
  if (has(/^META-INF\/manifest\.xml$/) && has(/^mimetype$/)) return 'ODF';
  return has(/^META-INF\/MANIFEST\.MF$/) ? 'JAR' : 'ZIP';
}
