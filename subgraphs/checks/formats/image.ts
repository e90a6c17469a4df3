/** JPEG and PNG: whether they are whole, and what they say about themselves. */
import type { ByteSource } from '../types.ts';
import { BlockReader, look, Texts, type Look } from './look.ts';
import { addBytes, addExif, addXmp } from './tiff.ts';

const MAX_SEGMENTS = 10_000;
const ADOBE_XMP = 'http://ns.adobe.com/xap/1.0/\0';

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
    const doubt = await addSegment(kind, body, texts);
    unsure ??= doubt;
    at += 2 + length;
  }
  return look('JPEG', { damage: 'the JPEG has too many segments', texts: texts.all });
}

async function findEnd(reader: BlockReader): Promise<string | null> {
  const tail = await reader.read(Math.max(0, reader.bytes - 65_536), 65_536);
  return tail.lastIndexOf(Buffer.from([0xff, 0xd9])) < 0 ? 'the JPEG ends before its end mark' : null;
}

async function addSegment(kind: number, body: Buffer, texts: Texts): Promise<string | null> {
  if (kind === 0xfe) addBytes('Comment', body, texts);
  if (kind === 0xed) addBytes('IPTC', body, texts);
  if (kind !== 0xe1) return null;
  if (body.toString('latin1', 0, ADOBE_XMP.length) === ADOBE_XMP) return addXmp(body.subarray(ADOBE_XMP.length), texts);
  if (body.toString('latin1', 0, 6) !== 'Exif\0\0') return null;
  const exif = body.subarray(6);
  return addExif({ bytes: exif.length, read: async (at, length) => exif.subarray(at, at + length) }, texts);
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
