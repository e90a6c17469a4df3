/** The way of a request for use: its steps, whose consent it waits for, who may take which step. Pure: no I/O, no clock. */
import type { Opening } from '../../schema/codes.ts';
import type { Refusal } from '../kernel/index.ts';
import { refuserOf } from './refusals.ts';

/** Across halls a request is forwarded first, handled together before it is approved, and fed back at the end. */
export type UseState =
  | 'SUBMITTED'
  | 'FORWARDED'
  | 'ACCEPTED'
  | 'CO_HANDLED'
  | 'APPROVED'
  | 'REFUSED'
  | 'ISSUED'
  | 'FED_BACK';

export type CopyKind = 'CERTIFIED' | 'WORKING';
export type CopyFormat = 'PDF' | 'OFD';

/** What who asked is told: never whether there is such a record that may not be had. */
export type UseRefusal = 'UNAVAILABLE' | 'PROOF_INSUFFICIENT';

const LAW = '档案法 art. 28';
const UNOPENED = '档案法实施条例 art. 34';
const COPY = '档案法实施条例 art. 32';

export const useRefusals = refuserOf({
  PURPOSE_REQUIRED: { message: 'Say what the copy is for.', clause: LAW },
  PROOF_REQUIRED: { message: 'Name the lawful proof: which document, and its number.', clause: LAW },
  RECIPIENT_REQUIRED: { message: 'Say whose name goes on the copy.', clause: LAW },
  WANTED_REQUIRED: { message: 'Describe what is wanted.', clause: LAW },
  OWN_HALL: { message: 'Ask another hall; what your own keeps it issues itself.', clause: LAW },
  READER_REQUIRED: {
    message: 'A hall asks for a reader whose identity it has verified: give the number.',
    clause: LAW,
  },
  SEAL_SERVICE_MISSING: {
    message: 'OFD copies need an electronic seal service, and none is configured here. Ask for PDF.',
    clause: COPY,
  },
  NOT_NOW: { message: 'The request is not at this step.', clause: LAW },
  SAME_PERSON: { message: 'Somebody else must take this step.', clause: LAW },
  NOT_KEPT: { message: 'Your body keeps no such record.', clause: LAW },
  DESTROYED: { message: 'The record has been destroyed.', clause: '令22 art. 30' },
  UNIT_CONSENT_MISSING: { message: 'The forming unit has not consented.', clause: UNOPENED },
  THIRD_PARTY_MISSING: { message: 'The third party has not consented.', clause: 'PIPL art. 23' },
  EVIDENCE_REQUIRED: { message: 'Name the document of the consent.', clause: 'PIPL art. 23' },
  NAME_REQUIRED: { message: 'Give the name under which the copy is issued.', clause: COPY },
  TEXT_REQUIRED: { message: 'Say why, or what was done.', clause: LAW },
  NOTHING_TO_SHOW: { message: 'Nothing of the record may be shown to who asks.', clause: 'PIPL art. 28' },
});

const { refuseIf } = useRefusals;

export interface UseWish {
  readonly wanted: string;
  readonly purpose: string;
  readonly proof: string;
  readonly forWhom: string;
  readonly kind: CopyKind;
  readonly format: CopyFormat;
}

/** @clause 档案法 art. 28; 档案法实施条例 art. 32 */
export function checkWish(
  wish: UseWish,
  facts: {
    readonly isHall: boolean;
    readonly isOwnHall: boolean;
    readonly hasReader: boolean;
    readonly canSeal: boolean;
  },
): readonly Refusal[] {
  return [
    ...refuseIf(wish.wanted === '', 'WANTED_REQUIRED', 'wanted'),
    ...refuseIf(wish.purpose === '', 'PURPOSE_REQUIRED', 'purpose'),
    ...refuseIf(wish.proof === '', 'PROOF_REQUIRED', 'proof'),
    ...refuseIf(wish.forWhom === '', 'RECIPIENT_REQUIRED', 'forWhom'),
    ...refuseIf(facts.isOwnHall, 'OWN_HALL', 'keeper'),
    ...refuseIf(facts.isHall && !facts.hasReader, 'READER_REQUIRED', 'readerNumber'),
    ...refuseIf(wish.format === 'OFD' && !facts.canSeal, 'SEAL_SERVICE_MISSING', 'format'),
  ];
}

/**
 * Whose consent beside the keeper's: of what a hall keeps and has not opened, the forming unit's, unless the subject
 * asks for its own.
 *
 * @clause 档案法实施条例 art. 34
 */
export function consentOf(of: {
  readonly keeper: string;
  readonly formingUnit: string;
  readonly openingState: Opening;
  readonly sealed: boolean;
  readonly isSubject: boolean;
  readonly requester: string | null;
}): string | null {
  const isOpen = of.openingState === 'OPEN' && !of.sealed;
  const isOwn = of.requester === of.formingUnit;
  return of.keeper === of.formingUnit || isOpen || of.isSubject || isOwn ? null : of.formingUnit;
}

export interface RequestFacts {
  readonly state: UseState;
  readonly isAcrossHalls: boolean;
  readonly actorId: string;
  readonly acceptedBy: string | null;
  readonly consentOf: string | null;
  readonly unitConsent: boolean | null;
  readonly thirdPartyNeeded: boolean;
  readonly thirdPartyEvidence: string | null;
}

/** The state in which a keeper takes a request up. */
function arrived({ isAcrossHalls }: RequestFacts): UseState {
  return isAcrossHalls ? 'FORWARDED' : 'SUBMITTED';
}

export function checkForwarding(request: RequestFacts, by: string): readonly Refusal[] {
  return [
    ...refuseIf(!request.isAcrossHalls || request.state !== 'SUBMITTED', 'NOT_NOW'),
    ...refuseIf(request.actorId === by, 'SAME_PERSON'),
  ];
}

export function checkAcceptance(
  request: RequestFacts,
  record: { readonly isKept: boolean; readonly isDestroyed: boolean },
): readonly Refusal[] {
  return [
    ...refuseIf(request.state !== arrived(request), 'NOT_NOW'),
    ...refuseIf(!record.isKept, 'NOT_KEPT', 'recordId'),
    ...refuseIf(record.isDestroyed, 'DESTROYED', 'recordId'),
  ];
}

/** Until it is approved. */
export function checkRefusal(request: RequestFacts, text: string): readonly Refusal[] {
  const isOpen = [arrived(request), 'ACCEPTED', 'CO_HANDLED'].includes(request.state);
  return [...refuseIf(!isOpen, 'NOT_NOW'), ...refuseIf(text === '', 'TEXT_REQUIRED', 'text')];
}

/** While the keeper has it in hand and the unit has not spoken. */
export function checkUnitConsent(request: RequestFacts): readonly Refusal[] {
  const isInHand = request.state === 'ACCEPTED' || request.state === 'CO_HANDLED';
  return refuseIf(!isInHand || request.unitConsent !== null, 'NOT_NOW');
}

/** @clause PIPL art. 23 */
export function checkThirdParty(request: RequestFacts, evidence: string): readonly Refusal[] {
  const isInHand = request.state === 'ACCEPTED' || request.state === 'CO_HANDLED';
  return [
    ...refuseIf(!isInHand || !request.thirdPartyNeeded, 'NOT_NOW'),
    ...refuseIf(evidence === '', 'EVIDENCE_REQUIRED', 'evidence'),
  ];
}

export function checkCoHandling(request: RequestFacts, note: string): readonly Refusal[] {
  return [
    ...refuseIf(!request.isAcrossHalls || request.state !== 'ACCEPTED', 'NOT_NOW'),
    ...refuseIf(note === '', 'TEXT_REQUIRED', 'note'),
  ];
}

/** Every consent is there, and a second person approves. @clause 档案法实施条例 art. 34; PIPL art. 23 */
export function checkApproval(
  request: RequestFacts,
  facts: { readonly by: string; readonly issuedAs: string },
): readonly Refusal[] {
  const before = request.isAcrossHalls ? 'CO_HANDLED' : 'ACCEPTED';
  return [
    ...refuseIf(request.state !== before, 'NOT_NOW'),
    ...refuseIf(request.acceptedBy === facts.by, 'SAME_PERSON'),
    ...refuseIf(request.consentOf !== null && request.unitConsent !== true, 'UNIT_CONSENT_MISSING'),
    ...refuseIf(request.thirdPartyNeeded && request.thirdPartyEvidence === null, 'THIRD_PARTY_MISSING'),
    ...refuseIf(facts.issuedAs === '', 'NAME_REQUIRED', 'issuedAs'),
  ];
}

/** A copy that was issued is issued again to who has lost the answer: the same one. */
export function mayIssue({ state, isAcrossHalls }: RequestFacts): readonly Refusal[] {
  return refuseIf(state !== 'APPROVED' && state !== (isAcrossHalls ? 'FED_BACK' : 'ISSUED'), 'NOT_NOW');
}
