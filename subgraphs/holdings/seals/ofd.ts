/** OFD: the parts of its signatures leave the package, and so does what leads to them; pictures of seals come out of `Seal.esl`. */
import { crc32, deflateRawSync } from 'node:zlib';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { findPictures } from './der.ts';
import { SealFault, type SealPicture, type Stripped } from './stripped.ts';

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

const MOST_PARTS = 20_000;
const MOST_BYTES = 256 * 1024 * 1024;
const SIGNATURES = /<(\w+:)?Signatures>\s*([^<]{1,500}?)\s*<\/(?:\w+:)?Signatures>/g;

/** @throws SealFault where the package cannot be read, or names signatures that are not there */
export async function stripOfd(bytes: Buffer): Promise<Stripped | null> {
  const parts = await readParts(bytes);
  const main = parts.find(({ name }) => /^OFD\.xml$/i.test(name));
  if (main === undefined) return null;
  const text = main.bytes.toString('utf8');
  const lists = [...text.matchAll(SIGNATURES)].map(([, , path = '']) => path.replace(/^\//, ''));
  if (lists.length === 0) return null;
  const folders = lists.map((path) => path.slice(0, path.lastIndexOf('/') + 1));
  if (folders.some((folder) => folder === '' || !parts.some(({ name }) => name.startsWith(folder))))
    throw new SealFault('the OFD names signatures that are not in it');
  const isOfSignature = ({ name }: Part): boolean => folders.some((folder) => name.startsWith(folder));
  const removed = parts.filter(isOfSignature);
  const pictures = removed
    .filter(({ name }) => /\.esl$/i.test(name))
    .flatMap((part): SealPicture[] => findPictures(part.bytes));
  const rest = parts
    .filter((part) => !isOfSignature(part))
    .map((part) =>
      part === main ? { name: part.name, bytes: Buffer.from(text.replace(SIGNATURES, ''), 'utf8') } : part,
    );
  const names = removed.map(({ name }) => name).filter((name) => !name.endsWith('/'));
  return { bytes: writeZip(rest), removed: names, kept: [], pictures };
}

async function readParts(bytes: Buffer): Promise<Part[]> {
  const open = promisify<Buffer, { lazyEntries: boolean }, ZipFile>((source, options, done) =>
    yauzl.fromBuffer(source, options, (error, zip) => done(error, zip)),
  );
  try {
    const zip = await open(bytes, { lazyEntries: true });
    return await listParts(zip);
  } catch (cause) {
    if (cause instanceof SealFault) throw cause;
    throw new SealFault('the package of the OFD cannot be read', { cause });
  }
}

function listParts(zip: ZipFile): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    const parts: Part[] = [];
    let total = 0;
    const take = async (entry: Entry): Promise<void> => {
      total += entry.uncompressedSize;
      if (parts.length >= MOST_PARTS || total > MOST_BYTES) throw new SealFault('the package of the OFD is too large');
      parts.push({
        name: entry.fileName,
        bytes: entry.fileName.endsWith('/') ? Buffer.alloc(0) : await read(zip, entry),
      });
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => void take(entry).catch(reject));
    zip.on('error', reject);
    zip.on('end', () => resolve(parts));
    zip.readEntry();
  });
}

async function read(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)));
  });
  return buffer(stream);
}

/** Deflated, in the order given, with a fixed time: the same parts give the same bytes. */
function writeZip(parts: readonly Part[]): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of parts) {
    const packed = deflateRawSync(bytes);
    const encoded = Buffer.from(name, 'utf8');
    const common = headOf({ crc: crc32(bytes), packed: packed.length, size: bytes.length, name: encoded.length });
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), common, encoded, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, place, encoded);
    chunks.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, listed, end]);
}

interface Head {
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly name: number;
}

/** What local and central headers share, from the version needed to the length of the extra field. */
function headOf({ crc, packed, size, name }: Head): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(0x0800, 2);
  head.writeUInt16LE(8, 4);
  head.writeUInt16LE(0x0021, 8);
  head.writeUInt32LE(crc, 10);
  head.writeUInt32LE(packed, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt16LE(name, 22);
  return head;
}
