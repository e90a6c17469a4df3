/** Where the content of holdings lies: what has been received, and, apart from it, what has come and is not received yet. */
import { join } from 'node:path';
import { LocalBlobStore, parseBlobId, type BlobId } from '../../files/index.ts';
import type { Services } from '../../kernel/index.ts';

export interface Stores {
  /** Files of records (`record_file`). */
  readonly holdings: LocalBlobStore;
  /** The hall's reception: filled by transfers, emptied by receipt and return. */
  readonly staging: LocalBlobStore;
}

const opened = new WeakMap<Services, Promise<Stores>>();

/** Opened with the first file. */
export function storesOf(services: Services): Promise<Stores> {
  const known = opened.get(services) ?? openStores(services.files.blobDir);
  opened.set(services, known);
  return known;
}

async function openStores(blobDir: string): Promise<Stores> {
  const [holdings, staging] = await Promise.all(
    ['holdings', 'holdings-staging'].map((name) => LocalBlobStore.open(join(blobDir, name))),
  );
  if (holdings === undefined || staging === undefined) throw new TypeError('two stores expected');
  return { holdings, staging };
}

/** A row's id is that of its content, written as a uuid. */
export function toBlobId(uuid: string): BlobId {
  const id = parseBlobId(uuid.replaceAll('-', '').toLowerCase());
  if (id === null) throw new TypeError('not the id of a file');
  return id;
}

export function toFileId(id: BlobId): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
