/** What a catalogue entry must hold before it can be published: 政务数据共享条例 art. 13–15. Pure. */
import type { FieldClass } from '../../../schema/policy/rules.ts';
import type { Refusal } from '../../kernel/index.ts';
import { refusal } from './application.ts';

export interface EntryContent {
  readonly code: string;
  readonly name: string;
  readonly attribute: string;
  readonly modes: readonly string[];
  readonly conditions: string | null;
  readonly legalBasis: string | null;
  readonly updateCycle: string;
  readonly fields: readonly string[];
  readonly offeredMasked: readonly string[];
  readonly format: string;
  readonly secrecyRisk: string | null;
  readonly piImpact: string | null;
}

export interface EntryFacts {
  /** Null for a coordinate that the graph does not know. */
  readonly classOf: (coordinate: string) => Pick<FieldClass, 'level' | 'sharing' | 'mask'> | null;
  /** Field → code of the other published entry of this provider that holds it. */
  readonly taken: ReadonlyMap<string, string>;
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';
const PERSONAL = ['P2', 'P3', 'P4'];

type Check = [isWrong: boolean, ...what: Parameters<typeof refusal>];

function violationsOf(checks: readonly Check[]): Refusal[] {
  return checks.filter(([isWrong]) => isWrong).map(([, ...what]) => refusal(...what));
}

/** @clause 809 art. 13; PIPL art. 6 */
export function checkEntry(content: EntryContent, facts: EntryFacts): Refusal[] {
  const { code, name, updateCycle, format, fields } = content;
  const need = (isLacking: boolean, message: string, path: string): Check => {
    return [isLacking, `${path.toUpperCase()}_MISSING`, message, '809 art. 13', path];
  };
  return [
    ...violationsOf([
      need(isBlank(code), 'Give the resource code.', 'code'),
      need(isBlank(name), 'Give the name.', 'name'),
      need(isBlank(updateCycle), 'Say how often it is updated.', 'updateCycle'),
      need(isBlank(format), 'Give the format.', 'format'),
      need(fields.length === 0, 'Name the data items.', 'fields'),
    ]),
    ...checkAttribute(content),
    ...checkAssessments(content, facts),
    ...fields.flatMap((each) => checkField(each, content, facts)),
    ...content.offeredMasked
      .filter((each) => !fields.includes(each) || (facts.classOf(each)?.mask ?? null) === null)
      .map((each) => {
        const message = `${each} has no mask, or is not in this entry.`;
        return refusal('NOT_MASKABLE', message, 'PIPL art. 6', `offeredMasked.${each}`);
      }),
  ];
}

/** @clause 809 art. 14; 809 art. 15 */
function checkAttribute({ attribute, modes, conditions, legalBasis }: EntryContent): Refusal[] {
  const forbids = 'Name the law, administrative regulation or State Council decision that forbids sharing.';
  const adds = 'Unconditional sharing has no conditions.';
  return violationsOf([
    [attribute !== 'NON_SHARING' && modes.length === 0, 'MODES_MISSING', 'Name the modes.', '809 art. 13', 'modes'],
    [attribute === 'NON_SHARING' && isBlank(legalBasis), 'LEGAL_BASIS_MISSING', forbids, '809 art. 15', 'legalBasis'],
    [
      attribute === 'CONDITIONAL' && isBlank(conditions),
      'CONDITIONS_MISSING',
      'List scope and purposes.',
      '809 art. 15',
      'conditions',
    ],
    [attribute === 'UNCONDITIONAL' && !isBlank(conditions), 'CONDITIONS_ADDED', adds, '809 art. 15', 'conditions'],
  ]);
}

/** Before anything is published. @clause 809 art. 13; PIPL art. 55 */
function checkAssessments({ fields, secrecyRisk, piImpact }: EntryContent, { classOf }: EntryFacts): Refusal[] {
  const isPersonal = fields.some((each) => PERSONAL.includes(classOf(each)?.level ?? ''));
  const impact = 'Assess the impact on personal information.';
  return violationsOf([
    [isBlank(secrecyRisk), 'SECRECY_RISK_MISSING', 'Assess the secrecy risk.', '809 art. 13', 'secrecyRisk'],
    [isPersonal && isBlank(piImpact), 'PI_IMPACT_MISSING', impact, 'PIPL art. 55', 'piImpact'],
  ]);
}

/** @clause 809 art. 13; 809 art. 15; PIPL art. 34 */
function checkField(coordinate: string, { attribute }: EntryContent, { classOf, taken }: EntryFacts): Refusal[] {
  const path = `fields.${coordinate}`;
  const field = classOf(coordinate);
  if (field === null) return [refusal('FIELD_UNKNOWN', `There is no field ${coordinate}.`, '809 art. 13', path)];
  const other = taken.get(coordinate);
  return [
    ...(other === undefined
      ? []
      : [refusal('FIELD_TAKEN', `${coordinate} is in your entry ${other} already.`, '809 art. 13', path)]),
    ...(field.sharing === 'NON_SHARING' && attribute !== 'NON_SHARING'
      ? [refusal('FIELD_NON_SHARING', `${coordinate} is not shared, by law.`, '809 art. 15', path)]
      : []),
    ...(attribute === 'UNCONDITIONAL' && PERSONAL.includes(field.level ?? '')
      ? [
          refusal(
            'FIELD_NOT_UNCONDITIONAL',
            `${coordinate} is personal information or a trade secret: it is shared for a purpose.`,
            'PIPL art. 34',
            path,
          ),
        ]
      : []),
  ];
}
