/** What is wrong with what a handling system says, all of it at once. Pure. Nothing that was written is repeated. */
import { parseCitizenId } from '../../schema/identifiers/citizen-id.ts';
import { parseItemCode } from '../../schema/identifiers/item-code.ts';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import type { Parsed } from '../../schema/identifiers/parsed.ts';
import { parseRegionCode } from '../../schema/identifiers/region-code.ts';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import type { Refusal } from '../kernel/index.ts';
import type { AddStepInput, AttachLicenceInput, AttachMaterialInput, OpenCaseInput } from './inputs/intake.ts';

const SHORT = 200;
const LONG = 4_000;
const OBTAINED = ['HANDED_IN', 'CALLED_IN', 'FORMED'];

/** @clause 26号 art. 2 */
export function checkOpening(input: OpenCaseInput): Refusal[] {
  const { applicant } = input;
  return [
    ...checkKey(input.systemKey),
    ...faultsOf('taskCode', parseItemCode(input.taskCode), 'GB/T 39554.1-2020'),
    ...faultsOf('region', parseRegionCode(input.region), 'GB/T 2260'),
    ...checkText('itemVersion', input.itemVersion, 20),
    ...checkText('caseNumber', input.caseNumber, 64),
    ...checkText('title', input.title, 500),
    ...checkText('applicant.name', applicant.name, SHORT),
    ...checkIdentity('applicant.idNumber', applicant.idType, applicant.idNumber),
    ...checkKind(input),
    ...(applicant.standing ?? []).flatMap((number, at) => checkStanding(`applicant.standing[${at}]`, number)),
    ...checkOptional(input, ['contactName', 'complainantName', 'handlerName', 'contactPhone', 'bankAccount'], SHORT),
    ...checkOptional(input, ['circumstances', 'tradeSecret', 'internalOpinion', 'remarks'], LONG),
    ...checkOptional(applicant, ['phone', 'address', 'legalRepresentative'], 500).map((each) => ({
      ...each,
      path: `applicant.${each.path ?? ''}`,
    })),
  ];
}

export function checkStep(input: AddStepInput): Refusal[] {
  return [
    ...checkKey(input.systemKey),
    ...checkSequence(input.sequence),
    ...checkOptional(input, ['handlerName'], SHORT),
    ...checkOptional(input, ['note'], LONG),
  ];
}

/** Size and digest are the system's word: whether the file keeps it is found at archiving. */
export function checkMaterial(input: AttachMaterialInput): Refusal[] {
  return [
    ...checkKey(input.systemKey),
    ...checkSequence(input.sequence),
    ...checkText('name', input.name, 300),
    ...checkText('fileName', input.fileName, 255),
    ...(/[/\\\p{Cc}]/u.test(input.fileName)
      ? [wrong('fileName', 'a name without folders and control characters expected', '26号 art. 9')]
      : []),
    ...checkText('format', input.format, 50),
    ...(OBTAINED.includes(input.obtainedBy)
      ? []
      : [wrong('obtainedBy', `one of ${OBTAINED.join(', ')} expected`, '26号 art. 7')]),
    ...(/^[0-9a-f]{64}$/i.test(input.digestSm3)
      ? []
      : [wrong('digestSm3', '64 hexadecimal digits expected', 'GB/T 32905-2016')]),
    ...(input.fileBytes >= 0 ? [] : [wrong('fileBytes', 'a size expected', '26号 art. 9')]),
  ];
}

export function checkLicence(input: AttachLicenceInput): Refusal[] {
  return [
    ...checkKey(input.systemKey),
    ...faultsOf('identifier', parseLicenceIdentifier(input.identifier), 'GB/T 36904-2018'),
    ...checkText('typeName', input.typeName, SHORT),
    ...checkText('holderName', input.holderName, SHORT),
    ...checkIdentity('holderNumber', input.holderType, input.holderNumber),
    ...checkText('useCause', input.useCause, SHORT),
  ];
}

/** Letters, digits and what joins them: it is told in errors, and holds no text. */
function checkKey(systemKey: string): Refusal[] {
  if (/^[\w.:/-]{1,128}$/.test(systemKey)) return [];
  return [wrong('systemKey', '1 to 128 letters, digits or . : / _ - expected', '26号 art. 6')];
}

export function checkIdentity(path: string, type: string, number: string): Refusal[] {
  if (type === '111') return faultsOf(path, parseCitizenId(number), 'GB 11643-1999');
  if (type === '001') return faultsOf(path, parseUscc(number), 'GB 32100-2015');
  if (!/^\d{3}$/.test(type)) return [wrong(path, 'the type of the document is three digits', 'GB/T 36903-2018')];
  return checkText(path, number, 32);
}

function checkKind({ applicant }: OpenCaseInput): Refusal[] {
  if (applicant.type !== 'ENTERPRISE' || applicant.idType === '001') return [];
  return [wrong('applicant.idType', 'an enterprise has a USCC: 001 expected', 'GB 32100-2015')];
}

function checkStanding(path: string, number: string): Refusal[] {
  if (parseCitizenId(number).ok || parseUscc(number).ok) return [];
  return [wrong(path, 'a citizen’s number or a USCC expected', 'GB 11643-1999')];
}

function checkSequence(sequence: number): Refusal[] {
  return sequence >= 1 && sequence <= 10_000 ? [] : [wrong('sequence', '1 to 10000 expected', 'DA/T 70-2018')];
}

export function checkText(path: string, text: string, maxLength: number): Refusal[] {
  const { length } = Array.from(text);
  if (text.trim() !== '' && length <= maxLength) return [];
  return [wrong(path, `1 to ${maxLength} characters expected`, 'GB/T 42727-2023')];
}

function checkOptional<T extends object>(input: T, names: readonly (keyof T & string)[], maxLength: number): Refusal[] {
  return names.flatMap((name) => {
    const value = input[name];
    return typeof value === 'string' ? checkText(name, value, maxLength) : [];
  });
}

export function faultsOf(path: string, parsed: Parsed<unknown>, clause: string): Refusal[] {
  return parsed.ok ? [] : parsed.faults.map(({ part, message }) => wrong(path, `${part}: ${message}`, clause));
}

export function wrong(path: string, message: string, clause: string): Refusal {
  return { code: 'INVALID', message: `${path}: ${message}.`, clause, path };
}
