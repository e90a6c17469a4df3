/** What a statutory demand or declared emergency must have, and who may approve it. Pure. */
import type { Refusal } from '../../kernel/index.ts';

/** Hours or days, never weeks. */
export const DEMAND_MAX_HOURS = 240;
const OFFICERS = 2;
export const APPROVERS = 2;

const CLAUSE = '809 art. 2; PIPL art. 18, 35';

export interface DemandInput {
  readonly documentNumber: string;
  readonly authority: string;
  readonly legalBasis: string;
  readonly officers: readonly string[];
  readonly until: string;
  readonly keptUntil: string | null;
  readonly keptBasis: string | null;
}

export interface DemandFacts {
  /** RFC 3339. */
  readonly now: string;
  /** The body that records it holds the record. An unknown record is nobody's. */
  readonly isOwnRecord: boolean;
  readonly body: string | null;
  readonly recorder: string;
  /** The same document was used before, be it for this record. */
  readonly isDocumentUsed: boolean;
}

/**
 * Everything that is wrong with a demand.
 *
 * @clause 809 art. 2; PIPL art. 18; PIPL art. 35
 */
export function checkDemand(input: DemandInput, facts: DemandFacts): readonly Refusal[] {
  const { officers } = input;
  const until = Date.parse(input.until);
  const now = Date.parse(facts.now);
  const latest = now + DEMAND_MAX_HOURS * 3_600_000;
  return [
    ...when(
      input.documentNumber.trim() === '',
      'DOCUMENT_REQUIRED',
      'Name the document of the demand.',
      'documentNumber',
    ),
    ...when(input.legalBasis.trim() === '', 'BASIS_REQUIRED', 'Name the law that the demand rests on.', 'legalBasis'),
    ...when(
      officers.length !== OFFICERS || new Set(officers.map((each) => each.trim()).filter(Boolean)).size !== OFFICERS,
      'TWO_OFFICERS_REQUIRED',
      'Name two officers, different people.',
      'officers',
    ),
    ...when(
      officers.includes(facts.recorder),
      'OFFICER_RECORDS',
      'An officer of the demand cannot record it.',
      'officers',
    ),
    ...when(input.authority === facts.body, 'OWN_DEMAND', 'A body does not demand from itself.', 'authority'),
    ...when(!facts.isOwnRecord, 'NOT_YOUR_RECORD', 'Your body holds no such record.', 'recordId'),
    ...when(
      facts.isDocumentUsed,
      'DOCUMENT_USED',
      'This document has been used; each is good for one record.',
      'documentNumber',
    ),
    ...when(!(until > now), 'ALREADY_OVER', 'The demand must end later than now.', 'until'),
    ...when(until > latest, 'TOO_LONG', `The demand may run for ${DEMAND_MAX_HOURS} hours at most.`, 'until'),
    ...when(
      input.keptUntil !== null && (input.keptBasis ?? '').trim() === '',
      'KEPT_WITHOUT_BASIS',
      'Name the law by which the subject is told later.',
      'keptBasis',
    ),
  ];
}

export interface ApprovalFacts {
  readonly approver: string;
  readonly recorder: string;
  readonly officers: readonly string[];
  readonly approvers: readonly string[];
  readonly isOver: boolean;
}

/**
 * Two people approve, none of whom recorded it or will use it.
 *
 * @clause 809 art. 2; PIPL art. 18; PIPL art. 35
 */
export function checkApproval(facts: ApprovalFacts): readonly Refusal[] {
  const { approver, approvers } = facts;
  return [
    ...when(facts.officers.includes(approver), 'OFFICER_APPROVES', 'An officer of the demand cannot approve it.'),
    ...when(approver === facts.recorder, 'RECORDER_APPROVES', 'Who recorded the demand cannot approve it.'),
    ...when(approvers.includes(approver), 'SAME_APPROVER', 'You have approved it; somebody else must be the second.'),
    ...when(facts.isOver, 'ALREADY_OVER', 'The demand is over.'),
    ...when(
      approvers.length >= APPROVERS && !approvers.includes(approver),
      'ALREADY_APPROVED',
      'It has its approvals.',
    ),
  ];
}

function when(isWrong: boolean, code: string, message: string, path: string | null = null): readonly Refusal[] {
  return isWrong ? [{ code, message, clause: CLAUSE, path }] : [];
}
