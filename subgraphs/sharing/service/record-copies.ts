/** Whose a record is, from the copies of label facts that `sharing` keeps. */
import { sql } from 'kysely';
import { BIT } from '../../../schema/policy/label.ts';
import type { EntityManager } from '../../kernel/index.ts';

/** USCC of the body that answers for a record: its hall after transfer, its forming unit before. */
const HOLDER = sql<string>`case when (c.facts & ${sql.lit(BIT.CUSTODY_HIGH)}) <> 0 then c.hall else c.forming_unit end`;

/** Null for a record of somebody else's, and for one that there is not: they cannot be told apart. */
export async function findHolder(
  em: EntityManager,
  recordId: string,
  among: readonly string[],
): Promise<string | null> {
  const { rows } = await sql<{ holder: string }>`select ${HOLDER} as holder from sharing.record_copy c
    where c.id = ${recordId}::uuid and ${HOLDER} = any(${[...among]}::text[])`.execute(em.getKysely());
  return rows[0]?.holder ?? null;
}

/** The same, for a person whose record it is. */
export async function findHolderForSubject(
  em: EntityManager,
  recordId: string,
  subject: string | null,
): Promise<string | null> {
  const { rows } = await sql<{ holder: string }>`select ${HOLDER} as holder from sharing.record_copy c
    where c.id = ${recordId}::uuid and c.subjects @> array[${subject}]::text[]`.execute(em.getKysely());
  return rows[0]?.holder ?? null;
}
