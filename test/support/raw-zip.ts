/** Zip files byte by byte, honest unless told otherwise: every field can lie, in the header before the data and in the directory. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Fields {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly name: Buffer;
  readonly extra: Buffer;
}

export interface RawEntry {
  readonly name: string;
  readonly data: Buffer;
  readonly deflated?: boolean;
  /** What is written instead, in both places, or in one of them only. */
  readonly both?: Partial<Fields>;
  readonly local?: Partial<Fields>;
  readonly directory?: Partial<Fields> & { readonly at?: number; readonly attributes?: number; readonly disk?: number };
  /** Instead of the packed data. */
  readonly packed?: Buffer;
  /** Bytes before its header, and behind its data. */
  readonly before?: Buffer;
  readonly behind?: Buffer;
}

export interface Ends {
  readonly prepend?: Buffer;
  readonly append?: Buffer;
  readonly comment?: Buffer;
  readonly count?: number;
  readonly directoryBytes?: number;
  readonly directoryAt?: number;
  readonly disk?: number;
  /** Between the directory and the end. */
  readonly beforeEnd?: (directory: { readonly at: number; readonly bytes: number; readonly count: number }) => Buffer;
  readonly directory?: (bytes: Buffer) => Buffer;
}

const UTF8 = 0x800;
const FILE = 0o100644 << 16;

export function makeRawZip(entries: readonly RawEntry[], ends: Ends = {}): Buffer {
  const parts: Buffer[] = [ends.prepend ?? Buffer.alloc(0)];
  const records: Buffer[] = [];
  let at = parts[0]?.length ?? 0;
  const push = (...bytes: readonly Buffer[]): void => {
    parts.push(...bytes);
    at += bytes.reduce((sum, { length }) => sum + length, 0);
  };
  for (const entry of entries) {
    const packed = entry.packed ?? (entry.deflated === true ? deflateRawSync(entry.data) : entry.data);
    const honest: Fields = {
      flags: UTF8,
      method: entry.deflated === true ? 8 : 0,
      crc: crc32(entry.data),
      packedBytes: packed.length,
      bytes: entry.data.length,
      name: Buffer.from(entry.name),
      extra: Buffer.alloc(0),
      ...entry.both,
    };
    push(entry.before ?? Buffer.alloc(0));
    records.push(toRecord({ ...honest, ...entry.directory }, entry, at));
    push(toLocal({ ...honest, ...entry.local }), packed, entry.behind ?? Buffer.alloc(0));
  }
  const directory = (ends.directory ?? ((bytes) => bytes))(Buffer.concat(records));
  const place = { at, bytes: directory.length, count: entries.length };
  push(directory, ends.beforeEnd?.(place) ?? Buffer.alloc(0), toEnd(place, ends), ends.append ?? Buffer.alloc(0));
  return Buffer.concat(parts);
}

function toCommon({ flags, method, crc, packedBytes, bytes, name, extra }: Fields): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(flags, 2);
  common.writeUInt16LE(method, 4);
  common.writeUInt16LE(0x21, 8);
  common.writeUInt32LE(crc, 10);
  common.writeUInt32LE(packedBytes, 14);
  common.writeUInt32LE(bytes, 18);
  common.writeUInt16LE(name.length, 22);
  common.writeUInt16LE(extra.length, 24);
  return common;
}

function toLocal(fields: Fields): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), toCommon(fields), fields.name, fields.extra]);
}

function toRecord(fields: Fields, { directory }: RawEntry, at: number): Buffer {
  const head = Buffer.alloc(6);
  head.write('PK\x01\x02', 0, 'latin1');
  head.writeUInt16LE((3 << 8) | 63, 4);
  const tail = Buffer.alloc(14);
  tail.writeUInt16LE(directory?.disk ?? 0, 2);
  tail.writeUInt32LE((directory?.attributes ?? FILE) >>> 0, 6);
  tail.writeUInt32LE(directory?.at ?? at, 10);
  return Buffer.concat([head, toCommon(fields), tail, fields.name, fields.extra]);
}

function toEnd(place: { readonly at: number; readonly bytes: number; readonly count: number }, ends: Ends): Buffer {
  const { comment = Buffer.alloc(0), disk = 0 } = ends;
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(disk, 4);
  end.writeUInt16LE(ends.count ?? place.count, 8);
  end.writeUInt16LE(ends.count ?? place.count, 10);
  end.writeUInt32LE(ends.directoryBytes ?? place.bytes, 12);
  end.writeUInt32LE(ends.directoryAt ?? place.at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, comment]);
}

/** The zip64 records of an honest zip; a test changes what it is about. */
export function makeEnd64(
  place: { readonly at: number; readonly bytes: number; readonly count: number },
  change: (record: Buffer, locator: Buffer) => void = () => undefined,
): Buffer {
  const [record, locator] = [Buffer.alloc(56), Buffer.alloc(20)];
  record.write('PK\x06\x06', 0, 'latin1');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(place.count), 24);
  record.writeBigUInt64LE(BigInt(place.count), 32);
  record.writeBigUInt64LE(BigInt(place.bytes), 40);
  record.writeBigUInt64LE(BigInt(place.at), 48);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(place.at + place.bytes), 8);
  locator.writeUInt32LE(1, 16);
  change(record, locator);
  return Buffer.concat([record, locator]);
}

/** A field of the extra data. */
export function makeExtra(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** Of a zip in which nothing is packed and nothing lies. */
export function entriesOf(zip: Buffer): RawEntry[] {
  const end = zip.length - 22;
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [bytes, nameBytes, extraBytes] = [
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
    ];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    const dataAt = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    at += 46 + nameBytes + extraBytes + zip.readUInt16LE(at + 32);
    return { name, data: Buffer.from(zip.subarray(dataAt, dataAt + bytes)) };
  });
}
