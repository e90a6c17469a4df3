/** Reviews as their parties see them, and what is due to be reviewed. */
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import {
  openCursor,
  Records,
  sealCursor,
  type DisclosedRow,
  type ListRequest,
  type Page,
  type PageRequest,
} from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { ownBodies } from './acting.ts';
import { ARCHIVAL_RECORDS } from './records.ts';

export type ReviewRow = Readonly<Record<string, unknown>> & { readonly id: string };

const COLUMNS = sql.raw(`v.id, v.record_id as "recordId", v.keeper, v.advisor, v.unit_gone_basis as "unitGoneBasis",
  v.cause, v.state, v.due_on::text as "dueOn", v.result, v.reasons, v.statement,
  v.deferred_until::text as "deferredUntil", v.consent_number as "consentNumber", v.early_ground as "earlyGround",
  v.proposed_by as "proposedBy", v.proposed_at as "proposedAt", v.opinion, v.opinion_reasons as "opinionReasons",
  v.opinion_text as "opinionText", v.advised_by as "advisedBy", v.advised_at as "advisedAt", v.decision,
  v.decision_reasons as "decisionReasons", v.decision_note as "decisionNote", v.decided_by as "decidedBy",
  v.decided_at as "decidedAt"`);

const FROM = sql.raw('holdings.opening_review v join holdings.archival_record r on r.id = v.record_id');

/** The keeper, and the forming unit once it is asked; of what was classified since, nobody. */
function visible(access: AccessContext): RawBuilder<boolean> {
  const own = ownBodies(access);
  return sql<boolean>`(v.keeper = any(${own}::text[]) or v.advisor = any(${own}::text[]))
    and (r.custody_facts >> 10) & 3 <> 3`;
}

export async function findReview(context: Context, id: string): Promise<ReviewRow | null> {
  const [row] = await rowsOf(
    context.em,
    sql<ReviewRow>`select ${COLUMNS} from ${FROM} where v.id = ${id}::uuid and ${visible(context.access)}`,
  );
  return row ?? null;
}

export interface ReviewFilter {
  readonly recordId: string | null;
  readonly state: string | null;
}

/** Newest first would need a clock in the cursor: in the order of their keys. */
export async function listReviews(
  context: Context,
  { recordId, state, ...request }: ReviewFilter & PageRequest,
): Promise<Page<ReviewRow>> {
  const { access, em, services } = context;
  const binding = JSON.stringify(['openingReviews', access.actorId, access.agency, recordId, state]);
  const [lastId] = request.after === null ? [] : openCursor(services.keys.cursor, binding, request.after);
  const where = sql<boolean>`${visible(access)}
    and (${recordId}::uuid is null or v.record_id = ${recordId}::uuid)
    and (${state}::text is null or v.state = ${state}::text)`;
  const beyond = lastId === undefined ? sql`true` : sql`v.id > ${lastId}::uuid`;
  const rows = await rowsOf(
    em,
    sql<ReviewRow>`select ${COLUMNS} from ${FROM} where ${where} and ${beyond} order by v.id limit ${request.first + 1}`,
  );
  const edges = rows
    .slice(0, request.first)
    .map((node) => ({ node, cursor: sealCursor(services.keys.cursor, binding, [node.id]) }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > request.first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () =>
      (await rowsOf(em, sql<{ n: number }>`select count(*)::int as n from ${FROM} where ${where}`))[0]?.n ?? 0,
  };
}

/**
 * What the caller's body keeps and has not reviewed though the years have passed, or has deferred until a day that has
 * passed. The day on which it is due is itself due.
 *
 * @clause 档案法 art. 27
 */
const dueRecords = new Records({
  ...ARCHIVAL_RECORDS,
  also: ({ access, services: { profile } }) => sql<boolean>`
    case when r.custody in ('HALL', 'EARLY_CUSTODY_HALL') then r.hall else c.forming_unit end
      = any(${ownBodies(access)}::text[])
    and c.destroyed_on is null
    and not exists (select 1 from holdings.opening_review v where v.open_key = r.id::text)
    and (r.opening_state = 'NOT_REVIEWED' and (coalesce(c.completed_on, c.period_on)
        + make_interval(years => ${profile.openingDueYears}))::date <= ${access.today}::date
      or r.opening_state = 'DEFERRED' and coalesce((select v.deferred_until from holdings.opening_review v
        where v.record_id = r.id and v.state = 'DECIDED' order by v.decided_at desc, v.id limit 1),
        (coalesce(c.completed_on, c.period_on) + make_interval(years => ${profile.openingDueYears}))::date)
        < ${access.today}::date)`,
});

export function listDue(context: Context, request: ListRequest): Promise<Page<DisclosedRow>> {
  return dueRecords.list(context, request);
}
