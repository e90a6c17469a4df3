/** How transfer takes what `retention` and `cases` tell: periods and lists, answers to a handing over, destructions. */
import { sql } from 'kysely';
import type { EntityManager, EventHandler } from '../kernel/index.ts';
import { forgetContent, releaseItems, settleBatch } from './batch-rows.ts';
import { refuse, type TransferRefusal } from './transfer-refusals.ts';
import { rowsOf } from './rows.ts';

/** `RETENTION_CHANGED`: what stands against a transfer is asked of the copy. */
const retentionChanged: EventHandler = async (tx, payloads) => {
  const latest = [...new Map(payloads.map((each) => [each['caseId'], each])).values()];
  await sql`insert into holdings.retention_copy (case_id, period, state, held, disputed)
    select (r->>'caseId')::uuid, r->>'period', r->>'state', (r->>'held')::boolean, (r->>'disputed')::boolean
    from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) as r
    on conflict (case_id) do update set period = excluded.period, state = excluded.state, held = excluded.held,
      disputed = excluded.disputed`.execute(tx.getKysely());
};

/** States in which a destruction is under way or done: then the transfer came too late. */
const TOO_LATE = ['DESTRUCTION_PROPOSED', 'DESTRUCTION_APPROVED', 'DESTROYED'];

/**
 * `TRANSFER_ANSWERED` `{ caseId, token, state }`: from here on the record is safe from destruction, and may be taken
 * over; or a destruction was quicker, and it goes back.
 *
 * @clause 档案法实施条例 art. 20
 */
const transferAnswered: EventHandler = async (tx, payloads) => {
  const answers = payloads as unknown as { caseId: string; token: string; state: string }[];
  const late = answers.filter(({ state }) => TOO_LATE.includes(state));
  const kept = answers.filter(({ state }) => !TOO_LATE.includes(state));
  await sql`update holdings.transfer_claim t set kept = true
    from jsonb_array_elements(${JSON.stringify(kept)}::jsonb) as r
    where t.case_id = (r->>'caseId')::uuid and t.token = (r->>'token')::uuid`.execute(tx.getKysely());
  await sendBack(tx, {
    cases: sql`exists (select from jsonb_array_elements(${JSON.stringify(late)}::jsonb) as r
      where t.case_id = (r->>'caseId')::uuid and t.token = (r->>'token')::uuid)`,
    to: 'RETURNED',
    reason: 'ON_DESTRUCTION_LIST',
  });
};

/** Records that have been destroyed are of no batch any more. @clause 令22 art. 30 */
export function dropDestroyed(tx: EntityManager, caseIds: readonly string[]): Promise<void> {
  return sendBack(tx, {
    cases: sql`t.case_id = any(${[...caseIds]}::uuid[])`,
    to: 'WITHDRAWN',
    reason: 'DESTROYED',
  });
}

interface SendBack {
  /** Which claims `t`. */
  readonly cases: ReturnType<typeof sql>;
  readonly to: 'RETURNED' | 'WITHDRAWN';
  readonly reason: TransferRefusal;
}

async function sendBack(tx: EntityManager, { cases, to, reason }: SendBack): Promise<void> {
  const items = await rowsOf(
    tx,
    sql<{ id: string; caseId: string; batchId: string }>`select i.id, i.case_id as "caseId", i.batch_id as "batchId"
      from holdings.transfer_claim t join holdings.transfer_item i on i.id = t.item_id where ${cases} order by i.id`,
  );
  if (items.length === 0) return;
  const ids = items.map(({ id }) => id);
  await sql`select id from holdings.transfer_batch where id = any(${items.map(({ batchId }) => batchId)}::uuid[])
    order by id for update`.execute(tx.getKysely());
  await forgetContent(tx, ids);
  await sql`update holdings.transfer_item set reasons = ${JSON.stringify([refuse(reason)])}::jsonb
    where id = any(${ids}::uuid[])`.execute(tx.getKysely());
  await releaseItems(tx, items, to);
  for (const batchId of new Set(items.map((item) => item.batchId))) await settleBatch(tx, batchId);
}

export const fromRetention = { RETENTION_CHANGED: retentionChanged, TRANSFER_ANSWERED: transferAnswered };
