/** The bytes of one entry, never more of them than the directory tells, and only if they are what it tells. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import type { ByteSource } from '../../checks/index.ts';
import { fault, PackageRefused } from '../faults.ts';
import { METHOD, type ZipEntry } from './entries.ts';

const CHUNK = 262_144;

/** @throws PackageRefused as soon as it is seen that the entry is not what the directory tells */
export async function* unpack(source: ByteSource, entry: ZipEntry): AsyncGenerator<Buffer, void, undefined> {
  let [bytes, crc] = [0, 0];
  const chunks = entry.method === METHOD.STORED ? readPacked(source, entry) : inflate(source, entry);
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > entry.bytes) throw new PackageRefused(fault('SIZE_LIE', entry.name));
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (bytes !== entry.bytes) throw new PackageRefused(fault('SIZE_LIE', entry.name));
  if (crc !== entry.crc) throw new PackageRefused(fault('BAD_CRC', entry.name));
}

/** Whole, for what was bounded before. */
export async function unpackWhole(source: ByteSource, entry: ZipEntry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of unpack(source, entry)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* readPacked(
  source: ByteSource,
  { dataAt, packedBytes, name }: ZipEntry,
): AsyncGenerator<Buffer, void, undefined> {
  for (let at = dataAt; at < dataAt + packedBytes;) {
    const chunk = await source.read(at, Math.min(CHUNK, dataAt + packedBytes - at));
    if (chunk.length === 0) throw new PackageRefused(fault('BAD_DATA', name));
    yield chunk;
    at += chunk.length;
  }
}

async function* inflate(source: ByteSource, entry: ZipEntry): AsyncGenerator<Buffer, void, undefined> {
  const inflater = createInflateRaw({ chunkSize: CHUNK });
  const packed = Readable.from(readPacked(source, entry), { objectMode: false });
  packed.on('error', (error) => inflater.destroy(error));
  packed.pipe(inflater);
  try {
    for await (const chunk of inflater) if (Buffer.isBuffer(chunk)) yield chunk;
  } catch (error) {
    if (error instanceof PackageRefused) throw error;
    throw new PackageRefused(fault('BAD_DATA', entry.name));
  } finally {
    packed.destroy();
    inflater.destroy();
    if (!inflater.closed) await once(inflater, 'close');
  }
  if (inflater.bytesWritten !== entry.packedBytes) throw new PackageRefused(fault('HIDDEN_DATA', entry.name));
}
