/** One file held against what is said of it. */
import { DomainError } from '../../schema/errors.ts';
import { Digester, type BlobSource, type BlobStore, type Digests } from '../files/index.ts';
import type { ExpectedFile } from './manifest.ts';
import type { Pace } from './pace.ts';

const CHUNK = 256 * 1024;

export type Looked =
  | { readonly is: 'INTACT' }
  | { readonly is: 'MISSING' }
  /** The medium does not give it. */
  | { readonly is: 'UNREADABLE' }
  /** One of the two digests agrees: what is wrong is what was written down. */
  | { readonly is: 'RECORD_DIFFERS' }
  | ({ readonly is: 'OTHER'; readonly bytes: number } & Digests);

/** Reads to the end, in pieces; nothing of the content stays in memory. */
export async function lookAt(store: BlobStore, expected: ExpectedFile, pace: Pace): Promise<Looked> {
  const found = await digestOf(store, expected, pace);
  if (found === 'MISSING' || found === 'UNREADABLE') return { is: found };
  const agree = [found.sm3 === expected.sm3, found.sha256 === expected.sha256];
  if (agree.every(Boolean) && found.bytes === expected.bytes) return { is: 'INTACT' };
  if (agree.some(Boolean)) return { is: 'RECORD_DIFFERS' };
  return { is: 'OTHER', ...found };
}

export interface Content extends Digests {
  readonly bytes: number;
}

/** What is under an id, by its bytes. */
export async function digestOf(
  store: BlobStore,
  { id }: Pick<ExpectedFile, 'id'>,
  pace: Pace,
): Promise<Content | 'MISSING' | 'UNREADABLE'> {
  try {
    return await readAll(await store.source(id), pace);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return 'MISSING';
    if (isMediumFault(error)) return 'UNREADABLE';
    throw error;
  }
}

async function readAll(source: BlobSource, pace: Pace): Promise<Content> {
  try {
    const digester = new Digester();
    while (digester.bytes < source.bytes) {
      const chunk = await source.read(digester.bytes, CHUNK);
      if (chunk.length === 0) break;
      digester.update(chunk);
      await pace.take(chunk.length);
    }
    return { bytes: digester.bytes, ...digester.finish() };
  } finally {
    await source.close();
  }
}

/** What a medium that decays answers; whatever else goes wrong is our own fault, and rises. */
function isMediumFault(error: unknown): boolean {
  const codes = ['EIO', 'EACCES', 'EPERM', 'EISDIR', 'ELOOP', 'EBADMSG', 'EUCLEAN', 'EILSEQ'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
