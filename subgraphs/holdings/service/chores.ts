/** What nobody asks for: files of destroyed records are deleted, and content that no row names is swept. */
import { join } from 'node:path';
import { sql } from 'kysely';
import { parseBlobId, type LocalBlobStore } from '../../files/index.ts';
import type { Chore, Runtime, Services } from '../../kernel/index.ts';
import { tellErased, type ContentTable } from '../destruction.ts';
import { KEEPING } from '../keeping.ts';
import { sweepArrived } from '../../packages/index.ts';
import { eraseFromSets } from '../../preservation/index.ts';
import { DELIVERIES } from './deliveries.ts';
import { storesOf } from './stores.ts';

const BATCH = 50;

/**
 * Deletes what destructions have ordered, then tells of it. Whoever is killed in between deletes again what is gone
 * already, which is no error.
 *
 * @returns of how many records
 * @clause 令22 art. 30
 */
export async function eraseContent(runtime: Runtime): Promise<number> {
  const { rows } = await sql<{ id: string; files: readonly string[] }>`select id, files from holdings.content_erasure
    order by id limit ${BATCH}`.execute(runtime.fork().getKysely());
  for (const { id, files } of rows) {
    const { holdings } = await storesOf(runtime.services);
    for (const file of files) {
      const blobId = parseBlobId(file);
      if (blobId !== null) await holdings.delete(blobId);
    }
    // Copies on media within reach go too; for the others somebody has to answer (`retention` asks for each set).
    await eraseFromSets(KEEPING, runtime, files);
    await runtime.fork().transactional((tx) => tellErased(tx, sql<boolean>`id = ${id}::uuid`));
  }
  return rows.length;
}

const SWEEP_MS = 10 * 60_000;
/** Between a file and the row that names it there is a moment; a killed process leaves the file without one. */
const UNNAMED_MS = 60 * 60_000;
const LOOK_UP = 500;

/**
 * Deletes content that no row names.
 *
 * @param content tables that name content of the store `holdings`, beside what is on its way into it
 * @returns how many files
 */
export async function sweepContent(
  runtime: Runtime,
  content: readonly ContentTable[],
  olderThanMs: number = UNNAMED_MS,
): Promise<number> {
  const { holdings, staging } = await storesOf(runtime.services);
  const named = content.filter(({ hasFiles }) => hasFiles).map(({ table }) => sql`select id from ${sql.table(table)}`);
  const kept = sql.join([...named, sql`select stored_id from holdings.staged_file`], sql` union all `);
  const swept =
    (await sweepStore(runtime, { store: holdings, named: kept, olderThanMs })) +
    (await sweepStore(runtime, { store: staging, named: sql`select id from holdings.staged_file`, olderThanMs }));
  await Promise.all([holdings, staging].map((store) => store.sweepTemporary(olderThanMs)));
  await sweepArrived(join(runtime.services.files.blobDir, DELIVERIES), olderThanMs);
  return swept;
}

interface Sweep {
  readonly store: LocalBlobStore;
  readonly named: ReturnType<typeof sql>;
  readonly olderThanMs: number;
}

async function sweepStore(runtime: Runtime, { store, named, olderThanMs }: Sweep): Promise<number> {
  let swept = 0;
  let ids: string[] = [];
  const flush = async (): Promise<void> => {
    const { rows } = await sql<{ id: string }>`select replace(n.id::text, '-', '') as id from (${named}) as n (id)
      where n.id = any(${ids}::text[]::uuid[])`.execute(runtime.fork().getKysely());
    const found = new Set(rows.map(({ id }) => id));
    for (const id of ids.filter((each) => !found.has(each))) {
      const blobId = parseBlobId(id);
      if (blobId !== null) await store.delete(blobId);
      swept += 1;
    }
    ids = [];
  };
  for await (const { id, storedAtMs } of store.list()) {
    if (Date.now() - storedAtMs < olderThanMs) continue;
    ids.push(id);
    if (ids.length >= LOOK_UP) await flush();
  }
  if (ids.length > 0) await flush();
  return swept;
}

/** Not at the first turn of a process: whoever only reads opens no store. */
export function sweepNowAndThen(content: readonly ContentTable[]): Chore {
  const last = new WeakMap<Services, number>();
  return async (runtime) => {
    const now = Date.now();
    const before = last.get(runtime.services);
    if (before !== undefined && now - before < SWEEP_MS) return 0;
    last.set(runtime.services, now);
    return before === undefined ? 0 : sweepContent(runtime, content);
  };
}
