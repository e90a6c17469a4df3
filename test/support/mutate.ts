/** Bytes changed by chance, the same chance for the same seed. */

/** Numbers from 0 to below 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What breaks readers of formats: borders of lengths, and words of the formats themselves. */
const NASTY = [
  '\xff\xff\xff\xff',
  '\0\0\0\0',
  '\x7f\xff\xff\xff',
  '9999999999',
  '-1',
  '<<',
  '>>',
  '[',
  '(',
  'endobj',
  'stream',
  '<!DOCTYPE a [',
  '&a;',
  'PK\x05\x06',
];

/** One to eight changes: bits, bytes, pieces cut, doubled, moved or replaced. */
export function mutate(original: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const changes = 1 + Math.floor(random() * 8);
  for (let change = 0; change < changes && bytes.length > 0; change += 1) {
    const at = Math.floor(random() * bytes.length);
    const length = 1 + Math.floor(random() * Math.min(64, bytes.length - at));
    const nasty = Buffer.from(NASTY[Math.floor(random() * NASTY.length)] ?? '', 'latin1');
    const kind = Math.floor(random() * 7);
    if (kind === 0) bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8)), at);
    if (kind === 1) bytes.writeUInt8(Math.floor(random() * 256), at);
    if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at), nasty, bytes.subarray(at)]);
    if (kind === 5) bytes = Buffer.concat([bytes.subarray(0, at), nasty, bytes.subarray(at + nasty.length)]);
    if (kind === 6 && random() < 0.3) bytes = bytes.subarray(0, at);
  }
  return bytes;
}
