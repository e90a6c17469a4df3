/** The destruction of records itself: each goes in the transaction that tells the others, or not at all. */
import { sql } from 'kysely';
import type { LocalDate } from '../../schema/ids.ts';
import { BIT } from '../../schema/policy/label.ts';
import { publish, type EntityManager } from '../kernel/index.ts';
import { reasonsAgainstDestruction } from './disposal-rules.ts';
import { lockRecords, publishRetention, setState } from './records.ts';
import { rowsOf } from './rows.ts';

export interface Destroyed {
  readonly caseId: string;
  readonly destroyedOn: string;
  readonly listNumber: string;
}

/** Leaves a tombstone, and tells the others, who delete what they hold. @clause 令22 art. 30 */
export async function destroyRecords(tx: EntityManager, records: readonly Destroyed[]): Promise<void> {
  const db = tx.getKysely();
  const rows = sql`jsonb_array_elements(${JSON.stringify(records)}::jsonb) as r`;
  await sql`update retention.decision d set state = 'DESTROYED', destroyed_on = (r->>'destroyedOn')::date,
    destruction_list_number = r->>'listNumber' from ${rows} where d.case_id = (r->>'caseId')::uuid`.execute(db);
  await sql`update retention.case_copy c set facts = facts | ${BIT.DESTROYED}::int
    from ${rows} where c.id = (r->>'caseId')::uuid`.execute(db);
  await publish(tx, 'retention', 'RECORD_DESTROYED', records as unknown as Record<string, unknown>[]);
}

interface OrderedItem {
  readonly listId: string;
  readonly caseId: string;
  readonly listNumber: string;
  readonly executedOn: LocalDate;
}

/**
 * What an operator has ordered. Asked once more, under the lock: a record that may not go any more is kept, and the
 * list says why. An order of a list that is not being executed, or has not its four people, destroys nothing.
 *
 * @clause 令22 art. 30
 */
export async function executeOrders(
  tx: EntityManager,
  orders: readonly { readonly listId: string; readonly caseId: string }[],
): Promise<void> {
  const lists = [...new Set(orders.map(({ listId }) => listId))];
  await rowsOf(
    tx,
    sql`select id from retention.destruction_list where id = any(${lists}::uuid[]) order by id for update`,
  );
  const items = await readOrdered(tx, orders);
  const records = await lockRecords(
    tx,
    items.map(({ caseId }) => caseId),
  );
  const judged = items.map((item) => {
    const record = records.get(item.caseId);
    const isApproved = record?.state === 'DESTRUCTION_APPROVED';
    const against = record === undefined ? [] : reasonsAgainstDestruction(record, item.executedOn);
    return { ...item, reasons: isApproved ? against : ['RECORD_STATE', ...against] };
  });
  const gone = judged.filter(({ reasons }) => reasons.length === 0);
  const kept = judged.filter(({ reasons }) => reasons.length > 0);
  await settleItems(tx, judged);
  await destroyRecords(
    tx,
    gone.map(({ caseId, executedOn, listNumber }) => ({ caseId, destroyedOn: executedOn, listNumber })),
  );
  const keptIds = kept.filter(({ reasons }) => !reasons.includes('RECORD_STATE')).map(({ caseId }) => caseId);
  await setState(tx, keptIds, 'EXPIRED');
  await publishRetention(tx, keptIds, 'KEPT');
  await sql`update retention.destruction_list l set state = 'EXECUTED'
    where l.id = any(${lists}::uuid[]) and l.state = 'EXECUTING' and not exists
      (select from retention.destruction_item i where i.list_id = l.id and i.state = 'PENDING')`.execute(
    tx.getKysely(),
  );
}

function readOrdered(
  tx: EntityManager,
  orders: readonly { readonly listId: string; readonly caseId: string }[],
): Promise<OrderedItem[]> {
  return rowsOf(
    tx,
    sql<OrderedItem>`select distinct i.list_id as "listId", i.case_id as "caseId", l.number as "listNumber",
        l.executed_on::text as "executedOn"
      from jsonb_array_elements(${JSON.stringify(orders)}::jsonb) as r
      join retention.destruction_item i on i.list_id = (r->>'listId')::uuid and i.case_id = (r->>'caseId')::uuid
      join retention.destruction_list l on l.id = i.list_id
      where i.state = 'PENDING' and l.state = 'EXECUTING'
        and (select count(distinct h.actor) from retention.destruction_hand h where h.list_id = l.id) = 4
        and not exists (select from retention.destruction_hand h
          where h.list_id = l.id and h.hand = 'APPROVER' and h.actor = l.proposed_by)
      order by i.case_id`,
  );
}

async function settleItems(
  tx: EntityManager,
  judged: readonly (OrderedItem & { readonly reasons: readonly string[] })[],
): Promise<void> {
  await sql`update retention.destruction_item i set
      state = case when jsonb_array_length(r->'reasons') = 0 then 'DESTROYED' else 'KEPT' end,
      reasons = array(select jsonb_array_elements_text(r->'reasons'))
    from jsonb_array_elements(${JSON.stringify(judged)}::jsonb) as r
    where i.list_id = (r->>'listId')::uuid and i.case_id = (r->>'caseId')::uuid`.execute(tx.getKysely());
}

/**
 * Tells the others once more of everything that has ever been destroyed: after a restore, before it serves.
 *
 * @returns how many records
 * @clause 令22 art. 30
 */
export async function replayDestructions(tx: EntityManager): Promise<number> {
  const rows = await rowsOf(
    tx,
    sql<Record<string, unknown>>`select case_id as "caseId", destroyed_on::text as "destroyedOn",
      destruction_list_number as "listNumber" from retention.decision where destroyed_on is not null order by case_id`,
  );
  await publish(tx, 'retention', 'RECORD_DESTROYED', rows);
  return rows.length;
}
