/** Schedules: drafted, submitted, approved or returned; each step an act. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { assignDecisions } from '../assign.ts';
import { refuseIf } from '../refusals.ts';
import type { Rule } from '../rules.ts';
import { checkRules, checkSchedule } from '../schedule-rules.ts';
import { changes, rowsOf } from '../rows.ts';
import { assertOwn, bodyOf, done, ownBodies, perform, refuseEmpty, refused, todayOf, type Outcome } from './acting.ts';
import { publishRetention } from '../records.ts';
import { applySchedule, listTaskCodes } from '../resolution.ts';

export interface ScheduleView {
  readonly id: string;
  readonly agency: { readonly uscc: string };
  readonly [field: string]: unknown;
}

const COLUMNS = sql.raw(`id, agency, title, version, state, approved_on::text as "approvedOn",
  submitted_on::text as "submittedOn", return_reason as "returnReason"`);

/** What has been approved. Drafts are process information and not in this list. @clause 26号 art. 7 */
export async function listSchedules(context: Context, agency: string | null): Promise<readonly ScheduleView[]> {
  const ofAgency = agency === null ? sql`` : sql`and agency = ${agency}`;
  const rows = await rowsOf(
    context.em,
    sql<{ agency: string; id: string }>`select ${COLUMNS} from retention.schedule
      where state in ('APPROVED', 'SUPERSEDED') ${ofAgency} order by agency, approved_on desc, version desc, id`,
  );
  return rows.map((row) => ({ ...row, agency: { uscc: row.agency } }));
}

/** What is being prepared: an agency sees its own, the authority what has been handed in. @clause 26号 art. 5 */
export async function listScheduleProposals(context: Context): Promise<readonly ScheduleView[]> {
  const rows = await rowsOf(
    context.em,
    sql<{ agency: string; id: string }>`select ${COLUMNS} from retention.schedule
      where state in ('DRAFT', 'SUBMITTED', 'RETURNED') and ${visible(context)} order by agency, version, id`,
  );
  return rows.map((row) => ({ ...row, agency: { uscc: row.agency } }));
}

function visible({ access }: Context) {
  if (access.role === 'ARCHIVES_AUTHORITY') return sql<boolean>`state <> 'DRAFT'`;
  return sql<boolean>`(state in ('APPROVED', 'SUPERSEDED') or agency = any(${ownBodies(access)}::text[]))`;
}

async function findSchedule(context: Context, id: string): Promise<ScheduleView | null> {
  const [row] = await rowsOf(
    context.em,
    sql<{ agency: string; id: string }>`select ${COLUMNS} from retention.schedule
      where id = ${id}::uuid and ${visible(context)}`,
  );
  return row === undefined ? null : { ...row, agency: { uscc: row.agency } };
}

export async function listRules(context: Context, scheduleId: string): Promise<readonly unknown[]> {
  const found = await context.load('RetentionRule.scheduleId[]', scheduleId, async (ids) => {
    const rules = await readRules(context.em, ids);
    return Map.groupBy(rules, (row) => row.scheduleId);
  });
  return found ?? [];
}

export function readRules(
  em: EntityManager,
  ids: readonly string[],
): Promise<(Rule & { readonly scheduleId: string })[]> {
  return rowsOf(
    em,
    sql<Rule & { readonly scheduleId: string }>`select id, schedule_id as "scheduleId", code, item_code as "itemCode",
        material_class as "materialClass", period, basis, look_back_administration as "lookBackAdministration",
        look_back_litigation as "lookBackLitigation", look_back_audit as "lookBackAudit"
      from retention.schedule_rule where schedule_id = any(${[...ids]}::uuid[]) order by code, id`,
  );
}

export type RuleDraft = Omit<Rule, 'id'>;

export interface ScheduleDraft {
  readonly version: string;
  readonly title: string;
  readonly rules: readonly RuleDraft[];
}

/** @clause 26号 art. 7 */
export function draftSchedule(context: Context, draft: ScheduleDraft): Promise<Outcome<ScheduleView>> {
  const agency = bodyOf(context.access);
  const rules = draft.rules.map((rule) => ({ id: randomUUID(), ...rule }));
  return perform(context, 'draftSchedule', {
    work: async (tx) => {
      const id = randomUUID();
      const isNew = await changes(
        tx,
        sql`insert into retention.schedule (id, agency, version, title, state, drafted_by)
          values (${id}::uuid, ${agency}, ${draft.version}, ${draft.title}, 'DRAFT', ${context.access.actorId})
          on conflict (agency, version) do nothing`,
      );
      const violations = [
        ...refuseIf(!isNew, 'VERSION_TAKEN', 'version'),
        ...checkRules(rules, context.services.profile),
      ];
      if (violations.length > 0) return refused(isNew ? id : null, violations);
      await writeRules(tx, id, rules);
      return done(id);
    },
    find: (id) => findSchedule(context, id),
  });
}

/** Writes a draft, or one that was returned, anew. @clause 26号 art. 7 */
export function reviseSchedule(
  context: Context,
  { id, ...draft }: { readonly id: string } & Omit<ScheduleDraft, 'version'>,
): Promise<Outcome<ScheduleView>> {
  const rules = draft.rules.map((rule) => ({ id: randomUUID(), ...rule }));
  return perform(context, 'reviseSchedule', {
    work: async (tx) => {
      const { state } = await lockOwn(context, tx, id);
      const violations = [
        ...refuseIf(state !== 'DRAFT' && state !== 'RETURNED', 'SCHEDULE_STATE', 'id'),
        ...checkRules(rules, context.services.profile),
      ];
      if (violations.length > 0) return refused(id, violations);
      const db = tx.getKysely();
      await sql`update retention.schedule set state = 'DRAFT', title = ${draft.title}, drafted_by = ${context.access.actorId}
        where id = ${id}::uuid`.execute(db);
      await sql`delete from retention.schedule_rule where schedule_id = ${id}::uuid`.execute(db);
      await writeRules(tx, id, rules);
      return done(id);
    },
    find: (target) => findSchedule(context, target),
  });
}

async function writeRules(tx: EntityManager, scheduleId: string, rules: readonly Rule[]): Promise<void> {
  await sql`insert into retention.schedule_rule (id, schedule_id, code, item_code, material_class, period, basis,
      look_back_administration, look_back_litigation, look_back_audit)
    select (r->>'id')::uuid, ${scheduleId}::uuid, r->>'code', r->>'itemCode', r->>'materialClass', r->>'period', r->>'basis',
      (r->>'lookBackAdministration')::int, (r->>'lookBackLitigation')::int, (r->>'lookBackAudit')::int
    from jsonb_array_elements(${JSON.stringify(rules)}::jsonb) as r`.execute(tx.getKysely());
}

/** Hands a draft in, when nothing is wrong with it. @clause 26号 art. 7 */
export function submitSchedule(context: Context, id: string): Promise<Outcome<ScheduleView>> {
  return perform(context, 'submitSchedule', {
    work: async (tx) => {
      const { state, agency } = await lockOwn(context, tx, id);
      const violations = [
        ...refuseIf(state !== 'DRAFT', 'SCHEDULE_STATE', 'id'),
        ...(await faultsOf(context, tx, { id, agency })),
      ];
      if (violations.length > 0) return refused(id, violations);
      await sql`update retention.schedule set state = 'SUBMITTED', submitted_by = ${context.access.actorId},
        submitted_on = ${context.access.today}::date, return_reason = null where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
      return done(id);
    },
    find: (target) => findSchedule(context, target),
  });
}

/**
 * Approves a schedule, which takes the place of the one before and rules every record of the agency that appraisal has
 * not in hand. Asked again for faults: records have come since it was handed in.
 *
 * @clause 26号 art. 5; 26号 art. 7
 */
export function approveSchedule(context: Context, id: string): Promise<Outcome<ScheduleView>> {
  const { access, services } = context;
  return perform(context, 'approveSchedule', {
    work: async (tx) => {
      const { state, agency, version } = await lockSubmitted(tx, id);
      const violations = [
        ...refuseIf(state !== 'SUBMITTED', 'SCHEDULE_STATE', 'id'),
        ...(await faultsOf(context, tx, { id, agency })),
      ];
      if (violations.length > 0) return refused(id, violations);
      const db = tx.getKysely();
      await sql`update retention.schedule set state = 'SUPERSEDED' where agency = ${agency} and state = 'APPROVED'`.execute(
        db,
      );
      await sql`update retention.schedule set state = 'APPROVED', approved_on = ${access.today}::date,
        decided_by = ${access.actorId} where id = ${id}::uuid`.execute(db);
      // The lock of assigning: a case that comes meanwhile is ruled by this schedule or before it, never beside it.
      await assignDecisions(tx, services.profile, null);
      const rules = await readRules(tx, [id]);
      const resolving = { agency, rules, profile: services.profile, caseIds: null };
      const moved = await applySchedule(tx, resolving, { version, today: todayOf(context) });
      await publishRetention(tx, moved, 'RULED');
      return done(id);
    },
    find: (target) => findSchedule(context, target),
  });
}

/** @clause 26号 art. 5 */
export function returnSchedule(
  context: Context,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Outcome<ScheduleView>> {
  return perform(context, 'returnSchedule', {
    work: async (tx) => {
      const { state } = await lockSubmitted(tx, id);
      const violations = [...refuseIf(state !== 'SUBMITTED', 'SCHEDULE_STATE', 'id'), ...refuseEmpty(reason, 'reason')];
      if (violations.length > 0) return refused(id, violations);
      await sql`update retention.schedule set state = 'RETURNED', return_reason = ${reason},
        decided_by = ${context.access.actorId} where id = ${id}::uuid`.execute(tx.getKysely());
      return done(id);
    },
    find: (target) => findSchedule(context, target),
  });
}

interface LockedSchedule {
  readonly agency: string;
  readonly version: string;
  readonly state: string;
}

/** All schedules of the agency are locked with it: of two that are approved at the same time one waits. */
async function lockSchedule(tx: EntityManager, id: string): Promise<LockedSchedule | null> {
  await rowsOf(
    tx,
    sql`select id from retention.schedule where agency =
      (select agency from retention.schedule where id = ${id}::uuid) order by id for update`,
  );
  const [row] = await rowsOf(
    tx,
    sql<LockedSchedule>`select agency, version, state from retention.schedule where id = ${id}::uuid`,
  );
  return row ?? null;
}

async function lockOwn(context: Context, tx: EntityManager, id: string): Promise<LockedSchedule> {
  const schedule = await lockSchedule(tx, id);
  assertOwn(context.access, schedule?.agency);
  if (schedule === null) throw new DomainError('NOT_FOUND');
  return schedule;
}

/** A draft that has not been handed in does not exist for the authority. @throws NOT_FOUND */
async function lockSubmitted(tx: EntityManager, id: string): Promise<LockedSchedule> {
  const schedule = await lockSchedule(tx, id);
  if (schedule === null || schedule.state === 'DRAFT') throw new DomainError('NOT_FOUND');
  return schedule;
}

async function faultsOf(
  context: Context,
  tx: EntityManager,
  { id, agency }: { readonly id: string; readonly agency: string },
): Promise<readonly Refusal[]> {
  const [rules, taskCodes] = [await readRules(tx, [id]), await listTaskCodes(tx, agency)];
  return checkSchedule(rules, taskCodes, context.services.profile);
}
