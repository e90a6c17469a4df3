/** The entries of a zip: named, placed one behind the other without gap or overlap, and nothing but files and folders. */
import { crc32 } from 'node:zlib';
import type { ByteSource } from '../../checks/index.ts';
import { fault, PackageRefused, safeName, type FaultCode } from '../faults.ts';
import { RATIO_COUNTS_FROM, type PackageLimits } from '../limits.ts';
import { checkName, checkNamesTogether } from '../names.ts';
import type { PackageFault } from '../types.ts';
import {
  findDirectory,
  FULL32,
  listExtra,
  LOCAL,
  readDirectory,
  readExactly,
  readSizes,
  type DirectoryRecord,
} from './directory.ts';

const LOCAL_BYTES = 30;
const DESCRIPTOR = 0x08074b50;

const FLAG = { ENCRYPTED: 0x2041, DESCRIPTOR: 0x8, UTF8: 0x800 } as const;
export const METHOD = { STORED: 0, DEFLATED: 8 } as const;
/** Kinds of file in the mode of a Unix system, above the permissions. */
const KIND = { MASK: 0o170000, FILE: 0o100000, FOLDER: 0o040000 } as const;
/** On Windows: a link, by whatever name. */
const REPARSE_POINT = 0x400;

/** One file of the zip, ready to be read. */
export interface ZipEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly method: number;
  readonly crc: number;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly dataAt: number;
}

interface Placed extends ZipEntry {
  readonly record: DirectoryRecord;
  /** Up to where it reaches, the descriptor behind its data not counted. */
  readonly dataEnd: number;
}

/**
 * Everything about a zip that can be told without unpacking it. All faults of all entries.
 *
 * @throws PackageRefused
 */
export async function listEntries(source: ByteSource, limits: PackageLimits): Promise<ZipEntry[]> {
  const place = await findDirectory(source, limits);
  const records = await readDirectory(source, place);
  const named = records.map((record) => ({ record, ...nameOf(record) }));
  const faults = named.flatMap(({ record, name, isReadable }) => [
    ...(isReadable ? [...checkName(name), ...checkSecondName(record, name)] : [fault('NAME_ENCODING', name)]),
    ...checkRecord(record, name),
    ...(record.lie === null ? checkSize(record, name, limits) : []),
  ]);
  const together = checkNamesTogether(named.map(({ name }) => name));
  const placed: Placed[] = [];
  for (const { record, name } of named.filter(({ record }) => record.lie === null)) {
    const found = await readLocal(source, record, name);
    if (found.ok) placed.push(found.placed);
    else faults.push(found.fault);
  }
  faults.push(...together, ...(placed.length === records.length ? await checkPlaces(source, placed, place.at) : []));
  if (faults.length === 0) faults.push(...checkTotal(records, source.bytes, limits));
  if (faults.length > 0) throw new PackageRefused(...faults);
  return placed;
}

/**
 * With the flag it is UTF-8. Without: ASCII, or GB 18030 as Windows writes it here; what could as well be UTF-8 is told
 * by nobody, and refused.
 */
function nameOf({ nameBytes, flags }: DirectoryRecord): { readonly name: string; readonly isReadable: boolean } {
  const asUtf8 = decode(nameBytes, 'utf-8');
  const isAscii = nameBytes.every((byte) => byte < 0x80);
  if ((flags & FLAG.UTF8) !== 0 || isAscii)
    return { name: asUtf8 ?? nameBytes.toString('latin1'), isReadable: asUtf8 !== null };
  const asGb = asUtf8 === null ? decode(nameBytes, 'gb18030') : null;
  return { name: asGb ?? asUtf8 ?? nameBytes.toString('latin1'), isReadable: asGb !== null };
}

function decode(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Info-ZIP's field with a name of its own: other readers take that one. */
function checkSecondName({ extra, nameBytes }: DirectoryRecord, name: string): PackageFault[] {
  const second = (listExtra(extra) ?? []).filter(({ id }) => id === 0x7075);
  const isOther = second.some(
    ({ data }) =>
      data.length < 5 || data.readUInt32LE(1) !== crc32(nameBytes) || decode(data.subarray(5), 'utf-8') !== name,
  );
  return isOther ? [fault('NAME_TWICE', name)] : [];
}

function checkRecord(
  { flags, method, attributes, bytes, packedBytes, lie }: DirectoryRecord,
  name: string,
): PackageFault[] {
  const isFolder = name.endsWith('/');
  const kind = (attributes >>> 16) & KIND.MASK;
  const isKind = kind === 0 || kind === (isFolder ? KIND.FOLDER : KIND.FILE);
  const isOpen = method === METHOD.STORED || method === METHOD.DEFLATED;
  const isEncrypted = (flags & FLAG.ENCRYPTED) !== 0 || method === 99;
  return [
    ...(lie === null ? [] : [fault('CONTRADICTION', name, lie)]),
    ...(isEncrypted ? [fault('ENCRYPTED', name)] : []),
    ...(isOpen || isEncrypted ? [] : [fault('METHOD', name, method)]),
    ...(isKind && (attributes & REPARSE_POINT) === 0 ? [] : [fault('SPECIAL_FILE', name)]),
    ...(isFolder && (bytes > 0 || packedBytes > 2) ? [fault('FOLDER_WITH_CONTENT', name)] : []),
    ...(lie === null && method === METHOD.STORED && !isEncrypted && bytes !== packedBytes
      ? [fault('SIZE_LIE', name)]
      : []),
  ];
}

function checkSize({ bytes, packedBytes }: DirectoryRecord, name: string, limits: PackageLimits): PackageFault[] {
  return [
    ...(bytes > limits.maxEntryBytes ? [fault('ENTRY_TOO_LARGE', name, limits.maxEntryBytes)] : []),
    ...(bytes > RATIO_COUNTS_FROM && bytes > packedBytes * limits.maxRatio
      ? [fault('RATIO', name, limits.maxRatio)]
      : []),
  ];
}

function checkTotal(records: readonly DirectoryRecord[], zipBytes: number, limits: PackageLimits): PackageFault[] {
  const total = records.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limits.maxUnpackedBytes) return [fault('UNPACKS_TOO_LARGE', null, limits.maxUnpackedBytes)];
  const isBomb = total > RATIO_COUNTS_FROM && total > zipBytes * limits.maxRatio;
  return isBomb ? [fault('UNPACKS_TOO_LARGE', null, zipBytes * limits.maxRatio)] : [];
}

type Found = { readonly ok: true; readonly placed: Placed } | { readonly ok: false; readonly fault: PackageFault };

/** The header before the data has to say what the directory says. */
async function readLocal(source: ByteSource, record: DirectoryRecord, name: string): Promise<Found> {
  const refuse = (code: FaultCode, ...values: readonly string[]): Found => ({
    ok: false,
    fault: fault(code, name, ...values),
  });
  const head = await source.read(record.at, LOCAL_BYTES);
  if (head.length < LOCAL_BYTES || head.readUInt32LE(0) !== LOCAL) return refuse('HEADER_DIFFERS', 'there is none');
  const nameAt = record.at + LOCAL_BYTES;
  const extraAt = nameAt + head.readUInt16LE(26);
  const dataAt = extraAt + head.readUInt16LE(28);
  if (dataAt + record.packedBytes > source.bytes) return refuse('HEADER_DIFFERS', 'its data reach beyond the end');
  const tail = await readExactly(source, nameAt, dataAt);
  const nameBytes = tail.subarray(0, extraAt - nameAt);
  if (!nameBytes.equals(record.nameBytes)) return refuse('HEADER_DIFFERS', 'the name');
  if (head.readUInt16LE(6) !== record.flags) return refuse('HEADER_DIFFERS', 'the flags');
  if (head.readUInt16LE(8) !== record.method) return refuse('HEADER_DIFFERS', 'the method');
  const sizes = readSizes(tail.subarray(extraAt - nameAt), [head.readUInt32LE(22), head.readUInt32LE(18)]);
  const [bytes, packedBytes] = sizes.values;
  const isLater = (record.flags & FLAG.DESCRIPTOR) !== 0;
  // Whoever writes in one go knows size and sum only behind the data; then both are 0 here.
  const isBlank = isLater && head.readUInt32LE(14) === 0 && [0, FULL32].includes(head.readUInt32LE(18));
  if (!isBlank) {
    if (sizes.lie !== null) return refuse('CONTRADICTION', sizes.lie);
    if (head.readUInt32LE(14) !== record.crc) return refuse('HEADER_DIFFERS', 'the check sum');
    if (bytes !== record.bytes || packedBytes !== record.packedBytes) return refuse('HEADER_DIFFERS', 'the size');
  }
  const { method, crc } = record;
  return {
    ok: true,
    placed: {
      name,
      isFolder: name.endsWith('/'),
      method,
      crc,
      bytes: record.bytes,
      packedBytes: record.packedBytes,
      dataAt,
      record,
      dataEnd: dataAt + record.packedBytes,
    },
  };
}

/** One behind the other from the first byte to the directory. */
async function checkPlaces(
  source: ByteSource,
  placed: readonly Placed[],
  directoryAt: number,
): Promise<PackageFault[]> {
  const inOrder = placed.toSorted((one, other) => one.record.at - other.record.at);
  const [first] = inOrder;
  const faults = first !== undefined && first.record.at > 0 ? [fault('PREPENDED_DATA')] : [];
  for (const [index, entry] of inOrder.entries()) {
    const next = inOrder[index + 1];
    const end = next?.record.at ?? directoryAt;
    const behind = end - entry.dataEnd;
    if (behind < 0)
      faults.push(
        fault('OVERLAP', next?.name ?? entry.name, next === undefined ? 'the directory' : safeName(entry.name)),
      );
    else if ((entry.record.flags & FLAG.DESCRIPTOR) !== 0)
      faults.push(...(await checkDescriptor(source, entry, behind)));
    else if (behind > 0) faults.push(fault('HIDDEN_DATA', entry.name));
  }
  return faults;
}

async function checkDescriptor(source: ByteSource, entry: Placed, bytes: number): Promise<PackageFault[]> {
  const wrong = [fault('HEADER_DIFFERS', entry.name, 'the descriptor behind its data')];
  if (![12, 16, 20, 24].includes(bytes)) return bytes > 24 ? [fault('HIDDEN_DATA', entry.name)] : wrong;
  const found = await readExactly(source, entry.dataEnd, entry.dataEnd + bytes);
  const isSigned = bytes === 16 || bytes === 24;
  const rest = isSigned ? found.subarray(4) : found;
  if (isSigned && found.readUInt32LE(0) !== DESCRIPTOR) return wrong;
  const [packed, unpacked] =
    rest.length === 12
      ? [rest.readUInt32LE(4), rest.readUInt32LE(8)]
      : [Number(rest.readBigUInt64LE(4)), Number(rest.readBigUInt64LE(12))];
  return rest.readUInt32LE(0) === entry.crc && packed === entry.packedBytes && unpacked === entry.bytes ? [] : wrong;
}
