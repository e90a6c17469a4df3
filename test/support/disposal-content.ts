/** What is there of a record, looked at in tables and stores themselves. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { LocalBlobStore, type StoredBlob } from '../../subgraphs/files/index.ts';
import type { House } from './house.ts';
import { testServices } from './services.ts';

export function archiveStore(): Promise<LocalBlobStore> {
  return LocalBlobStore.open(join(testServices().files.blobDir, 'archive'));
}

/** Content in the archive's store that a case names. */
export async function archiveFileOf({ cases }: House, caseId: string): Promise<StoredBlob> {
  const store = await archiveStore();
  const blob = await store.put(Readable.from([Buffer.from(`content of ${caseId}`)]), { maxBytes: 1_000 });
  await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
    values (${blob.id}, ${caseId}::uuid, ${blob.bytes}, ${blob.sm3}, ${blob.sha256}, now())`.execute(
    cases.fork().getKysely(),
  );
  return blob;
}

export async function contentIn(
  { cases }: House,
  caseId: string,
): Promise<{ readonly title: string; readonly materials: number }> {
  const { rows } = await sql<{ title: string; materials: number }>`select title,
    (select count(*)::int from cases.case_material m where m.case_id = r.id) as materials
    from cases.case_record r where id = ${caseId}::uuid`.execute(cases.fork().getKysely());
  const [found] = rows;
  if (found === undefined) throw new Error(`There is no case ${caseId}.`);
  return found;
}

const TABLES = ['decision', 'hold', 'appraisal', 'destruction_list', 'destruction_item', 'destruction_hand'];

/** Everything that retention holds, to see that a refusal has changed nothing. */
export async function snapshotOf({ retention }: House): Promise<string> {
  const found = [];
  for (const table of TABLES) {
    const { rows } = await sql<{ row: string }>`select t::text as row
      from ${sql.table(`retention.${table}`)} as t order by 1`.execute(retention.fork().getKysely());
    found.push(rows);
  }
  return JSON.stringify(found);
}
