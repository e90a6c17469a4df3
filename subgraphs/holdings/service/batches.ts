/** Transfer batches (移交批次) of an agency: put together, handed over with every statement, handed over again, taken back. */
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { refuse, refuseIf } from '../transfer-refusals.ts';
import { checkText, reasonsAgainstTransfer } from '../transfer-rules.ts';
import { bodyOf, done, ownBodies, perform, refused, todayOf, type Outcome } from './acting.ts';
import {
  forgetContent,
  lockBatch,
  lockItems,
  publishTransfer,
  releaseItems,
  settleBatch,
  type LockedBatch,
  type LockedItem,
} from '../batch-rows.ts';
import { findBatch, type BatchView } from './batch-views.ts';
import { takeNumbers } from './numbers.ts';

export interface Agreement {
  readonly controller: string;
  readonly duties: string;
  readonly signedOn: string;
}

export interface NewBatch {
  readonly hall: string;
  readonly kind: string;
  readonly agreement: Agreement | null;
}

interface Ground {
  readonly requirementId: string;
  readonly fonds: string | null;
}

/**
 * An empty batch for one hall, under its newest requirements.
 *
 * @clause 26号 art. 12; 档案法实施条例 art. 40
 */
export function draftBatch(context: Context, input: NewBatch): Promise<Outcome<BatchView>> {
  const { access } = context;
  const agency = bodyOf(access);
  return perform(context, 'draftTransferBatch', {
    work: async (tx) => {
      const [ground] = await rowsOf(
        tx,
        sql<Ground>`select r.id as "requirementId", (select f.number from holdings.fonds f
            where f.hall = r.hall and f.forming_unit = ${agency} order by f.number limit 1) as fonds
          from holdings.transfer_requirement r where r.hall = ${input.hall} order by r.version desc limit 1`,
      );
      const violations = [
        ...refuseIf(ground === undefined, 'REQUIREMENTS_MISSING', 'input.hall'),
        ...refuseIf(ground !== undefined && ground.fonds === null, 'FONDS_MISSING', 'input.hall'),
        ...checkAgreement(input),
      ];
      if (violations.length > 0 || ground === undefined) return refused(null, violations);
      const id = randomUUID();
      const series = `${input.kind === 'TRANSFER' ? 'YJ' : 'TQ'}-${ground.fonds}-${todayOf(context).slice(0, 4)}`;
      const number = await takeNumbers(tx, `${input.hall} ${series}`);
      await sql`insert into holdings.transfer_batch
          (id, number, agency, hall, requirement_id, kind, state, agreement, drafted_by, drafted_at)
        values (${id}::uuid, ${`${series}-${String(number).padStart(3, '0')}`}, ${agency}, ${input.hall},
          ${ground.requirementId}::uuid, ${input.kind}, 'DRAFT', ${toJson(input.agreement)}::jsonb, ${access.actorId},
          ${access.at}::timestamptz)`.execute(tx.getKysely());
      return done(id);
    },
    find: (id) => findBatch(context, id),
  });
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Who controls a record in early custody is agreed on beforehand, and so are the duties. @clause 档案法实施条例 art. 40 */
function checkAgreement({ kind, agreement }: NewBatch): readonly Refusal[] {
  if (kind === 'TRANSFER') return refuseIf(agreement !== null, 'AGREEMENT_NOT_WANTED', 'input.agreement');
  if (agreement === null) return [refuse('AGREEMENT_MISSING', 'input.agreement')];
  return checkText(agreement.duties, 'input.agreement.duties', true);
}

/** What the agency says of one record; a draft may lack statements, a batch that is handed over may not. */
export interface ItemStatements {
  readonly caseId: string;
  readonly openingAdvice: string | null;
  readonly openingOpinion: string | null;
  readonly disclosureStatus: string | null;
  readonly secrecyChange: string | null;
}

const MOST = 500;
const OPEN_TO_AGENCY = ['DRAFT', 'RETURNED'];

/**
 * Puts records on the batch, or says other things of those that are on it and with the agency.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 12
 */
export function putItems(
  context: Context,
  { batchId, items }: { readonly batchId: string; readonly items: readonly ItemStatements[] },
): Promise<Outcome<BatchView>> {
  return perform(context, 'putTransferItems', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'AGENCY' });
      const there = await lockItems(tx, context, batchId);
      const formed = await listFormed(tx, context, items);
      const atHall = there.filter(({ itemState }) => !OPEN_TO_AGENCY.includes(itemState)).map(({ caseId }) => caseId);
      const violations = [
        ...refuseIf(!OPEN_TO_AGENCY.includes(batch.state), 'BATCH_STATE', 'input.batchId'),
        ...refuseIf(items.length === 0, 'NOTHING_GIVEN', 'input.items'),
        ...refuseIf(items.length > MOST, 'TOO_MANY', 'input.items'),
        ...items.flatMap((item, at) => checkItem(item, `input.items.${at}`, { formed, atHall })),
      ];
      if (violations.length > 0) return refused(batchId, violations);
      await storeItems(tx, batchId, items);
      return done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
}

interface Known {
  readonly formed: ReadonlySet<string>;
  readonly atHall: readonly string[];
}

function checkItem(item: ItemStatements, path: string, { formed, atHall }: Known): readonly Refusal[] {
  return [
    ...refuseIf(!formed.has(item.caseId), 'NOT_YOURS', path),
    ...refuseIf(atHall.includes(item.caseId), 'ITEM_STATE', path),
    ...checkText(item.openingOpinion, `${path}.openingOpinion`, false),
    ...checkText(item.disclosureStatus, `${path}.disclosureStatus`, false),
    ...checkText(item.secrecyChange, `${path}.secrecyChange`, false),
  ];
}

/** Those of the caller; what was classified later is nobody's. */
async function listFormed(
  tx: EntityManager,
  { access }: Context,
  items: readonly ItemStatements[],
): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(
    tx,
    sql<{ id: string }>`select c.id from holdings.case_copy c left join holdings.archival_record a on a.case_id = c.id
      where c.id = any(${items.map(({ caseId }) => caseId)}::uuid[])
        and c.forming_unit = any(${ownBodies(access)}::text[]) and coalesce((a.custody_facts >> 10) & 3, 0) <> 3`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Named twice, the last word counts. */
async function storeItems(tx: EntityManager, batchId: string, items: readonly ItemStatements[]): Promise<void> {
  const latest = [...new Map(items.map((item) => [item.caseId, { ...item, id: randomUUID() }])).values()];
  await sql`insert into holdings.transfer_item as t (id, batch_id, case_id, sequence, state, opening_advice,
      opening_opinion, disclosure_status, secrecy_change, reasons)
    select (r->>'id')::uuid, ${batchId}::uuid, (r->>'caseId')::uuid,
      (select coalesce(max(i.sequence), 0) from holdings.transfer_item i where i.batch_id = ${batchId}::uuid) + n, 'DRAFT',
      r->>'openingAdvice', r->>'openingOpinion', r->>'disclosureStatus', r->>'secrecyChange', '[]'::jsonb
    from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) with ordinality as given (r, n)
    on conflict (batch_id, case_id) do update set opening_advice = excluded.opening_advice,
      opening_opinion = excluded.opening_opinion, disclosure_status = excluded.disclosure_status,
      secrecy_change = excluded.secrecy_change,
      state = case t.state when 'WITHDRAWN' then 'DRAFT' else t.state end`.execute(tx.getKysely());
}

/** Takes one record off a batch that has no receipt yet. @throws NOT_FOUND */
export function removeItem(
  context: Context,
  { batchId, caseId }: { readonly batchId: string; readonly caseId: string },
): Promise<Outcome<BatchView>> {
  return perform(context, 'removeTransferItem', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'AGENCY' });
      const item = (await lockItems(tx, context, batchId)).find((each) => each.caseId === caseId);
      const violations = [
        ...refuseIf(['RECEIVED', 'WITHDRAWN'].includes(batch.state), 'BATCH_STATE', 'batchId'),
        ...refuseIf(item === undefined, 'NOT_IN_BATCH', 'caseId'),
      ];
      if (violations.length > 0 || item === undefined) return refused(batchId, violations);
      await forgetContent(tx, [item.id]);
      await releaseItems(tx, [item], 'WITHDRAWN');
      await settleBatch(tx, batchId);
      return done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
}

/**
 * Hands over what is with the agency: the whole of a draft, or what came back. All reasons against it are told at once,
 * and with any of them nothing is handed over.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 12; 档案法实施条例 art. 30; 令22 art. 21
 */
export function submitBatch(context: Context, batchId: string): Promise<Outcome<BatchView>> {
  return perform(context, 'submitTransferBatch', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'AGENCY' });
      const items = await lockItems(tx, context, batchId);
      const waiting = items.filter(({ itemState }) => OPEN_TO_AGENCY.includes(itemState));
      const violations = [
        ...refuseIf(!OPEN_TO_AGENCY.includes(batch.state), 'BATCH_STATE', 'batchId'),
        ...refuseIf(waiting.length === 0, 'NOTHING_GIVEN', 'batchId'),
        ...waiting.flatMap((item) => reasonsAgainstTransfer(item, batch, `items.${item.sequence}`)),
      ];
      if (violations.length > 0) return refused(batchId, violations);
      const clashes = await handOver(tx, context, { batch, waiting });
      if (clashes.length > 0) return refused(batchId, clashes);
      await sealManifest(tx, batch, items);
      return done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
}

/** Of two batches that claim a record at the same time, the key lets one have it. */
async function handOver(
  tx: EntityManager,
  { access }: Context,
  { batch, waiting }: { readonly batch: LockedBatch; readonly waiting: readonly LockedItem[] },
): Promise<readonly Refusal[]> {
  const db = tx.getKysely();
  const token = randomUUID();
  const ids = waiting.map(({ id }) => id);
  const claimed = await rowsOf(
    tx,
    sql<{ caseId: string }>`insert into holdings.transfer_claim (case_id, item_id, token)
      select i.case_id, i.id, ${token}::uuid from holdings.transfer_item i where i.id = any(${ids}::uuid[])
      order by i.case_id on conflict do nothing returning case_id as "caseId"`,
  );
  const got = new Set(claimed.map(({ caseId }) => caseId));
  const clashes = waiting.filter(({ caseId }) => !got.has(caseId));
  if (clashes.length > 0) return clashes.map(({ sequence }) => refuse('IN_ANOTHER_BATCH', `items.${sequence}`));
  await forgetContent(tx, ids);
  await sql`update holdings.transfer_item set attempt = attempt + case state when 'RETURNED' then 1 else 0 end,
    state = 'SUBMITTED', reasons = '[]'::jsonb where id = any(${ids}::uuid[])`.execute(db);
  await sql`update holdings.transfer_batch set state = 'SUBMITTED', submitted_by = ${access.actorId},
    submitted_at = ${access.at}::timestamptz where id = ${batch.id}::uuid`.execute(db);
  await publishTransfer(tx, [...got], { state: 'SUBMITTED', token });
  return [];
}

/** 移交清单: what is handed over, with what is said of it, as one text, and the digest of exactly that. */
async function sealManifest(tx: EntityManager, batch: LockedBatch, items: readonly LockedItem[]): Promise<void> {
  const manifest = JSON.stringify({
    number: batch.number,
    agency: batch.agency,
    hall: batch.hall,
    kind: batch.kind,
    items: items.map((item) => ({
      sequence: item.sequence,
      recordCode: item.recordCode,
      attempt: item.attempt,
      openingAdvice: item.openingAdvice,
      openingOpinion: item.openingOpinion,
      disclosureStatus: item.disclosureStatus,
      secrecyChange: item.secrecyChange,
    })),
  });
  const sm3 = createHash('sm3').update(manifest, 'utf8').digest('hex');
  await sql`update holdings.transfer_batch set manifest = ${manifest}, manifest_sm3 = ${sm3}
    where id = ${batch.id}::uuid`.execute(tx.getKysely());
}

/** Takes the whole back, as long as there is no receipt. @throws NOT_FOUND */
export function withdrawBatch(
  context: Context,
  { batchId, reason }: { readonly batchId: string; readonly reason: string },
): Promise<Outcome<BatchView>> {
  return perform(context, 'withdrawTransferBatch', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'AGENCY' });
      const items = await lockItems(tx, context, batchId);
      const violations = [
        ...refuseIf(['RECEIVED', 'WITHDRAWN'].includes(batch.state), 'BATCH_STATE', 'batchId'),
        ...checkText(reason, 'reason', true),
      ];
      if (violations.length > 0) return refused(batchId, violations);
      await forgetContent(
        tx,
        items.map(({ id }) => id),
      );
      await releaseItems(tx, items, 'WITHDRAWN');
      await sql`update holdings.transfer_batch set state = 'WITHDRAWN', reason = ${reason}
        where id = ${batchId}::uuid`.execute(tx.getKysely());
      return done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
}
