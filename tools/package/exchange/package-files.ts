/** Packages in files and folders, however many: one after another, in an order that is the same every time. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_EXTENSION } from '../../../subgraphs/packages/index.ts';
import { StartError } from '../../../subgraphs/kernel/index.ts';

/** @throws StartError for a path that is not there */
export async function* packagesIn(paths: readonly string[]): AsyncIterable<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found === null) throw new StartError(`${path} is not there.`);
    if (found.isDirectory()) yield* packagesBelow(path);
    else yield path;
  }
}

async function* packagesBelow(folder: string): AsyncIterable<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of sorted) {
    const path = join(folder, entry.name);
    // Links are not followed: they lead anywhere.
    if (entry.isDirectory()) yield* packagesBelow(path);
    else if (entry.isFile() && entry.name.endsWith(PACKAGE_EXTENSION)) yield path;
  }
}

export interface FileDigests {
  readonly bytes: number;
  readonly sha256: string;
  readonly sm3: string;
}

export async function digestsOf(path: string): Promise<FileDigests> {
  const [sha256, sm3] = [createHash('sha256'), createHash('sm3')];
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    const part = chunk as Buffer;
    sha256.update(part);
    sm3.update(part);
    bytes += part.length;
  }
  return { bytes, sha256: sha256.digest('hex'), sm3: sm3.digest('hex') };
}
