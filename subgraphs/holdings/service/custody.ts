/** The receipt (接收凭据): custody of every record of a batch moves to the hall at once, and once only. */
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { localDate } from '../../../schema/ids.ts';
import { BIT, packStored, type Custody } from '../../../schema/policy/label.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { lockBatch, lockItems, publishTransfer, type LockedBatch, type LockedItem } from '../batch-rows.ts';
import { publishCustody } from '../events.ts';
import { rowsOf } from '../rows.ts';
import { transferrerOf } from '../rules.ts';
import { refuseIf } from '../transfer-refusals.ts';
import { reasonsAgainstTransfer, seriesOf } from '../transfer-rules.ts';
import { done, perform, refused, todayOf, type Outcome } from './acting.ts';
import { findBatch, type BatchView } from './batch-views.ts';
import { takeNumbers } from './numbers.ts';
import { assignCodes, type Coded } from './reference-codes.ts';
import { storeAccepted } from './storing.ts';
import { storesOf, toBlobId } from './stores.ts';

export interface ReceiptOrder {
  readonly batchId: string;
  /** The hall agrees that the unit goes on using what it has transferred. @clause 档案法 art. 31 */
  readonly transferrerConsent: boolean;
}

/**
 * Takes custody of a batch whose records have all passed. What has to be written to the store is written before; then one
 * transaction moves everything: record, reference code, files, custody, receipt, events. A receipt that is there already
 * is answered as such.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 12; 档案法实施条例 art. 20; DA/T 13-2022
 */
export async function issueReceipt(context: Context, order: ReceiptOrder): Promise<Outcome<BatchView>> {
  const { batchId } = order;
  await context.em.transactional((tx) => lockBatch(tx, context, { id: batchId, as: 'HALL' }));
  await storeAccepted(context, batchId);
  let staged: readonly string[] = [];
  const outcome = await perform(context, 'issueTransferReceipt', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'HALL' });
      if (batch.state === 'RECEIVED') return done(batchId);
      const items = await lockItems(tx, context, batchId);
      const violations = await reasonsAgainstReceipt(tx, batch, items);
      if (violations.length > 0) return refused(batchId, violations);
      staged = await moveCustody(tx, context, { batch, items, order });
      return done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
  // Nothing names them any more: should this be cut short, the sweep finds them.
  const { staging } = await storesOf(context.services);
  for (const id of staged) await staging.delete(toBlobId(id));
  return outcome;
}

/** Everything is asked once more, under the locks: what was true at submission may not be today. */
async function reasonsAgainstReceipt(
  tx: EntityManager,
  batch: LockedBatch,
  items: readonly LockedItem[],
): Promise<readonly Refusal[]> {
  const [fonds] = await rowsOf(
    tx,
    sql<{ id: string }>`select id from holdings.fonds where hall = ${batch.hall} and forming_unit = ${batch.agency}`,
  );
  const unstored = await rowsOf(
    tx,
    sql<{ itemId: string }>`select f.item_id as "itemId" from holdings.staged_file f
      where f.item_id = any(${items.map(({ id }) => id)}::uuid[]) and f.stored_id is null`,
  );
  return [
    ...refuseIf(batch.state !== 'ACCEPTED', 'NOT_SETTLED', 'batchId'),
    ...refuseIf(fonds === undefined, 'FONDS_MISSING', 'batchId'),
    ...items.flatMap((item) => {
      const path = `items.${item.sequence}`;
      return [
        ...refuseIf(item.itemState !== 'ACCEPTED', 'NOT_SETTLED', path),
        ...refuseIf(item.fileCount === null || item.filesStaged < item.fileCount, 'CONTENT_MISSING', path),
        ...refuseIf(
          unstored.some(({ itemId }) => itemId === item.id),
          'CONTENT_MISSING',
          path,
        ),
        ...refuseIf(!item.kept, 'RETENTION_UNANSWERED', path),
        ...reasonsAgainstTransfer(item, batch, path),
      ];
    }),
  ];
}

interface Move {
  readonly batch: LockedBatch;
  readonly items: readonly LockedItem[];
  readonly order: ReceiptOrder;
}

/** @returns what lies in the reception and is received now */
async function moveCustody(tx: EntityManager, context: Context, move: Move): Promise<readonly string[]> {
  const { batch, items } = move;
  const caseIds = items.map(({ caseId }) => caseId);
  const coded = await giveCodes(tx, batch, items);
  await writeRecords(tx, context, { ...move, coded });
  const staged = await takeFiles(tx, context, items);
  await writeReceipt(tx, context, { ...move, coded });
  await sql`delete from holdings.transfer_claim where item_id = any(${items.map(({ id }) => id)}::uuid[])`.execute(
    tx.getKysely(),
  );
  await publishCustody(tx, caseIds);
  await publishTransfer(tx, caseIds, { state: 'RECEIVED' });
  return staged;
}

/** A code that the record has already, and that is one of this fonds, stays. */
async function giveCodes(
  tx: EntityManager,
  { hall, agency }: LockedBatch,
  items: readonly LockedItem[],
): Promise<readonly Coded[]> {
  const rows = await rowsOf(
    tx,
    sql<{ caseId: string; fondsId: string; fonds: string; itemType: string }>`select i.case_id as "caseId",
        f.id as "fondsId", f.number as fonds, coalesce(i.description->'elements'->>'task_type', '') as "itemType"
      from holdings.transfer_item i join holdings.fonds f on f.hall = ${hall} and f.forming_unit = ${agency}
      where i.id = any(${items.map(({ id }) => id)}::uuid[])`,
  );
  const ofCase = new Map(rows.map((row) => [row.caseId, row]));
  return assignCodes(
    tx,
    items.flatMap((item) => {
      const row = ofCase.get(item.caseId);
      if (row === undefined || item.completedOn === null || item.period === null) return [];
      const { fonds, fondsId, itemType } = row;
      const series = seriesOf({ fonds, itemType, completedOn: localDate(item.completedOn), period: item.period });
      return [{ caseId: item.caseId, fondsId, fonds, series, present: item.referenceCode }];
    }),
  );
}

function custodyAfter({ kind, agreement }: LockedBatch): Custody {
  if (kind === 'TRANSFER') return 'HALL';
  return agreement?.controller === 'HALL' ? 'EARLY_CUSTODY_HALL' : 'EARLY_CUSTODY';
}

const CUSTODY = BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH;

/** A record that no hall knew is made; of one that is there, custody changes and opening does not. */
async function writeRecords(
  tx: EntityManager,
  context: Context,
  { batch, order, items, coded }: Move & { readonly coded: readonly Coded[] },
): Promise<void> {
  const custody = custodyAfter(batch);
  const { transferrerConsent } = order;
  const transferrer = transferrerOf({ custody, formingUnit: batch.agency, transferrerConsent });
  const nothing = { openness: 'CLOSED', sensitive: false, destroyed: false, nonSharing: false } as const;
  const facts = packStored({ custody, ...nothing });
  const codes = coded.map((each) => ({ ...each, id: randomUUID() }));
  const today = todayOf(context);
  const { numAffectedRows } = await sql`insert into holdings.archival_record as a
      (id, case_id, record_code, reference_code, fonds_id, title, custody, opening_state, sealed, custody_facts, hall,
        transferrer, transfer_batch, transferred_on, received_on, opening_opinion, disclosure_status, secrecy_change)
    select (r->>'id')::uuid, i.case_id, c.record_code, r->>'code', (r->>'fondsId')::uuid,
      i.description->'elements'->>'project_name', ${custody}, 'NOT_REVIEWED', false, ${facts}, ${batch.hall},
      ${transferrer}, ${batch.number}, ${today}::date, ${today}::date, i.opening_opinion, i.disclosure_status,
      i.secrecy_change
    from jsonb_array_elements(${JSON.stringify(codes)}::jsonb) as r
      join holdings.transfer_item i on i.case_id = (r->>'caseId')::uuid and i.batch_id = ${batch.id}::uuid
      join holdings.case_copy c on c.id = i.case_id
    on conflict (case_id) do update set reference_code = excluded.reference_code, fonds_id = excluded.fonds_id,
      custody = excluded.custody, custody_facts = (a.custody_facts & ~${CUSTODY}::int) | excluded.custody_facts,
      hall = excluded.hall, transferrer = excluded.transferrer, transfer_batch = excluded.transfer_batch,
      transferred_on = excluded.transferred_on, received_on = excluded.received_on,
      opening_opinion = excluded.opening_opinion, disclosure_status = excluded.disclosure_status,
      secrecy_change = excluded.secrecy_change
    where a.custody <> 'HALL'`.execute(tx.getKysely());
  if (numAffectedRows !== BigInt(items.length))
    throw new DomainError('CONFLICT', 'A record is in the custody of a hall already.');
}

/** Files of the reception become files of their records. What an early custody brought already is not taken twice. */
async function takeFiles(
  tx: EntityManager,
  { access }: Context,
  items: readonly LockedItem[],
): Promise<readonly string[]> {
  const db = tx.getKysely();
  const ids = sql`any(${items.map(({ id }) => id)}::uuid[])`;
  await sql`insert into holdings.record_file
      (id, record_id, case_id, file_code, name, format, size_bytes, sm3, sha256, derived_from, added_at)
    select f.stored_id, a.id, f.case_id, f.file_code, coalesce(f.description->'metadata'->>'computer_file_name', f.file_code),
      coalesce(f.description->'metadata'->>'format_information', ''), (f.stored->>'bytes')::bigint, f.stored->>'sm3',
      f.stored->>'sha256', null, ${access.at}::timestamptz
    from holdings.staged_file f join holdings.archival_record a on a.case_id = f.case_id
    where f.item_id = ${ids} and not exists (select from holdings.record_file k
      where k.record_id = a.id and k.file_code = f.file_code and k.sm3 = f.stored->>'sm3')`.execute(db);
  await sql`insert into holdings.seal_stripping
      (file_id, case_id, before_sm3, before_sha256, after_sm3, after_sha256, removed, kept, at)
    select f.stored_id, f.case_id, f.sm3, f.sha256, f.stored->>'sm3', f.stored->>'sha256',
      array(select jsonb_array_elements_text(f.stored->'stripped'->'removed')),
      array(select jsonb_array_elements_text(f.stored->'stripped'->'kept')), ${access.at}::timestamptz
    from holdings.staged_file f where f.item_id = ${ids} and jsonb_typeof(f.stored->'stripped') = 'object'
      and exists (select from holdings.record_file k where k.id = f.stored_id)`.execute(db);
  const staged = await rowsOf(
    tx,
    sql<{ id: string }>`delete from holdings.staged_file where item_id = ${ids} returning id`,
  );
  await sql`update holdings.transfer_item i set state = 'RECEIVED', description = null,
      record_id = (select a.id from holdings.archival_record a where a.case_id = i.case_id)
    where i.id = ${ids}`.execute(db);
  return staged.map(({ id }) => id);
}

/** Numbers and codes only: it is kept when its records are not. */
async function writeReceipt(
  tx: EntityManager,
  context: Context,
  { batch, items, order, coded }: Move & { readonly coded: readonly Coded[] },
): Promise<void> {
  const today = todayOf(context);
  const year = today.slice(0, 4);
  const number = `JS-${year}-${String(await takeNumbers(tx, `${batch.hall} JS ${year}`)).padStart(4, '0')}`;
  const codeOf = new Map(coded.map(({ caseId, code }) => [caseId, code]));
  const text = [
    `接收凭据 ${number}`,
    `移交单位 ${batch.agency}`,
    `接收单位 ${batch.hall}`,
    `移交批次 ${batch.number}`,
    `接收日期 ${today}`,
    `件数 ${items.length}`,
    ...items.map((item) => `${item.recordCode ?? ''}\t${codeOf.get(item.caseId) ?? ''}`),
    '',
  ].join('\n');
  const sm3 = createHash('sm3').update(text, 'utf8').digest('hex');
  await sql`update holdings.transfer_batch set state = 'RECEIVED', receipt_number = ${number}, receipt = ${text},
      receipt_sm3 = ${sm3}, received_by = ${context.access.actorId}, received_on = ${today}::date,
      transferrer_consent = ${order.transferrerConsent}
    where id = ${batch.id}::uuid`.execute(tx.getKysely());
}
