/** Content of destroyed records: its rows go with the tombstone's commit, its files are deleted after it, and told of then. */
import { sql } from 'kysely';
import { publish, type EntityManager } from '../kernel/index.ts';

/** A table that goes with the content of a destroyed record: rows are deleted by `case_id`. */
export interface ContentTable {
  readonly table: string;
  /** Its `id` names content in the store `holdings`, and `size_bytes` and `sm3` tell of it: that is deleted too. */
  readonly hasFiles: boolean;
}

/**
 * Deletes the rows and writes down which files have to go, of cases that are not marked as destroyed yet. Of those
 * without files it is told at once: `CONTENT_DESTROYED` `{ caseId, rows, files, bytes, digests }`.
 *
 * @clause 令22 art. 30
 */
export async function orderErasure(
  tx: EntityManager,
  caseIds: readonly string[],
  content: readonly ContentTable[],
): Promise<void> {
  const db = tx.getKysely();
  const ids = [...caseIds];
  const counts = content.map(
    ({ table }) => sql`(select count(*) from ${sql.table(table)} as k where k.case_id = c.id)`,
  );
  const files = sql.join(
    content
      .filter(({ hasFiles }) => hasFiles)
      .map(({ table }) => sql`select id, size_bytes, sm3 from ${sql.table(table)} as k where k.case_id = c.id`),
    sql` union all `,
  );
  await sql`insert into holdings.content_erasure (id, case_id, rows, files, digests, bytes)
    select gen_random_uuid(), c.id,
      ((select count(*) from holdings.archival_record a where a.case_id = c.id) + ${sql.join(counts, sql` + `)})::int,
      array(select replace(f.id::text, '-', '') from (${files}) as f order by 1),
      array(select distinct f.sm3 from (${files}) as f order by 1),
      coalesce((select sum(f.size_bytes) from (${files}) as f), 0)::bigint
    from holdings.case_copy c where c.id = any(${ids}::uuid[]) and c.destroyed_on is null`.execute(db);
  for (const { table } of content) {
    await sql`delete from ${sql.table(table)} where case_id = any(${ids}::uuid[])`.execute(db);
  }
  await tellErased(tx, sql<boolean>`cardinality(files) = 0`);
}

/** Tells of what is gone, and forgets it. Of two that come at the same time one tells. */
export async function tellErased(tx: EntityManager, which: ReturnType<typeof sql<boolean>>): Promise<void> {
  const { rows } = await sql<Record<string, unknown>>`delete from holdings.content_erasure where ${which}
    returning case_id as "caseId", rows, cardinality(files) as files, bytes::float8 as bytes,
      to_jsonb(digests) as digests`.execute(tx.getKysely());
  await publish(tx, 'holdings', 'CONTENT_DESTROYED', rows);
}
