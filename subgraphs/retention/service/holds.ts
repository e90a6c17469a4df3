/** Holds: who placed one, why, and until when it is to be looked at again. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { BIT } from '../../../schema/policy/label.ts';
import type { Context, EntityManager } from '../../kernel/index.ts';
import { refuseIf } from '../refusals.ts';
import { rowsOf } from '../rows.ts';
import { bodyOf, done, ownBodies, perform, refuseEmpty, refused, visibleBodies, type Outcome } from './acting.ts';
import { lockRecords, publishRetention, type LockedRecord } from '../records.ts';

export interface HoldView {
  readonly id: string;
  readonly [field: string]: unknown;
}

const BODY = `case when (c.facts & ${BIT.CUSTODY_HIGH}) <> 0 then c.hall else c.forming_unit end`;

/** Holds in force on records of the caller's body; those that an authority has placed itself are its own too. */
export function listHolds(context: Context, caseId: string): Promise<readonly HoldView[]> {
  return readHolds(context, 'case_id', caseId);
}

async function readHolds(context: Context, column: 'id' | 'case_id', value: string): Promise<HoldView[]> {
  const { access } = context;
  return rowsOf(
    context.em,
    sql<HoldView>`select * from (select h.id, h.case_id as "caseId", h.reason, h.placed_on::text as "placedOn",
        h.until::text as until, h.ground, h.lifted_on::text as "liftedOn", ${sql.raw(BODY)} as body, h.placed_for
      from retention.hold h join retention.case_copy c on c.id = h.case_id
      where h.${sql.ref(column)} = ${value}::uuid) as t
      where ${visibleBodies(access, 'body')} or placed_for = any(${ownBodies(access)}::text[])
      order by "placedOn", id`,
  );
}

export interface HoldOrder {
  readonly caseId: string;
  readonly reason: 'LITIGATION' | 'AUDIT' | 'INSPECTION';
  readonly ground: string;
  readonly until: string | null;
}

/**
 * From the commit on nothing destroys or erases the record, whoever asks. The hold does not end by itself: when the
 * day it is to be looked at again has passed, supervision lists it.
 *
 * @throws NOT_FOUND
 * @clause 档案法实施条例 art. 24
 */
export function placeHold(context: Context, order: HoldOrder): Promise<Outcome<HoldView>> {
  const { access } = context;
  assertMayHold(access);
  const body = bodyOf(access);
  return perform(context, 'placeHold', {
    work: async (tx) => {
      const record = await lockForHold(context, tx, order.caseId);
      const [same] = await rowsOf(
        tx,
        sql`select id from retention.hold where case_id = ${order.caseId}::uuid and reason = ${order.reason}
          and lifted_on is null and placed_for = ${body} and dispute_id is null`,
      );
      const violations = [
        ...refuseIf(record.destroyed, 'RECORD_DESTROYED', 'caseId'),
        ...refuseIf(same !== undefined, 'ALREADY_HELD', 'reason'),
        ...refuseEmpty(order.ground, 'ground'),
      ];
      const id = randomUUID();
      if (violations.length > 0) return refused(order.caseId, violations);
      await sql`insert into retention.hold (id, case_id, reason, placed_on, until, ground, placed_by, placed_for)
        values (${id}::uuid, ${order.caseId}::uuid, ${order.reason}, ${access.today}::date, ${order.until}::date,
          ${order.ground}, ${access.actorId}, ${body})`.execute(tx.getKysely());
      await publishRetention(tx, [order.caseId], 'HELD');
      return done(id);
    },
    find: async (id) => (await readHolds(context, 'id', id))[0] ?? null,
  });
}

/** @throws NOT_FOUND @clause 档案法实施条例 art. 24 */
export function liftHold(
  context: Context,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Outcome<HoldView>> {
  const { access } = context;
  assertMayHold(access);
  return perform(context, 'liftHold', {
    work: async (tx) => {
      await lockForHold(context, tx, (await readHold(tx, id)).caseId);
      const hold = await readHold(tx, id);
      const violations = [
        ...refuseIf(hold.liftedOn !== null, 'HOLD_LIFTED', 'id'),
        ...refuseIf(hold.disputeId !== null, 'HOLD_OF_DISPUTE', 'id'),
        ...refuseIf(
          hold.disputeId === null && hold.placedFor !== null && !ownBodies(access).includes(hold.placedFor),
          'HOLD_OF_OTHERS',
          'id',
        ),
        ...refuseEmpty(reason, 'reason'),
      ];
      if (violations.length > 0) return refused(id, violations);
      await sql`update retention.hold set lifted_on = ${access.today}::date, lifted_by = ${access.actorId}
        where id = ${id}::uuid`.execute(tx.getKysely());
      await publishRetention(tx, [hold.caseId], 'RELEASED');
      return done(id);
    },
    find: async (target) => (await readHolds(context, 'id', target))[0] ?? null,
  });
}

/** @throws NOT_FOUND */
async function readHold(tx: EntityManager, id: string): Promise<LiftedHold> {
  const [hold] = await rowsOf(
    tx,
    sql<LiftedHold>`select case_id as "caseId", placed_for as "placedFor", lifted_on::text as "liftedOn",
        dispute_id as "disputeId" from retention.hold where id = ${id}::uuid`,
  );
  if (hold === undefined) throw new DomainError('NOT_FOUND');
  return hold;
}

interface LiftedHold {
  readonly caseId: string;
  readonly placedFor: string | null;
  readonly liftedOn: string | null;
  readonly disputeId: string | null;
}

/** In an agency or hall the archivist; in an authority whoever acts for it. @throws FORBIDDEN */
function assertMayHold({ role, posts }: Context['access']): void {
  if (role !== 'ARCHIVES_AUTHORITY' && !posts.includes('ARCHIVIST'))
    throw new DomainError('FORBIDDEN', undefined, { clause: '档案法实施条例 art. 24' });
}

/** A body holds its own records; the archives authority any. @throws NOT_FOUND */
async function lockForHold(context: Context, tx: EntityManager, caseId: string): Promise<LockedRecord> {
  const record = (await lockRecords(tx, [caseId])).get(caseId);
  const { access } = context;
  const isTheirs = access.role === 'ARCHIVES_AUTHORITY' || ownBodies(access).includes(record?.body ?? '');
  if (record === undefined || !isTheirs) throw new DomainError('NOT_FOUND');
  return record;
}
