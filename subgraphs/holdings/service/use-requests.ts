/** Requests for use, as far as the keeper's desk: asked, forwarded by the asking hall, accepted, refused. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import {
  checkAcceptance,
  checkForwarding,
  checkRefusal,
  checkWish,
  consentOf,
  type RequestFacts,
  type UseRefusal,
  type UseWish,
} from '../use-rules.ts';
import { assertOwn, done, ownBodies, perform, refused, type Outcome } from './acting.ts';
import { lockRecord } from './kept-record.ts';
import { findRequest, type RequestRow } from './use-list.ts';

export interface RequestUse extends UseWish {
  /** USCC of who is asked. */
  readonly keeper: string;
  /** Reference of the reader that the asking hall has verified. */
  readonly readerRef: string | null;
}

/**
 * Asks a hall or unit for a copy. Nothing is looked up: the answer is the same whether or not there is such a record.
 * A hall asks another for a reader whose identity it has verified.
 *
 * @throws FORBIDDEN for staff of a hall who issue no copies
 * @clause 档案法 art. 28
 */
export function requestUse(context: Context, wish: RequestUse): Promise<Outcome<RequestRow>> {
  const { access } = context;
  const isHall = access.role === 'ARCHIVE_HALL';
  if (isHall && !access.posts.includes('COPY_ISSUER')) throw new DomainError('FORBIDDEN');
  const work = async (tx: EntityManager) => {
    const isOwnHall = isHall && ownBodies(access).includes(wish.keeper);
    const facts = { isHall, isOwnHall, hasReader: wish.readerRef !== null, canSeal: false };
    const violations = checkWish(wish, facts);
    if (violations.length > 0) return refused(null, violations);
    const id = randomUUID();
    await sql`insert into holdings.use_request (id, state, keeper, asking_hall, actor_id, role, agency, subject_ref,
        for_whom, purpose, proof, wanted, kind, format, requested_at)
      values (${id}::uuid, 'SUBMITTED', ${wish.keeper}, ${isHall ? access.agency : null}, ${access.actorId},
        ${access.role}, ${access.agency}, ${isHall ? wish.readerRef : access.subjectRef}, ${wish.forWhom},
        ${wish.purpose}, ${wish.proof}, ${wish.wanted}, ${wish.kind}, ${wish.format},
        ${access.at}::timestamptz)`.execute(tx.getKysely());
    return done(id);
  };
  return perform(context, 'REQUEST_USE', { work, find: (id) => findRequest(context, id) });
}

/** A second person of the asking hall has looked at it: now the other hall sees it. @throws NOT_FOUND */
export function forwardUse(context: Context, id: string): Promise<Outcome<RequestRow>> {
  return step(context, { id, name: 'FORWARD_USE', who: 'askingHall' }, async (tx, request) => {
    const violations = checkForwarding(request, context.access.actorId);
    if (violations.length === 0)
      await sql`update holdings.use_request set state = 'FORWARDED', forwarded_by = ${context.access.actorId},
        forwarded_at = ${context.access.at}::timestamptz where id = ${id}::uuid`.execute(tx.getKysely());
    return violations;
  });
}

export interface AcceptUse {
  readonly id: string;
  readonly recordId: string;
  /** The record demands the consent of somebody whom it is about beside the subject. */
  readonly thirdPartyNeeded: boolean;
}

/**
 * Takes a request up for a record that the own body keeps, and fixes whose consent it waits for.
 *
 * @throws NOT_FOUND for a request that others are asked
 * @clause 档案法 art. 28; 档案法实施条例 art. 34
 */
export function acceptUse(context: Context, input: AcceptUse): Promise<Outcome<RequestRow>> {
  const { access } = context;
  return step(context, { id: input.id, name: 'ACCEPT_USE', who: 'keeper' }, async (tx, request) => {
    const record = await lockRecord(tx, input.recordId);
    const kept = record !== null && record.keeper === request.keeper ? record : null;
    const isDestroyed = kept?.isDestroyed ?? false;
    const violations = checkAcceptance(request, { isKept: kept !== null, isDestroyed });
    if (kept === null || violations.length > 0) return violations;
    const isSubject = await isSubjectOf(tx, kept.caseId, request.subjectRef);
    const unit = consentOf({ ...kept, isSubject, requester: request.askingHall === null ? request.agency : null });
    await sql`update holdings.use_request set state = 'ACCEPTED', record_id = ${kept.id}::uuid,
        case_id = ${kept.caseId}::uuid, consent_of = ${unit}, third_party_needed = ${input.thirdPartyNeeded},
        accepted_by = ${access.actorId}, accepted_at = ${access.at}::timestamptz where id = ${input.id}::uuid`.execute(
      tx.getKysely(),
    );
    return violations;
  });
}

async function isSubjectOf(tx: EntityManager, caseId: string, subjectRef: string | null): Promise<boolean> {
  if (subjectRef === null) return false;
  const found = await rowsOf(
    tx,
    sql`select 1 from holdings.case_copy where id = ${caseId}::uuid and ${subjectRef} = any(subjects)`,
  );
  return found.length > 0;
}

export interface RefuseUse {
  readonly id: string;
  readonly refusal: UseRefusal;
  readonly text: string;
}

/** @throws NOT_FOUND for a request that others are asked */
export function refuseUse(context: Context, { id, refusal, text }: RefuseUse): Promise<Outcome<RequestRow>> {
  const { access } = context;
  return step(context, { id, name: 'REFUSE_USE', who: 'keeper' }, async (tx, request) => {
    const violations = checkRefusal(request, text);
    if (violations.length === 0)
      await sql`update holdings.use_request set state = 'REFUSED', refusal = ${refusal}, refusal_text = ${text},
        decided_by = ${access.actorId}, decided_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
    return violations;
  });
}

/** A request as its acts need it. */
export interface LockedRequest extends RequestFacts {
  readonly id: string;
  readonly keeper: string;
  readonly askingHall: string | null;
  readonly role: string;
  readonly agency: string | null;
  readonly subjectRef: string | null;
}

interface Step {
  readonly id: string;
  readonly name: string;
  /** Whose step it is: for all others there is no such request. */
  readonly who: 'keeper' | 'askingHall' | 'consentOf';
}

/** One step of a request: locked, checked against whose step it is, entered as an act. @throws NOT_FOUND */
export function step(
  context: Context,
  { id, name, who }: Step,
  take: (tx: EntityManager, request: LockedRequest) => Promise<readonly Refusal[]>,
): Promise<Outcome<RequestRow>> {
  const work = async (tx: EntityManager) => {
    const request = await lockRequest(tx, id);
    assertOwn(context.access, request[who] ?? undefined);
    // Before it is forwarded it is the asking hall's alone.
    if (who === 'keeper' && request.isAcrossHalls && request.state === 'SUBMITTED') throw new DomainError('NOT_FOUND');
    const violations = await take(tx, request);
    return violations.length > 0 ? refused(id, violations) : done(id);
  };
  return perform(context, name, { work, find: (target) => findRequest(context, target) });
}

/** @throws NOT_FOUND */
export async function lockRequest(tx: EntityManager, id: string): Promise<LockedRequest> {
  // The record comes first, as in every act.
  const [known] = await rowsOf(
    tx,
    sql<{ recordId: string | null }>`select record_id as "recordId" from holdings.use_request where id = ${id}::uuid`,
  );
  if (known === undefined) throw new DomainError('NOT_FOUND');
  if (known.recordId !== null && (await lockRecord(tx, known.recordId)) === null) throw new DomainError('NOT_FOUND');
  const [request] = await rowsOf(
    tx,
    sql<LockedRequest>`select id, keeper, asking_hall as "askingHall", asking_hall is not null as "isAcrossHalls", role,
        agency, subject_ref as "subjectRef", state, actor_id as "actorId", accepted_by as "acceptedBy",
        consent_of as "consentOf", unit_consent as "unitConsent", third_party_needed as "thirdPartyNeeded",
        third_party_evidence as "thirdPartyEvidence"
      from holdings.use_request where id = ${id}::uuid for update`,
  );
  if (request === undefined) throw new DomainError('NOT_FOUND');
  return request;
}
