/** What a person is told: who read what of theirs; and what they may ask about it. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { localDate } from '../../../schema/ids.ts';
import { RULES } from '../../../schema/policy/rules.ts';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import { act, type ActResult, type Chore, type Context } from '../../kernel/index.ts';
import { visibleRequests } from '../in-force-policy.ts';
import { requestDueOn, type RequestKind } from '../rules/request.ts';
import { isKept, ownBodies } from './demands.ts';
import { page, type Row } from './page.ts';
import { findHolderForSubject } from './record-copies.ts';

interface LoggedOutcome {
  readonly coordinate: string;
  readonly outcome: string;
  readonly rule: string;
}

/**
 * Answers that gave more than public facts of a record about the caller, be it only of a part of the record. Not their
 * own reading, not what the law still keeps back, no officers' names.
 *
 * @clause PIPL art. 35; PIPL art. 44; PIPL art. 45
 */
export async function listAccessOfMine(context: Context, request: PageRequest): Promise<Page<Row>> {
  const { subjectRef, today, at } = context.access;
  const mine = sql`(select r.log_id, array_agg(c.type_name || ':' || c.id order by c.id) as records
    from sharing.record_copy c join sharing.access_log_record r on r.record_id = c.id
    where c.subjects @> array[${subjectRef}]::text[] group by r.log_id)`;
  const found = await page(context, request, {
    name: 'mine',
    columns: sql`l.id::text as id, l.at, coalesce(l.on_behalf_of, l.agency) as agency, l.use_cause as "useCause",
      l.outcomes, m.records, coalesce(d.legal_basis, g.basis) as basis`,
    from: sql`${mine} as m join sharing.access_log l on l.id = m.log_id
      left join sharing.sharing_grant g on g.id::text = l.grant_id
      left join sharing.demand d on d.id::text = l.demand_id`,
    id: sql`l.id`,
    where: sql<boolean>`l.role not in ('PERSON', 'ENTERPRISE') and not ${isKept(today, at)}`,
  });
  return { ...found, edges: found.edges.map(({ node, cursor }) => ({ node: toAccess(context, node), cursor })) };
}

function toAccess({ services }: Context, row: Row): Row {
  const outcomes = (row['outcomes'] as readonly LoggedOutcome[]).filter(
    ({ coordinate, outcome }) => outcome !== 'WITHHOLD' && !isPublic(coordinate),
  );
  const byGrantOrDemand = outcomes.some(({ rule }) => ['R8', 'R15', 'R16'].includes(rule));
  return {
    ...row,
    fields: [...new Set(outcomes.map(({ coordinate }) => coordinate))],
    clauses: [...new Set(outcomes.map(({ rule }) => toClause(rule)))],
    basis: byGrantOrDemand ? row['basis'] : null,
  };

  function isPublic(coordinate: string): boolean {
    const [typeName = '', name = ''] = coordinate.split('.');
    const field = services.policy.records.get(typeName)?.fields.find((each) => each.name === name);
    return field?.level === 'P0';
  }
}

function toClause(rule: string): string {
  return Object.entries(RULES).find(([id]) => id === rule)?.[1] ?? rule;
}

/** Rows a turn: each may be about some hundred records. */
const INDEXED_AT_ONCE = 200;

/** Brings the log by record up to date. Any number of processes may do so at once. */
export const indexLog: Chore = async (runtime) => {
  const indexed = await sql`with taken as (delete from sharing.access_log_pending where log_id in
      (select log_id from sharing.access_log_pending order by log_id limit ${INDEXED_AT_ONCE} for update skip locked)
      returning log_id)
    insert into sharing.access_log_record (record_id, log_id)
    select distinct a.id::uuid, l.id from taken join sharing.access_log l on l.id = taken.log_id
    cross join unnest(l.about) as a(id) on conflict do nothing`.execute(runtime.fork().getKysely());
  return Number(indexed.numAffectedRows ?? 0n);
};

export interface RecordRequest {
  readonly recordId: string;
  readonly kind: RequestKind;
  readonly statement: string;
}

/**
 * Enters a request about a record of the caller's own; the body that holds the record answers it.
 *
 * @throws NOT_FOUND for a record that is not theirs
 * @clause PIPL art. 46; PIPL art. 48; PIPL art. 50
 */
export function requestOnRecord(context: Context, input: RecordRequest): Promise<ActResult> {
  const { access } = context;
  return act(context, { schema: 'sharing', name: `REQUEST_${input.kind}` }, async (tx) => {
    const provider = await findHolderForSubject(tx, input.recordId, access.subjectRef);
    if (provider === null) throw new DomainError('NOT_FOUND');
    if (input.statement.trim() === '') {
      const message = 'Say what you ask for.';
      return {
        target: null,
        violations: [{ code: 'STATEMENT_REQUIRED', message, clause: 'PIPL art. 50', path: 'statement' }],
      };
    }
    const id = randomUUID();
    await sql`insert into sharing.record_request (id, kind, record_id, subject, provider, statement, state, requested_at, due_on)
      values (${id}::uuid, ${input.kind}, ${input.recordId}::uuid, ${access.subjectRef}, ${provider}, ${input.statement},
        'RECEIVED', ${access.at}::timestamptz, ${requestDueOn(input.kind, localDate(access.today), context.services.profile.holidays)}::date)`.execute(
      tx.getKysely(),
    );
    return { target: id, violations: [] };
  });
}

export interface RequestAnswer {
  readonly id: string;
  readonly isGranted: boolean;
  readonly answer: string;
}

/**
 * Answers a request about a record of one's body, once. Archived bytes never change: a correction annotates.
 *
 * @throws NOT_FOUND for a request to somebody else
 * @clause PIPL art. 50
 */
export function answerRequest(context: Context, { id, isGranted, answer }: RequestAnswer): Promise<ActResult> {
  const { access } = context;
  return act(context, { schema: 'sharing', name: 'ANSWER_REQUEST' }, async (tx) => {
    const { rows } = await sql<{ state: string }>`select state from sharing.record_request
      where id = ${id}::uuid and provider = any(${ownBodies(access)}::text[]) for update`.execute(tx.getKysely());
    const [found] = rows;
    if (found === undefined) throw new DomainError('NOT_FOUND');
    const clause = 'PIPL art. 50';
    const violations = [
      ...(found.state === 'RECEIVED'
        ? []
        : [{ code: 'ALREADY_ANSWERED', message: 'The request has been answered.', clause, path: 'id' }]),
      ...(answer.trim() === ''
        ? [{ code: 'ANSWER_REQUIRED', message: 'Say what was done, or why it was not.', clause, path: 'answer' }]
        : []),
    ];
    if (violations.length > 0) return { target: id, violations };
    await sql`update sharing.record_request set state = ${isGranted ? 'GRANTED' : 'REFUSED'}, answer = ${answer},
        answered_by = ${access.actorId}, answered_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(
      tx.getKysely(),
    );
    return { target: id, violations };
  });
}

const REQUEST_COLUMNS = sql`q.id, q.kind, q.record_id::text as "recordId", q.provider, q.statement, q.state,
  q.requested_at as "requestedAt", q.due_on as "dueOn", q.answer, q.answered_at as "answeredAt"`;

export function listRequests(context: Context, request: PageRequest): Promise<Page<Row>> {
  const where = visibleRequests(context.access);
  const from = sql`sharing.record_request q`;
  return page(context, request, { name: 'requests', columns: REQUEST_COLUMNS, from, id: sql`q.id`, where });
}

export async function findRequest(context: Context, id: string | null): Promise<Row | null> {
  if (id === null) return null;
  const query = sql<Row>`select ${REQUEST_COLUMNS} from sharing.record_request q
    where q.id = ${id}::uuid and ${visibleRequests(context.access)}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}
