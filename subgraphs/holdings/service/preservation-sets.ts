/** Sets, media and readings: what is registered, what is short, and who said so. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { localDate } from '../../../schema/ids.ts';
import type { Context, Refusal } from '../../kernel/index.ts';
import { settingsOf } from '../../preservation/index.ts';
import type { CopySetInput, ReadingInput, RegisterSetInput } from '../inputs/preservation.ts';
import { shortfalls, type SetFacts } from '../preservation-rules.ts';
import { changes, rowsOf } from '../rows.ts';
import { bodyOf, done, ownBodies, perform, refused, visibleBodies, type Outcome } from './acting.ts';
import { refuseIf } from './preservation-refusals.ts';
import { isEnded, isUnderWay, isWithinReach, lockSet, orderRun, placeOf, type SetRow } from './preservation-rows.ts';
import { findRun } from './preservation-runs.ts';
import type { View } from './preservation-views.ts';
import { toAgencyView } from './preservation-views.ts';

const READINGS = 50;

/** Those of the caller; of all keepers for those who supervise, who are not told where a set is. */
export async function listSets(
  context: Context,
  { id = null, keeper = null }: { readonly id?: string | null; readonly keeper?: string | null } = {},
): Promise<readonly View[]> {
  const own = ownBodies(context.access);
  const rows = await rowsOf(
    context.em,
    sql<View & { keeper: string }>`select s.id, s.keeper, s.role, s.kind, s.label, s.state,
        case when s.keeper = any(${own}::text[]) then s.place end as place, s.read_every_days as "readEveryDays",
        s.last_read_on::text as "lastReadOn", s.read_due_on::text as "readDueOn", s.complete_at as "completeAt", s.files,
        s.bytes::float8 as bytes, s.replaced_by as "replacedBy", s.registered_by as "registeredBy",
        s.registered_at as "registeredAt",
        coalesce((select jsonb_agg(to_jsonb(g) order by g."readOn" desc, g.id) from (
          select d.id, d.outcome, d.note, d.read_by as "readBy", d.read_on::text as "readOn"
          from holdings.medium_reading d where d.set_id = s.id order by d.read_on desc, d.id limit ${READINGS}) g),
          '[]'::jsonb) as readings
      from holdings.preservation_set s
      where ${visibleBodies(context.access, 's.keeper')} and (${id}::uuid is null or s.id = ${id}::uuid)
        and (${keeper}::text is null or s.keeper = ${keeper}) order by s.keeper, s.registered_at, s.id`,
  );
  return rows.map(toAgencyView);
}

async function findSet(context: Context, id: string): Promise<View | null> {
  return (await listSets(context, { id }))[0] ?? null;
}

/** @clause 令22 art. 26 */
export function registerSet(context: Context, input: RegisterSetInput): Promise<Outcome<View>> {
  const { access } = context;
  const keeper = bodyOf(access);
  const readEveryDays = input.readEveryDays ?? 365;
  const mount = input.mount ?? null;
  return perform(context, 'registerSet', {
    work: async (tx) => {
      // One after the other: whether there is a set in use is asked before one is registered.
      await sql`select pg_advisory_xact_lock(hashtext(${`set ${keeper}`}))`.execute(tx.getKysely());
      const others = await rowsOf(
        tx,
        sql<SetRow & { label: string }>`select role, mount, label from holdings.preservation_set
          where keeper = ${keeper} and state not in ('REPLACED', 'RETIRED')`,
      );
      const violations = [
        ...checkMedium(context, input, mount),
        ...refuseIf(input.label.trim() === '', 'TEXT_MISSING', 'input.label'),
        ...refuseIf(input.place.trim() === '', 'TEXT_MISSING', 'input.place'),
        ...refuseIf(readEveryDays < 1 || readEveryDays > 3_660, 'DAYS_OUT_OF_RANGE', 'input.readEveryDays'),
        ...refuseIf(
          input.role === 'ONLINE' && others.some(({ role }) => role === 'ONLINE'),
          'ONLINE_SET_EXISTS',
          'input.role',
        ),
        ...refuseIf(mount !== null && others.some((each) => each.mount === mount), 'MEDIUM_TAKEN', 'input.mount'),
      ];
      if (violations.length > 0) return refused(null, violations);
      const id = randomUUID();
      const isNew = await changes(
        tx,
        sql`insert into holdings.preservation_set (id, keeper, keeper_kind, role, kind, label, mount, place, state,
            read_every_days, read_due_on, registered_by, registered_at)
          values (${id}::uuid, ${keeper}, ${access.role === 'AGENCY' ? 'AGENCY' : 'HALL'}, ${input.role}, ${input.kind},
            ${input.label}, ${mount}, ${input.place}, ${input.role === 'ONLINE' ? 'COMPLETE' : 'REGISTERED'},
            ${readEveryDays}, ${access.today}::date + ${readEveryDays}::int, ${access.actorId}, ${access.at}::timestamptz)
          on conflict (keeper, label) do nothing`,
      );
      return isNew ? done(id) : refused(null, refuseIf(true, 'LABEL_TAKEN', 'input.label'));
    },
    find: (id) => findSet(context, id),
  });
}

function checkMedium(
  { services }: Context,
  { role, kind }: RegisterSetInput,
  mount: string | null,
): readonly Refusal[] {
  if (mount === null) return [];
  if (role === 'ONLINE') return refuseIf(true, 'ONLINE_HAS_NO_MOUNT', 'input.mount');
  return refuseIf(settingsOf(services).media[mount]?.kind !== kind, 'MEDIUM_UNKNOWN', 'input.mount');
}

/** A set that is no longer there counts for nothing. @throws NOT_FOUND */
export function retireSet(context: Context, id: string, reason: string): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'retireSet', {
    work: async (tx) => {
      const set = await lockSet(context, tx, id);
      const violations = [
        ...refuseIf(isEnded(set), 'SET_ENDED', 'id'),
        ...refuseIf(reason.trim() === '', 'TEXT_MISSING', 'reason'),
        ...refuseIf(await isUnderWay(tx, sql`${id}::uuid in (r.set_id, r.from_set_id)`), 'WORK_UNDER_WAY', 'id'),
      ];
      if (violations.length > 0) return refused(id, violations);
      await sql`update holdings.preservation_set set state = 'RETIRED', reason = ${reason}, ended_by = ${access.actorId},
          ended_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(tx.getKysely());
      await sql`update holdings.preservation_plan set state = 'ENDED', ended_by = ${access.actorId},
          ended_at = ${access.at}::timestamptz where set_id = ${id}::uuid and state = 'ACTIVE'`.execute(tx.getKysely());
      return done(id);
    },
    find: (each) => findSet(context, each),
  });
}

/**
 * Copies what the target does not have, verified as it is written and read again as a whole. In a migration the source
 * is replaced once that is done.
 *
 * @throws NOT_FOUND
 * @clause 令22 art. 26; 26号 art. 11
 */
export function copySet(context: Context, input: CopySetInput): Promise<Outcome<View>> {
  const isMigration = input.isMigration ?? false;
  return perform(context, 'copySet', {
    work: async (tx) => {
      const [first = '', second = ''] = [input.fromId, input.toId].toSorted();
      const sets = [await lockSet(context, tx, first), await lockSet(context, tx, second)];
      const [from, to] = first === input.fromId ? sets : sets.toReversed();
      if (from === undefined || to === undefined) throw new TypeError('two sets expected');
      const violations = [
        ...refuseIf(from.id === to.id, 'SAME_SET', 'input.toId'),
        ...refuseIf(isEnded(from), 'SET_ENDED', 'input.fromId'),
        ...refuseIf(isEnded(to), 'SET_ENDED', 'input.toId'),
        ...refuseIf(!isWithinReach(from), 'SET_OUT_OF_REACH', 'input.fromId'),
        ...refuseIf(to.role === 'ONLINE', 'COPY_TO_ONLINE', 'input.toId'),
        ...refuseIf(to.role !== 'ONLINE' && !isWithinReach(to), 'SET_OUT_OF_REACH', 'input.toId'),
        ...refuseIf(isMigration && from.role === 'ONLINE', 'ONLINE_NOT_MIGRATED', 'input.fromId'),
        ...refuseIf(
          await isUnderWay(tx, sql`r.work = 'COPY' and r.set_id = ${to.id}::uuid`),
          'WORK_UNDER_WAY',
          'input.toId',
        ),
      ];
      if (violations.length > 0) return refused(to.id, violations);
      const { keeper, keeperKind } = to;
      const id = await orderRun(tx, {
        order: { kind: 'COPY', keeper, keeperKind, from: placeOf(from), to: placeOf(to) },
        orderedBy: context.access.actorId,
        setId: to.id,
        fromSetId: from.id,
        isMigration,
      });
      return done(id);
    },
    find: (id) => findRun(context, id),
  });
}

/** What a person has found; the next reading is due from then. @throws NOT_FOUND @clause 26号 art. 11 */
export function recordReading(context: Context, input: ReadingInput): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'recordReading', {
    work: async (tx) => {
      const set = await lockSet(context, tx, input.setId);
      const violations = refuseIf(isEnded(set), 'SET_ENDED', 'input.setId');
      if (violations.length > 0) return refused(set.id, violations);
      await sql`insert into holdings.medium_reading (id, set_id, outcome, note, read_by, read_on)
        values (${randomUUID()}::uuid, ${set.id}::uuid, ${input.outcome}, ${input.note ?? ''}, ${access.actorId},
          ${access.today}::date)`.execute(tx.getKysely());
      await sql`update holdings.preservation_set set last_read_on = ${access.today}::date,
          read_due_on = ${access.today}::date + read_every_days,
          state = case when ${input.outcome} = 'UNREADABLE' and role = 'BACKUP' then 'INCOMPLETE' else state end
        where id = ${set.id}::uuid`.execute(tx.getKysely());
      return done(set.id);
    },
    find: (id) => findSet(context, id),
  });
}

interface KeeperRow {
  readonly keeper: string;
  readonly sets: readonly SetFacts[];
  readonly openIncidents: number;
  readonly lost: number;
  readonly inspectedAt: string | null;
}

/**
 * How each keeper stands. A caller that keeps, and has registered nothing, is told so.
 *
 * @clause 令22 art. 26
 */
export async function listCompliance(context: Context): Promise<readonly View[]> {
  const { access } = context;
  const rows = await rowsOf(
    context.em,
    sql<KeeperRow>`select s.keeper, jsonb_agg(jsonb_build_object('role', s.role, 'kind', s.kind, 'mount', s.mount,
        'state', s.state, 'lastReadOn', s.last_read_on, 'readDueOn', s.read_due_on)) as sets,
        (select count(*)::int from holdings.preservation_incident i where i.keeper = s.keeper and i.state = 'OPEN')
          as "openIncidents",
        (select count(*)::int from holdings.preservation_incident i where i.keeper = s.keeper and i.state = 'LOST') as lost,
        (select max(r.ended_at) from holdings.preservation_run r where r.keeper = s.keeper and r.work = 'INSPECT'
          and r.state = 'DONE' and r.permille = 1000) as "inspectedAt"
      from holdings.preservation_set s where ${visibleBodies(access, 's.keeper')} group by s.keeper order by s.keeper`,
  );
  const isKeeper = access.role === 'AGENCY' || access.role === 'ARCHIVE_HALL';
  const missing = isKeeper && access.agency !== null && !rows.some(({ keeper }) => keeper === access.agency);
  const none: KeeperRow = { keeper: access.agency ?? '', sets: [], openIncidents: 0, lost: 0, inspectedAt: null };
  return [...rows, ...(missing ? [none] : [])].map(({ sets, keeper, ...counts }) => {
    const kept = sets.filter((each) => !isEnded(each));
    return {
      id: keeper,
      keeper: { uscc: keeper },
      ...counts,
      sets: kept.length,
      completeBackups: kept.filter(({ role, state }) => role === 'BACKUP' && state === 'COMPLETE').length,
      kinds: new Set(kept.map(({ kind }) => kind)).size,
      shortOf: shortfalls(sets, localDate(access.today)),
    };
  });
}
