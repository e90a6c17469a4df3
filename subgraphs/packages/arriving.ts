/** Packages on their way in: beside the stores, each under a name of our own, for as long as it is looked at. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../schema/errors.ts';

/** Of one package; the reader has bounds of its own for what is in it. */
const MAX_BYTES = 4 * 1024 ** 3;

/**
 * Writes a package down, has it looked at, and takes it away again.
 *
 * @param folder is made when it is not there
 * @throws LIMIT_EXCEEDED beyond 4 GB, and whatever `look` throws
 */
export async function whileHere<T>(
  body: AsyncIterable<Uint8Array>,
  folder: string,
  look: (path: string) => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${randomBytes(16).toString('hex')}.zip`);
  try {
    await pipeline(bounded(body), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return await look(path);
  } finally {
    await unlink(path).catch(() => null);
  }
}

async function* bounded(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new DomainError('LIMIT_EXCEEDED', `A package may have at most ${MAX_BYTES} bytes.`);
    yield chunk;
  }
}

/** What a killed process was looking at. */
export async function sweepArrived(folder: string, olderThanMs: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => null);
    const isOld = found !== null && Date.now() - found.mtimeMs >= olderThanMs;
    if (isOld) await rm(join(folder, name), { recursive: true, force: true });
  }
}
