/** Sets on media beside the online store: where each is, and that nothing destroyed stays on one. */
import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import { sql, type RawBuilder } from 'kysely';
import { LocalBlobStore, parseBlobId } from '../files/index.ts';
import type { Runtime, Services } from '../kernel/index.ts';
import type { Keeping } from './keeping.ts';
import type { SetPlace } from './orders.ts';
import { settingsOf } from './settings.ts';

const USCC = /^[0-9A-Z]{18}$/;
const UUID = /^[0-9a-f-]{36}$/;

/**
 * The store of a set; of a medium that is not there null: whoever asks waits until somebody has put it in.
 * The folder of the medium must exist already: an empty mount point is no medium, so each has a file `medium` in it.
 */
export async function storeOfSet(
  keeping: Keeping,
  services: Services,
  { keeper, place }: { readonly keeper: string; readonly place: SetPlace },
): Promise<LocalBlobStore | null> {
  if (place.medium === null) return keeping.store(services);
  const medium = settingsOf(services).media[place.medium];
  if (medium === undefined || !USCC.test(keeper) || !UUID.test(place.setId)) return null;
  if (!(await isThere(join(medium.folder, 'medium')))) return null;
  return LocalBlobStore.open(join(medium.folder, keeper, place.setId));
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

const BATCH = 100;

interface Copied {
  readonly setId: string;
  readonly key: string;
  readonly keeper: string;
  readonly medium: string;
}

/**
 * Deletes from every set within reach what no row names any more; the rest waits until its medium is put in.
 *
 * @param only these files; null: all
 * @returns how many copies were deleted
 * @clause 令22 art. 30
 */
export async function eraseFromSets(
  keeping: Keeping,
  runtime: Runtime,
  only: readonly string[] | null = null,
): Promise<number> {
  let erased = 0;
  const some = only === null ? sql`true` : sql`s.file_key = any(${[...only]}::${sql.raw(keeping.keyType)}[])`;
  for (let after: Copied | null = null; ;) {
    const rows: readonly Copied[] = await readUnnamed(keeping, runtime, sql`${some} and ${isAfter(keeping, after)}`);
    for (const copied of rows) if (await eraseCopy(keeping, runtime, copied)) erased += 1;
    const last = rows.at(-1);
    if (last === undefined) return erased;
    after = last;
  }
}

function isAfter({ keyType }: Keeping, last: Copied | null): RawBuilder<unknown> {
  if (last === null) return sql`true`;
  return sql`(s.file_key, s.set_id) > (${last.key}::${sql.raw(keyType)}, ${last.setId}::uuid)`;
}

async function readUnnamed(
  { schema, namedIn }: Keeping,
  runtime: Runtime,
  condition: RawBuilder<unknown>,
): Promise<readonly Copied[]> {
  const { rows } = await sql<Copied>`select s.set_id as "setId", s.file_key::text as key, p.keeper, p.medium
    from ${sql.table(`${schema}.set_file`)} s join ${sql.table(`${schema}.set_place`)} p on p.id = s.set_id
    where ${condition} and not exists (select from ${sql.raw(namedIn)} as n where n.id = s.file_key)
    order by s.file_key, s.set_id limit ${BATCH}`.execute(runtime.fork().getKysely());
  return rows;
}

async function eraseCopy(keeping: Keeping, runtime: Runtime, copied: Copied): Promise<boolean> {
  const { setId, key, keeper, medium } = copied;
  const store = await storeOfSet(keeping, runtime.services, { keeper, place: { setId, medium } });
  const blobId = parseBlobId(key.replaceAll('-', ''));
  if (store === null || blobId === null) return false;
  await store.delete(blobId);
  await sql`delete from ${sql.table(`${keeping.schema}.set_file`)}
    where set_id = ${setId}::uuid and file_key::text = ${key}`.execute(runtime.fork().getKysely());
  return true;
}
