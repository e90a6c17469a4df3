/** Requests as each of their parties sees them, and the register of copies as the keeper sees it. */
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { openCursor, sealCursor, type Page, type PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { normalizeCode } from '../copy/marks.ts';
import { changes, rowsOf } from '../rows.ts';
import { done, ownBodies, perform, refused, type Outcome } from './acting.ts';
import { useRefusals } from '../use-rules.ts';

export type RequestRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** Which record is meant is for who keeps it and for whose consent is asked; the keeper's notes are the keeper's. */
function columns(access: AccessContext): RawBuilder<unknown> {
  const own = ownBodies(access);
  const keeper = sql`q.keeper = any(${own}::text[])`;
  const inside = sql`(q.keeper = any(${own}::text[]) or q.consent_of = any(${own}::text[]))`;
  return sql`q.id, q.state, q.keeper, q.asking_hall as "askingHall", q.for_whom as "forWhom", q.purpose, q.proof, q.wanted,
    q.kind, q.format, q.requested_at as "requestedAt", q.refusal, q.refusal_text as "refusalText", q.feedback,
    case when ${inside} then q.record_id end as "recordId", case when ${inside} then q.consent_of end as "consentOf",
    case when ${inside} then q.unit_consent end as "unitConsent", case when ${inside} then q.unit_note end as "unitNote",
    case when ${keeper} then q.accepted_by end as "acceptedBy", case when ${keeper} then q.handled_note end as "handledNote",
    case when ${keeper} then q.decided_by end as "decidedBy",
    case when ${keeper} then q.third_party_needed end as "thirdPartyNeeded",
    case when ${keeper} then q.third_party_evidence end as "thirdPartyEvidence", i.number as "copyNumber",
    i.issued_at as "issuedAt", i.withdrawn_at is not null as "isWithdrawn", k.id::text as "fileId", q.actor_id as "actorId",
    q.role as "askedAs", q.subject_ref as "subjectRef"`;
}

const FROM = sql.raw(`holdings.use_request q left join holdings.archival_record r on r.id = q.record_id
  left join holdings.issued_copy i on i.request_id = q.id and i.issued_at is not null
  left join holdings.copy_file k on k.copy_id = i.id`);

/** Who asked; the asking hall; the keeper, of another hall's once it is forwarded; the unit whose consent is asked. */
function visible(access: AccessContext): RawBuilder<boolean> {
  const own = ownBodies(access);
  return sql<boolean>`((q.actor_id = ${access.actorId} and q.role = ${access.role} and q.asking_hall is null)
      or q.asking_hall = any(${own}::text[])
      or (q.keeper = any(${own}::text[]) and (q.asking_hall is null or q.state <> 'SUBMITTED'))
      or q.consent_of = any(${own}::text[]))
    and (r.id is null or (r.custody_facts >> 10) & 3 <> 3)`;
}

export async function findRequest(context: Context, id: string): Promise<RequestRow | null> {
  const { access, em } = context;
  const [row] = await rowsOf(
    em,
    sql<RequestRow>`select ${columns(access)} from ${FROM} where q.id = ${id}::uuid and ${visible(access)}`,
  );
  return row ?? null;
}

export async function listRequests(
  context: Context,
  { state, ...request }: PageRequest & { readonly state: string | null },
): Promise<Page<RequestRow>> {
  const { access, em, services } = context;
  const binding = JSON.stringify(['useRequests', access.actorId, access.agency, state]);
  const [lastId] = request.after === null ? [] : openCursor(services.keys.cursor, binding, request.after);
  const where = sql<boolean>`${visible(access)} and (${state}::text is null or q.state = ${state}::text)`;
  const beyond = lastId === undefined ? sql`true` : sql`q.id > ${lastId}::uuid`;
  const rows = await rowsOf(
    em,
    sql<RequestRow>`select ${columns(access)} from ${FROM} where ${where} and ${beyond}
      order by q.id limit ${request.first + 1}`,
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

export type RegisterRow = Readonly<Record<string, unknown>> & { readonly id: string };

const REGISTER = sql.raw(`id, number, mark, kind, format, keeper, actor_id as "actorId", role, agency,
  asking_hall as "askingHall", purpose, issued_at as "issuedAt", withdrawn_at as "withdrawnAt",
  withdrawn_reason as "withdrawnReason"`);

/** Whom a copy that has turned up somewhere leads to: by the mark on its pages, for its keeper. */
export async function findByMark(context: Context, mark: string): Promise<RegisterRow | null> {
  const [row] = await rowsOf(
    context.em,
    sql<RegisterRow>`select ${REGISTER} from holdings.issued_copy where replace(mark, '-', '') = ${normalizeCode(mark)}
      and issued_at is not null and keeper = any(${ownBodies(context.access)}::text[])`,
  );
  return row ?? null;
}

/** From now on it does not verify any more. @throws NOT_FOUND never: an unknown one is refused as not kept */
export function withdrawCopy(
  context: Context,
  { number, reason }: { readonly number: string; readonly reason: string },
): Promise<Outcome<RegisterRow>> {
  const { access, em } = context;
  return perform(context, 'WITHDRAW_COPY', {
    work: async (tx) => {
      const reasons = useRefusals.refuseIf(reason === '', 'TEXT_REQUIRED', 'reason');
      if (reasons.length > 0) return refused(null, reasons);
      const isDone = await changes(
        tx,
        sql`update holdings.issued_copy set withdrawn_at = coalesce(withdrawn_at, ${access.at}::timestamptz),
            withdrawn_by = coalesce(withdrawn_by, ${access.actorId}),
            withdrawn_reason = coalesce(withdrawn_reason, ${reason})
          where number = ${number} and issued_at is not null and keeper = any(${ownBodies(access)}::text[])`,
      );
      return isDone ? done(number) : refused(null, useRefusals.refuseIf(true, 'NOT_KEPT', 'number'));
    },
    find: async () =>
      (await rowsOf(em, sql<RegisterRow>`select ${REGISTER} from holdings.issued_copy where number = ${number}`))[0] ??
      null,
  });
}
