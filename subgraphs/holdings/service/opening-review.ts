/** Opening review: proposed by who keeps the record, advised by who formed it, decided by a second person. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { DeferralReason, OpeningResult } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { LocalDate } from '../../../schema/ids.ts';
import type { Context, EntityManager } from '../../kernel/index.ts';
import {
  advisorOf,
  causeOf,
  checkContent,
  checkDecision,
  checkOpinion,
  checkProposal,
  checkWithdrawal,
  openingDueOn,
  type ReviewClock,
  type ReviewContent,
  type ReviewFacts,
} from '../opening-rules.ts';
import { rowsOf } from '../rows.ts';
import { assertOwn, done, perform, refused, todayOf, type Outcome } from './acting.ts';
import { lockOwn, lockRecord, writeOpening, type KeptRecord } from './kept-record.ts';
import { findReview, type ReviewRow } from './opening-list.ts';

export interface ProposeOpening extends ReviewContent {
  readonly recordId: string;
  /** The document that abolished the forming unit without a successor. */
  readonly unitGoneBasis: string | null;
}

/**
 * Proposes what should become of a record that one's own body keeps.
 *
 * @throws NOT_FOUND for a record that others keep
 * @clause 档案法 art. 30; 档案法实施条例 art. 30
 */
export function proposeOpening(context: Context, input: ProposeOpening): Promise<Outcome<ReviewRow>> {
  const { access } = context;
  const work = async (tx: EntityManager) => {
    const record = await lockOwn(tx, access, input.recordId);
    const clock = clockOf(context, record);
    const underWay = await rowsOf(tx, sql`select 1 from holdings.opening_review where open_key = ${record.id}`);
    const violations = [
      ...checkProposal({ isUnderReview: underWay.length > 0, isDestroyed: record.isDestroyed }),
      ...checkContent(input, clock),
    ];
    if (violations.length > 0) return refused(record.id, violations);
    const id = randomUUID();
    const advisor = advisorOf({ ...record, isUnitGone: input.unitGoneBasis !== null });
    await sql`insert into holdings.opening_review (id, record_id, case_id, open_key, keeper, advisor, unit_gone_basis,
        cause, state, due_on, result, reasons, statement, deferred_until, consent_number, early_ground,
        proposed_by, proposed_at)
      values (${id}::uuid, ${record.id}::uuid, ${record.caseId}::uuid, ${record.id}, ${record.keeper}, ${advisor},
        ${input.unitGoneBasis}, ${causeOf(record.openingState, clock)}, 'PROPOSED', ${clock.dueOn}::date,
        ${input.result}, ${[...input.reasons]}::text[], ${input.statement}, ${input.deferredUntil}::date,
        ${input.consentNumber}, ${input.earlyGround}, ${access.actorId}, ${access.at}::timestamptz)`.execute(
      tx.getKysely(),
    );
    return done(id);
  };
  return perform(context, 'PROPOSE_OPENING', { work, find: (id) => findReview(context, id) });
}

export interface AdviseOpening {
  readonly reviewId: string;
  readonly result: OpeningResult;
  readonly reasons: readonly DeferralReason[];
  readonly text: string | null;
}

/**
 * What the forming unit says, or whoever has succeeded it.
 *
 * @throws NOT_FOUND for a review that waits for somebody else
 * @clause 档案法 art. 30; 档案法实施条例 art. 30
 */
export function adviseOpening(context: Context, input: AdviseOpening): Promise<Outcome<ReviewRow>> {
  const { access } = context;
  const work = async (tx: EntityManager) => {
    const review = await lockReview(tx, input.reviewId);
    assertOwn(access, review.formingUnit);
    const violations = checkOpinion(review, input.reasons, input.result);
    if (violations.length > 0) return refused(review.id, violations);
    await sql`update holdings.opening_review set state = 'ADVISED', opinion = ${input.result},
        opinion_reasons = ${[...input.reasons]}::text[], opinion_text = ${input.text},
        advised_by = ${access.actorId}, advised_at = ${access.at}::timestamptz where id = ${review.id}::uuid`.execute(
      tx.getKysely(),
    );
    return done(review.id);
  };
  return perform(context, 'ADVISE_OPENING', { work, find: (id) => findReview(context, id) });
}

export interface DecideOpening extends ReviewContent {
  readonly reviewId: string;
  readonly note: string | null;
}

/**
 * Decides a review. From the commit on the record is what was decided, for every question that is asked.
 * Of what is not transferred yet the unit decides, and its decision goes along as its opinion.
 *
 * @throws NOT_FOUND for a record that others keep
 * @clause 档案法 art. 30; 档案法实施条例 art. 30; 26号 art. 12
 */
export function decideOpening(context: Context, input: DecideOpening): Promise<Outcome<ReviewRow>> {
  const { access } = context;
  const work = async (tx: EntityManager) => {
    const review = await lockReview(tx, input.reviewId);
    const record = await lockOwn(tx, access, review.recordId);
    const violations = [
      ...checkDecision(review, { by: access.actorId, result: input.result, note: input.note }),
      ...checkContent(input, clockOf(context, record)),
      ...checkProposal({ isUnderReview: false, isDestroyed: record.isDestroyed }),
    ];
    if (violations.length > 0) return refused(review.id, violations);
    await enterDecision(tx, context, { review, input });
    await writeOpening(tx, record, {
      openingState: input.result,
      openedOn: input.result === 'OPEN' ? access.today : null,
    });
    if (record.keeper === record.formingUnit) await attachOpinion(tx, record, input.statement);
    return done(review.id);
  };
  return perform(context, 'DECIDE_OPENING', { work, find: (id) => findReview(context, id) });
}

async function enterDecision(
  tx: EntityManager,
  { access }: Context,
  { review, input }: { readonly review: LockedReview; readonly input: DecideOpening },
): Promise<void> {
  await sql`update holdings.opening_review set state = 'DECIDED', open_key = null, decision = ${input.result},
      decision_reasons = ${[...input.reasons]}::text[], decision_note = ${input.note},
      deferred_until = ${input.deferredUntil}::date,
      consent_number = coalesce(${input.consentNumber}, consent_number),
      early_ground = coalesce(${input.earlyGround}, early_ground),
      decided_by = ${access.actorId}, decided_at = ${access.at}::timestamptz where id = ${review.id}::uuid`.execute(
    tx.getKysely(),
  );
}

/** @clause 26号 art. 12 */
async function attachOpinion(tx: EntityManager, record: KeptRecord, statement: string): Promise<void> {
  await sql`update holdings.archival_record set opening_opinion = ${statement}
    where id = ${record.id}::uuid`.execute(tx.getKysely());
}

/** Ends a review without a decision. @throws NOT_FOUND for a record that others keep */
export function withdrawOpening(context: Context, reviewId: string): Promise<Outcome<ReviewRow>> {
  const { access } = context;
  const work = async (tx: EntityManager) => {
    const review = await lockReview(tx, reviewId);
    assertOwn(access, review.keeper);
    const violations = checkWithdrawal(review);
    if (violations.length > 0) return refused(review.id, violations);
    await sql`update holdings.opening_review set state = 'WITHDRAWN', open_key = null
      where id = ${review.id}::uuid`.execute(tx.getKysely());
    return done(review.id);
  };
  return perform(context, 'WITHDRAW_OPENING', { work, find: (id) => findReview(context, id) });
}

interface LockedReview extends ReviewFacts {
  readonly id: string;
  readonly recordId: string;
  readonly keeper: string;
  /** Of the record; asked whether or not its opinion is waited for. */
  readonly formingUnit: string;
}

/** First the record, then its review: acts on one record come in one order. @throws NOT_FOUND */
async function lockReview(tx: EntityManager, id: string): Promise<LockedReview> {
  const [found] = await rowsOf(
    tx,
    sql<{ recordId: string }>`select record_id as "recordId" from holdings.opening_review where id = ${id}::uuid`,
  );
  const record = found === undefined ? null : await lockRecord(tx, found.recordId);
  if (record === null) throw new DomainError('NOT_FOUND');
  const [review] = await rowsOf(
    tx,
    sql<Omit<LockedReview, 'formingUnit'>>`select id, record_id as "recordId", keeper, state, advisor, opinion,
      proposed_by as "proposedBy" from holdings.opening_review where id = ${id}::uuid for update`,
  );
  if (review === undefined) throw new DomainError('NOT_FOUND');
  return { ...review, formingUnit: record.formingUnit };
}

function clockOf(context: Context, { formedOn }: { readonly formedOn: LocalDate | null }): ReviewClock {
  const { openingDueYears } = context.services.profile;
  return { today: todayOf(context), dueOn: formedOn === null ? null : openingDueOn(formedOn, openingDueYears) };
}
