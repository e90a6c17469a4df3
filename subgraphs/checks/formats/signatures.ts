/** What a file is by its first bytes. Containers and texts are looked into elsewhere. */
import type { FileFormat } from '../types.ts';

interface Signature {
  readonly format: FileFormat;
  readonly at: number;
  /** In latin1. */
  readonly bytes: string;
}

const starts = (format: FileFormat, bytes: string, at = 0): Signature => ({ format, at, bytes });

/** The first that fits decides. */
const SIGNATURES: readonly Signature[] = [
  starts('JPEG', '\xFF\xD8\xFF'),
  starts('TIFF', 'II*\0'),
  starts('TIFF', 'MM\0*'),
  starts('TIFF', 'II+\0'),
  starts('TIFF', 'MM\0+'),
  starts('PNG', '\x89PNG\r\n\x1A\n'),
  starts('GIF', 'GIF87a'),
  starts('GIF', 'GIF89a'),
  starts('JPEG2000', '\0\0\0\x0CjP  \r\n\x87\n'),
  starts('ZIP', 'PK\x03\x04'),
  starts('ZIP', 'PK\x05\x06'),
  starts('OLE2', '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1'),
  starts('RTF', '{\\rtf'),
  starts('RAR', 'Rar!\x1A\x07'),
  starts('7Z', "7z\xBC\xAF'\x1C"),
  starts('GZIP', '\x1F\x8B\x08'),
  starts('BZIP2', 'BZh'),
  starts('XZ', '\xFD7zXZ\0'),
  starts('TAR', 'ustar', 257),
  starts('FLAC', 'fLaC'),
  starts('OGG', 'OggS'),
  starts('MP3', 'ID3'),
  starts('ELF', '\x7FELF'),
  starts('MP4', 'ftyp', 4),
];

const RIFF: Readonly<Record<string, FileFormat>> = { WAVE: 'WAV', 'AVI ': 'AVI', WEBP: 'WEBP' };

/** @param head the first kilobytes. Null: none of these; perhaps a text, perhaps nothing known */
export function sniff(head: Buffer): FileFormat | null {
  const text = head.toString('latin1', 0, 1024);
  if (/^RIFF|^RF64/.test(text)) return RIFF[text.slice(8, 12)] ?? 'UNKNOWN';
  const signature = SIGNATURES.find(({ at, bytes }) => text.startsWith(bytes, at));
  if (signature !== undefined) return signature.format;
  // Readers take a PDF that begins within the first kilobyte, so it is one.
  if (/%PDF-\d/.test(text)) return 'PDF';
  if (text.startsWith('MZ') && text.length > 64) return 'EXE';
  if (text.startsWith('BM') && head.length > 26 && head.readUInt32LE(6) === 0) return 'BMP';
  return isMpegFrame(head, 0) ? (isAdts(head) ? 'AAC' : 'MP3') : null;
}

function isAdts(head: Buffer): boolean {
  return ((head[1] ?? 0) & 0xf6) === 0xf0;
}

/** A frame header of MPEG audio, layers II and III, with values that exist; or of AAC. Layer I looks like UTF-16. */
export function isMpegFrame(head: Buffer, at: number): boolean {
  if (head.length < at + 4 || head[at] !== 0xff) return false;
  const [second = 0, third = 0] = [head[at + 1], head[at + 2]];
  if ((second & 0xf6) === 0xf0) return true;
  const isLayer =
    (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0 && (second & 0x06) !== 0x06;
  return isLayer && third >> 4 !== 0x0f && third >> 4 !== 0 && (third & 0x0c) !== 0x0c;
}
