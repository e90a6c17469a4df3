/**
 * The directory of a zip, read strictly. yauzl looks into containers that somebody else has to open; here nothing may be
 * left to how another reader would take it, and every fault is told, each with its entry.
 */
import type { ByteSource } from '../../checks/index.ts';
import { fault, PackageRefused } from '../faults.ts';
import type { PackageLimits } from '../limits.ts';
import type { PackageFault } from '../types.ts';

export const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END_BYTES = 22;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const RECORD = 0x02014b50;
const RECORD_BYTES = 46;
const MAX_COMMENT = 65_535;
/** A record of the directory is seldom longer than this. */
const DIRECTORY_BYTES_PER_ENTRY = 2_048;

export const FULL16 = 0xffff;
export const FULL32 = 0xffffffff;

/** Where the directory lies; it ends where the end records begin. */
export interface DirectoryPlace {
  readonly at: number;
  readonly bytes: number;
  readonly count: number;
}

/** One record of the directory, as it is written. */
export interface DirectoryRecord {
  readonly nameBytes: Buffer;
  readonly extra: Buffer;
  readonly madeBy: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly attributes: number;
  readonly at: number;
  /** What contradicts itself in the record; null: nothing. */
  readonly lie: string | null;
}

/** @throws PackageRefused when there is no telling where the directory is */
export async function findDirectory(source: ByteSource, limits: PackageLimits): Promise<DirectoryPlace> {
  if (source.bytes > limits.maxBytes) throw new PackageRefused(fault('TOO_LARGE', null, limits.maxBytes));
  const tail = await readExactly(source, Math.max(0, source.bytes - END_BYTES - MAX_COMMENT), source.bytes);
  const end = tail.length - END_BYTES;
  if (end < 0 || tail.readUInt32LE(end) !== END || tail.readUInt16LE(end + 20) !== 0)
    throw new PackageRefused(await whyNoEnd(source, tail));
  if (tail.readUInt16LE(end + 4) !== tail.readUInt16LE(end + 6) || ![0, FULL16].includes(tail.readUInt16LE(end + 4)))
    throw new PackageRefused(fault('SEVERAL_DISKS'));
  const short = {
    count: tail.readUInt16LE(end + 10),
    bytes: tail.readUInt32LE(end + 12),
    at: tail.readUInt32LE(end + 16),
  };
  if (tail.readUInt16LE(end + 8) !== short.count) throw new PackageRefused(fault('SEVERAL_DISKS'));
  const endAt = source.bytes - END_BYTES;
  const isFull = short.count === FULL16 || short.bytes === FULL32 || short.at === FULL32;
  const hasLocator = end >= LOCATOR_BYTES && tail.readUInt32LE(end - LOCATOR_BYTES) === LOCATOR;
  if (isFull && !hasLocator) throw new PackageRefused(fault('CONTRADICTION', null, 'there is no zip64 record'));
  const [place, limit] = hasLocator
    ? [await readEnd64(source, short, endAt - LOCATOR_BYTES), endAt - LOCATOR_BYTES - END64_BYTES]
    : [short, endAt];
  await assertPlace(source, place, limit);
  if (place.count > limits.maxEntries) throw new PackageRefused(fault('TOO_MANY_ENTRIES', null, limits.maxEntries));
  if (place.bytes > limits.maxEntries * DIRECTORY_BYTES_PER_ENTRY)
    throw new PackageRefused(fault('DIRECTORY_DAMAGED', null, 'it is too long'));
  return place;
}

/** An end that is elsewhere counts only if the directory lies before it: content may be zips too, with ends of their own. */
async function whyNoEnd(source: ByteSource, tail: Buffer): Promise<PackageFault> {
  const head = await source.read(0, 4);
  const isZip = head.length === 4 && [LOCAL, END].includes(head.readUInt32LE(0));
  const tailAt = source.bytes - tail.length;
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    if (tail.readUInt32LE(at + 16) + tail.readUInt32LE(at + 12) !== tailAt + at) continue;
    const end = at + END_BYTES + tail.readUInt16LE(at + 20);
    if (end > tail.length) return fault('TRUNCATED');
    return end === tail.length ? fault('ZIP_COMMENT') : fault('TRAILING_DATA');
  }
  return isZip ? fault('TRUNCATED') : fault('NO_ZIP');
}

async function readEnd64(source: ByteSource, short: DirectoryPlace, locatorAt: number): Promise<DirectoryPlace> {
  const lie = (why: string): PackageRefused => new PackageRefused(fault('CONTRADICTION', null, why));
  const at = locatorAt - END64_BYTES;
  if (at < 0) throw lie('there is no zip64 record');
  const bytes = await readExactly(source, at, locatorAt + LOCATOR_BYTES);
  const locator = bytes.subarray(END64_BYTES);
  if (bytes.readUInt32LE(0) !== END64 || bytes.readBigUInt64LE(4) !== BigInt(END64_BYTES - 12))
    throw lie('the zip64 record is not before its locator');
  if (locator.readBigUInt64LE(8) !== BigInt(at)) throw lie('the locator leads elsewhere');
  if (locator.readUInt32LE(4) !== 0 || bytes.readUInt32LE(16) !== 0 || bytes.readUInt32LE(20) !== 0)
    throw new PackageRefused(fault('SEVERAL_DISKS'));
  const [onDisk, count, size, offset] = [24, 32, 40, 48].map((place) => Number(bytes.readBigUInt64LE(place)));
  if (count === undefined || size === undefined || offset === undefined || onDisk !== count)
    throw lie('the number of entries');
  if (short.count !== FULL16 && short.count !== count) throw lie('the number of entries');
  if (short.bytes !== FULL32 && short.bytes !== size) throw lie('the size of the directory');
  if (short.at !== FULL32 && short.at !== offset) throw lie('the place of the directory');
  return { count, bytes: size, at: offset };
}

async function assertPlace(source: ByteSource, { at, bytes }: DirectoryPlace, limit: number): Promise<void> {
  if (at + bytes === limit) return;
  const head = await source.read(0, 4);
  if (at + bytes < limit && (head.length < 4 || head.readUInt32LE(0) !== LOCAL))
    throw new PackageRefused(fault('PREPENDED_DATA'));
  throw new PackageRefused(fault('DIRECTORY_DAMAGED', null, 'it does not end where the zip does'));
}

/** @throws PackageRefused when a record cannot be told from the next */
export async function readDirectory(source: ByteSource, place: DirectoryPlace): Promise<DirectoryRecord[]> {
  const bytes = await readExactly(source, place.at, place.at + place.bytes);
  const records: DirectoryRecord[] = [];
  let at = 0;
  while (records.length < place.count) {
    const damaged = fault('DIRECTORY_DAMAGED', null, `record ${records.length + 1}`);
    if (at + RECORD_BYTES > bytes.length || bytes.readUInt32LE(at) !== RECORD) throw new PackageRefused(damaged);
    const nameAt = at + RECORD_BYTES;
    const extraAt = nameAt + bytes.readUInt16LE(at + 28);
    const commentAt = extraAt + bytes.readUInt16LE(at + 30);
    const next = commentAt + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw new PackageRefused(damaged);
    records.push(
      toRecord(bytes.subarray(at, nameAt), bytes.subarray(nameAt, extraAt), bytes.subarray(extraAt, commentAt)),
    );
    at = next;
  }
  if (at !== bytes.length) throw new PackageRefused(fault('DIRECTORY_DAMAGED', null, 'it holds more than it counts'));
  return records;
}

function toRecord(head: Buffer, nameBytes: Buffer, extra: Buffer): DirectoryRecord {
  const sizes = readSizes(extra, [head.readUInt32LE(24), head.readUInt32LE(20), head.readUInt32LE(42)]);
  const [bytes = 0, packedBytes = 0, at = 0] = sizes.values;
  const disk = head.readUInt16LE(34);
  return {
    nameBytes,
    extra,
    madeBy: head.readUInt16LE(4) >> 8,
    flags: head.readUInt16LE(8),
    method: head.readUInt16LE(10),
    crc: head.readUInt32LE(16),
    packedBytes,
    bytes,
    attributes: head.readUInt32LE(38),
    at,
    lie: disk === 0 ? sizes.lie : 'it lies on another disk',
  };
}

/** Sizes, and where one says that it is in the zip64 field, that. In the order of the standard. */
export function readSizes(
  extra: Buffer,
  short: readonly number[],
): { readonly values: readonly number[]; readonly lie: string | null } {
  const fields = listExtra(extra);
  if (fields === null) return { values: short, lie: 'its extra field is damaged' };
  const long = fields.filter(({ id }) => id === 1);
  const [field] = long;
  const full = short.filter((value) => value === FULL32).length;
  if (long.length > 1) return { values: short, lie: 'two zip64 fields' };
  if (full === 0) return { values: short, lie: field === undefined ? null : 'a zip64 field that nothing asks for' };
  if (field === undefined || field.data.length !== full * 8)
    return { values: short, lie: 'no zip64 field of that length' };
  let at = 0;
  const values = short.map((value) => {
    if (value !== FULL32) return value;
    at += 8;
    return Number(field.data.readBigUInt64LE(at - 8));
  });
  return { values, lie: values.some((value) => !Number.isSafeInteger(value)) ? 'a size beyond measure' : null };
}

/** Null when they do not fill it exactly. */
export function listExtra(extra: Buffer): { readonly id: number; readonly data: Buffer }[] | null {
  const fields: { id: number; data: Buffer }[] = [];
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return null;
    fields.push({ id: extra.readUInt16LE(at), data: extra.subarray(at + 4, end) });
    at = end;
  }
  return at === extra.length ? fields : null;
}

/** @throws PackageRefused when the file ends before `end` */
export async function readExactly(source: ByteSource, start: number, end: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = start; at < end;) {
    const part = await source.read(at, end - at);
    if (part.length === 0) throw new PackageRefused(fault('TRUNCATED'));
    parts.push(part);
    at += part.length;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
