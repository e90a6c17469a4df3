/** PDF: the value of a signature is overwritten with zeros where it stands; field, dictionary and appearance stay. */
import { SealFault, type Stripped } from './stripped.ts';

const RANGE = /\/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]/g;

/** @throws SealFault where a signature leaves no gap for its value */
export function stripPdf(bytes: Buffer): Stripped | null {
  const text = bytes.toString('latin1');
  const gaps = [...text.matchAll(RANGE)].map(([, first, length, second]) => ({
    from: Number(first) + Number(length),
    to: Number(second),
  }));
  if (gaps.length === 0) return null;
  const stripped = Buffer.from(bytes);
  gaps.forEach(({ from, to }) => {
    if (from >= to || to > bytes.length || !/^<[0-9A-Fa-f\s]*>$/.test(text.slice(from, to)))
      throw new SealFault('a signature of the PDF does not say where its value stands');
    for (let at = from + 1; at < to - 1; at += 1) stripped[at] = 0x30;
  });
  // A file whose signatures are zeros already has been here before.
  if (stripped.equals(bytes)) return null;
  return {
    bytes: stripped,
    removed: gaps.map((_, at) => `signature value ${at + 1}`),
    kept: ['appearances'],
    pictures: [],
  };
}
