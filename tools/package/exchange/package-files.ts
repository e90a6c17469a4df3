/** Packages in files and folders, however many: one after another, in an order that is the same every time. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { listPackages } from '../../../subgraphs/packages/index.ts';
import { StartError } from '../../../subgraphs/kernel/index.ts';

/** @throws StartError for a path that is not there */
export async function* packagesIn(paths: readonly string[]): AsyncIterable<string> {
  for (const path of paths) {
    if ((await stat(path).catch(() => null)) === null) throw new StartError(`${path} is not there.`);
    yield* listPackages(path);
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
