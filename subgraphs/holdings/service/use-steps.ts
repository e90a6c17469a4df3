/** Requests for use from the keeper's desk on: consents, handling together, approval, the copy, feedback. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { Context, type EntityManager } from '../../kernel/index.ts';
import { contentFor } from '../copy/content.ts';
import { rowsOf } from '../rows.ts';
import {
  checkApproval,
  checkCoHandling,
  checkThirdParty,
  checkUnitConsent,
  mayIssue,
  useRefusals,
} from '../use-rules.ts';
import { assertOwn, done, perform, refused, type Outcome } from './acting.ts';
import { makeCopy, reserveCopy, type Asked, type CopyOrder } from './copy-making.ts';
import { findRequest, type RequestRow } from './use-list.ts';
import { lockRequest, step } from './use-requests.ts';

export interface ConsentToUse {
  readonly id: string;
  readonly isGiven: boolean;
  readonly note: string | null;
}

/**
 * What the forming unit says; a refusal ends the request, and who asked is told that it is not to be had.
 *
 * @throws NOT_FOUND for a request that waits for somebody else
 * @clause 档案法实施条例 art. 34
 */
export function consentToUse(context: Context, { id, isGiven, note }: ConsentToUse): Promise<Outcome<RequestRow>> {
  const { access } = context;
  return step(context, { id, name: 'CONSENT_TO_USE', who: 'consentOf' }, async (tx, request) => {
    const violations = checkUnitConsent(request);
    if (violations.length > 0) return violations;
    const ended = isGiven ? sql`` : sql`, state = 'REFUSED', refusal = 'UNAVAILABLE'`;
    await sql`update holdings.use_request set unit_consent = ${isGiven}, unit_note = ${note},
        unit_by = ${access.actorId}, unit_at = ${access.at}::timestamptz ${ended} where id = ${id}::uuid`.execute(
      tx.getKysely(),
    );
    return violations;
  });
}

/** @throws NOT_FOUND @clause PIPL art. 23 */
export function recordThirdPartyConsent(
  context: Context,
  { id, evidence }: { readonly id: string; readonly evidence: string },
): Promise<Outcome<RequestRow>> {
  return step(context, { id, name: 'RECORD_THIRD_PARTY_CONSENT', who: 'keeper' }, async (tx, request) => {
    const violations = checkThirdParty(request, evidence);
    if (violations.length === 0)
      await sql`update holdings.use_request set third_party_evidence = ${evidence},
        third_party_by = ${context.access.actorId} where id = ${id}::uuid`.execute(tx.getKysely());
    return violations;
  });
}

/** What the holding hall did for the asking one. @throws NOT_FOUND */
export function coHandleUse(
  context: Context,
  { id, note }: { readonly id: string; readonly note: string },
): Promise<Outcome<RequestRow>> {
  const { access } = context;
  return step(context, { id, name: 'CO_HANDLE_USE', who: 'keeper' }, async (tx, request) => {
    const violations = checkCoHandling(request, note);
    if (violations.length === 0)
      await sql`update holdings.use_request set state = 'CO_HANDLED', handled_note = ${note},
        handled_by = ${access.actorId}, handled_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
    return violations;
  });
}

/** @throws NOT_FOUND @clause 档案法实施条例 art. 34 */
export function approveUse(
  context: Context,
  { id, issuedAs }: { readonly id: string; readonly issuedAs: string },
): Promise<Outcome<RequestRow>> {
  const { access } = context;
  return step(context, { id, name: 'APPROVE_USE', who: 'keeper' }, async (tx, request) => {
    const violations = checkApproval(request, { by: access.actorId, issuedAs });
    if (violations.length === 0)
      await sql`update holdings.use_request set state = 'APPROVED', issued_as = ${issuedAs},
        decided_by = ${access.actorId}, decided_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(
        tx.getKysely(),
      );
    return violations;
  });
}

/**
 * The copy of an approved request, made for who asked, as that person is shown the record now.
 *
 * @throws NOT_FOUND for a request of somebody else
 * @clause 档案法实施条例 art. 32
 */
export function drawCopy(context: Context, id: string): Promise<Outcome<RequestRow>> {
  const { access } = context;
  const isMine = (order: Order): boolean =>
    order.askingHall === null && order.actorId === access.actorId && order.role === access.role;
  return issue(context, { id, name: 'DRAW_COPY', isMine, feedback: null });
}

/**
 * Ends a request of another hall: the copy is made for the reader, and the asking hall is told.
 *
 * @throws NOT_FOUND for a request that others are asked
 */
export function feedBackUse(
  context: Context,
  { id, feedback }: { readonly id: string; readonly feedback: string },
): Promise<Outcome<RequestRow>> {
  const isMine = (order: Order): boolean => {
    assertOwn(context.access, order.keeper);
    return order.askingHall !== null;
  };
  return issue(context, { id, name: 'FEED_BACK_USE', isMine, feedback });
}

interface Issue {
  readonly id: string;
  readonly name: string;
  readonly isMine: (order: Order) => boolean;
  readonly feedback: string | null;
}

type Order = CopyOrder & Asked & { readonly subjectRef: string | null };

/** The act orders the copy and reserves its number; the bytes come after its commit, and again if they did not come. */
async function issue(context: Context, { id, name, isMine, feedback }: Issue): Promise<Outcome<RequestRow>> {
  const before = await readOrder(context.em, id);
  if (before === null || !isMine(before)) throw new DomainError('NOT_FOUND');
  const recipient = recipientOf(context, before);
  const isEmpty = before.recordId !== null && (await contentFor(recipient, before.recordId)) === null;
  const find = (target: string): Promise<RequestRow | null> => findRequest(context, target);
  const work = async (tx: EntityManager) => {
    const request = await lockRequest(tx, id);
    const violations = [...mayIssue(request), ...useRefusals.refuseIf(isEmpty, 'NOTHING_TO_SHOW')];
    if (violations.length > 0) return refused(id, violations);
    if (request.state === 'APPROVED') Object.assign(made, { reserved: await reserveCopy(tx, context, before) });
    if (feedback !== null && request.state === 'APPROVED')
      await sql`update holdings.use_request set feedback = ${feedback}, feedback_by = ${context.access.actorId},
        feedback_at = ${context.access.at}::timestamptz where id = ${id}::uuid`.execute(tx.getKysely());
    return done(id);
  };
  const made: { reserved?: Awaited<ReturnType<typeof reserveCopy>> } = {};
  const outcome = await perform(context, name, { work, find });
  if (made.reserved === undefined || outcome.violations.length > 0) return outcome;
  await makeCopy(context, recipient, { order: before, reserved: made.reserved });
  return { subject: await find(id), violations: [] };
}

async function readOrder(em: EntityManager, id: string): Promise<Order | null> {
  const [order] = await rowsOf(
    em,
    sql<Order>`select id as "requestId", record_id as "recordId", case_id as "caseId", kind, format, keeper,
        issued_as as "issuedAs", purpose, for_whom as "forWhom", actor_id as "actorId", role, agency,
        asking_hall as "askingHall", subject_ref as "subjectRef"
      from holdings.use_request where id = ${id}::uuid`,
  );
  return order ?? null;
}

/**
 * As whom the copy is decided: who asks, in the mode of files; across halls the reader, who is a person with nothing
 * but the identity that the asking hall has verified.
 */
export function recipientOf(
  { access, services, em }: Context,
  { askingHall, subjectRef }: Pick<Order, 'askingHall' | 'subjectRef'>,
): Context {
  const reader: Partial<AccessContext> = {
    role: 'PERSON',
    actorId: 'reader',
    agency: null,
    predecessors: [],
    region: null,
    posts: [],
    subjectRef,
    onBehalfOf: null,
    useCause: null,
    grant: null,
    demand: null,
  };
  const as = askingHall === null ? access : { ...access, ...reader };
  return new Context({ ...as, mode: 'FILE' }, services, em);
}
