/** What `holdings` tells the others, and how it copies what `cases` tells. */
import { sql } from 'kysely';
import { CUSTODY_BITS } from '../../schema/policy/label.ts';
import { orderErasure, type ContentTable } from './destruction.ts';
import { dropDestroyed } from './transfer-events.ts';
import { copyFacts, type FactRow } from '../disclosure/index.ts';
import { publish, type EntityManager, type EventHandler, type SubgraphParts } from '../kernel/index.ts';

/** `CUSTODY_CHANGED` `{ caseId, facts, hall, transferrer }` of these cases, in the transaction that changed them. */
export async function publishCustody(tx: EntityManager, caseIds: readonly string[]): Promise<void> {
  const { rows } = await sql<
    Record<string, unknown>
  >`select case_id as "caseId", custody_facts as facts, hall, transferrer
    from holdings.archival_record where case_id = any(${[...caseIds]}::uuid[]) order by case_id`.execute(
    tx.getKysely(),
  );
  await publish(tx, 'holdings', 'CUSTODY_CHANGED', rows);
}

/** `CASE_CHANGED`, as far as holdings reads it. */
interface CaseChanged extends FactRow {
  readonly recordCode: string;
  readonly state?: string;
  readonly completedOn?: string | null;
  readonly archivedOn?: string | null;
  readonly destroyedOn: string | null;
  readonly destructionListNumber: string | null;
}

/** Custody is known here first: what the sender believes of it is not copied. */
const caseChanged =
  (content: readonly ContentTable[]): EventHandler =>
  async (tx, payloads) => {
    const rows = payloads as unknown as CaseChanged[];
    const latest = [...new Map(rows.map((row) => [row.id, row])).values()];
    const copies = latest.map((row) => ({
      ...row,
      facts: row.facts & ~CUSTODY_BITS,
      hall: null,
      transferrer: null,
    }));
    await copyFacts(tx, 'holdings.case_copy', copies, { bits: CUSTODY_BITS, custody: true });
    await sql`update holdings.case_copy as t set record_code = r->>'recordCode', state = r->>'state',
      completed_on = (r->>'completedOn')::date, archived_on = (r->>'archivedOn')::date
    from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) as r
    where t.id = (r->>'id')::uuid`.execute(tx.getKysely());
    await keepTombstones(tx, latest, content);
    await correctSender(tx, latest);
  };

/**
 * What a tombstone does not show is gone with the same commit, and the certificate learns what that was, once a record.
 *
 * @clause 令22 art. 30
 */
async function keepTombstones(
  tx: EntityManager,
  rows: readonly CaseChanged[],
  content: readonly ContentTable[],
): Promise<void> {
  const destroyed = rows.filter((row) => row.destroyedOn !== null);
  if (destroyed.length === 0) return;
  const db = tx.getKysely();
  const ids = destroyed.map((row) => row.id);
  await dropDestroyed(tx, ids);
  await orderErasure(tx, ids, content);
  await sql`update holdings.case_copy as t set destroyed_on = (r->>'destroyedOn')::date,
      destruction_list_number = r->>'destructionListNumber'
    from jsonb_array_elements(${JSON.stringify(destroyed)}::jsonb) as r
    where t.id = (r->>'id')::uuid`.execute(db);
  await sql`update holdings.archival_record set title = null, transfer_batch = null, opening_opinion = null,
      disclosure_status = null, secrecy_change = null, location = null
    where case_id = any(${ids}::uuid[])`.execute(db);
  await sql`update holdings.transfer_item set opening_opinion = null, disclosure_status = null, secrecy_change = null,
      description = null, report = null where case_id = any(${ids}::uuid[])`.execute(db);
}

/**
 * A record may be taken in before its case is known to `cases`, which then has nothing to write our facts to.
 * So whoever tells us of a case with other custody than ours is told ours again, until both agree.
 */
async function correctSender(tx: EntityManager, rows: readonly CaseChanged[]): Promise<void> {
  const { rows: differing } = await sql<{ caseId: string }>`select a.case_id as "caseId"
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r
    join holdings.archival_record a on a.case_id = (r->>'id')::uuid
    where ((r->>'facts')::int & ${CUSTODY_BITS}::int, r->>'hall', r->>'transferrer')
      is distinct from (a.custody_facts, a.hall, a.transferrer)`.execute(tx.getKysely());
  await publishCustody(
    tx,
    differing.map((each) => each.caseId),
  );
}

/** @param content what goes with a destroyed record */
export function consumesOf(content: readonly ContentTable[]): SubgraphParts['consumes'] {
  return { cases: () => ({ CASE_CHANGED: caseChanged(content) }) };
}
