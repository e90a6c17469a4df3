/** Packages changed by chance: bytes of the zip, fields of its headers, names, and documents under a manifest that fits. */
import { makeRawZip, type Ends, type RawEntry } from './raw-zip.ts';
import { resealed, type Whole } from './malformed.ts';
import { chance, mutate } from './mutate.ts';

export interface Tried {
  readonly zip: Buffer;
  /** What was changed was sealed anew: what is taken may be something else than before. */
  readonly isResealed: boolean;
}

type Random = () => number;

const NAMES = [
  '../x',
  '/x',
  'C:x',
  'a\\b',
  '',
  '申报文件/A01.pdf',
  '申报文件/a01.PDF',
  'con',
  '基本信息元数据.xml',
  'x/bagit.txt',
  '\u202E',
  'a'.repeat(400),
];
const NUMBERS = [0, 1, 8, 9, 12, 99, 0x800, 0x808, 0x801, 0xffff, 0xfffffffe, 0xffffffff, 65_536, 1_048_577];

function pick<T>(random: Random, from: readonly T[], otherwise: T): T {
  return from[Math.floor(random() * from.length)] ?? otherwise;
}

/** One of the fields, in one place or both. */
function lie(random: Random, entry: RawEntry): RawEntry {
  const place = pick(random, ['both', 'local', 'directory'] as const, 'both');
  const field = pick(random, ['flags', 'method', 'crc', 'packedBytes', 'bytes'] as const, 'bytes');
  const value = pick(random, NUMBERS, 0);
  return { ...entry, [place]: { [field]: field === 'flags' || field === 'method' ? value & 0xffff : value } };
}

function change(random: Random, entry: RawEntry): RawEntry {
  const kind = Math.floor(random() * 8);
  if (kind === 0) return lie(random, entry);
  if (kind === 1) return { ...entry, name: pick(random, NAMES, 'x') };
  if (kind === 2) return { ...entry, deflated: true };
  if (kind === 3) return { ...entry, before: mutate(Buffer.from('PK\x03\x04'), random) };
  if (kind === 4) return { ...entry, behind: mutate(Buffer.from('PK\x07\x08\0\0\0\0\0\0\0\0\0\0\0\0'), random) };
  if (kind === 5) return { ...entry, directory: { at: pick(random, NUMBERS, 0) } };
  if (kind === 6) return { ...entry, directory: { attributes: Math.floor(random() * 2 ** 32) } };
  return { ...entry, data: mutate(entry.data, random) };
}

function changeEnds(random: Random): Ends {
  const kind = Math.floor(random() * 12);
  if (kind === 0) return { count: pick(random, NUMBERS, 0) & 0xffff };
  if (kind === 1) return { directoryAt: pick(random, NUMBERS, 0) };
  if (kind === 2) return { directoryBytes: pick(random, NUMBERS, 0) };
  if (kind === 3) return { append: mutate(Buffer.from('PK\x05\x06\0\0\0\0'), random) };
  if (kind === 4) return { comment: mutate(Buffer.from('PK\x05\x06\0\0\0\0'), random) };
  if (kind === 5) return { directory: (bytes) => mutate(bytes, random) };
  return {};
}

/** Text with pieces of markup where they hurt. */
function garble(random: Random, text: string): string {
  const at = Math.floor(random() * text.length);
  const length = Math.floor(random() * 40);
  const piece = pick(
    random,
    [
      '',
      '<',
      '</',
      '<a>',
      '&',
      '&#0;',
      '&lt;',
      ']]>',
      '<![CDATA[',
      '<!DOCTYPE a>',
      '<?x?>',
      '"',
      '<file/>',
      '<fileset/>',
      '\u0000',
      '𠮷',
    ],
    '',
  );
  return text.slice(0, at) + piece + text.slice(at + length);
}

/** @param seed the same makes the same package */
export function makeTried(whole: Whole, seed: number): Tried {
  const random = chance(seed);
  const original = random() < 0.7 ? whole.plain : whole.bag;
  const kind = random();
  if (kind < 0.4) {
    const packed = random() < 0.5 ? original : original.map((entry) => ({ ...entry, deflated: true }));
    return { zip: mutate(makeRawZip(packed), random), isResealed: false };
  }
  if (kind < 0.7) {
    const chosen = new Set(
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => Math.floor(random() * original.length)),
    );
    const entries = original.map((entry, index) => (chosen.has(index) ? change(random, entry) : entry));
    return { zip: makeRawZip(entries, changeEnds(random)), isResealed: false };
  }
  const target = pick(random, ['.xml', '.xml', 'A01.pdf', 'B01.txt', 'C01.ofd'], '.xml');
  const entries = whole.plain.map((entry) => {
    if (!entry.name.endsWith(target) || random() < 0.3) return entry;
    const isText = target === '.xml' && random() < 0.8;
    return { ...entry, data: isText ? Buffer.from(garble(random, entry.data.toString())) : mutate(entry.data, random) };
  });
  return { zip: makeRawZip(resealed(entries)), isResealed: true };
}
