/** The arithmetic of opening: when it is due, what a review must have, who may decide. Pure: no I/O, no clock. */
import type { DeferralReason, Opening, OpeningResult } from '../../schema/codes.ts';
import { addYears, type LocalDate } from '../../schema/ids.ts';
import type { Custody } from '../../schema/policy/label.ts';
import type { Refusal } from '../kernel/index.ts';
import { refuserOf } from './refusals.ts';

export type ReviewState = 'PROPOSED' | 'ADVISED' | 'DECIDED' | 'WITHDRAWN';
export type ReviewCause = 'DUE' | 'EARLY' | 'RE_REVIEW';

const LAW_27 = '档案法 art. 27';
const LAW_30 = '档案法 art. 30; 档案法实施条例 art. 30';
const RULE_31 = '档案法实施条例 art. 31';

const { refuse, refuseIf } = refuserOf({
  REVIEW_UNDER_WAY: { message: 'The record is being reviewed; decide or withdraw that review first.', clause: LAW_30 },
  REVIEW_CLOSED: { message: 'The review has been decided or withdrawn.', clause: LAW_30 },
  DESTROYED: { message: 'The record has been destroyed.', clause: '令22 art. 30' },
  STATEMENT_REQUIRED: { message: 'Say what the result rests on.', clause: LAW_30 },
  REASON_REQUIRED: { message: 'Name at least one reason why it is not opened now.', clause: RULE_31 },
  REASON_OF_OPENING: { message: 'A record that is opened has no reason of deferral.', clause: LAW_27 },
  EARLY_GROUND_REQUIRED: {
    message: 'The years have not passed: say why it may be opened earlier (economy, education, science, culture).',
    clause: LAW_27,
  },
  DAY_REQUIRED: { message: 'Name the day until which opening is deferred.', clause: RULE_31 },
  DAY_TOO_EARLY: {
    message: 'Deferral must end after today, and after the day on which opening is due.',
    clause: RULE_31,
  },
  DAY_WITHOUT_DEFERRAL: { message: 'Only a deferred record has a day of deferral.', clause: RULE_31 },
  CONSENT_REQUIRED: {
    message: 'Opening is due: name the document by which the archives authority agreed not to open.',
    clause: RULE_31,
  },
  UNIT_NOT_ASKED: { message: 'The forming unit has not given its opinion.', clause: LAW_30 },
  UNIT_NOT_NEEDED: { message: 'No opinion is asked for: the hall, or the unit itself, decides alone.', clause: LAW_30 },
  UNIT_HAS_SPOKEN: { message: 'The forming unit has given its opinion.', clause: LAW_30 },
  SAME_PERSON: { message: 'Who proposed it cannot decide it.', clause: LAW_30 },
  DISSENT_UNEXPLAINED: {
    message: 'The forming unit advised otherwise: say why it is opened all the same.',
    clause: LAW_30,
  },
});

/** The day on which opening is due. @clause 档案法 art. 27 */
export function openingDueOn(formedOn: LocalDate, years: number): LocalDate {
  return addYears(formedOn, years);
}

/** Who keeps a record and answers for it: the hall once it controls it, before that the forming unit. */
export function keeperOf(of: {
  readonly custody: Custody;
  readonly hall: string | null;
  readonly formingUnit: string;
}): string {
  const isHall = of.custody === 'HALL' || of.custody === 'EARLY_CUSTODY_HALL';
  return isHall && of.hall !== null ? of.hall : of.formingUnit;
}

/**
 * Whose opinion the review waits for: of what a hall keeps, the forming unit's or its successor's. Nobody's where the
 * unit is gone without successor, and where the unit itself reviews what it has not transferred.
 *
 * @clause 档案法 art. 30; 档案法实施条例 art. 30
 */
export function advisorOf(of: {
  readonly keeper: string;
  readonly formingUnit: string;
  readonly isUnitGone: boolean;
}): string | null {
  return of.keeper === of.formingUnit || of.isUnitGone ? null : of.formingUnit;
}

export interface ReviewContent {
  readonly result: OpeningResult;
  readonly reasons: readonly DeferralReason[];
  readonly statement: string;
  /** The last day of deferral. */
  readonly deferredUntil: LocalDate | null;
  /** Document of the archives authority that agrees to what is due not being opened. */
  readonly consentNumber: string | null;
  readonly earlyGround: string | null;
}

export interface ReviewClock {
  readonly today: LocalDate;
  /** Null: nobody knows when the record was formed. */
  readonly dueOn: LocalDate | null;
}

/**
 * Everything that a proposal or a decision lacks. On the day it is due it is due.
 *
 * @clause 档案法 art. 27; 档案法实施条例 art. 31
 */
export function checkContent(content: ReviewContent, { today, dueOn }: ReviewClock): readonly Refusal[] {
  const { result, reasons, deferredUntil } = content;
  const isDue = dueOn !== null && dueOn <= today;
  const isOpen = result === 'OPEN';
  const isDeferred = result === 'DEFERRED';
  const isTooEarly = deferredUntil !== null && (deferredUntil <= today || (dueOn !== null && deferredUntil <= dueOn));
  return [
    ...refuseIf(isBlank(content.statement), 'STATEMENT_REQUIRED', 'statement'),
    ...refuseIf(!isOpen && reasons.length === 0, 'REASON_REQUIRED', 'reasons'),
    ...refuseIf(isOpen && reasons.length > 0, 'REASON_OF_OPENING', 'reasons'),
    ...refuseIf(isOpen && !isDue && isBlank(content.earlyGround), 'EARLY_GROUND_REQUIRED', 'earlyGround'),
    ...refuseIf(isDeferred && deferredUntil === null, 'DAY_REQUIRED', 'deferredUntil'),
    ...refuseIf(isDeferred && isTooEarly, 'DAY_TOO_EARLY', 'deferredUntil'),
    ...refuseIf(!isDeferred && deferredUntil !== null, 'DAY_WITHOUT_DEFERRAL', 'deferredUntil'),
    ...refuseIf(!isOpen && isDue && isBlank(content.consentNumber), 'CONSENT_REQUIRED', 'consentNumber'),
  ];
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

/** What a review that is proposed is for. */
export function causeOf(openingState: Opening, { today, dueOn }: ReviewClock): ReviewCause {
  if (openingState !== 'NOT_REVIEWED') return 'RE_REVIEW';
  return dueOn !== null && dueOn <= today ? 'DUE' : 'EARLY';
}

export function checkProposal(of: {
  readonly isUnderReview: boolean;
  readonly isDestroyed: boolean;
}): readonly Refusal[] {
  return [...refuseIf(of.isUnderReview, 'REVIEW_UNDER_WAY', 'recordId'), ...refuseIf(of.isDestroyed, 'DESTROYED')];
}

/** A review as acts on it need it. */
export interface ReviewFacts {
  readonly state: ReviewState;
  /** Null: nobody's opinion is waited for. */
  readonly advisor: string | null;
  readonly opinion: OpeningResult | null;
  readonly proposedBy: string;
}

/** @clause 档案法 art. 30; 档案法实施条例 art. 30 */
export function checkOpinion(
  { state, advisor }: ReviewFacts,
  reasons: readonly string[],
  result: OpeningResult,
): readonly Refusal[] {
  return [
    ...refuseIf(advisor === null, 'UNIT_NOT_NEEDED'),
    ...refuseIf(state === 'ADVISED', 'UNIT_HAS_SPOKEN'),
    ...refuseIf(isClosed(state), 'REVIEW_CLOSED'),
    ...refuseIf(result !== 'OPEN' && reasons.length === 0, 'REASON_REQUIRED', 'reasons'),
    ...refuseIf(result === 'OPEN' && reasons.length > 0, 'REASON_OF_OPENING', 'reasons'),
  ];
}

/**
 * Whether this person may decide now. The hall may differ from the unit, and says why.
 *
 * @clause 档案法 art. 30; 档案法实施条例 art. 30
 */
export function checkDecision(
  { state, advisor, opinion, proposedBy }: ReviewFacts,
  decision: { readonly by: string; readonly result: OpeningResult; readonly note: string | null },
): readonly Refusal[] {
  if (isClosed(state)) return [refuse('REVIEW_CLOSED')];
  const isAgainstUnit = opinion !== null && opinion !== 'OPEN' && decision.result === 'OPEN';
  return [
    ...refuseIf(advisor !== null && state === 'PROPOSED', 'UNIT_NOT_ASKED'),
    ...refuseIf(decision.by === proposedBy, 'SAME_PERSON'),
    ...refuseIf(isAgainstUnit && isBlank(decision.note), 'DISSENT_UNEXPLAINED', 'note'),
  ];
}

export function checkWithdrawal({ state }: Pick<ReviewFacts, 'state'>): readonly Refusal[] {
  return refuseIf(isClosed(state), 'REVIEW_CLOSED');
}

function isClosed(state: ReviewState): boolean {
  return state === 'DECIDED' || state === 'WITHDRAWN';
}

const sealing = refuserOf({
  SEALED: { message: 'The record is sealed.', clause: LAW_27 },
  SEAL_LIFTED: { message: 'The seal has been lifted.', clause: LAW_27 },
  SEAL_REASON_REQUIRED: { message: 'Say why, and name the document that orders it.', clause: LAW_27 },
  SAME_PERSON_LIFTS: { message: 'Who sealed it cannot lift the seal.', clause: LAW_27 },
});

/** Sealing tightens: one person does it at once. Lifting takes another. @clause 档案法 art. 27 */
export function checkSeal(of: {
  readonly isSealed: boolean;
  readonly reason: string;
  readonly basis: string;
}): readonly Refusal[] {
  return [
    ...sealing.refuseIf(of.isSealed, 'SEALED', 'recordId'),
    ...sealing.refuseIf(isBlank(of.reason) || isBlank(of.basis), 'SEAL_REASON_REQUIRED', 'reason'),
  ];
}

export function checkLift(of: {
  readonly isLifted: boolean;
  readonly sealedBy: string;
  readonly by: string;
  readonly reason: string;
}): readonly Refusal[] {
  return [
    ...sealing.refuseIf(of.isLifted, 'SEAL_LIFTED'),
    ...sealing.refuseIf(of.sealedBy === of.by, 'SAME_PERSON_LIFTS'),
    ...sealing.refuseIf(isBlank(of.reason), 'SEAL_REASON_REQUIRED', 'reason'),
  ];
}
