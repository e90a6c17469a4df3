/** Content of destroyed records: deleted from every store, and only then told of. */
import { sql } from 'kysely';
import { parseBlobId } from '../../files/index.ts';
import { publish, type Runtime } from '../../kernel/index.ts';
import { eraseFromSets } from '../../preservation/index.ts';
import { KEEPING } from '../keeping.ts';
import { storesOf } from './stores.ts';

const BATCH = 50;

interface Erasure {
  readonly id: string;
  readonly files: readonly string[];
}

/**
 * Deletes what destructions have ordered, then tells of it in `CONTENT_DESTROYED` `{ caseId, rows, files, bytes, digests }`.
 * Whoever is killed in between deletes again what is gone already, which is no error; of two processes one tells.
 *
 * @returns of how many records
 * @clause 令22 art. 30
 */
export async function eraseContent(runtime: Runtime): Promise<number> {
  const { rows } = await sql<Erasure>`select id, files from cases.content_erasure order by id limit ${BATCH}`.execute(
    runtime.fork().getKysely(),
  );
  for (const { id, files } of rows) {
    const bytes = await sizeOf(runtime, files);
    await sql`update cases.content_erasure set bytes = ${bytes}::bigint
      where id = ${id}::uuid and bytes is null`.execute(runtime.fork().getKysely());
    await deleteFiles(runtime, files);
    // Copies on media within reach go too; for the others somebody has to answer (`retention` asks for each set).
    await eraseFromSets(KEEPING, runtime, files);
    await tell(runtime, id);
  }
  return rows.length;
}

async function sizeOf(runtime: Runtime, files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const store of await allStores(runtime))
    for (const file of files) {
      const blobId = parseBlobId(file);
      bytes += (blobId === null ? null : await store.stat(blobId))?.bytes ?? 0;
    }
  return bytes;
}

async function deleteFiles(runtime: Runtime, files: readonly string[]): Promise<void> {
  for (const store of await allStores(runtime))
    for (const file of files) {
      const blobId = parseBlobId(file);
      if (blobId !== null) await store.delete(blobId);
    }
}

async function allStores({ services }: Runtime) {
  const { intake, archive } = await storesOf(services);
  return [intake, archive];
}

async function tell(runtime: Runtime, id: string): Promise<void> {
  await runtime.fork().transactional(async (tx) => {
    const { rows } = await sql<Record<string, unknown>>`delete from cases.content_erasure where id = ${id}::uuid
      returning case_id as "caseId", rows, cardinality(files) as files, coalesce(bytes, 0)::float8 as bytes,
        to_jsonb(digests) as digests`.execute(tx.getKysely());
    await publish(tx, 'cases', 'CONTENT_DESTROYED', rows);
  });
}
