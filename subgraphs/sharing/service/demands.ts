/** Statutory demands and declared emergencies: recorded, approved by two, in force for hours or days, logged apart. */
import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext, Demand } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import { act, type ActResult, type Context, type EntityManager } from '../../kernel/index.ts';
import { visibleDemands } from '../in-force-policy.ts';
import { APPROVERS, checkApproval, checkDemand, type DemandInput } from '../rules/demand.ts';
import { raiseEpoch } from './epoch.ts';
import { page, type Row } from './page.ts';
import { findHolder } from './record-copies.ts';

const COLUMNS = sql`d.id, d.kind, d.document_number as "documentNumber", d.authority, d.legal_basis as "legalBasis",
  d.officers, d.record_id::text as "recordId", d.provider, d.recorded_by as "recordedBy", d.recorded_at as "recordedAt",
  d.approvers, d.until, d.kept_until as "keptUntil", d.kept_basis as "keptBasis", d.ended_at as "endedAt",
  greatest((coalesce(d.ended_at, d.until) at time zone 'Asia/Shanghai')::date, d.kept_until)::text as "noticeOn"`;

export interface RecordDemand extends DemandInput {
  readonly kind: string;
  readonly recordId: string;
}

/**
 * Enters a demand for one record of one's own. It gives nothing until two others have approved it.
 *
 * @clause 809 art. 2; PIPL art. 18; PIPL art. 35
 */
export function recordDemand(context: Context, input: RecordDemand): Promise<ActResult> {
  const { access } = context;
  return act(context, { schema: 'sharing', name: 'RECORD_DEMAND' }, async (tx) => {
    const holder = await findHolder(tx, input.recordId, ownBodies(access));
    const isDocumentUsed = await isUsed(tx, input);
    const facts = { now: access.at, isOwnRecord: holder !== null, body: access.agency, recorder: access.actorId };
    const violations = checkDemand(input, { ...facts, isDocumentUsed });
    if (violations.length > 0) return { target: null, violations };
    const id = randomUUID();
    const entered = await sql`insert into sharing.demand (id, kind, document_number, authority, legal_basis, officers,
        record_id, provider, recorded_by, recorded_at, until, kept_until, kept_basis)
      values (${id}::uuid, ${input.kind}, ${input.documentNumber.trim()}, ${input.authority}, ${input.legalBasis},
        ${[...input.officers]}::text[], ${input.recordId}::uuid, ${access.agency}, ${access.actorId},
        ${access.at}::timestamptz, ${input.until}::timestamptz, ${input.keptUntil}::date, ${input.keptBasis})
      on conflict (authority, document_number) do nothing`.execute(tx.getKysely());
    if (entered.numAffectedRows !== 1n) throw new DomainError('CONFLICT', 'The same document is being recorded.');
    return { target: id, violations };
  });
}

async function isUsed(tx: EntityManager, { authority, documentNumber }: DemandInput): Promise<boolean> {
  const { rows } = await sql`select 1 from sharing.demand
    where authority = ${authority} and document_number = ${documentNumber.trim()}`.execute(tx.getKysely());
  return rows.length > 0;
}

interface DemandRow {
  readonly recordedBy: string;
  readonly officers: readonly string[];
  readonly approvers: readonly string[];
  readonly isOver: boolean;
}

/**
 * One of the two approvals; with the second it is in force.
 *
 * @throws NOT_FOUND for a demand about somebody else's record
 * @clause 809 art. 2; PIPL art. 18; PIPL art. 35
 */
export function approveDemand(context: Context, id: string): Promise<ActResult> {
  const { access } = context;
  return act(context, { schema: 'sharing', name: 'APPROVE_DEMAND' }, async (tx) => {
    const { recordedBy, officers, approvers, isOver } = await lock(tx, access, id);
    const facts = { approver: access.actorId, recorder: recordedBy, officers, approvers, isOver };
    const violations = checkApproval(facts);
    if (violations.length === 0) {
      await sql`update sharing.demand set approvers = array_append(approvers, ${access.actorId}) where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
      await raiseEpoch(tx);
    }
    return { target: id, violations };
  });
}

/**
 * Ends a demand before its time, in every process within a second.
 *
 * @throws NOT_FOUND
 */
export function endDemand(context: Context, id: string): Promise<ActResult> {
  const { access } = context;
  return act(context, { schema: 'sharing', name: 'END_DEMAND' }, async (tx) => {
    await lock(tx, access, id);
    await sql`update sharing.demand set ended_at = coalesce(ended_at, ${access.at}::timestamptz) where id = ${id}::uuid`.execute(
      tx.getKysely(),
    );
    await raiseEpoch(tx);
    return { target: id, violations: [] };
  });
}

/** Approvals of one demand wait for each other here. */
async function lock(tx: EntityManager, access: AccessContext, id: string): Promise<DemandRow> {
  const { rows } = await sql<DemandRow>`select recorded_by as "recordedBy", officers, approvers,
      (ended_at is not null or until <= ${access.at}::timestamptz) as "isOver" from sharing.demand
    where id = ${id}::uuid and provider = any(${ownBodies(access)}::text[]) for update`.execute(tx.getKysely());
  const [row] = rows;
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row;
}

interface Invoked {
  readonly id: string;
  readonly officer: string;
  readonly agency: string;
}

/** For its own authority and its own officers only; when it is over is for the decision to see. */
export async function findDemand(em: EntityManager, { id, officer, agency }: Invoked): Promise<Demand | null> {
  const { rows } = await sql<Demand>`select id, record_id::text as "recordId",
      to_char(until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as until from sharing.demand
    where id::text = ${id} and authority = ${agency} and ${officer} = any(officers) and ended_at is null
      and cardinality(approvers) >= ${APPROVERS}`.execute(em.getKysely());
  return rows[0] ?? null;
}

export function listDemands(context: Context, request: PageRequest): Promise<Page<Row>> {
  const where = visibleDemands(context.access);
  return page(context, request, {
    name: 'demands',
    columns: COLUMNS,
    from: sql`sharing.demand d`,
    id: sql`d.id`,
    where,
  });
}

export async function findDemandRow(context: Context, id: string | null): Promise<Row | null> {
  if (id === null) return null;
  const query = sql<Row>`select ${COLUMNS} from sharing.demand d where d.id = ${id}::uuid and ${visibleDemands(context.access)}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}

/** What was answered by a demand: for whoever may see the demand. */
export async function listUses(context: Context, demandId: string): Promise<readonly Row[]> {
  const found = await context.load<Row[]>('Demand.uses', demandId, async (ids) => {
    const { rows } = await sql<Row & { demandId: string }>`select l.id::text as id, l.demand_id as "demandId", l.at,
        l.actor_id as "actorId", l.request_id as "requestId", l.about as records from sharing.access_log l
      where l.demand_id = any(${[...ids]}::text[]) order by l.id`.execute(context.em.getKysely());
    return Map.groupBy(rows, (row) => row.demandId);
  });
  return found ?? [];
}

/** The caller's body and what it has succeeded. */
export function ownBodies({ agency, predecessors }: AccessContext): string[] {
  return agency === null ? [] : [agency, ...predecessors];
}

/** Log rows that the law keeps from the subject: its demand runs, or an order says so. `l` is the log. */
export function isKept(today: string, at: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from sharing.demand d where d.id::text = l.demand_id
    and ((d.ended_at is null and d.until > ${at}::timestamptz) or d.kept_until >= ${today}::date))`;
}
