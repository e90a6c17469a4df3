/** Incidents: found, repaired from a good set, closed by a person, or lost and told to the archives authority. */
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { publish, type Context, type EntityManager } from '../../kernel/index.ts';
import type { FindingKind } from '../../preservation/index.ts';
import type { SettleIncidentInput } from '../inputs/preservation.ts';
import { rowsOf } from '../rows.ts';
import { assertOwn, done, ownBodies, perform, refused, visibleBodies, type Outcome } from './acting.ts';
import { refuseIf } from './preservation-refusals.ts';
import { isUnderWay, lockSet, orderRun, placeOf, placesOf } from './preservation-rows.ts';
import { toAgencyView, type View } from './preservation-views.ts';

const INCIDENTS = 500;

/** The last ones first. Those who supervise are not told which files. */
export async function listIncidents(
  context: Context,
  { id = null, state = null }: { readonly id?: string | null; readonly state?: string | null } = {},
): Promise<readonly View[]> {
  const own = sql`keeper = any(${ownBodies(context.access)}::text[])`;
  const rows = await rowsOf(
    context.em,
    sql<View & { keeper: string }>`select id, keeper, set_id as "setId", run_id as "runId", kind,
        case when ${own} then file end as file, case when ${own} then other end as other, state,
        found_at as "foundAt", repaired_from as "repairedFrom", repaired_at as "repairedAt", hindrance,
        settled_by as "settledBy", settled_at as "settledAt", reason
      from holdings.preservation_incident where ${visibleBodies(context.access, 'keeper')}
        and (${id}::uuid is null or id = ${id}::uuid) and (${state}::text is null or state = ${state})
      order by found_at desc, id limit ${INCIDENTS}`,
  );
  return rows.map(toAgencyView);
}

interface IncidentRow {
  readonly id: string;
  readonly keeper: string;
  readonly setId: string;
  readonly kind: FindingKind;
  readonly file: string;
  readonly other: string | null;
  readonly state: string;
  readonly hindrance: string | null;
}

/** @throws NOT_FOUND */
async function lockIncident(context: Context, tx: EntityManager, id: string): Promise<IncidentRow> {
  const [row] = await rowsOf(
    tx,
    sql<IncidentRow>`select id, keeper, set_id as "setId", kind, file, other, state, hindrance
      from holdings.preservation_incident where id = ${id}::uuid for update`,
  );
  assertOwn(context.access, row?.keeper);
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row;
}

/**
 * Orders a good copy from another set over what is broken; of an extra file, that it goes.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 11
 */
export function repairIncident(context: Context, id: string): Promise<Outcome<View>> {
  return perform(context, 'repairIncident', {
    work: async (tx) => {
      const incident = await lockIncident(context, tx, id);
      const { setId, keeper, kind, file, other } = incident;
      const violations = [
        ...refuseIf(incident.state !== 'OPEN', 'INCIDENT_NOT_OPEN', 'id'),
        ...refuseIf(kind === 'RECORD_DIFFERS', 'NOT_REPAIRABLE', 'id'),
        ...refuseIf(await isUnderWay(tx, sql`r.incident_id = ${id}::uuid`), 'WORK_UNDER_WAY', 'id'),
      ];
      if (violations.length > 0) return refused(id, violations);
      const set = await lockSet(context, tx, setId);
      const sources = (await placesOf(tx, keeper)).map(placeOf);
      const { keeperKind } = set;
      await orderRun(tx, {
        order: { kind: 'REPAIR', keeper, keeperKind, place: placeOf(set), finding: { kind, file, other }, sources },
        orderedBy: context.access.actorId,
        setId,
        incidentId: id,
      });
      return done(id);
    },
    find: async (each) => (await listIncidents(context, { id: each }))[0] ?? null,
  });
}

/**
 * A person ends it: closed, or lost when no set has a good copy. Of a loss the archives authority is told.
 *
 * @throws NOT_FOUND
 * @clause 26号 art. 11; 26号 art. 14
 */
export function settleIncident(context: Context, { id, state, reason }: SettleIncidentInput): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'settleIncident', {
    work: async (tx) => {
      const incident = await lockIncident(context, tx, id);
      const isLoss = state === 'LOST';
      const violations = [
        ...refuseIf(state !== 'CLOSED' && !isLoss, 'NOT_AN_END', 'input.state'),
        ...refuseIf(incident.state === 'CLOSED' || incident.state === 'LOST', 'INCIDENT_SETTLED', 'input.id'),
        ...refuseIf(isLoss && incident.state === 'REPAIRED', 'INCIDENT_NOT_OPEN', 'input.id'),
        ...refuseIf(
          isLoss && incident.state === 'OPEN' && incident.hindrance !== 'NO_GOOD_COPY',
          'REPAIR_BEFORE_LOSS',
          'input.id',
        ),
        ...refuseIf(reason.trim() === '', 'TEXT_MISSING', 'input.reason'),
        ...refuseIf(await isUnderWay(tx, sql`r.incident_id = ${id}::uuid`), 'WORK_UNDER_WAY', 'input.id'),
      ];
      if (violations.length > 0) return refused(id, violations);
      await sql`update holdings.preservation_incident set state = ${state}, reason = ${reason},
          settled_by = ${access.actorId}, settled_at = ${access.at}::timestamptz, round = ${nextRound(incident)}
        where id = ${id}::uuid`.execute(tx.getKysely());
      if (isLoss) {
        const { keeper, setId, kind } = incident;
        await publish(tx, 'holdings', 'PRESERVATION_LOST', [{ incidentId: id, keeper, setId, kind }]);
      }
      return done(id);
    },
    find: async (each) => (await listIncidents(context, { id: each }))[0] ?? null,
  });
}

/** What is settled makes room for the same to be found again. */
function nextRound({ setId, kind, file }: IncidentRow) {
  return sql`(select coalesce(max(o.round), 0) + 1 from holdings.preservation_incident o
    where o.set_id = ${setId}::uuid and o.kind = ${kind} and o.file = ${file})`;
}
