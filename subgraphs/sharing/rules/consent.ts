/** Who may agree to what of a grant, and what their consents come to. Pure. */
import type { Role } from '../../../schema/actor.ts';
import type { Refusal } from '../../kernel/index.ts';

export type BodyConsentKind = 'UNIT' | 'HALL' | 'SOURCE';

/** Where a body's consent stands in `GrantConsents`. */
export const CONSENT_LIST = { UNIT: 'units', HALL: 'halls', SOURCE: 'sources' } as const;

const GIVER: Readonly<Record<BodyConsentKind, Role>> = { UNIT: 'AGENCY', HALL: 'ARCHIVE_HALL', SOURCE: 'AGENCY' };

interface BodyConsentFacts {
  readonly role: Role;
  readonly state: string;
  readonly isWithdrawal: boolean;
  readonly reason: string | null;
}

/** @clause 实施条例 art. 34; 809 art. 25; 809 art. 27 */
export function checkBodyConsent(kind: BodyConsentKind, facts: BodyConsentFacts): readonly Refusal[] {
  const { isWithdrawal } = facts;
  const isRunning = facts.state === 'ACTIVE' || facts.state === 'SUSPENDED';
  return [
    ...(GIVER[kind] === facts.role
      ? []
      : [refusal('WRONG_GIVER', 'A body of your kind does not give this consent.', '实施条例 art. 34', 'kind')]),
    ...(isRunning || isWithdrawal
      ? []
      : [refusal('GRANT_OVER', 'The grant is over; apply for a new one.', '809 art. 27', 'grantId')]),
    ...(isWithdrawal && (facts.reason ?? '').trim() === ''
      ? [refusal('REASON_REQUIRED', 'Say why: nobody ends a service without cause.', '809 art. 27', 'reason')]
      : []),
  ];
}

interface SubjectConsentFacts {
  readonly state: string;
  readonly named: readonly string[];
}

/** @clause PIPL art. 29; PIPL art. 31; 公开条例 art. 32 */
export function checkSubjectConsent(fields: readonly string[], facts: SubjectConsentFacts): readonly Refusal[] {
  const unnamed = fields.filter((each) => !facts.named.includes(each));
  const isRunning = facts.state === 'ACTIVE' || facts.state === 'SUSPENDED';
  return [
    ...(fields.length > 0
      ? []
      : [refusal('FIELDS_REQUIRED', 'Name the fields that you agree to.', 'PIPL art. 29', 'fields')]),
    ...unnamed.map(() => refusal('FIELD_NOT_NAMED', 'The grant does not name this field.', 'PIPL art. 29', 'fields')),
    ...(isRunning ? [] : [refusal('GRANT_OVER', 'The grant is over.', '809 art. 27', 'grantId')]),
  ];
}

export interface SubjectConsents {
  /** References of all subjects whom the grant is about. */
  readonly subjects: readonly string[];
  /** Fields that each has agreed to. */
  readonly agreed: ReadonlyMap<string, readonly string[]>;
  readonly named: readonly string[];
  readonly withBasis: readonly string[];
  /** What of `withBasis` rests on consents alone. */
  readonly added: readonly string[];
}

/** A field has a basis by consent when every subject of the grant has agreed to it: others must not pay for one. */
export function applyConsents(facts: SubjectConsents): { readonly withBasis: string[]; readonly added: string[] } {
  const byLaw = facts.withBasis.filter((each) => !facts.added.includes(each));
  const added = facts.named.filter(
    (field) =>
      facts.subjects.length > 0 &&
      !byLaw.includes(field) &&
      facts.subjects.every((subject) => facts.agreed.get(subject)?.includes(field) === true),
  );
  return { withBasis: [...byLaw, ...added], added };
}

function refusal(code: string, message: string, clause: string, path: string): Refusal {
  return { code, message, clause, path };
}
