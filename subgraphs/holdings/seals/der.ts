/** Pictures within the structure of an electronic seal (GB/T 38540): octet strings that are a picture by their first bytes. */
import type { SealPicture } from './stripped.ts';

const BEGINNINGS: readonly (readonly [SealPicture['format'], Buffer])[] = [
  ['PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ['JPEG', Buffer.from([0xff, 0xd8, 0xff])],
  ['GIF', Buffer.from('GIF8')],
  ['BMP', Buffer.from('BM')],
  ['OFD', Buffer.from('PK\u0003\u0004', 'latin1')],
];

const OCTET_STRING = 0x04;
const CONSTRUCTED = 0x20;
const DEEPEST = 24;

/** What is no well-formed structure holds no picture. */
export function findPictures(bytes: Buffer, depth = 0): SealPicture[] {
  const found: SealPicture[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = readHead(bytes, at);
    if (head === null) return found;
    const content = bytes.subarray(head.from, head.to);
    if ((head.tag & CONSTRUCTED) !== 0 && depth < DEEPEST) found.push(...findPictures(content, depth + 1));
    const format = head.tag === OCTET_STRING ? formatOf(content) : null;
    if (format !== null) found.push({ format, bytes: Buffer.from(content) });
    at = head.to;
  }
  return found;
}

function formatOf(content: Buffer): SealPicture['format'] | null {
  return BEGINNINGS.find(([, beginning]) => content.subarray(0, beginning.length).equals(beginning))?.[0] ?? null;
}

interface Head {
  readonly tag: number;
  readonly from: number;
  readonly to: number;
}

/** Definite lengths only, as DER has it. */
function readHead(bytes: Buffer, at: number): Head | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return null;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || count > 4 || at + 2 + count > bytes.length) return null;
  const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
  const from = at + 2 + count;
  return from + length > bytes.length ? null : { tag, from, to: from + length };
}
