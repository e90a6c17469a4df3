/**
 * The oracle: what `decision.md` says of one field, record or request, written from that page and not from
 * the engine (only its types are imported). Plain and slow on purpose; it changes when the page changes,
 * never because the engine answers otherwise.
 *
 * Readings that the page leaves open, as the project fixed them:
 * - R4: the subject's own fields are `of` APPLICANT or HOLDER, shown whatever their class or sharing; fields
 *   of a COMPLAINANT are withheld whatever their class; P0 and P1 of a THIRD_PERSON are P0 and P1.
 * - R5, R13: `EARLY_CUSTODY_HALL` is early custody whose agreement makes the hall the controller.
 * - R10: where only the record's own attribute says NON_SHARING, the reason is RESTRICTED, uncounted. A
 *   non-sharing entry speaks for the fields that the grant names or offers, whichever rows it covers.
 * - R11: what is withheld because the subject may be a minor (a P2 field with a mask) is uncounted.
 * - R14: counted where class P3 or P4 alone brings it about.
 * - R11, R15: a mask can be given only where the field defines one.
 * - R17: a field without a class is withheld from everyone.
 * - A shown or masked field has no reason, and the number of such fields may be told.
 */
import type { Role } from '../../schema/actor.ts';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import type { LabelFacts } from '../../schema/policy/label.ts';
import type { FieldClass, LimitFacts, Reason, RuleId } from '../../schema/policy/rules.ts';
import type { Presence } from '../../schema/policy/table.ts';

/** `UNDECIDED` and rule null: only when R17 is taken out and no other rule matches. */
export interface Verdict {
  readonly effect: 'SHOW' | 'MASK' | 'WITHHOLD' | 'UNDECIDED';
  readonly rule: RuleId | null;
  readonly reason: Reason | null;
  readonly countable: boolean;
}

/** Takes one rule out of the law, to see what depends on it. */
export interface Without {
  readonly without?: RuleId | undefined;
}

type Effect = Omit<Verdict, 'rule'>;

/** The facts of one row of the truth table, in the words of the page. */
interface Row {
  readonly role: Role;
  readonly useCause: boolean;
  readonly record: LabelFacts;
  readonly level: FieldClass['level'];
  readonly of: FieldClass['of'];
  readonly hasMask: boolean;
  readonly strictestIsNonSharing: boolean;
  readonly nonSharingIsReadable: boolean;
  /** An active grant covers this record, use cause, mode, region and time. */
  readonly covered: boolean;
  readonly named: boolean;
  readonly namedWithBasis: boolean;
  readonly maskOffered: boolean;
}

interface Rule {
  readonly when: (row: Row) => boolean;
  readonly effect: (row: Row) => Effect;
}

const SHOW: Effect = { effect: 'SHOW', reason: null, countable: true };
const MASK: Effect = { effect: 'MASK', reason: null, countable: true };
const withhold = (reason: Reason): Effect => ({ effect: 'WITHHOLD', reason, countable: true });
const RESTRICTED_UNCOUNTED: Effect = { effect: 'WITHHOLD', reason: 'RESTRICTED', countable: false };

const SUPERVISORS = new Set<Role>([
  'ARCHIVES_AUTHORITY',
  'DATA_AUTHORITY',
  'SYSTEM_ADMIN',
  'SECURITY_OFFICER',
  'AUDITOR',
]);

const isP0 = (row: Row): boolean => row.level === 'P0';
const isP0orP1 = (row: Row): boolean => row.level === 'P0' || row.level === 'P1';
const isP3orP4 = (row: Row): boolean => row.level === 'P3' || row.level === 'P4';
const isOwn = (row: Row): boolean => row.of === 'APPLICANT' || row.of === 'HOLDER';
const isOfOthers = (row: Row): boolean => row.of === 'COMPLAINANT' || (row.of === 'THIRD_PERSON' && !isP0orP1(row));
const isOpenedNotSealed = (row: Row): boolean => row.record.openness === 'OPEN';
const isSealed = (row: Row): boolean => row.record.openness === 'SEALED';
const hallControls = (row: Row): boolean =>
  row.record.custody === 'HALL' || row.record.custody === 'EARLY_CUSTODY_HALL';

/** R4–R17 but for the exception in R11, which needs the others. */
const LAW = {
  R4: {
    when: (row) =>
      row.record.subject && (isOwn(row) || isOfOthers(row) || (isP0orP1(row) && !row.strictestIsNonSharing)),
    effect: (row) => (isOfOthers(row) ? withhold('THIRD_PERSON') : SHOW),
  },
  R5: {
    when: (row) => row.record.ownPart && row.record.custody !== 'HALL' && row.useCause,
    effect: () => SHOW,
  },
  R6: {
    when: (row) => row.record.custodian && row.useCause,
    effect: () => SHOW,
  },
  R7: {
    when: (row) => row.record.transferrer,
    effect: () => SHOW,
  },
  R8: {
    when: (row) => row.record.demanded,
    effect: () => SHOW,
  },
  R9: {
    when: (row) => SUPERVISORS.has(row.role),
    effect: (row) => (isP0(row) ? SHOW : withhold('ROLE')),
  },
  R10: {
    when: (row) => row.strictestIsNonSharing,
    effect: (row) => (row.nonSharingIsReadable ? withhold('NON_SHARING') : RESTRICTED_UNCOUNTED),
  },
  R11: {
    when: isOpenedNotSealed,
    effect: (row) => {
      if (isP0orP1(row)) return SHOW;
      if (row.level === 'P2' && row.hasMask) return row.record.minor ? RESTRICTED_UNCOUNTED : MASK;
      return withhold('RESTRICTED');
    },
  },
  R12: {
    when: (row) => isP0(row) || !row.covered || (!row.named && (row.level === 'P1' || isP3orP4(row))),
    effect: (row) => (isP0(row) ? SHOW : withhold('GRANT_REQUIRED')),
  },
  R13: {
    when: (row) => !row.record.controllerConsent || !row.record.sourceConsent,
    effect: (row) => {
      if (row.record.controllerConsent) return withhold('SOURCE_CONSENT_REQUIRED');
      return withhold(hallControls(row) ? 'HALL_CONSENT_REQUIRED' : 'UNIT_CONSENT_REQUIRED');
    },
  },
  R14: {
    when: (row) => (isP3orP4(row) || row.record.minor || isSealed(row)) && !row.namedWithBasis,
    effect: (row) => (isP3orP4(row) ? withhold('RESTRICTED') : RESTRICTED_UNCOUNTED),
  },
  R15: {
    when: (row) => row.level === 'P2' && !row.named,
    effect: (row) => (row.maskOffered && row.hasMask ? MASK : withhold('GRANT_REQUIRED')),
  },
  R16: {
    when: (row) => row.covered,
    effect: () => SHOW,
  },
  R17: {
    when: () => true,
    effect: () => withhold('UNCLASSIFIED'),
  },
} as const satisfies Partial<Record<RuleId, Rule>>;

type FieldRule = keyof typeof LAW;

const OF_THE_GRANT: readonly FieldRule[] = ['R12', 'R13', 'R14', 'R15', 'R16'];
const IN_ORDER: readonly FieldRule[] = ['R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', ...OF_THE_GRANT, 'R17'];

/** What the caller is shown of one field of a record that is neither classified nor destroyed (R4–R17). */
export function judgeField(access: AccessClass, record: LabelFacts, field: FieldClass, options: Without = {}): Verdict {
  const row = toRow(access, record, field);
  const rule = IN_ORDER.find((each) => each !== options.without && matches(each, row, options));
  if (rule === undefined) return { effect: 'UNDECIDED', rule: null, reason: null, countable: false };
  return { rule, ...LAW[rule].effect(row) };
}

function matches(rule: FieldRule, row: Row, options: Without): boolean {
  if (row.level === null && rule !== 'R17') return false;
  if (rule === 'R11' && r16WouldShow(row, options)) return false;
  return LAW[rule].when(row);
}

function r16WouldShow(row: Row, options: Without): boolean {
  const first = OF_THE_GRANT.filter((rule) => rule !== options.without).find((rule) => LAW[rule].when(row));
  return first === 'R16';
}

function toRow(access: AccessClass, record: LabelFacts, field: FieldClass): Row {
  const grant = access.grant;
  const named = grant !== null && grant.named.has(field.coordinate);
  const maskOffered = grant !== null && grant.offeredMasked.has(field.coordinate);
  const byField = field.sharing === 'NON_SHARING';
  const byEntry = grant !== null && grant.entryNonSharing && (named || maskOffered);
  return {
    role: access.role,
    useCause: access.useCauseGiven,
    record,
    level: field.level,
    of: field.of,
    hasMask: field.mask !== null,
    strictestIsNonSharing: byField || byEntry || record.nonSharing,
    nonSharingIsReadable: byField || byEntry,
    covered: grant !== null && record.inGrant,
    named,
    namedWithBasis: grant !== null && grant.withBasis.has(field.coordinate),
    maskOffered,
  };
}

/** Whether the caller sees the record's fields, its tombstone, or nothing that differs from an unknown id (R0–R2). */
export function judgeRecord(
  access: AccessClass,
  record: LabelFacts,
  fields: readonly FieldClass[],
  options: Without = {},
): Presence {
  if (options.without !== 'R0' && record.openness === 'CLASSIFIED') return 'ABSENT';
  if (options.without !== 'R2' && hasNothingToShow(access, record, fields, options)) return 'ABSENT';
  if (options.without !== 'R1' && record.destroyed) return 'TOMBSTONE';
  return 'FIELDS';
}

function hasNothingToShow(
  access: AccessClass,
  record: LabelFacts,
  fields: readonly FieldClass[],
  options: Without,
): boolean {
  const telling = fields.filter((field) => field.level !== 'KEY' && !(record.sensitive && field.level === 'P0'));
  const effects = telling.map((field) => judgeField(access, record, field, options).effect);
  return !effects.includes('SHOW') && !effects.includes('MASK');
}

/** Why the whole request is refused (R3), or null. */
export function judgeRequest(facts: LimitFacts, options: Without = {}): 'LIMIT_EXCEEDED' | null {
  if (options.without === 'R3') return null;
  if (facts.ownRecordsOnly || facts.returnFlow) return null;
  return facts.exhausted ? 'LIMIT_EXCEEDED' : null;
}
