/** Supervision (监督检查) in numbers, and orders to put things right (督促整改). Numbers, never content. */
import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { BIT } from '../../../schema/policy/label.ts';
import type { Profile } from '../../../schema/profile.ts';
import type { Context, EntityManager } from '../../kernel/index.ts';
import { refuseIf } from '../refusals.ts';
import { changes, rowsOf } from '../rows.ts';
import { assertOwn, done, perform, refuseEmpty, refused, visibleBodies, type Outcome } from './acting.ts';

export interface View {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** One row an agency: what is late or missing today. @clause 26号 art. 14 */
export async function superviseAgencies(context: Context): Promise<readonly unknown[]> {
  const { access, services } = context;
  const today = sql`${access.today}::date`;
  const { month, day, yearsAfterCompletion } = services.profile.archiveDue;
  const archiveDue = sql`make_date(extract(year from c.completed_on)::int + ${yearsAfterCompletion}::int, ${month}::int, ${day}::int)`;
  const isDestroyed = sql`(c.facts & ${BIT.DESTROYED}::int) <> 0`;
  const isForming = sql`(c.facts & ${BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH}::int) = 0`;
  const rows = await rowsOf(
    context.em,
    sql<{ agency: string }>`select c.forming_unit as agency, count(*)::int as cases,
        count(*) filter (where c.state not in ('OPEN', 'ARCHIVED') and ${archiveDue} < ${today})::int as "overdueArchiving",
        coalesce(sum((select sum(f.failed) from retention.failed_check f where f.case_id = c.id)), 0)::int as "failedChecks",
        count(*) filter (where c.state = 'ARCHIVED' and d.id is null)::int as "withoutRule",
        count(*) filter (where d.due_on < ${today} and d.state in ('ACTIVE', 'RETAINED', 'EXPIRED'))::int
          as "overdueAppraisals",
        count(*) filter (where c.state = 'ARCHIVED' and ${isForming} and not ${isDestroyed}
          and ${transferDueOn(services.profile)} < ${today})::int as "overdueTransfers",
        coalesce(sum((select count(*) from retention.hold h where h.case_id = c.id and h.lifted_on is null
          and h.until < ${today})), 0)::int as "holdsToReview",
        (select count(*)::int from retention.destruction_list l
          where l.body = c.forming_unit and l.state in ('EXECUTING', 'EXECUTED')) as "uncertifiedLists",
        (select count(*)::int from retention.rectification o
          where o.agency = c.forming_unit and o.state <> 'CLOSED' and o.due_on < ${today}) as "overdueOrders"
      from retention.case_copy c left join retention.decision d on d.case_id = c.id
      where ${visibleBodies(access, 'c.forming_unit')} group by c.forming_unit order by c.forming_unit`,
  );
  return rows.map((row) => ({ ...row, agency: { uscc: row.agency } }));
}

/** By the level of the hall, which the region tells; null where a hall of that level does not collect the period. */
function transferDueOn({ transferDueYears, collectable }: Profile): RawBuilder<unknown> {
  const level = sql`case when c.region = '000000' then 'CENTRAL' when c.region like '%0000' then 'PROVINCIAL'
    when c.region like '%00' then 'PREFECTURAL' else 'COUNTY' end`;
  const byLevel = JSON.stringify(
    Object.fromEntries(
      Object.entries(collectable).map(([each, periods]) => [
        each,
        { years: Object.entries(transferDueYears).find(([name]) => name === each)?.[1], periods },
      ]),
    ),
  );
  const of = sql`(${byLevel}::jsonb -> (${level}))`;
  return sql`case when ${of} -> 'periods' ? d.period
    then (c.completed_on + make_interval(years => (${of} ->> 'years')::int))::date end`;
}

/** One row an agency: what happened in a calendar year. @clause 26号 art. 14 */
export async function reportYear(context: Context, year: number): Promise<readonly unknown[]> {
  if (!Number.isInteger(year) || year < 1949 || year > 9999)
    throw new DomainError('INVALID_INPUT', 'year: must be a year.');
  const within = (column: string): RawBuilder<boolean> =>
    sql<boolean>`coalesce(extract(year from ${sql.ref(column)}) = ${year}, false)`;
  const rows = await rowsOf(
    context.em,
    sql<{ agency: string }>`select c.forming_unit as agency,
        count(*) filter (where ${within('c.archived_on')})::int as archived,
        count(*) filter (where ${within('c.archived_on')} and d.period = 'Y')::int as "archivedPermanently",
        count(*) filter (where ${within('d.due_on')} and d.destroyed_on is null)::int as "fallingDue",
        count(*) filter (where ${within('d.destroyed_on')})::int as destroyed,
        coalesce(sum((select sum(r.files) from retention.content_receipt r
          where r.case_id = c.id and ${within('d.destroyed_on')})), 0)::int as "filesDestroyed",
        coalesce(sum((select sum(r.bytes) from retention.content_receipt r
          where r.case_id = c.id and ${within('d.destroyed_on')})), 0)::float8 as "bytesDestroyed",
        coalesce(sum((select count(*) from retention.appraisal_item i
          join retention.appraisal a on a.id = i.appraisal_id
          where i.case_id = c.id and i.conclusion = 'RETAIN' and ${within('a.concluded_on')})), 0)::int as retained,
        coalesce(sum((select count(*) from retention.hold h
          where h.case_id = c.id and ${within('h.placed_on')})), 0)::int as "holdsPlaced",
        coalesce(sum((select count(*) from retention.hold h
          where h.case_id = c.id and ${within('h.lifted_on')})), 0)::int as "holdsLifted",
        coalesce(sum((select count(*) from retention.restriction x
          where x.case_id = c.id and ${within('x.placed_on')})), 0)::int as restricted,
        (select count(*)::int from retention.rectification o
          where o.agency = c.forming_unit and ${within('o.issued_on')}) as "ordersIssued",
        (select count(*)::int from retention.rectification o
          where o.agency = c.forming_unit and ${within('o.closed_on')}) as "ordersClosed"
      from retention.case_copy c left join retention.decision d on d.case_id = c.id
      where ${visibleBodies(context.access, 'c.forming_unit')} group by c.forming_unit order by c.forming_unit`,
  );
  return rows.map((row) => ({ ...row, agency: { uscc: row.agency }, year }));
}

export async function listOrders(context: Context, id: string | null = null): Promise<readonly View[]> {
  const one = id === null ? sql`` : sql`and id = ${id}::uuid`;
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; agency: string }>`select id, agency, number, demand, due_on::text as "dueOn", state,
        issued_on::text as "issuedOn", answer, answered_on::text as "answeredOn", closed_on::text as "closedOn",
        state <> 'CLOSED' and due_on < ${context.access.today}::date as overdue
      from retention.rectification where ${visibleBodies(context.access, 'agency')} ${one} order by issued_on desc, id`,
  );
  return rows.map((row) => ({ ...row, agency: { uscc: row.agency } }));
}

async function findOrder(context: Context, id: string): Promise<View | null> {
  return (await listOrders(context, id))[0] ?? null;
}

export interface NewOrder {
  readonly agency: string;
  readonly number: string;
  readonly demand: string;
  readonly dueOn: string;
}

/** @clause 26号 art. 14 */
export function orderRectification(context: Context, order: NewOrder): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'orderRectification', {
    work: async (tx) => {
      const id = randomUUID();
      const isNew = await changes(
        tx,
        sql`insert into retention.rectification (id, agency, number, demand, due_on, state, issued_by, issued_on)
          values (${id}::uuid, ${order.agency}, ${order.number}, ${order.demand}, ${order.dueOn}::date, 'ISSUED',
            ${access.actorId}, ${access.today}::date) on conflict (agency, number) do nothing`,
      );
      return refused(id, [
        ...refuseIf(!isNew, 'NUMBER_TAKEN', 'number'),
        ...refuseIf(order.dueOn < access.today, 'DUE_IN_PAST', 'dueOn'),
        ...refuseEmpty(order.demand, 'demand'),
      ]);
    },
    find: (id) => findOrder(context, id),
  });
}

/** @throws NOT_FOUND @clause 26号 art. 14 */
export function answerRectification(
  context: Context,
  { id, answer }: { readonly id: string; readonly answer: string },
): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'answerRectification', {
    work: async (tx) => {
      const order = await lockOrder(tx, id);
      assertOwn(access, order.agency);
      const violations = [...refuseIf(order.state !== 'ISSUED', 'ORDER_STATE', 'id'), ...refuseEmpty(answer, 'answer')];
      if (violations.length > 0) return refused(id, violations);
      await sql`update retention.rectification set state = 'ANSWERED', answer = ${answer},
        answered_by = ${access.actorId}, answered_on = ${access.today}::date where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
      return done(id);
    },
    find: (target) => findOrder(context, target),
  });
}

/** Closes an answered order, or sends it back to be answered anew. @throws NOT_FOUND @clause 26号 art. 14 */
export function closeRectification(
  context: Context,
  { id, accepted }: { readonly id: string; readonly accepted: boolean },
): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'closeRectification', {
    work: async (tx) => {
      const order = await lockOrder(tx, id);
      if (order.state !== 'ANSWERED') return refused(id, refuseIf(true, 'ORDER_STATE', 'id'));
      await (
        accepted
          ? sql`update retention.rectification set state = 'CLOSED', closed_by = ${access.actorId},
              closed_on = ${access.today}::date where id = ${id}::uuid`
          : sql`update retention.rectification set state = 'ISSUED' where id = ${id}::uuid`
      ).execute(tx.getKysely());
      return done(id);
    },
    find: (target) => findOrder(context, target),
  });
}

/** @throws NOT_FOUND */
async function lockOrder(tx: EntityManager, id: string): Promise<{ readonly agency: string; readonly state: string }> {
  const [order] = await rowsOf(
    tx,
    sql<{ agency: string; state: string }>`select agency, state from retention.rectification
      where id = ${id}::uuid for update`,
  );
  if (order === undefined) throw new DomainError('NOT_FOUND');
  return order;
}
