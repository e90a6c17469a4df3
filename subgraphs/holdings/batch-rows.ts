/** Transfer batches under their lock, and where one stands once its records do. */
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { publish, type Context, type EntityManager } from '../kernel/index.ts';
import { rowsOf } from './rows.ts';
import type { BatchFacts, ItemFacts } from './transfer-rules.ts';
import { ownBodies } from './service/acting.ts';

export interface LockedBatch extends BatchFacts {
  readonly id: string;
  readonly number: string;
  readonly agency: string;
  readonly state: string;
  readonly requirementId: string;
  readonly formats: readonly string[];
  readonly metadata: readonly string[];
  readonly sealRule: string;
  readonly agreement: { readonly controller: string } | null;
  readonly submittedBy: string | null;
  readonly submittedAt: string | null;
}

/**
 * @param as whose batch it has to be: a hall knows of none before it is handed over
 * @throws NOT_FOUND for what does not exist and for what is not the caller's alike
 */
export async function lockBatch(
  tx: EntityManager,
  { access }: Context,
  of: { readonly id: string; readonly as: 'AGENCY' | 'HALL' },
): Promise<LockedBatch> {
  const [row] = await rowsOf(
    tx,
    sql<LockedBatch>`select b.id, b.number, b.agency, b.hall, b.kind, b.state, b.agreement,
        b.requirement_id as "requirementId", b.submitted_by as "submittedBy", b.submitted_at::text as "submittedAt",
        r.collectable, r.formats, r.metadata, r.seal_rule as "sealRule"
      from holdings.transfer_batch b join holdings.transfer_requirement r on r.id = b.requirement_id
      where b.id = ${of.id}::uuid for update of b`,
  );
  const own = ownBodies(access);
  const isOwn =
    row !== undefined &&
    (of.as === 'AGENCY' ? own.includes(row.agency) : row.hall === access.agency && row.state !== 'DRAFT');
  if (!isOwn) throw new DomainError('NOT_FOUND');
  return row;
}

export interface LockedItem extends ItemFacts {
  readonly id: string;
  readonly caseId: string;
  readonly sequence: number;
  /** Of the record in the batch; the case's own is `state`. */
  readonly itemState: string;
  readonly attempt: number;
  readonly recordCode: string | null;
  readonly completedOn: string | null;
  readonly fileCount: number | null;
  readonly filesStaged: number;
  /** `retention` has answered that the record is safe from destruction. */
  readonly kept: boolean;
  readonly recordId: string | null;
  readonly referenceCode: string | null;
}

/**
 * The records of a batch and all that stands against handing them over. Their copies are locked first: of a destruction
 * and an act that come at the same time, the second sees the first.
 */
export async function lockItems(
  tx: EntityManager,
  { access }: Context,
  batchId: string,
): Promise<readonly LockedItem[]> {
  await rowsOf(
    tx,
    sql`select c.id from holdings.case_copy c join holdings.transfer_item i on i.case_id = c.id
      where i.batch_id = ${batchId}::uuid order by c.id for update of c`,
  );
  return rowsOf(
    tx,
    sql<LockedItem>`select i.id, i.case_id as "caseId", i.sequence, i.state as "itemState", i.attempt,
        i.opening_advice as "openingAdvice", i.opening_opinion as "openingOpinion",
        i.disclosure_status as "disclosureStatus", i.secrecy_change as "secrecyChange",
        i.file_count as "fileCount", i.record_id as "recordId",
        coalesce(c.forming_unit = any(${ownBodies(access)}::text[]) or b.hall = ${access.agency}, false) as "formedByCaller",
        coalesce(((a.custody_facts >> 10) & 3) = 3, false) as classified, c.state, c.record_code as "recordCode",
        c.completed_on::text as "completedOn", coalesce(c.destroyed_on is not null, false) as destroyed, a.custody, a.hall,
        a.reference_code as "referenceCode", r.period, r.state as "retentionState", coalesce(r.disputed, false) as disputed,
        exists (select from holdings.transfer_claim t where t.case_id = i.case_id and t.item_id <> i.id) as "inOtherBatch",
        coalesce((select t.kept from holdings.transfer_claim t where t.item_id = i.id), false) as kept,
        (select count(*)::int from holdings.staged_file f where f.item_id = i.id) as "filesStaged"
      from holdings.transfer_item i join holdings.transfer_batch b on b.id = i.batch_id
        left join holdings.case_copy c on c.id = i.case_id
        left join holdings.archival_record a on a.case_id = i.case_id
        left join holdings.retention_copy r on r.case_id = i.case_id
      where i.batch_id = ${batchId}::uuid and i.state <> 'WITHDRAWN' order by i.sequence, i.id`,
  );
}

/**
 * `TRANSFER_CHANGED` `{ caseIds, state, token }`, in the transaction that changed them.
 *
 * @param token of one handing over: `retention` answers with it
 */
export async function publishTransfer(
  tx: EntityManager,
  caseIds: readonly string[],
  { state, token }: { readonly state: string; readonly token?: string },
): Promise<void> {
  if (caseIds.length === 0) return;
  const payload = { caseIds: [...caseIds].toSorted(), state, ...(token !== undefined && { token }) };
  await publish(tx, 'holdings', 'TRANSFER_CHANGED', [payload]);
}

/** What has come of records that go back, or off the batch: forgotten, and swept from the store. */
export async function forgetContent(tx: EntityManager, itemIds: readonly string[]): Promise<void> {
  const ids = sql`any(${[...itemIds]}::uuid[])`;
  await sql`delete from holdings.staged_file where item_id = ${ids}`.execute(tx.getKysely());
  await sql`update holdings.transfer_item set description = null, manifest_sm3 = null, file_count = null,
    report = null, checked_at = null where id = ${ids}`.execute(tx.getKysely());
}

/** Back with the agency, or off the batch: nobody waits for these any more. */
export async function releaseItems(
  tx: EntityManager,
  items: readonly { readonly id: string; readonly caseId: string }[],
  state: 'RETURNED' | 'WITHDRAWN',
): Promise<void> {
  if (items.length === 0) return;
  const ids = items.map(({ id }) => id);
  await sql`update holdings.transfer_item set state = ${state} where id = any(${ids}::uuid[])`.execute(tx.getKysely());
  await sql`delete from holdings.transfer_claim where item_id = any(${ids}::uuid[])`.execute(tx.getKysely());
  await publishTransfer(
    tx,
    items.map(({ caseId }) => caseId),
    { state },
  );
}

/** A batch that was handed over stands where the slowest of its records does; without any it is withdrawn. */
export async function settleBatch(tx: EntityManager, batchId: string): Promise<void> {
  await sql`update holdings.transfer_batch b set state = (select case
      when count(*) = 0 then 'WITHDRAWN'
      when bool_or(i.state = 'SUBMITTED') then 'SUBMITTED'
      when bool_or(i.state in ('RETURNED', 'DRAFT')) then 'RETURNED'
      else 'ACCEPTED' end
    from holdings.transfer_item i where i.batch_id = b.id and i.state <> 'WITHDRAWN')
    where b.id = ${batchId}::uuid and b.state in ('SUBMITTED', 'RETURNED', 'ACCEPTED')`.execute(tx.getKysely());
}
