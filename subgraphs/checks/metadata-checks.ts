/** Checks over what the metadata says: 1-2 to 1-8, 2-3 to 2-6, 2-9, 2-10. Pure. */
import { CASE_STEP } from '../../schema/codes.ts';
import { parseCitizenId } from '../../schema/identifiers/citizen-id.ts';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import { parseInstant, parseLocalDate } from '../../schema/ids.ts';
import { hasForm, hasTrueNumber, type Element, type Scheme } from './scheme.ts';
import type { CheckFacts, Finding, PackageUnderCheck } from './types.ts';

/** What a check is given. An empty answer is a pass. */
export interface Subject {
  readonly pkg: PackageUnderCheck;
  readonly facts: CheckFacts;
  readonly scheme: Scheme;
}

export function fail(object: string, reason: string): Finding {
  return { object, result: 'FAIL', reason };
}

export function manual(object: string, reason: string): Finding {
  return { object, result: 'MANUAL_REVIEW', reason };
}

export function notApplicable(reason: string): Finding {
  return { object: 'package', result: 'NOT_APPLICABLE', reason };
}

export function isBlank(text: string | null | undefined): boolean {
  return text === null || text === undefined || text.trim() === '';
}

interface Value {
  readonly object: string;
  readonly element: Element;
  readonly value: string;
}

/** Every value that is written and that the scheme knows, of the record and of its files. */
function valuesOf({ pkg, scheme }: Subject): Value[] {
  const pick = (elements: Readonly<Record<string, Element>>, metadata: Readonly<Record<string, string>>, of: string) =>
    Object.entries(metadata).flatMap(([name, value]): Value[] => {
      const element = Object.hasOwn(elements, name) ? elements[name] : undefined;
      return element === undefined || isBlank(value) ? [] : [{ object: `${of}${name}`, element, value }];
    });
  return [
    ...pick(scheme.record, pkg.metadata, ''),
    ...pkg.files.flatMap((file) => pick(scheme.file, file.metadata, `${file.code}/`)),
  ];
}

/** 1-2 */
export function checkLengths(subject: Subject): Finding[] {
  return valuesOf(subject)
    .filter(({ element, value }) => value.length > element.maxLength && Array.from(value).length > element.maxLength)
    .map(({ object, element }) => fail(object, `longer than ${element.maxLength} characters`));
}

/** 1-3 */
export function checkForms(subject: Subject): Finding[] {
  const { metadata, steps } = subject.pkg;
  const wrong = valuesOf(subject)
    .filter(({ element, value }) => !hasForm(element, value))
    .map(({ object, element }) => fail(object, `does not have the form of type ${element.type}`));
  const numbers = (
    [
      ['contacted_card', 'card_type'],
      ['legal_man_id_number', 'legal_man_id_type'],
    ] as const
  ).flatMap(([number, type]) => {
    const value = metadata[number];
    if (value === undefined || isBlank(value) || hasTrueNumber(metadata[type], value)) return [];
    return [fail(number, 'form or check digit does not fit the type of the document')];
  });
  const times = steps
    .filter(({ at }) => !isBlank(at) && !parseInstant(at).ok && !parseLocalDate(at).ok)
    .map(({ sequence }) => fail(`step ${sequence}`, 'the time is none'));
  return [...wrong, ...numbers.filter(({ object }) => !wrong.some((each) => each.object === object)), ...times];
}

const STEPS: readonly string[] = [...Object.values(CASE_STEP), ...Object.keys(CASE_STEP)];

/** 1-4 */
export function checkCodes(subject: Subject): Finding[] {
  const values = valuesOf(subject)
    .filter(({ element, value }) => element.codes !== undefined && !element.codes.includes(value))
    .map(({ object }) => fail(object, 'not in the code list'));
  const steps = subject.pkg.steps
    .filter(({ step }) => !STEPS.includes(step))
    .map(({ sequence }) => fail(`step ${sequence}`, 'not in the code list of steps'));
  return [...values, ...steps];
}

interface Moment {
  readonly object: string;
  readonly at: string;
}

/** A time as text that sorts, in Asia/Shanghai; null when it is none, which 1-3 has told. */
function toMoment(object: string, text: string | null | undefined): Moment | null {
  const instant = parseInstant(text);
  if (instant.ok) return { object, at: instant.value };
  const day = parseLocalDate(text);
  return day.ok ? { object, at: day.value } : null;
}

/** Where one of them is only a day, the days are compared. */
function isLater(one: Moment, other: Moment): boolean {
  const length = Math.min(one.at.length, other.at.length);
  return one.at.slice(0, length) > other.at.slice(0, length);
}

/** 1-5 */
export function checkPlausibility(subject: Subject): Finding[] {
  return [...checkOrder(subject), ...checkReferenceAgrees(subject), ...checkBirth(subject)];
}

function checkOrder({ pkg, facts }: Subject): Finding[] {
  const { metadata } = pkg;
  const steps = pkg.steps
    .toSorted((one, other) => one.sequence - other.sequence)
    .map(({ sequence, at }) => toMoment(`step ${sequence}`, at));
  const chain = [
    { object: 'the founding of the state', at: '1949-10-01' },
    toMoment('receive_time', metadata['receive_time']),
    ...steps,
    toMoment('transact_time', metadata['transact_time']),
    toMoment('archive_time', metadata['archive_time']),
    { object: 'now', at: facts.now },
  ].filter((moment) => moment !== null);
  const backward = chain.flatMap((moment, index) => {
    const before = chain[index - 1];
    return before !== undefined && isLater(before, moment)
      ? [
          fail(
            before.object === 'receive_time' || moment.object === 'now' ? before.object : moment.object,
            `${moment.object} is before ${before.object}`,
          ),
        ]
      : [];
  });
  const files = pkg.files.flatMap(({ code, metadata: of }) => {
    const made = toMoment('', of['computer_file_creation_time']);
    return made !== null && isLater(made, { object: '', at: facts.now })
      ? [fail(`${code}/computer_file_creation_time`, 'is in the future')]
      : [];
  });
  return [...backward, ...files];
}

/** Year, retention and fonds stand in the reference code too. */
function checkReferenceAgrees({ pkg }: Subject): Finding[] {
  const parsed = parseReferenceCode(pkg.referenceCode);
  if (!parsed.ok) return [];
  const { year, retention, fonds } = parsed.value;
  const completed = toMoment('', pkg.metadata['transact_time']);
  const differs = (name: string, own: string | null, other: string | undefined): Finding[] =>
    own === null || other === undefined || isBlank(other) || own === other
      ? []
      : [fail('reference code', `its ${name} is not that of the record`)];
  return [
    ...differs('year', year === null ? null : String(year), completed?.at.slice(0, 4)),
    ...differs('retention period', retention, pkg.metadata['retention_period']),
    ...differs('fonds', fonds, pkg.metadata['fonds_identifier']),
  ];
}

function checkBirth({ pkg }: Subject): Finding[] {
  const citizen = parseCitizenId(pkg.metadata['contacted_card']);
  const received = toMoment('', pkg.metadata['receive_time']);
  if (pkg.metadata['card_type'] !== '111' || !citizen.ok || received === null) return [];
  if (!isLater({ object: '', at: citizen.value.birthDate }, received)) return [];
  return [fail('contacted_card', 'its day of birth is after receive_time')];
}

/** Control and format characters, separators of lines, halves of pairs, private use, what a failed conversion leaves. */
const SPECIAL = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\uFFFD]/u;
const SPECIAL_BUT_LINES = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\uFFFD]/u;
const FORBIDDEN_IN_NAME = /[<>:"|?*\\]/;

/** 1-6 */
export function checkCharacters(subject: Subject): Finding[] {
  const values = valuesOf(subject)
    .filter(({ element, value }) => (element.lines === true ? SPECIAL_BUT_LINES : SPECIAL).test(value))
    .map(({ object }) => fail(object, 'holds control, format or private characters'));
  const paths = subject.pkg.files
    .filter(({ path }) => SPECIAL.test(path) || FORBIDDEN_IN_NAME.test(path))
    .map(({ code }) => fail(`${code}/path`, 'holds characters that names of files must not have'));
  return [...values, ...paths];
}

/** 1-7. @clause DA/T 13-2022 */
export function checkReferenceCode({ pkg, facts }: Subject): Finding[] {
  if (pkg.referenceCode === null) return [notApplicable('no reference code is assigned yet')];
  const parsed = parseReferenceCode(pkg.referenceCode);
  if (!parsed.ok) return parsed.faults.map(({ part, message }) => fail('reference code', `${part}: ${message}`));
  return facts.taken.referenceCode ? [fail('reference code', 'another record of the fonds bears it')] : [];
}

/** 1-8 */
export function checkDuplicates({ facts }: Subject): Finding[] {
  return [
    ...(facts.taken.recordCode ? [fail('electronic_record_code', 'another record bears it')] : []),
    ...(facts.taken.caseNumber ? [fail('project_id', 'another record bears it')] : []),
  ];
}

/** 2-3 */
export function checkElementsThere({ pkg, facts }: Subject): Finding[] {
  return facts.requiredMetadata
    .filter((name) => name !== 'fileset' && pkg.metadata[name] === undefined)
    .map((name) => fail(name, 'the element is missing'));
}

/** 2-4 */
export function checkElementsFilled({ pkg, facts }: Subject): Finding[] {
  return facts.requiredMetadata
    .filter((name) => pkg.metadata[name] !== undefined && isBlank(pkg.metadata[name]))
    .map((name) => fail(name, 'the element is empty'));
}

/** 2-5 */
export function checkProcess({ pkg, facts }: Subject): Finding[] {
  const missing = facts.scope.steps
    .filter((step) => !pkg.steps.some((each) => each.step === step))
    .map((step) => fail(step, 'the step is missing'));
  const incomplete = pkg.steps
    .filter(({ actor, at }) => isBlank(actor) || isBlank(at))
    .map(({ sequence }) => fail(`step ${sequence}`, 'actor or time is missing'));
  return [...missing, ...incomplete];
}

/** 2-6 */
export function checkSequences({ pkg }: Subject): Finding[] {
  const isContinuous = (rows: readonly { readonly sequence: number }[]): boolean =>
    rows
      .map(({ sequence }) => sequence)
      .toSorted((one, other) => one - other)
      .every((sequence, index) => sequence === index + 1);
  return [
    ...(isContinuous(pkg.files) ? [] : [fail('files', 'sequence numbers do not run from 1 without gaps')]),
    ...(isContinuous(pkg.steps) ? [] : [fail('steps', 'sequence numbers do not run from 1 without gaps')]),
  ];
}

/** 2-9. @clause 26号 art. 7 */
export function checkScope({ pkg, facts }: Subject): Finding[] {
  if (facts.scope.materials.length === 0) return [manual('package', 'the item has no scope list to compare with')];
  return facts.scope.materials
    .filter((material) => !pkg.files.some(({ scopeCode }) => scopeCode === material))
    .map((material) => fail(material, 'the mandatory material is missing'));
}

const NEEDS = [
  { shares: ['2', 'CONDITIONAL'], element: 'file_share_conditions' },
  { shares: ['3', 'NON_SHARING'], element: 'filenosharebecause' },
] as const;

/** 2-10. Conditional sharing names its conditions, non-sharing its basis. @clause 809 art. 15 */
export function checkFileMetadata({ pkg, scheme }: Subject): Finding[] {
  return pkg.files.flatMap(({ code, metadata }) => {
    const share = metadata['file_share'] ?? '';
    const needed = NEEDS.filter(({ shares }) => shares.some((each) => each === share)).map(({ element }) => element);
    return [...scheme.requiredOfFile, ...needed]
      .filter((name) => isBlank(metadata[name]))
      .map((name) => fail(`${code}/${name}`, 'the element is missing or empty'));
  });
}
