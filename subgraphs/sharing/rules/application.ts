/** What an application must say, and what it may not: 政务数据共享条例 art. 20–24. Pure: no I/O, no clock. */
import type { GrantRows } from '../../../schema/actor.ts';
import { USE_CAUSE_MAX_LENGTH } from '../../../schema/codes.ts';
import type { FieldClass } from '../../../schema/policy/rules.ts';
import type { Refusal } from '../../kernel/index.ts';

/** The specific statutory basis, or consent, by which one field is asked for (具体法律依据). */
export interface FieldBasis {
  readonly coordinate: string;
  readonly basis: string;
}

export interface ApplicationContent {
  readonly basis: string;
  readonly scenario: string;
  readonly named: readonly string[];
  readonly fieldBases: readonly FieldBasis[];
  readonly rows: GrantRows;
  readonly useCauses: readonly string[];
  readonly modes: readonly string[];
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly quotaPeriod: string | null;
  readonly quotaRequests: number | null;
  readonly quotaSubjects: number | null;
  readonly returnFlow: boolean;
  readonly impactDigest: string | null;
  readonly impactReference: string | null;
}

export interface OfferedEntry {
  readonly state: string;
  readonly attribute: string;
  readonly provider: string;
  readonly fields: readonly string[];
  readonly modes: readonly string[];
}

export interface ApplicationFacts {
  readonly entry: OfferedEntry;
  /** Whose application it is, and the region prefix of each side, as `toRegionPrefix` gives it. */
  readonly applicant: string;
  readonly applicantRegion: string;
  readonly providerRegion: string;
  /** Class of each field that the graph knows. */
  readonly classOf: (coordinate: string) => FieldClass['level'];
  /** The calendar day in Asia/Shanghai. */
  readonly today: string;
}

export function refusal(code: string, message: string, clause: string, path: string | null = null): Refusal {
  return { code, message, clause, path };
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

/**
 * Everything that an application still lacks. It is told at once and in full, and is no reason to refuse.
 *
 * @clause 809 art. 20; 809 art. 21; PIPL art. 28; PIPL art. 55
 */
export function checkComplete(content: ApplicationContent, { classOf }: ApplicationFacts): Refusal[] {
  const { fieldBases, named } = content;
  const lacking = (isLacking: boolean, what: Refusal): Refusal[] => (isLacking ? [what] : []);
  const withBasis = new Set(fieldBases.filter(({ basis }) => !isBlank(basis)).map(({ coordinate }) => coordinate));
  const restricted = named.filter((each) => ['P3', 'P4'].includes(classOf(each) ?? ''));
  const hasSensitive = named.some((each) => classOf(each) === 'P3');
  const need = (name: string, what: string, path: string): Refusal =>
    refusal(`${name}_MISSING`, `Say ${what}.`, '809 art. 20', path);
  return [
    ...lacking(isBlank(content.basis), need('BASIS', 'on which law the application rests', 'basis')),
    ...lacking(isBlank(content.scenario), need('SCENARIO', 'what the data is used for', 'scenario')),
    ...lacking(named.length === 0, need('FIELDS', 'which fields are asked for', 'fields')),
    ...lacking(content.useCauses.length === 0, need('USE_CAUSE', 'the use causes', 'useCauses')),
    ...lacking(content.modes.length === 0, need('MODE', 'by which modes the data is handed over', 'modes')),
    ...lacking(content.validFrom === null, need('VALID_FROM', 'from which day it is needed', 'validFrom')),
    ...lacking(content.validTo === null, need('VALID_TO', 'until which day it is needed', 'validTo')),
    ...lacking(
      content.quotaPeriod === null || content.quotaRequests === null,
      need('FREQUENCY', 'how many requests are expected in which period', 'quota'),
    ),
    ...restricted
      .filter((each) => !withBasis.has(each))
      .map((each) =>
        refusal(
          'FIELD_BASIS_MISSING',
          `${each} needs its own statutory basis, or the separate consent of whom it concerns.`,
          'PIPL art. 28',
          `fieldBases.${each}`,
        ),
      ),
    ...lacking(
      hasSensitive && (isBlank(content.impactDigest) || isBlank(content.impactReference)),
      refusal(
        'IMPACT_ASSESSMENT_MISSING',
        'Sensitive personal information needs an impact assessment on file: its digest and where it is kept.',
        'PIPL art. 55',
        'impactAssessment',
      ),
    ),
  ];
}

/**
 * What is wrong with what an application does say.
 *
 * @clause 809 art. 15; 809 art. 20; 809 art. 22; 809 art. 25
 */
export function checkSound(content: ApplicationContent, facts: ApplicationFacts): Refusal[] {
  const { entry, applicant } = facts;
  const isOffered = entry.state === 'PUBLISHED' && entry.attribute !== 'NON_SHARING';
  return [
    ...(isOffered
      ? []
      : [refusal('ENTRY_NOT_SHARED', 'This entry is not open to applications.', '809 art. 15', 'entry')]),
    ...(applicant === entry.provider
      ? [refusal('OWN_ENTRY', 'Your own data needs no application.', '809 art. 20', 'entry')]
      : []),
    ...content.named
      .filter((each) => !entry.fields.includes(each))
      .map((each) =>
        refusal('FIELD_OUTSIDE_ENTRY', `The entry does not hold ${each}.`, '809 art. 20', `fields.${each}`),
      ),
    ...content.fieldBases
      .filter(({ coordinate }) => !content.named.includes(coordinate))
      .map(({ coordinate }) =>
        refusal('BASIS_WITHOUT_FIELD', `${coordinate} is not asked for.`, '809 art. 20', `fieldBases.${coordinate}`),
      ),
    ...content.fieldBases
      .filter(({ basis }) => isBlank(basis))
      .map(({ coordinate }) =>
        refusal('BASIS_EMPTY', `The basis for ${coordinate} is empty.`, 'PIPL art. 28', `fieldBases.${coordinate}`),
      ),
    ...content.modes
      .filter((each) => !entry.modes.includes(each))
      .map((each) => refusal('MODE_NOT_OFFERED', `The entry is not handed over by ${each}.`, '809 art. 22', 'modes')),
    ...content.useCauses
      .filter((each) => isBlank(each) || [...each].length > USE_CAUSE_MAX_LENGTH)
      .map(() =>
        refusal(
          'USE_CAUSE_INVALID',
          `A use cause has 1 to ${USE_CAUSE_MAX_LENGTH} characters.`,
          '809 art. 25',
          'useCauses',
        ),
      ),
    ...checkValidity(content, facts.today),
    ...checkReturnFlow(content, facts),
  ];
}

function checkValidity({ validFrom, validTo, rows }: ApplicationContent, today: string): Refusal[] {
  const wrong = (code: string, message: string, path: string): Refusal => refusal(code, message, '809 art. 20', path);
  return [
    ...(validFrom !== null && validFrom < today
      ? [wrong('VALIDITY_PAST', 'A grant does not reach back: begin today or later.', 'validFrom')]
      : []),
    ...(validTo !== null && validTo < today ? [wrong('VALIDITY_PAST', 'This time is over already.', 'validTo')] : []),
    ...(validFrom !== null && validTo !== null && validTo < validFrom
      ? [wrong('VALIDITY_REVERSED', 'The last day comes before the first.', 'validTo')]
      : []),
    ...(rows.from !== null && rows.to !== null && rows.to < rows.from
      ? [wrong('ROWS_REVERSED', 'The period of the records ends before it begins.', 'rows.to')]
      : []),
  ];
}

/** Data about a lower region, back to that region, rows of that region only. @clause 809 art. 24 */
function checkReturnFlow({ returnFlow, rows }: ApplicationContent, facts: ApplicationFacts): Refusal[] {
  if (!returnFlow) return [];
  const { applicantRegion, providerRegion } = facts;
  const isLower = applicantRegion.length > providerRegion.length && applicantRegion.startsWith(providerRegion);
  const isWithin = rows.regions !== null && rows.regions.every((each) => each.startsWith(applicantRegion));
  return [
    ...(isLower
      ? []
      : [
          refusal(
            'NOT_A_LOWER_REGION',
            'Return flow goes to a region below the provider’s.',
            '809 art. 24',
            'returnFlow',
          ),
        ]),
    ...(isWithin
      ? []
      : [
          refusal(
            'ROWS_OUTSIDE_REGION',
            'Return flow covers records of the applicant’s own region only: name it.',
            '809 art. 24',
            'rows.regions',
          ),
        ]),
  ];
}

export const ANSWER_RULES = {
  UNCONDITIONAL: '809 art. 21',
  RETURN_FLOW: '809 art. 24',
} as const;
export type AnswerRule = keyof typeof ANSWER_RULES;

/**
 * The rule that answers an endorsed application at once, if one does. Where a specific basis is claimed for a field,
 * or a field is P3 or P4, somebody of the provider has to read it: no rule opens those.
 *
 * @clause 809 art. 21; 809 art. 24; PIPL art. 28
 */
export function findAnswerRule(
  content: Pick<ApplicationContent, 'named' | 'fieldBases' | 'returnFlow'>,
  { entry, classOf }: Pick<ApplicationFacts, 'entry' | 'classOf'>,
): AnswerRule | null {
  if (content.fieldBases.length > 0) return null;
  if (content.named.some((each) => ['P3', 'P4'].includes(classOf(each) ?? ''))) return null;
  if (entry.attribute === 'UNCONDITIONAL') return 'UNCONDITIONAL';
  return content.returnFlow ? 'RETURN_FLOW' : null;
}

interface People {
  readonly draftedBy: string;
  readonly submittedBy: string | null;
  readonly endorsedBy: string | null;
}

/** Nobody approves what he has handed in, nor twice. @clause 809 art. 20 */
export function checkPeople(actorId: string, { draftedBy, submittedBy, endorsedBy }: People): Refusal[] {
  if (actorId === endorsedBy)
    return [refusal('SAME_PERSON', 'The heads of the two sharing offices are different people.', '809 art. 20')];
  if (actorId === draftedBy || actorId === submittedBy)
    return [refusal('SELF_APPROVAL', 'Nobody approves an application that he has handed in.', '809 art. 20')];
  return [];
}
