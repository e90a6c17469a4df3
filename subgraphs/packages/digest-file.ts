/** The file of digests beside a package, in the form of coreutils: `cksum --check NAME.zip.cksum`. */
import { readFile } from 'node:fs/promises';
import type { Digests } from '../checks/index.ts';
import { fault, PackageRefused } from './faults.ts';
import { DIGEST_EXTENSION } from './layout.ts';

/** @param name of the zip, without its folder */
export function toDigestFile(name: string, { sm3, sha256 }: Digests): string {
  return `SHA256 (${name}) = ${sha256}\nSM3 (${name}) = ${sm3}\n`;
}

const LINE = /^(SHA256|SM3) \(([^\n]+)\) = ([0-9a-f]{64})$/i;
const MAX_BYTES = 8_192;

/**
 * What was said of the zip; nothing when there is no such file.
 *
 * @throws PackageRefused when it is there and cannot be read
 */
export async function readDigestFile(zipPath: string): Promise<Partial<Digests>> {
  const text = await readFile(`${zipPath}${DIGEST_EXTENSION}`, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return {};
  const lines = text.length > MAX_BYTES ? [] : text.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => LINE.exec(line));
  if (found.length === 0 || found.includes(null)) throw new PackageRefused(fault('DIGEST_FILE'));
  const digestOf = (name: string): string | undefined => found.find((each) => each?.[1]?.toUpperCase() === name)?.[3];
  const [sm3, sha256] = [digestOf('SM3'), digestOf('SHA256')];
  return {
    ...(sm3 === undefined ? {} : { sm3: sm3.toLowerCase() }),
    ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }),
  };
}
