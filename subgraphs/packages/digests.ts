/** SM3 and SHA-256 of what is at hand. */
import type { ByteSource, Digests } from '../checks/index.ts';
import { Digester } from '../files/index.ts';
import { fault, PackageRefused } from './faults.ts';

const CHUNK = 1_048_576;

/** @throws PackageRefused when the file has become shorter */
export async function digestSource(source: ByteSource): Promise<Digests> {
  const digester = new Digester();
  while (digester.bytes < source.bytes) {
    const chunk = await source.read(digester.bytes, CHUNK);
    if (chunk.length === 0) throw new PackageRefused(fault('TRUNCATED'));
    digester.update(chunk);
  }
  return digester.finish();
}

export function digestBytes(bytes: Uint8Array): Digests {
  const digester = new Digester();
  digester.update(bytes);
  return digester.finish();
}
