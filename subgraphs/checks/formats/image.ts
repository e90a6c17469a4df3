/** JPEG, TIFF and PNG: whether they are whole, and what they say about themselves. */
import type { ByteSource } from '../types.ts';
import { BlockReader, FormatFault, look, Texts, type Look } from './look.ts';
import { parseXmp } from './pdf.ts';

const MAX_SEGMENTS = 10_000;
const MAX_XMP_BYTES = 1_048_576;
const ADOBE_XMP = 'http://ns.adobe.com/xap/1.0/\0';

/** Reads XMP within an image; broken metadata makes the door unsure, not the image damaged. */
function addXmp(bytes: Buffer, texts: Texts): string | null {
  try {
    parseXmp(bytes, texts);
    return null;
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    return error.message;
  }
}

/** Bytes of unknown encoding, in each that is likely. */
function addBytes(field: string, bytes: Buffer, texts: Texts): void {
  const trimmed = bytes.subarray(0, 8_192);
  texts.add(field, trimmed.toString('utf8').replaceAll('\0', ''));
  if (!trimmed.some((byte) => byte > 0x7f)) return;
  texts.add(field, new TextDecoder('gb18030').decode(trimmed).replaceAll('\0', ''));
  if (field.startsWith('XP')) texts.add(field, new TextDecoder('utf-16le').decode(trimmed).replaceAll('\0', ''));
}

/** Walks the segments to the scan; the end mark stands at the end. */
export async function lookAtJpeg(source: ByteSource): Promise<Look> {
  const reader = new BlockReader(source);
  const texts = new Texts();
  let unsure: string | null = null;
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count += 1) {
    const head = await reader.read(at, 4);
    const [mark, kind = 0] = [head[0], head[1]];
    if (head.length < 4 || mark !== 0xff)
      return look('JPEG', { damage: 'the JPEG is cut off or damaged', texts: texts.all });
    const length = head.readUInt16BE(2);
    if (kind === 0xff) {
      at += 1;
      continue;
    }
    if (kind === 0xda) return look('JPEG', { damage: await findEnd(reader), unsure, texts: texts.all });
    const body = await reader.read(at + 4, length - 2);
    unsure ??= addSegment(kind, body, texts);
    at += 2 + length;
  }
  return look('JPEG', { damage: 'the JPEG has too many segments', texts: texts.all });
}

async function findEnd(reader: BlockReader): Promise<string | null> {
  const tail = await reader.read(Math.max(0, reader.bytes - 65_536), 65_536);
  return tail.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0 ? 'the JPEG ends before its end mark' : null;
}

function addSegment(kind: number, body: Buffer, texts: Texts): string | null {
  if (kind === 0xfe) addBytes('Comment', body, texts);
  if (kind === 0xed) addBytes('IPTC', body, texts);
  if (kind !== 0xe1) return null;
  if (body.toString('latin1', 0, ADOBE_XMP.length) === ADOBE_XMP) return addXmp(body.subarray(ADOBE_XMP.length), texts);
  if (body.toString('latin1', 0, 6) !== 'Exif\0\0') return null;
  const tiff = body.subarray(6);
  walkBytes(tiff, texts);
  return null;
}

/** Tags whose texts a person writes. */
const TAGS: Readonly<Record<number, string>> = {
  269: 'DocumentName',
  270: 'ImageDescription',
  285: 'PageName',
  305: 'Software',
  315: 'Artist',
  700: 'XMP',
  33432: 'Copyright',
  33723: 'IPTC',
  37510: 'UserComment',
  40091: 'XPTitle',
  40092: 'XPComment',
  40093: 'XPAuthor',
  40094: 'XPKeywords',
  40095: 'XPSubject',
};
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const MAX_IFDS = 10_000;
const MAX_ENTRIES = 4_096;

interface Directory {
  readonly next: number;
  readonly sub: readonly number[];
}

interface TiffForm {
  readonly little: boolean;
  readonly big: boolean;
}

export async function lookAtTiff(source: ByteSource): Promise<Look> {
  const reader = new BlockReader(source);
  const texts = new Texts();
  const head = await reader.read(0, 16);
  const form = { little: head[0] === 0x49, big: (head[2] ?? 0) + (head[3] ?? 0) === 0x2b };
  const queue = [form.big ? numberAt(head, 8, { form, size: 8 }) : numberAt(head, 4, { form, size: 4 })];
  const seen = new Set<number>();
  let unsure: string | null = null;
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === 0 && seen.size > 0) continue;
    if (seen.has(at) || seen.size >= MAX_IFDS)
      return look('TIFF', { damage: 'the directories of the TIFF go round in a circle', texts: texts.all });
    seen.add(at);
    const directory = await readDirectory(reader, at, { form, texts });
    if (directory === null) return look('TIFF', { damage: 'the TIFF is cut off or damaged', texts: texts.all });
    unsure ??= directory.unsure;
    queue.push(directory.next, ...directory.sub);
  }
  return look('TIFF', { version: form.big ? 'BigTIFF' : null, unsure, texts: texts.all });
}

async function readDirectory(
  reader: BlockReader,
  at: number,
  { form, texts }: { form: TiffForm; texts: Texts },
): Promise<(Directory & { readonly unsure: string | null }) | null> {
  const [countSize, entrySize, offsetSize] = form.big ? [8, 20, 8] : [2, 12, 4];
  const counted = await reader.read(at, countSize);
  if (at < 8 || counted.length < countSize) return null;
  const count = numberAt(counted, 0, { form, size: countSize });
  const rows = await reader.read(at + countSize, count * entrySize + offsetSize);
  if (count === 0 || count > MAX_ENTRIES || rows.length < count * entrySize + offsetSize) return null;
  const sub: number[] = [];
  let unsure: string | null = null;
  for (let index = 0; index < count; index += 1) {
    const row = rows.subarray(index * entrySize, (index + 1) * entrySize);
    const tag = numberAt(row, 0, { form, size: 2 });
    const length =
      numberAt(row, 4, { form, size: offsetSize }) * (TYPE_SIZES[numberAt(row, 2, { form, size: 2 })] ?? 0);
    const offset = length <= offsetSize ? null : numberAt(row, 4 + offsetSize, { form, size: offsetSize });
    if (offset !== null && offset + length > reader.bytes) return null;
    if ((tag === 0x8769 || tag === 330) && offset === null) sub.push(numberAt(row, 4 + offsetSize, { form, size: 4 }));
    const name = TAGS[tag];
    if (name === undefined) continue;
    const start = 4 + offsetSize;
    const value =
      offset === null
        ? row.subarray(start, start + length)
        : await reader.read(offset, Math.min(length, MAX_XMP_BYTES));
    if (tag === 700) unsure ??= addXmp(value, texts);
    else addBytes(name, value, texts);
  }
  return {
    next: numberAt(rows, count * entrySize, { form, size: offsetSize }),
    sub: sub.filter((each) => each > 0),
    unsure,
  };
}

function numberAt(bytes: Buffer, at: number, { form, size }: { form: TiffForm; size: number }): number {
  let sum = 0;
  for (let index = 0; index < size; index += 1) {
    const byte = bytes[form.little ? at + size - 1 - index : at + index] ?? 0;
    sum = sum * 256 + byte;
  }
  return sum;
}

/** Exif within a JPEG: the same directories, in at most 64 KB at hand. Two levels, no chains. */
function walkBytes(tiff: Buffer, texts: Texts): void {
  const form = { little: tiff[0] === 0x49, big: false };
  const queue = [numberAt(tiff, 4, { form, size: 4 })];
  for (let visited = 0; visited < 8 && queue.length > 0; visited += 1) {
    const at = queue.shift() ?? 0;
    const count = numberAt(tiff, at, { form, size: 2 });
    for (let index = 0; index < Math.min(count, 512); index += 1) {
      const row = tiff.subarray(at + 2 + index * 12, at + 14 + index * 12);
      if (row.length < 12) return;
      const tag = numberAt(row, 0, { form, size: 2 });
      const length = numberAt(row, 4, { form, size: 4 }) * (TYPE_SIZES[numberAt(row, 2, { form, size: 2 })] ?? 0);
      const place = numberAt(row, 8, { form, size: 4 });
      if (tag === 0x8769) queue.push(place);
      const name = TAGS[tag];
      if (name !== undefined)
        addBytes(name, length <= 4 ? row.subarray(8, 8 + length) : tiff.subarray(place, place + length), texts);
    }
  }
}

/** Chunks to `IEND`, with the texts of `tEXt` and `iTXt`. */
export async function lookAtPng(source: ByteSource): Promise<Look> {
  const reader = new BlockReader(source);
  const texts = new Texts();
  for (let at = 8, count = 0; count < MAX_SEGMENTS; count += 1) {
    const head = await reader.read(at, 8);
    if (head.length < 8) break;
    const [length, kind] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    if (at + 12 + length > reader.bytes) break;
    if (kind === 'IEND') return look('PNG', { texts: texts.all });
    if (kind === 'tEXt' || kind === 'iTXt') addBytes(kind, await reader.read(at + 8, Math.min(length, 8_192)), texts);
    at += 12 + length;
  }
  return look('PNG', { damage: 'the PNG ends before its end mark', texts: texts.all });
}
