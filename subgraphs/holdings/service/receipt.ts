/** What a hall does with a batch: checks it record by record, sends records back, and takes custody with a receipt. */
import { sql } from 'kysely';
import type { Override } from '../../checks/index.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { lockBatch, lockItems, releaseItems, settleBatch } from '../batch-rows.ts';
import { refuse, refuseIf } from '../transfer-refusals.ts';
import { checkText } from '../transfer-rules.ts';
import { done, perform, refused, type Outcome } from './acting.ts';
import { findBatch, type BatchView } from './batch-views.ts';
import { isWhole, judge, listWaiting, type Judgement, type WaitingItem } from './inspection.ts';

/** What a named person lets pass: one finding of one record. */
export interface Acceptance {
  readonly caseId: string;
  readonly check: string;
  readonly object: string;
  readonly reason: string;
}

/**
 * Checks every record that was handed over, over the bytes that came. Each is accepted or goes back with all reasons, and
 * that is durable record by record: whoever is killed meanwhile leaves the rest waiting.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 12; 令22 art. 22
 */
export async function checkBatch(
  context: Context,
  { batchId, accepted }: { readonly batchId: string; readonly accepted: readonly Acceptance[] },
): Promise<Outcome<BatchView>> {
  const prepared = await perform(context, 'checkTransferBatch', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'HALL' });
      const waiting = await listWaiting(tx, batchId);
      const violations = [
        ...refuseIf(batch.state !== 'SUBMITTED', 'BATCH_STATE', 'batchId'),
        ...waiting.flatMap((item) => refuseIf(!isWhole(item), 'CONTENT_MISSING', `items.${item.sequence}`)),
        ...accepted.flatMap(({ reason }, at) => checkText(reason, `input.accepted.${at}.reason`, true)),
      ];
      return violations.length > 0 ? refused(batchId, violations) : done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
  if (prepared.subject === null) return prepared;
  for (const item of await listWaiting(context.em, batchId)) {
    const batch = await context.em.transactional((tx) => lockBatch(tx, context, { id: batchId, as: 'HALL' }));
    const judgement = await judge(context, batch, { item, overrides: overridesOf(context, item, accepted) });
    await settleItem(context, batchId, { item, judgement });
  }
  return { subject: await findBatch(context, batchId), violations: [] };
}

function overridesOf({ access }: Context, item: WaitingItem, accepted: readonly Acceptance[]): readonly Override[] {
  return accepted
    .filter(({ caseId }) => caseId === item.caseId)
    .map(({ check, object, reason }) => ({ code: check, object, by: access.actorId, reason }));
}

/** Only while it stands as it was looked at: of two who check at once the second changes nothing. */
async function settleItem(
  context: Context,
  batchId: string,
  { item, judgement }: { readonly item: WaitingItem; readonly judgement: Judgement },
): Promise<void> {
  const { report, overrides, reasons } = judgement;
  const isAccepted = reasons.length === 0;
  await perform(context, isAccepted ? 'acceptTransferItem' : 'returnTransferItem', {
    work: async (tx) => {
      await lockBatch(tx, context, { id: batchId, as: 'HALL' });
      const { numAffectedRows } = await sql`update holdings.transfer_item
        set state = ${isAccepted ? 'ACCEPTED' : 'RETURNED'}, reasons = ${JSON.stringify(reasons)}::jsonb,
          report = ${JSON.stringify({ rows: report.rows, overrides })}::jsonb, checked_at = ${context.access.at}::timestamptz,
          decided_by = ${context.access.actorId}, decided_at = ${context.access.at}::timestamptz
        where id = ${item.id}::uuid and state = 'SUBMITTED'`.execute(tx.getKysely());
      if (numAffectedRows === 1n && !isAccepted) await releaseItems(tx, [item], 'RETURNED');
      await settleBatch(tx, batchId);
      return done(item.id);
    },
    find: async () => null,
  });
}

/**
 * Sends one record back although no check did, or before any: an opinion that does not fit the record, say.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 12
 */
export function returnItem(
  context: Context,
  {
    batchId,
    caseId,
    reasons,
  }: { readonly batchId: string; readonly caseId: string; readonly reasons: readonly string[] },
): Promise<Outcome<BatchView>> {
  return perform(context, 'returnTransferItem', {
    work: async (tx) => {
      const batch = await lockBatch(tx, context, { id: batchId, as: 'HALL' });
      const item = (await lockItems(tx, context, batchId)).find((each) => each.caseId === caseId);
      const violations = [
        ...refuseIf(!['SUBMITTED', 'ACCEPTED', 'RETURNED'].includes(batch.state), 'BATCH_STATE', 'batchId'),
        ...refuseIf(item === undefined, 'NOT_IN_BATCH', 'caseId'),
        ...refuseIf(item !== undefined && !['SUBMITTED', 'ACCEPTED'].includes(item.itemState), 'ITEM_STATE', 'caseId'),
        ...refuseIf(reasons.length === 0, 'TEXT_MISSING', 'reasons'),
        ...reasons.flatMap((reason, at) => checkText(reason, `reasons.${at}`, true)),
      ];
      if (violations.length > 0 || item === undefined) return refused(batchId, violations);
      await markReturned(tx, context, { itemId: item.id, reasons: reasons.map(toReason) });
      await releaseItems(tx, [item], 'RETURNED');
      await settleBatch(tx, batchId);
      return done(batchId);
    },
    find: (id) => findBatch(context, id),
  });
}

function toReason(message: string): Refusal {
  return { ...refuse('ITEM_STATE'), code: 'RETURNED_BY_HALL', message, path: null };
}

async function markReturned(
  tx: EntityManager,
  { access }: Context,
  { itemId, reasons }: { readonly itemId: string; readonly reasons: readonly Refusal[] },
): Promise<void> {
  await sql`update holdings.transfer_item set reasons = ${JSON.stringify(reasons)}::jsonb,
      decided_by = ${access.actorId}, decided_at = ${access.at}::timestamptz where id = ${itemId}::uuid`.execute(
    tx.getKysely(),
  );
}
