/** What `cases` tells the others, and how it copies what they tell. It is the hub of the facts of a case. */
import { sql } from 'kysely';
import { BIT, CUSTODY_BITS } from '../../schema/policy/label.ts';
import { copyFacts, FACT_ROW_SQL, type FactRow } from '../disclosure/index.ts';
import { publish, type EntityManager, type EventHandler, type SubgraphParts } from '../kernel/index.ts';

/**
 * `CASE_CHANGED`: tells of the present state of these cases, in the transaction that changed them: label facts, codes,
 * state and days; never content.
 */
export async function publishCases(tx: EntityManager, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<
    Record<string, unknown>
  >`select ${sql.raw(FACT_ROW_SQL)}, record_code as "recordCode", state,
      completed_on::text as "completedOn", archived_on::text as "archivedOn", item_code as "taskCode",
      destroyed_on::text as "destroyedOn", destruction_list_number as "destructionListNumber"
    from cases.case_record where id = any(${[...ids]}::uuid[]) order by id`.execute(tx.getKysely());
  await publish(tx, 'cases', 'CASE_CHANGED', rows);
}

/** From `holdings`: `{ caseId, facts, hall, transferrer }`. */
const custodyChanged: EventHandler = async (tx, payloads) => {
  await sql`update cases.case_record as t set
      facts = (t.facts & ~${CUSTODY_BITS}::int) | ((r->>'facts')::int & ${CUSTODY_BITS}::int),
      hall = r->>'hall', transferrer = r->>'transferrer'
    from jsonb_array_elements(${JSON.stringify(latestOf(payloads))}::jsonb) as r
    where t.id = (r->>'caseId')::uuid`.execute(tx.getKysely());
  await publishCases(
    tx,
    payloads.map((each) => String(each['caseId'])),
  );
};

/**
 * From `retention`: `{ caseId, destroyedOn, listNumber }`. What a tombstone does not show is gone with the same commit,
 * and the certificate learns what that was.
 *
 * @clause 令22 art. 30
 */
const recordDestroyed: EventHandler = async (tx, payloads) => {
  const db = tx.getKysely();
  const ids = payloads.map((each) => String(each['caseId']));
  const receipts = await contentOf(tx, ids);
  for (const child of CHILDREN) {
    await sql`delete from ${sql.table(`cases.${child}`)} where case_id = any(${ids}::uuid[])`.execute(db);
  }
  await sql`update cases.case_record as t set
      facts = t.facts | ${BIT.DESTROYED}::int, destroyed_on = (r->>'destroyedOn')::date, destruction_list_number = r->>'listNumber',
      title = '', applicant_name = '', applicant_id_number = '', applicant_phone = null, applicant_address = null,
      legal_representative = null, contact_name = null, contact_phone = null, complainant_name = null, bank_account = null,
      circumstances = null, trade_secret = null, internal_opinion = null, handler_name = null, remarks = null
    from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as r
    where t.id = (r->>'caseId')::uuid`.execute(db);
  await publish(tx, 'cases', 'CONTENT_DESTROYED', receipts);
  await publishCases(tx, ids);
};

const CHILDREN = ['case_step', 'case_part', 'case_material', 'licence_snapshot'] as const;

/** `CONTENT_DESTROYED` `{ caseId, rows, files, bytes, digests }`: what is about to be deleted of each case. */
async function contentOf(tx: EntityManager, ids: readonly string[]): Promise<Record<string, unknown>[]> {
  const children = sql.join(
    CHILDREN.map((child) => sql`(select count(*) from ${sql.table(`cases.${child}`)} as k where k.case_id = r.id)`),
    sql` + `,
  );
  const { rows } = await sql<Record<string, unknown>>`select r.id as "caseId", (1 + ${children})::int as rows,
      count(m.id)::int as files, coalesce(sum(m.file_bytes), 0)::float8 as bytes,
      coalesce(jsonb_agg(m.digest_sm3 order by m.sequence, m.id) filter (where m.id is not null), '[]') as digests
    from cases.case_record r left join cases.case_material m on m.case_id = r.id
    where r.id = any(${[...ids]}::uuid[]) group by r.id order by r.id`.execute(tx.getKysely());
  return rows;
}

/**
 * From `retention`: `{ caseId, nonSharing }`. A record whose processing is restricted is shared with nobody.
 *
 * @clause PIPL art. 47
 */
const restrictionChanged: EventHandler = async (tx, payloads) => {
  await sql`update cases.case_record as t set
      facts = (t.facts & ~${BIT.NON_SHARING}::int) | case when (r->>'nonSharing')::boolean then ${BIT.NON_SHARING}::int else 0 end
    from jsonb_array_elements(${JSON.stringify(latestOf(payloads))}::jsonb) as r
    where t.id = (r->>'caseId')::uuid`.execute(tx.getKysely());
  await publishCases(
    tx,
    payloads.map((each) => String(each['caseId'])),
  );
};

const licenceChanged: EventHandler = (tx, payloads) =>
  copyFacts(tx, 'cases.licence_copy', payloads as unknown as FactRow[], { bits: 0, custody: false });

function latestOf(payloads: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>>[] {
  return [...new Map(payloads.map((each) => [each['caseId'], each])).values()];
}

export const consumes: SubgraphParts['consumes'] = {
  holdings: () => ({ CUSTODY_CHANGED: custodyChanged }),
  retention: () => ({ RECORD_DESTROYED: recordDestroyed, RESTRICTION_CHANGED: restrictionChanged }),
  licences: () => ({ LICENCE_CHANGED: licenceChanged }),
};
