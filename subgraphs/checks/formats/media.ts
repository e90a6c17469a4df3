/** Sound and moving pictures: MP3, WAV and AVI, MP4. Whether they are whole, locked, and what they say about themselves. */
import type { ByteSource, FileFormat } from '../types.ts';
import { BlockReader, look, Texts, type Look } from './look.ts';
import { isMpegFrame } from './signatures.ts';

const MAX_PARTS = 20_000;
const MAX_TEXT_BYTES = 65_536;

function addReadings(field: string, bytes: Buffer, texts: Texts): void {
  texts.add(field, bytes.toString('utf8').replaceAll('\0', ' '));
  if (bytes.some((byte) => byte > 0x7f))
    texts.add(field, new TextDecoder('gb18030').decode(bytes).replaceAll('\0', ' '));
}

/** ID3v2 before, frames behind; ID3v1 in the last 128 bytes. */
export async function lookAtMp3(source: ByteSource): Promise<Look> {
  const reader = new BlockReader(source);
  const texts = new Texts();
  const start = await readId3(reader, texts);
  const tail = await reader.read(Math.max(0, reader.bytes - 128), 128);
  if (tail.toString('latin1', 0, 3) === 'TAG') addReadings('ID3v1', tail.subarray(3), texts);
  const window = await reader.read(start, 8_192);
  const frame = [...window.keys()].find((at) => isMpegFrame(window, at));
  if (frame === undefined) return look('MP3', { damage: 'the MP3 holds no sound', texts: texts.all });
  return look('MP3', { texts: texts.all });
}

/** @returns where the sound begins */
async function readId3(reader: BlockReader, texts: Texts): Promise<number> {
  const head = await reader.read(0, 10);
  if (head.toString('latin1', 0, 3) !== 'ID3' || head.length < 10) return 0;
  const major = head[3] ?? 0;
  const size = syncSafe(head, 6);
  for (let at = 10, count = 0; at + 10 < Math.min(10 + size, reader.bytes) && count < MAX_PARTS; count += 1) {
    const frame = await reader.read(at, 10);
    const name = frame.toString('latin1', 0, major === 2 ? 3 : 4);
    if (!/^[A-Z0-9]{3,4}$/.test(name)) break;
    const length = major === 2 ? frame.readUIntBE(3, 3) : major === 4 ? syncSafe(frame, 4) : frame.readUInt32BE(4);
    const body = await reader.read(at + (major === 2 ? 6 : 10), Math.min(length, MAX_TEXT_BYTES));
    if (/^(?:T|COM)/.test(name)) addId3Text(name, body, texts);
    at += (major === 2 ? 6 : 10) + length;
  }
  return 10 + size;
}

function syncSafe(bytes: Buffer, at: number): number {
  return bytes.subarray(at, at + 4).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
}

/** The first byte says the encoding; writers here put GB 18030 where it says Latin-1. */
function addId3Text(name: string, body: Buffer, texts: Texts): void {
  const [encoding, rest] = [body[0], body.subarray(1)];
  if (encoding === 1) texts.add(name, new TextDecoder(rest[0] === 0xfe ? 'utf-16be' : 'utf-16le').decode(rest));
  else if (encoding === 2) texts.add(name, new TextDecoder('utf-16be').decode(rest));
  else addReadings(name, rest, texts);
}

/** WAV and AVI: chunks of RIFF. `LIST INFO` holds texts. */
export async function lookAtRiff(source: ByteSource, format: FileFormat): Promise<Look> {
  const reader = new BlockReader(source);
  const texts = new Texts();
  const head = await reader.read(0, 12);
  const isLong = head.toString('latin1', 0, 4) === 'RF64';
  if (!isLong && head.readUInt32LE(4) + 8 > reader.bytes)
    return look(format, { damage: 'the file ends before it says it does' });
  const seen = new Set<string>();
  for (let at = 12, count = 0; at + 8 <= reader.bytes && count < MAX_PARTS; count += 1) {
    const chunk = await reader.read(at, 12);
    const name = chunk.toString('latin1', 0, 4);
    const length = chunk.readUInt32LE(4);
    seen.add(name);
    if (name === 'LIST' && chunk.toString('latin1', 8, 12) === 'INFO')
      addReadings('INFO', await reader.read(at + 12, Math.min(length, MAX_TEXT_BYTES)), texts);
    at += 8 + length + (length % 2);
  }
  const needed = format === 'WAV' ? ['fmt ', 'data'] : ['LIST'];
  const damage = needed.every((name) => seen.has(name)) ? null : 'a part that the format needs is missing';
  return look(format, { damage, texts: texts.all });
}

/** MP4 is boxes within boxes; only those that lead to texts and to protection are entered. */
export async function lookAtMp4(source: ByteSource): Promise<Look> {
  const reader = new BlockReader(source);
  const texts = new Texts();
  const state: Mp4 = { reader, texts, seen: new Set(), budget: MAX_PARTS };
  const whole = await walkBoxes(state, { at: 0, end: reader.bytes, depth: 0 });
  const { seen } = state;
  const version = (await reader.read(8, 4)).toString('latin1').replace(/[^ -~]/g, '?');
  if (/^(?:hei[cxms]|he[vix][cxms]|mif1|msf1|avi[fs])/.test(version))
    return look('HEIF', { version, texts: texts.all });
  if (/^(?:qt {2}|M4[AB] )/.test(version))
    return look(version === 'qt  ' ? 'MOV' : 'M4A', { version, texts: texts.all });
  const damage =
    whole && seen.has('moov') && (seen.has('mdat') || seen.has('moof')) ? null : 'the MP4 is cut off or damaged';
  const encrypted =
    seen.has('pssh') || seen.has('sinf') || seen.has('encv') || seen.has('enca')
      ? 'tracks of the MP4 are encrypted'
      : null;
  return look('MP4', { version, damage, encrypted, texts: texts.all });
}

interface Mp4 {
  readonly reader: BlockReader;
  readonly texts: Texts;
  readonly seen: Set<string>;
  budget: number;
}

interface Span {
  readonly at: number;
  readonly end: number;
  readonly depth: number;
}

/** Boxes that hold boxes, and how many bytes stand before those. */
const CONTAINERS: Readonly<Record<string, number>> = {
  moov: 0,
  trak: 0,
  mdia: 0,
  minf: 0,
  stbl: 0,
  udta: 0,
  ilst: 0,
  moof: 0,
  traf: 0,
  stsd: 8,
  encv: 78,
  enca: 28,
  '\xA9nam': 0,
  '\xA9cmt': 0,
  desc: 0,
  meta: 4,
};
const TEXT_BOXES = /^(?:data|titl|dscp|kywd|cprt|perf|auth)$/;

/** @returns false when a box is longer than what holds it */
async function walkBoxes(state: Mp4, span: Span): Promise<boolean> {
  for (let at = span.at; at + 8 <= span.end;) {
    state.budget -= 1;
    if (state.budget < 0 || span.depth > 12) return false;
    const head = await state.reader.read(at, 16);
    const [short, kind] = [head.readUInt32BE(0), head.toString('latin1', 4, 8)];
    const long = short === 1 && head.length === 16;
    const length = short === 0 ? span.end - at : long ? Number(head.readBigUInt64BE(8)) : short;
    if (length < 8 || at + length > span.end) return span.depth > 0;
    state.seen.add(kind);
    const body = at + (long ? 16 : 8);
    if (TEXT_BOXES.test(kind))
      addReadings(
        kind,
        await state.reader.read(body + 8, Math.min(at + length - body - 8, MAX_TEXT_BYTES)),
        state.texts,
      );
    const before = Object.hasOwn(CONTAINERS, kind) ? CONTAINERS[kind] : undefined;
    if (
      before !== undefined &&
      !(await walkBoxes(state, { at: body + before, end: at + length, depth: span.depth + 1 }))
    )
      return false;
    at += length;
  }
  return true;
}
