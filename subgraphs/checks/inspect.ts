/** One file looked at: what it is by its bytes, and what stands in the way of keeping it. Bounded in time and memory. */
import { createHash } from 'node:crypto';
import { lookAtJpeg, lookAtPng } from './formats/image.ts';
import { BlockReader, FormatFault, look, Texts, type Look } from './formats/look.ts';
import { lookAtMp3, lookAtMp4, lookAtRiff } from './formats/media.ts';
import { lookAtOfd } from './formats/ofd.ts';
import { lookAtPdf } from './formats/pdf.ts';
import { sniff } from './formats/signatures.ts';
import { lookAtText } from './formats/text.ts';
import { lookAtTiff } from './formats/tiff.ts';
import { kindOfZip, openZip } from './formats/zip.ts';
import type { ByteSource, Digests, FileInspection } from './types.ts';

const CHUNK = 1_048_576;

/**
 * Reads the whole content once for its digests, and parts of it for its structure. A file that is damaged, or made to
 * harm, ends in `damage` or `unsure`; nothing of its content gets into either.
 *
 * @clause 26号 art. 9
 */
export async function inspectFile(source: ByteSource): Promise<FileInspection> {
  const digests = await digest(source);
  return { bytes: source.bytes, ...digests, ...(await lookAt(source)) };
}

/** Bytes at hand as a source. */
export function toSource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes: buffer.length, read: async (offset, length) => buffer.subarray(offset, offset + length) };
}

async function digest(source: ByteSource): Promise<Digests> {
  const [sm3, sha256] = [createHash('sm3'), createHash('sha256')];
  for (let at = 0; at < source.bytes;) {
    const chunk = await source.read(at, CHUNK);
    if (chunk.length === 0) break;
    sm3.update(chunk);
    sha256.update(chunk);
    at += chunk.length;
  }
  return { sm3: sm3.digest('hex'), sha256: sha256.digest('hex') };
}

async function lookAt(source: ByteSource): Promise<Look> {
  if (source.bytes === 0) return look('EMPTY');
  const format = sniff(await source.read(0, 4_096));
  try {
    switch (format) {
      case null:
        return await lookAtText(source);
      case 'PDF':
        return await lookAtPdf(source);
      case 'ZIP':
        return await lookAtZip(source);
      case 'JPEG':
        return await lookAtJpeg(source);
      case 'TIFF':
        return await lookAtTiff(source);
      case 'PNG':
        return await lookAtPng(source);
      case 'MP3':
        return await lookAtMp3(source);
      case 'WAV':
      case 'AVI':
        return await lookAtRiff(source, format);
      case 'MP4':
        return await lookAtMp4(source);
      default:
        return look(format);
    }
  } catch (error) {
    // A read beyond the end of a short buffer is a file that is cut off.
    if (!(error instanceof FormatFault) && !(error instanceof RangeError)) throw error;
    const damage = error instanceof FormatFault ? error.message : 'the file is cut off or damaged';
    return look(format ?? 'UNKNOWN', { damage });
  }
}

async function lookAtZip(source: ByteSource): Promise<Look> {
  const zip = await openZip(new BlockReader(source));
  try {
    const kind = kindOfZip(zip.entries);
    if (kind === 'OFD') return await lookAtOfd(zip);
    const locked = zip.entries.some(({ encrypted }) => encrypted);
    const texts = new Texts();
    texts.add('comment', zip.comment);
    for (const { name, comment } of zip.entries) {
      texts.add('entry', name);
      texts.add('comment', comment);
    }
    return look(kind, {
      texts: texts.all,
      encrypted: locked ? 'entries of the zip need a password' : null,
      embedded: kind === 'ZIP' ? zip.entries.filter(({ name }) => !name.endsWith('/')).length : 0,
    });
  } finally {
    zip.close();
  }
}
