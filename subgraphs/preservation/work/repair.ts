/** A repair: a good copy from another set over what is broken, verified as it is written and read again. */
import { parseBlobId, type BlobId, type LocalBlobStore } from '../../files/index.ts';
import { findKept, type KeptFile } from '../keeping.ts';
import { lookAt } from '../look.ts';
import type { RepairOrder, SetPlace } from '../orders.ts';
import { UNHURRIED } from '../pace.ts';
import { storeOfSet } from '../sets.ts';
import { tell, waiting, type Desk, type Job, type Worked } from './job.ts';

/** @clause 26号 art. 11 */
export async function repair(desk: Desk, { order }: Job<RepairOrder>): Promise<Worked> {
  const { keeping, runtime } = desk;
  const { keeper, place, finding } = order;
  const store = await storeOfSet(keeping, runtime.services, { keeper, place });
  if (store === null) return waiting(null, 'MEDIUM_NOT_THERE');
  if (finding.kind === 'EXTRA') return removeExtra(desk, order, store);
  const ids = finding.kind === 'SWAPPED' ? [finding.file, String(finding.other)] : [finding.file];
  let repairedFrom: string | null = null;
  let [files, bytes] = [0, 0];
  for (const id of ids) {
    const file = await findKept(keeping, runtime.fork(), id);
    // Destroyed meanwhile: there is nothing left to repair.
    if (file === null) continue;
    if ((await lookAt(store, file, UNHURRIED)).is === 'INTACT') continue;
    const source = await findGood(desk, order, file);
    if (source === null)
      return { progress: null, told: tell({ state: 'FAILED', reason: 'NO_GOOD_COPY', files, bytes }) };
    await copyOver(store, source.store, file);
    repairedFrom = source.setId;
    files += 1;
    bytes += file.bytes;
  }
  return { progress: null, told: tell({ state: 'DONE', files, bytes, repairedFrom }) };
}

interface GoodCopy {
  readonly setId: string;
  readonly store: LocalBlobStore;
}

/** The first set within reach whose copy agrees with both digests. */
async function findGood({ keeping, runtime }: Desk, order: RepairOrder, file: KeptFile): Promise<GoodCopy | null> {
  const isOther = ({ setId }: SetPlace): boolean => setId !== order.place.setId;
  for (const place of order.sources.filter(isOther)) {
    const store = await storeOfSet(keeping, runtime.services, { keeper: order.keeper, place });
    if (store !== null && (await lookAt(store, file, UNHURRIED)).is === 'INTACT') return { setId: place.setId, store };
  }
  return null;
}

async function copyOver(target: LocalBlobStore, source: LocalBlobStore, file: KeptFile): Promise<void> {
  const { id, bytes, sm3, sha256 } = file;
  const declared = { declaredBytes: bytes, declaredDigests: { sm3, sha256 } };
  await target.putAs(id, await source.open(id), { maxBytes: bytes, ...declared });
}

/** What nothing names goes; what has got a name meanwhile stays. */
async function removeExtra({ keeping, runtime }: Desk, order: RepairOrder, store: LocalBlobStore): Promise<Worked> {
  const id: BlobId | null = parseBlobId(order.finding.file);
  const isNamed = id !== null && (await findKept(keeping, runtime.fork(), id)) !== null;
  if (id !== null && !isNamed) await store.delete(id);
  if (id === null) {
    const [name = '', ...folder] = order.finding.file.split('/').toReversed();
    await store.removeStranger(folder.toReversed().join('/'), name);
  }
  return { progress: null, told: tell({ state: 'DONE', files: isNamed ? 0 : 1 }) };
}
