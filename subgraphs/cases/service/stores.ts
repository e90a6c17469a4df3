/** Where content lies: what handling systems send, and, apart from it, what has been archived. */
import { join } from 'node:path';
import type { Services } from '../../kernel/index.ts';
import { LocalBlobStore, Uploads } from '../../files/index.ts';

export interface Stores {
  /** Of the agency's handling: uploads, and files of cases that are not archived. */
  readonly intake: LocalBlobStore;
  readonly uploads: Uploads;
  /** The e-archive (电子档案库): filled by archiving alone. */
  readonly archive: LocalBlobStore;
}

const opened = new WeakMap<Services, Promise<Stores>>();

/** Opened with the first file. */
export function storesOf(services: Services): Promise<Stores> {
  const known = opened.get(services) ?? openStores(services.files.blobDir);
  opened.set(services, known);
  return known;
}

async function openStores(blobDir: string): Promise<Stores> {
  const intake = await LocalBlobStore.open(join(blobDir, 'intake'));
  const archive = await LocalBlobStore.open(join(blobDir, 'archive'));
  return { intake, uploads: new Uploads(intake), archive };
}
