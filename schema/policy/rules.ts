/** R3–R17 of `decision.md`, one function a rule, in order; the first that answers decides. Pure: no I/O, no clock. */
import type { Coordinate } from '../actor.ts';
import { OFFICE_ROLES } from '../actor.ts';
import type { DisclosureClass, FactOwner, SharingAttribute } from '../directives.ts';
import type { AccessClass } from './access-class.ts';
import type { LabelFacts } from './label.ts';
import type { MaskKind } from './masks.ts';

export const EFFECTS = ['SHOW', 'MASK', 'WITHHOLD'] as const;
export type Effect = (typeof EFFECTS)[number];

export const REASONS = [
  'LIMIT_EXCEEDED',
  'THIRD_PERSON',
  'ROLE',
  'NON_SHARING',
  'RESTRICTED',
  'GRANT_REQUIRED',
  'UNIT_CONSENT_REQUIRED',
  'HALL_CONSENT_REQUIRED',
  'SOURCE_CONSENT_REQUIRED',
  'UNCLASSIFIED',
] as const;
export type Reason = (typeof REASONS)[number];

/** Rule, its basis in law. Where a rule has several, the one that explains the outcome best comes first. */
export const RULES = {
  R0: '809 art. 3; 26号 art. 15',
  R1: '令22 art. 30',
  R2: 'PIPL art. 28; 公开条例 art. 36',
  R3: '809 art. 25',
  R4: 'PIPL art. 31, 45, 49',
  R5: '实施条例 art. 34',
  R6: '档案法 art. 28-30',
  R7: '档案法 art. 31',
  R8: '809 art. 2; PIPL art. 18, 35',
  R9: '三员分立',
  R10: '809 art. 15',
  R11: '档案法 art. 27-28; 公开条例 art. 15, 37',
  R12: '809 art. 20-21',
  R13: '实施条例 art. 34; 809 art. 25',
  R14: 'PIPL art. 28-31; 公开条例 art. 32',
  R15: 'PIPL art. 6, 34',
  R16: '809 art. 20',
  R17: 'default deny',
} as const;
export type RuleId = keyof typeof RULES;

/** A field as the schema classifies it. */
export interface FieldClass {
  readonly coordinate: Coordinate;
  readonly name: string;
  /** Null: nobody has classified it yet. */
  readonly level: DisclosureClass | null;
  readonly of: FactOwner;
  readonly sharing: SharingAttribute;
  readonly mask: MaskKind | null;
  /** The law that makes it NON_SHARING. */
  readonly basis: string | null;
}

export interface Outcome {
  readonly effect: Effect;
  readonly rule: RuleId;
  readonly clause: string;
  readonly reason: Reason | null;
  /** Whether the number of such outcomes may be told: not where it would tell of facts the caller may not read. */
  readonly countable: boolean;
}

/** What an outcome is said to rest on. */
export interface ToldBasis {
  readonly rule: string;
  readonly clause: string;
}

const GUARDED: ToldBasis = { rule: 'R10-R14', clause: '公开条例 art. 15, 32, 37; PIPL art. 28' };

/** Rule and clause as they may be told: one common pair where the very rule would tell "minor" or "sealed". */
export function toldBasis(outcome: Outcome): ToldBasis {
  return outcome.countable ? outcome : GUARDED;
}

interface Question {
  readonly access: AccessClass;
  readonly label: LabelFacts;
  readonly field: FieldClass;
}
type Rule = (question: Question) => Outcome | null;

const outcomes = new Map<string, Outcome>();

/** One object per distinct outcome, so that tables stay small and outcomes compare by identity. */
function outcome(parts: Outcome): Outcome {
  const key = [parts.effect, parts.rule, parts.reason, parts.countable, parts.clause].join('|');
  const known = outcomes.get(key);
  if (known !== undefined) return known;
  outcomes.set(key, Object.freeze(parts));
  return parts;
}

function show(rule: RuleId): Outcome {
  return outcome({ effect: 'SHOW', rule, clause: RULES[rule], reason: null, countable: true });
}

function mask(rule: RuleId): Outcome {
  return outcome({ effect: 'MASK', rule, clause: RULES[rule], reason: null, countable: true });
}

function withhold(rule: RuleId, reason: Reason, countable = true): Outcome {
  return outcome({ effect: 'WITHHOLD', rule, clause: RULES[rule], reason, countable });
}

/** @clause PIPL art. 31, 45, 49 */
function r4(question: Question): Outcome | null {
  const { label, field } = question;
  if (!label.subject) return null;
  if (field.of === 'COMPLAINANT') return withhold('R4', 'THIRD_PERSON');
  if (field.of === 'APPLICANT' || field.of === 'HOLDER') return show('R4');
  if (field.level === 'P0' || field.level === 'P1') return isNonSharing(question) ? null : show('R4');
  return field.of === 'THIRD_PERSON' ? withhold('R4', 'THIRD_PERSON') : null;
}

/** @clause 实施条例 art. 34 */
function r5({ access, label }: Question): Outcome | null {
  const beforeTransfer = label.custody !== 'HALL';
  return label.ownPart && beforeTransfer && access.useCauseGiven ? show('R5') : null;
}

/** @clause 档案法 art. 28-30 */
function r6({ access, label }: Question): Outcome | null {
  return label.custodian && access.useCauseGiven ? show('R6') : null;
}

/** @clause 档案法 art. 31 */
function r7({ label }: Question): Outcome | null {
  return label.transferrer ? show('R7') : null;
}

/** @clause 809 art. 2; PIPL art. 18, 35 */
function r8({ label }: Question): Outcome | null {
  return label.demanded ? show('R8') : null;
}

/** No role opens content. @clause 三员分立 */
function r9({ access, field }: Question): Outcome | null {
  const offices: readonly string[] = OFFICE_ROLES;
  if (!offices.includes(access.role)) return null;
  return field.level === 'P0' ? show('R9') : withhold('R9', 'ROLE');
}

/** The strictest of field, catalogue entry and record decides. @clause 809 art. 15 */
function r10(question: Question): Outcome | null {
  if (!isNonSharing(question)) return null;
  const { access, label, field } = question;
  // Where only the record's own attribute says so: it is withheld with everything else of the record, and may not
  // show through the reason.
  if (!isNonSharing({ access, label: { ...label, nonSharing: false }, field }))
    return withhold('R10', 'RESTRICTED', false);
  const { basis } = field;
  const clause = basis === null ? RULES.R10 : `${RULES.R10}; ${basis}`;
  return outcome({ effect: 'WITHHOLD', rule: 'R10', clause, reason: 'NON_SHARING', countable: true });
}

/** Opening never lifts the protection of personal information. @clause 档案法 art. 27-28; 公开条例 art. 15, 37 */
function r11(question: Question): Outcome | null {
  const { label, field } = question;
  if (label.openness !== 'OPEN') return null;
  if (isShownByGrant(question)) return null;
  if (field.level === 'P0' || field.level === 'P1') return show('R11');
  if (field.level === 'P2' && field.mask !== null && !label.minor) return mask('R11');
  return withhold('R11', 'RESTRICTED', field.level !== 'P2' || field.mask === null);
}

/** @clause 809 art. 20-21 */
function r12({ access, label, field }: Question): Outcome | null {
  if (field.level === 'P0') return show('R12');
  if (access.grant === null || !label.inGrant) return withhold('R12', 'GRANT_REQUIRED');
  if (field.level !== 'P2' && !access.grant.named.has(field.coordinate)) return withhold('R12', 'GRANT_REQUIRED');
  return null;
}

/** @clause 实施条例 art. 34; 809 art. 25 */
function r13({ label }: Question): Outcome | null {
  if (!label.controllerConsent) {
    const hallControls = label.custody === 'HALL' || label.custody === 'EARLY_CUSTODY_HALL';
    return withhold('R13', hallControls ? 'HALL_CONSENT_REQUIRED' : 'UNIT_CONSENT_REQUIRED');
  }
  return label.sourceConsent ? null : withhold('R13', 'SOURCE_CONSENT_REQUIRED');
}

/** @clause PIPL art. 28-31; 公开条例 art. 32 */
function r14({ access, label, field }: Question): Outcome | null {
  const byClass = field.level === 'P3' || field.level === 'P4';
  if (!byClass && !label.minor && label.openness !== 'SEALED') return null;
  if (access.grant?.withBasis.has(field.coordinate) === true) return null;
  return withhold('R14', 'RESTRICTED', byClass);
}

/** @clause PIPL art. 6, 34 */
function r15({ access, field }: Question): Outcome | null {
  if (field.level !== 'P2' || access.grant?.named.has(field.coordinate) === true) return null;
  const offered = field.mask !== null && access.grant?.offeredMasked.has(field.coordinate) === true;
  return offered ? mask('R15') : withhold('R15', 'GRANT_REQUIRED');
}

/** @clause 809 art. 20 */
function r16({ access, label, field }: Question): Outcome | null {
  return label.inGrant && access.grant?.named.has(field.coordinate) === true ? show('R16') : null;
}

const GRANT_RULES: readonly Rule[] = [r12, r13, r14, r15, r16];
const FIELD_RULES: readonly Rule[] = [r4, r5, r6, r7, r8, r9, r10, r11, ...GRANT_RULES];

function firstOf(rules: readonly Rule[], question: Question): Outcome | null {
  for (const rule of rules) {
    const answer = rule(question);
    if (answer !== null) return answer;
  }
  return null;
}

function isShownByGrant(question: Question): boolean {
  return firstOf(GRANT_RULES, question)?.rule === 'R16';
}

function isNonSharing({ access, label, field }: Question): boolean {
  if (field.sharing === 'NON_SHARING' || label.nonSharing) return true;
  const { grant } = access;
  if (grant === null || !grant.entryNonSharing) return false;
  return grant.named.has(field.coordinate) || grant.offeredMasked.has(field.coordinate);
}

/**
 * What happens to one field of one record, whatever its value: the value is not among the arguments.
 * A field without a class matches no rule but the last. Not for `KEY` fields, which are structure.
 */
export function decideField(access: AccessClass, label: LabelFacts, field: FieldClass): Outcome {
  const unclassified = withhold('R17', 'UNCLASSIFIED');
  if (field.level === null) return unclassified;
  return firstOf(FIELD_RULES, { access, label, field }) ?? unclassified;
}

export interface LimitFacts {
  /** A quota, frequency or distinct-subject guard of the grant is used up. */
  readonly exhausted: boolean;
  readonly ownRecordsOnly: boolean;
  readonly returnFlow: boolean;
}

/**
 * Whether the guard of the grant refuses the request as a whole.
 *
 * @clause 809 art. 25
 */
export function isOverLimit(facts: LimitFacts): boolean {
  return facts.exhausted && !facts.ownRecordsOnly && !facts.returnFlow;
}
