/** What `cases` tells the others, and how it copies what they tell. It is the hub of the facts of a case. */
import { sql } from 'kysely';
import { BIT, CUSTODY_BITS } from '../../schema/policy/label.ts';
import { copyFacts, FACT_ROW_SQL, type FactRow } from '../disclosure/index.ts';
import { publish, type EntityManager, type EventHandler, type SubgraphParts } from '../kernel/index.ts';
import { ORDERED, takeOrders } from '../preservation/index.ts';
import { licenceCalled } from './called-licences.ts';
import { KEEPING } from './keeping.ts';

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

/** Everything that holds content of a case. */
const CONTENT_TABLES = [
  'case_step',
  'case_part',
  'case_material',
  'licence_snapshot',
  'case_file',
  'archive_package',
  'check_report',
  'package_receipt',
  'case_annotation',
  'archiving_step',
  'check_override',
  'derived_file',
];

/**
 * From `retention`: `{ caseId, destroyedOn, listNumber }`. What a tombstone does not show is gone with the same commit,
 * and the certificate learns what that was.
 *
 * @clause 令22 art. 30
 */
const recordDestroyed: EventHandler = async (tx, payloads) => {
  const db = tx.getKysely();
  const ids = payloads.map((each) => String(each['caseId']));
  await orderErasure(tx, ids);
  // First the mark: without it archived content does not go.
  await sql`update cases.case_record as t set
      facts = t.facts | ${BIT.DESTROYED}::int, destroyed_on = (r->>'destroyedOn')::date, destruction_list_number = r->>'listNumber',
      title = '', applicant_name = '', applicant_id_number = '', applicant_phone = null, applicant_address = null,
      legal_representative = null, input_digest = null, contact_name = null, contact_phone = null, complainant_name = null, bank_account = null,
      circumstances = null, trade_secret = null, internal_opinion = null, handler_name = null, remarks = null
    from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as r
    where t.id = (r->>'caseId')::uuid`.execute(db);
  for (const child of CONTENT_TABLES) {
    await sql`delete from ${sql.table(`cases.${child}`)} where case_id = any(${ids}::uuid[])`.execute(db);
  }
  await publishCases(tx, ids);
};

/**
 * Files outlive the transaction that deletes their rows: which ones have to go is written down in it, and
 * `service/erasure.ts` deletes them, tells what is gone, and is taken up where it was broken off.
 */
async function orderErasure(tx: EntityManager, ids: readonly string[]): Promise<void> {
  const rows = sql.join(
    CONTENT_TABLES.map(
      (table) => sql`(select count(*) from ${sql.table(`cases.${table}`)} as k where k.case_id = r.id)`,
    ),
    sql` + `,
  );
  await sql`insert into cases.content_erasure (id, case_id, rows, files, digests)
    select gen_random_uuid(), r.id, (1 + ${rows})::int,
      array(select f.id from cases.case_file f where f.case_id = r.id order by f.id),
      array(select f.sm3 from cases.case_file f where f.case_id = r.id
        union select m.digest_sm3 from cases.case_material m where m.case_id = r.id order by 1)
    from cases.case_record r where r.id = any(${[...ids]}::uuid[])`.execute(tx.getKysely());
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
  holdings: () => ({ CUSTODY_CHANGED: custodyChanged, [ORDERED]: takeOrders(KEEPING) }),
  retention: () => ({ RECORD_DESTROYED: recordDestroyed, RESTRICTION_CHANGED: restrictionChanged }),
  licences: () => ({ LICENCE_CHANGED: licenceChanged, LICENCE_CALLED: licenceCalled }),
};
