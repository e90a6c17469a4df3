/** Destruction lists (销毁清册): proposed, approved by another, signed by two supervisors, ordered by an operator. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { publish, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import { reasonsAgainstDestruction } from '../disposal-rules.ts';
import { refuse, refuseIf } from '../refusals.ts';
import { changes, INSTANT, rowsOf } from '../rows.ts';
import {
  assertOwn,
  bodyOf,
  done,
  ownBodies,
  perform,
  refuseEmpty,
  refused,
  todayOf,
  visibleBodies,
  type Outcome,
} from './acting.ts';
import { lockNamed, publishRetention, refuseOtherStates, setState, type LockedRecord } from '../records.ts';

export interface ListView {
  readonly id: string;
  readonly [field: string]: unknown;
}

const COLUMNS = sql.raw(`id, body, number, state, return_reason as "returnReason", proposed_by as "proposedBy",
  proposed_on::text as "proposedOn", executed_on::text as "executedOn"`);

/** Lists of the caller's body; of all for those who supervise. */
export async function listDestructionLists(context: Context, id: string | null): Promise<readonly ListView[]> {
  const one = id === null ? sql`` : sql`and id = ${id}::uuid`;
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; body: string }>`select ${COLUMNS} from retention.destruction_list
      where ${visibleBodies(context.access, 'body')} ${one} order by proposed_on desc, id`,
  );
  return rows.map((row) => ({ ...row, body: { uscc: row.body } }));
}

async function findList(context: Context, id: string): Promise<ListView | null> {
  return (await listDestructionLists(context, id))[0] ?? null;
}

export function listItems(context: Context, listId: string): Promise<readonly unknown[]> {
  return rowsOf(
    context.em,
    sql`select case_id as "caseId", record_code as "recordCode", period, completed_on::text as "completedOn",
        due_on::text as "dueOn", state, reasons from retention.destruction_item
      where list_id = ${listId}::uuid order by record_code, case_id`,
  );
}

export async function listHands(context: Context, list: ListView): Promise<readonly unknown[]> {
  const hands = await rowsOf(
    context.em,
    sql`select hand, actor, ${INSTANT} as at from retention.destruction_hand where list_id = ${list.id}::uuid order by at, seat`,
  );
  return [{ hand: 'PROPOSER', actor: list['proposedBy'], at: null }, ...hands];
}

export interface Proposal {
  readonly appraisalId: string;
  readonly number: string;
  /** Null: all that the appraisal found to be destroyed and that are on no list. */
  readonly caseIds: readonly string[] | null;
}

/** @throws NOT_FOUND @clause 令22 art. 30 */
export function proposeDestruction(context: Context, proposal: Proposal): Promise<Outcome<ListView>> {
  const { access } = context;
  const body = bodyOf(access);
  return perform(context, 'proposeDestruction', {
    work: async (tx) => {
      const found = await readConcluded(context, tx, proposal.appraisalId);
      const named = proposal.caseIds === null ? found.waiting : [...new Set(proposal.caseIds)];
      const records = await lockNamed(tx, named, ownBodies(access));
      const id = randomUUID();
      const isNew = await changes(
        tx,
        sql`insert into retention.destruction_list (id, body, number, appraisal_id, state, proposed_by, proposed_on)
          values (${id}::uuid, ${body}, ${proposal.number}, ${proposal.appraisalId}::uuid, 'PROPOSED',
            ${access.actorId}, ${access.today}::date) on conflict (body, number) do nothing`,
      );
      const violations = [
        ...refuseIf(!isNew, 'NUMBER_TAKEN', 'number'),
        ...refuseIf(named.length === 0, 'NOTHING_GIVEN', 'caseIds'),
        ...named.flatMap((each, at) => refuseIf(!found.all.includes(each), 'NOT_IN_APPRAISAL', `caseIds.${at}`)),
        ...refuseOtherStates(records, 'IN_APPRAISAL', 'caseIds'),
        ...forbidden(context, records),
      ];
      if (violations.length > 0) return refused(isNew ? id : null, violations);
      await sql`insert into retention.destruction_item (list_id, case_id, record_code, period, completed_on, due_on, state)
        select ${id}::uuid, (r->>'caseId')::uuid, r->>'recordCode', r->>'period', (r->>'completedOn')::date,
          (r->>'dueOn')::date, 'PENDING'
        from jsonb_array_elements(${JSON.stringify(records)}::jsonb) as r`.execute(tx.getKysely());
      await setState(tx, named, 'DESTRUCTION_PROPOSED');
      await publishRetention(tx, named, 'LISTED');
      return done(id);
    },
    find: (id) => findList(context, id),
  });
}

/** @throws NOT_FOUND */
async function readConcluded(
  context: Context,
  tx: EntityManager,
  appraisalId: string,
): Promise<{ readonly all: readonly string[]; readonly waiting: readonly string[] }> {
  const [appraisal] = await rowsOf(
    tx,
    sql<{ body: string }>`select body from retention.appraisal where id = ${appraisalId}::uuid for update`,
  );
  assertOwn(context.access, appraisal?.body);
  const rows = await rowsOf(
    tx,
    sql<{ caseId: string; waits: boolean }>`select i.case_id as "caseId", d.state = 'IN_APPRAISAL' as waits
      from retention.appraisal_item i join retention.decision d on d.case_id = i.case_id
      where i.appraisal_id = ${appraisalId}::uuid and i.conclusion = 'DESTROY' order by i.case_id`,
  );
  return {
    all: rows.map(({ caseId }) => caseId),
    waiting: rows.filter(({ waits }) => waits).map(({ caseId }) => caseId),
  };
}

/** Every reason against every record. */
function forbidden(context: Context, records: readonly LockedRecord[]): readonly Refusal[] {
  const today = todayOf(context);
  return records.flatMap((record, at) =>
    reasonsAgainstDestruction(record, today).map((code) => refuse(code, `records.${at}`)),
  );
}

/** By somebody else than the proposer. @throws NOT_FOUND @clause 令22 art. 30 */
export function approveDestruction(context: Context, listId: string): Promise<Outcome<ListView>> {
  const { actorId } = context.access;
  return perform(context, 'approveDestruction', {
    work: async (tx) => {
      const list = await lockList(context, tx, listId);
      const records = await lockNamed(tx, list.pending, ownBodies(context.access));
      const violations = [
        ...refuseIf(list.state !== 'PROPOSED', 'LIST_STATE', 'listId'),
        ...refuseIf(list.proposedBy === actorId, 'SAME_PERSON_PROPOSED'),
        ...forbidden(context, records),
      ];
      if (violations.length > 0) return refused(listId, violations);
      if (!(await takeHand(context, tx, { listId, hand: 'APPROVER', seat: 1 })))
        return refused(listId, [refuse('SAME_PERSON_TWICE')]);
      await moveList(tx, listId, 'APPROVED');
      await setState(tx, list.pending, 'DESTRUCTION_APPROVED');
      await publishRetention(tx, list.pending, 'LISTED');
      return done(listId);
    },
    find: (id) => findList(context, id),
  });
}

/** Its records are expired again, and may be appraised anew. @throws NOT_FOUND @clause 令22 art. 30 */
export function returnDestruction(
  context: Context,
  { listId, reason }: { readonly listId: string; readonly reason: string },
): Promise<Outcome<ListView>> {
  return perform(context, 'returnDestruction', {
    work: async (tx) => {
      const list = await lockList(context, tx, listId);
      await lockNamed(tx, list.pending, ownBodies(context.access));
      const violations = [
        ...refuseIf(list.state !== 'PROPOSED', 'LIST_STATE', 'listId'),
        ...refuseEmpty(reason, 'reason'),
      ];
      if (violations.length > 0) return refused(listId, violations);
      await sql`update retention.destruction_list set return_reason = ${reason} where id = ${listId}::uuid`.execute(
        tx.getKysely(),
      );
      await moveList(tx, listId, 'RETURNED');
      await takeOff(tx, listId, list.pending);
      return done(listId);
    },
    find: (id) => findList(context, id),
  });
}

/** Takes one record off a list that has not been executed: a hold, say, has come. @clause 令22 art. 30 */
export function withdrawFromDestruction(
  context: Context,
  { listId, caseId }: { readonly listId: string; readonly caseId: string },
): Promise<Outcome<ListView>> {
  return perform(context, 'withdrawFromDestruction', {
    work: async (tx) => {
      const list = await lockList(context, tx, listId);
      const violations = [
        ...refuseIf(list.state !== 'PROPOSED' && list.state !== 'APPROVED', 'LIST_STATE', 'listId'),
        ...refuseIf(!list.pending.includes(caseId), 'NOT_ON_LIST', 'caseId'),
      ];
      if (violations.length > 0) return refused(listId, violations);
      await lockNamed(tx, [caseId], ownBodies(context.access));
      await takeOff(tx, listId, [caseId]);
      return done(listId);
    },
    find: (id) => findList(context, id),
  });
}

async function takeOff(tx: EntityManager, listId: string, caseIds: readonly string[]): Promise<void> {
  await sql`update retention.destruction_item set state = 'WITHDRAWN'
    where list_id = ${listId}::uuid and case_id = any(${[...caseIds]}::uuid[])`.execute(tx.getKysely());
  await setState(tx, caseIds, 'EXPIRED');
  await publishRetention(tx, caseIds, 'KEPT');
}

/** Two supervisors sign, neither of them the approver nor the operator. @throws NOT_FOUND @clause 令22 art. 30 */
export function superviseDestruction(context: Context, listId: string): Promise<Outcome<ListView>> {
  return perform(context, 'superviseDestruction', {
    work: async (tx) => {
      const list = await lockList(context, tx, listId);
      const violations = [
        ...refuseIf(list.state !== 'APPROVED', 'LIST_STATE', 'listId'),
        ...refuseIf(list.supervisors >= 2, 'SUPERVISORS_ENOUGH'),
      ];
      if (violations.length > 0) return refused(listId, violations);
      const seat = list.supervisors + 1;
      const isOther = await takeHand(context, tx, { listId, hand: 'SUPERVISOR', seat });
      return refused(listId, refuseIf(!isOther, 'SAME_PERSON_TWICE'));
    },
    find: (id) => findList(context, id),
  });
}

/**
 * Orders the destruction of what is on the list. Each record then goes by an event of its own, and whoever is killed
 * meanwhile finds the rest still ordered; what has come to forbid one by then keeps that one.
 *
 * @throws NOT_FOUND
 * @clause 令22 art. 30
 */
export function executeDestruction(context: Context, listId: string): Promise<Outcome<ListView>> {
  const { access } = context;
  return perform(context, 'executeDestruction', {
    work: async (tx) => {
      const list = await lockList(context, tx, listId);
      const records = await lockNamed(tx, list.pending, ownBodies(access));
      const violations = [
        ...refuseIf(list.state !== 'APPROVED', 'LIST_STATE', 'listId'),
        ...refuseIf(list.supervisors < 2, 'SUPERVISORS_MISSING'),
        ...refuseIf(list.pending.length === 0, 'NOTHING_GIVEN', 'listId'),
        ...forbidden(context, records),
      ];
      if (violations.length > 0) return refused(listId, violations);
      if (!(await takeHand(context, tx, { listId, hand: 'OPERATOR', seat: 1 })))
        return refused(listId, [refuse('SAME_PERSON_TWICE')]);
      await sql`update retention.destruction_list set executed_on = ${access.today}::date
        where id = ${listId}::uuid`.execute(tx.getKysely());
      await moveList(tx, listId, 'EXECUTING');
      await publish(
        tx,
        'retention',
        'DESTRUCTION_ORDERED',
        list.pending.map((caseId) => ({ listId, caseId })),
      );
      return done(listId);
    },
    find: (id) => findList(context, id),
  });
}

interface LockedList {
  readonly state: string;
  readonly proposedBy: string;
  readonly supervisors: number;
  /** Cases that are to be destroyed. */
  readonly pending: readonly string[];
}

/** Always before the records on it. @throws NOT_FOUND */
async function lockList(context: Context, tx: EntityManager, listId: string): Promise<LockedList> {
  const [list] = await rowsOf(
    tx,
    sql<{ body: string; state: string; proposedBy: string }>`select body, state, proposed_by as "proposedBy"
      from retention.destruction_list where id = ${listId}::uuid for update`,
  );
  assertOwn(context.access, list?.body);
  if (list === undefined) throw new DomainError('NOT_FOUND');
  const items = await rowsOf(
    tx,
    sql<{ caseId: string }>`select case_id as "caseId" from retention.destruction_item
      where list_id = ${listId}::uuid and state = 'PENDING' order by case_id`,
  );
  const [signed] = await rowsOf(
    tx,
    sql<{ n: number }>`select count(*)::int as n from retention.destruction_hand
      where list_id = ${listId}::uuid and hand = 'SUPERVISOR'`,
  );
  return { ...list, supervisors: signed?.n ?? 0, pending: items.map(({ caseId }) => caseId) };
}

interface Hand {
  readonly listId: string;
  readonly hand: 'APPROVER' | 'SUPERVISOR' | 'OPERATOR';
  readonly seat: number;
}

/** @returns false when this person has had a part in the list, or the part is taken */
function takeHand({ access }: Context, tx: EntityManager, { listId, hand, seat }: Hand): Promise<boolean> {
  return changes(
    tx,
    sql`insert into retention.destruction_hand (list_id, actor, hand, seat, at)
      values (${listId}::uuid, ${access.actorId}, ${hand}, ${seat}, ${access.at}::timestamptz) on conflict do nothing`,
  );
}

async function moveList(tx: EntityManager, listId: string, state: string): Promise<void> {
  await sql`update retention.destruction_list set state = ${state} where id = ${listId}::uuid`.execute(tx.getKysely());
}
