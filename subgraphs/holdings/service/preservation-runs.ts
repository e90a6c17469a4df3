/** Plans and runs: inspections, copies, repairs and conversions, and their reports. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../../kernel/index.ts';
import { convertersOf, settingsOf } from '../../preservation/index.ts';
import type { InspectionInput, PlanInput } from '../inputs/preservation.ts';
import { rowsOf } from '../rows.ts';
import { assertOwn, bodyOf, done, ownBodies, perform, refused, visibleBodies, type Outcome } from './acting.ts';
import { refuseIf } from './preservation-refusals.ts';
import { isEnded, isUnderWay, isWithinReach, lockSet, orderRun, placeOf } from './preservation-rows.ts';
import { toAgencyView, type View } from './preservation-views.ts';

const RUNS = 100;
const CONVERSIONS = 500;

/** The last ones first. Those who supervise are told outcomes: neither files nor digests. */
export async function listRuns(
  context: Context,
  { id = null, setId = null }: { readonly id?: string | null; readonly setId?: string | null } = {},
): Promise<readonly View[]> {
  const own = sql`r.keeper = any(${ownBodies(context.access)}::text[])`;
  const forOwn = (column: string) => sql`case when ${own} then ${sql.ref(column)} end`;
  const rows = await rowsOf(
    context.em,
    sql<View & { keeper: string; busyMs: number; bytes: number }>`select r.id, r.work, r.keeper, r.set_id as "setId",
        r.from_set_id as "fromSetId", r.permille, r.converter, r.state, r.reason, r.files, r.bytes::float8 as bytes,
        r.busy_ms as "busyMs", r.ordered_by as "orderedBy", r.ordered_at as "orderedAt", r.ended_at as "endedAt",
        coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'count', k.n) order by k.kind) from (
          select i.kind, count(*)::int as n from holdings.preservation_incident i where i.run_id = r.id group by i.kind) k),
          '[]'::jsonb) as findings,
        coalesce((select jsonb_agg(jsonb_build_object('outcome', c.outcome, 'file', ${forOwn('c.file_id')},
            'derived', ${forOwn('c.derived_id')}, 'version', c.version, 'reason', c.reason,
            'beforeSm3', ${forOwn('c.before_sm3')}, 'beforeSha256', ${forOwn('c.before_sha256')},
            'afterSm3', ${forOwn('c.after_sm3')}, 'afterSha256', ${forOwn('c.after_sha256')},
            'remarks', coalesce((select jsonb_agg((x->>'code') || ' ' || (x->>'result')) from jsonb_array_elements(c.checks) x
              where x->>'result' not in ('PASS', 'NOT_APPLICABLE')), '[]'::jsonb)) order by c.file_id)
          from (select * from holdings.file_conversion v where v.run_id = r.id order by v.file_id limit ${CONVERSIONS}) c),
          '[]'::jsonb) as conversions
      from holdings.preservation_run r where ${visibleBodies(context.access, 'r.keeper')}
        and (${id}::uuid is null or r.id = ${id}::uuid) and (${setId}::uuid is null or r.set_id = ${setId}::uuid)
      order by r.ordered_at desc, r.id limit ${RUNS}`,
  );
  return rows.map(({ busyMs, ...row }) => ({
    ...toAgencyView(row),
    megabytesPerSecond: busyMs > 0 ? Math.round(row.bytes / busyMs / 10) / 100 : null,
  }));
}

export async function findRun(context: Context, id: string): Promise<View | null> {
  return (await listRuns(context, { id }))[0] ?? null;
}

/** @throws NOT_FOUND @clause 26号 art. 11 */
export function orderInspection(context: Context, { setId, permille }: InspectionInput): Promise<Outcome<View>> {
  const share = permille ?? 1_000;
  return perform(context, 'orderInspection', {
    work: async (tx) => {
      const set = await lockSet(context, tx, setId);
      const violations = [
        ...refuseIf(isEnded(set), 'SET_ENDED', 'input.setId'),
        ...refuseIf(!isWithinReach(set), 'SET_OUT_OF_REACH', 'input.setId'),
        ...refuseIf(share < 1 || share > 1_000, 'PERMILLE_OUT_OF_RANGE', 'input.permille'),
        ...refuseIf(
          await isUnderWay(tx, sql`r.work = 'INSPECT' and r.set_id = ${setId}::uuid`),
          'WORK_UNDER_WAY',
          'input.setId',
        ),
      ];
      if (violations.length > 0) return refused(setId, violations);
      const { keeper, keeperKind } = set;
      const order = { kind: 'INSPECT', keeper, keeperKind, place: placeOf(set), permille: share } as const;
      return done(await orderRun(tx, { order, orderedBy: context.access.actorId, setId, permille: share }));
    },
    find: (id) => findRun(context, id),
  });
}

/** All originals of the keeper in the converter's format of which nothing was made yet. @clause 令22 art. 28 */
export function orderConversion(context: Context, converter: string): Promise<Outcome<View>> {
  const { access } = context;
  const keeper = bodyOf(access);
  const keeperKind = access.role === 'AGENCY' ? 'AGENCY' : 'HALL';
  return perform(context, 'orderConversion', {
    work: async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext(${`convert ${keeper}`}))`.execute(tx.getKysely());
      const isKnown = convertersOf(settingsOf(context.services)).some(({ name }) => name === converter);
      const violations = [
        ...refuseIf(!isKnown, 'CONVERTER_UNKNOWN', 'converter'),
        ...refuseIf(
          await isUnderWay(tx, sql`r.work = 'CONVERT' and r.keeper = ${keeper}`),
          'WORK_UNDER_WAY',
          'converter',
        ),
      ];
      if (violations.length > 0) return refused(null, violations);
      const [online] = await rowsOf(
        tx,
        sql<{ id: string }>`select id from holdings.preservation_set
          where keeper = ${keeper} and role = 'ONLINE' and state not in ('REPLACED', 'RETIRED')`,
      );
      const order = {
        kind: 'CONVERT',
        keeper,
        keeperKind,
        converter,
        orderedBy: access.actorId,
        setId: online?.id ?? null,
      } as const;
      return done(await orderRun(tx, { order, orderedBy: access.actorId, setId: online?.id ?? null, converter }));
    },
    find: (id) => findRun(context, id),
  });
}

export function listConverters({
  services,
}: Context): readonly Readonly<Record<'name' | 'version' | 'from' | 'to', string>>[] {
  return convertersOf(settingsOf(services)).map(({ name, version, from, to }) => ({ name, version, from, to }));
}

export function listPlans(context: Context, id: string | null = null): Promise<readonly View[]> {
  return rowsOf(
    context.em,
    sql<View>`select id, set_id as "setId", work, every_days as "everyDays", permille, next_on::text as "nextOn",
        state = 'ACTIVE' as "isActive", set_by as "setBy" from holdings.preservation_plan
      where ${visibleBodies(context.access, 'keeper')} and (${id}::uuid is null or id = ${id}::uuid)
      order by set_at, id`,
  );
}

/** @throws NOT_FOUND @clause 26号 art. 11 */
export function planPreservation(context: Context, input: PlanInput): Promise<Outcome<View>> {
  const { access } = context;
  const { setId, work, everyDays, firstOn } = input;
  const permille = input.permille ?? 1_000;
  return perform(context, 'planPreservation', {
    work: async (tx) => {
      const set = await lockSet(context, tx, setId);
      const violations = [
        ...refuseIf(isEnded(set), 'SET_ENDED', 'input.setId'),
        ...refuseIf(!isWithinReach(set), 'SET_OUT_OF_REACH', 'input.setId'),
        ...refuseIf(work === 'COPY' && set.role === 'ONLINE', 'COPY_TO_ONLINE', 'input.setId'),
        ...refuseIf(everyDays < 1 || everyDays > 3_660, 'DAYS_OUT_OF_RANGE', 'input.everyDays'),
        ...refuseIf(permille < 1 || permille > 1_000, 'PERMILLE_OUT_OF_RANGE', 'input.permille'),
      ];
      if (violations.length > 0) return refused(setId, violations);
      const id = randomUUID();
      await sql`insert into holdings.preservation_plan
          (id, keeper, set_id, work, every_days, permille, next_on, state, set_by, set_at)
        values (${id}::uuid, ${set.keeper}, ${setId}::uuid, ${work}, ${everyDays}, ${permille}, ${firstOn}::date, 'ACTIVE',
          ${access.actorId}, ${access.at}::timestamptz)`.execute(tx.getKysely());
      return done(id);
    },
    find: async (id) => (await listPlans(context, id))[0] ?? null,
  });
}

/** @throws NOT_FOUND */
export function endPlan(context: Context, id: string): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'endPreservationPlan', {
    work: async (tx) => {
      const [plan] = await rowsOf(
        tx,
        sql<{ keeper: string; state: string }>`select keeper, state from holdings.preservation_plan
          where id = ${id}::uuid for update`,
      );
      assertOwn(access, plan?.keeper);
      const violations = refuseIf(plan?.state !== 'ACTIVE', 'PLAN_ENDED', 'id');
      if (violations.length > 0) return refused(id, violations);
      await sql`update holdings.preservation_plan set state = 'ENDED', ended_by = ${access.actorId},
          ended_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(tx.getKysely());
      return done(id);
    },
    find: async (each) => (await listPlans(context, each))[0] ?? null,
  });
}
