/** What is wrong with what an issuer says, all of it at once. Pure. Nothing that was written is repeated. */
import { parseCitizenId } from '../../schema/identifiers/citizen-id.ts';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import type { Parsed } from '../../schema/identifiers/parsed.ts';
import { parseRegionCode } from '../../schema/identifiers/region-code.ts';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import type { Refusal } from '../kernel/index.ts';
import type { FromSource, IssueLicenceInput, RenewLicenceInput } from './inputs/acts.ts';

const METADATA = 'GB/T 36903-2018';
const NAME_LENGTH = 200;
const TEXT_LENGTH = 4_000;

/** @param now the instant of the request: nothing is done in the future */
export function checkSource(input: FromSource, now: string): Refusal[] {
  return [
    ...checkKey('source', input.source),
    ...checkKey('sourceId', input.sourceId),
    ...(typeof input.batch === 'string' ? checkKey('batch', input.batch) : []),
    ...(/^[0-9A-Za-z]{1,8}$/.test(input.rawStatusCode)
      ? []
      : [wrong('rawStatusCode', '1 to 8 letters or digits expected', METADATA)]),
    ...checkOptional('reason', input.reason, TEXT_LENGTH),
    ...(Date.parse(input.at) <= Date.parse(now) ? [] : [wrong('at', 'a time that has passed expected', METADATA)]),
  ];
}

export function checkIssue(input: IssueLicenceInput): Refusal[] {
  return [
    ...(input.identifier === null || input.identifier === undefined
      ? checkSerial(input.serial)
      : faultsOf('identifier', parseLicenceIdentifier(input.identifier), 'GB/T 36904-2018')),
    ...faultsOf('region', parseRegionCode(input.region), 'GB/T 2260'),
    ...checkText('number', input.number, NAME_LENGTH),
    ...checkText('holderName', input.holderName, NAME_LENGTH),
    ...checkHolder(input),
    ...checkValidity(input),
    ...(input.standing ?? []).flatMap((number, at) =>
      parseCitizenId(number).ok || parseUscc(number).ok
        ? []
        : [wrong(`standing[${at}]`, 'a citizen’s number or a USCC expected', 'GB 11643-1999')],
    ),
    ...checkOptional('remarks', input.remarks, TEXT_LENGTH),
  ];
}

export function checkRenewal(input: RenewLicenceInput): Refusal[] {
  return [
    ...(input.identifier === null || input.identifier === undefined
      ? []
      : faultsOf('identifier', parseLicenceIdentifier(input.identifier), 'GB/T 36904-2018')),
    ...checkOptional('number', input.number, NAME_LENGTH),
    ...checkOptional('holderName', input.holderName, NAME_LENGTH),
    ...checkValidity(input),
  ];
}

/** Numbers of kinds that nobody has described are kept as they are. */
function checkHolder({ holderType, holderNumber }: IssueLicenceInput): Refusal[] {
  if (holderType === '111') return faultsOf('holderNumber', parseCitizenId(holderNumber), 'GB 11643-1999');
  if (holderType === '001') return faultsOf('holderNumber', parseUscc(holderNumber), 'GB 32100-2015');
  if (!/^\d{3}$/.test(holderType)) return [wrong('holderType', 'three digits expected', METADATA)];
  return checkText('holderNumber', holderNumber, 64);
}

function checkSerial(serial: string | null | undefined): Refusal[] {
  if (serial === null || serial === undefined || /^[0-9A-Z]{1,64}$/.test(serial)) return [];
  return [wrong('serial', '1 to 64 of 0-9 and A-Z expected', 'GB/T 36904-2018')];
}

function checkValidity({ validFrom, validTo }: Pick<IssueLicenceInput, 'validFrom' | 'validTo'>): Refusal[] {
  if (typeof validFrom !== 'string' || typeof validTo !== 'string' || validFrom <= validTo) return [];
  return [wrong('validTo', 'a day not before validFrom expected', METADATA)];
}

/** Letters, digits and what joins them: it holds no text. */
export function checkKey(path: string, key: string): Refusal[] {
  if (/^[\w.:/-]{1,128}$/.test(key)) return [];
  return [wrong(path, '1 to 128 letters, digits or . : / _ - expected', 'GB/T 36906-2018')];
}

export function checkText(path: string, text: string, maxLength: number): Refusal[] {
  const { length } = Array.from(text);
  if (text.trim() !== '' && length <= maxLength) return [];
  return [wrong(path, `1 to ${maxLength} characters expected`, METADATA)];
}

function checkOptional(path: string, text: string | null | undefined, maxLength: number): Refusal[] {
  return typeof text === 'string' ? checkText(path, text, maxLength) : [];
}

function faultsOf(path: string, parsed: Parsed<unknown>, clause: string): Refusal[] {
  return parsed.ok ? [] : parsed.faults.map(({ part, message }) => wrong(path, `${part}: ${message}`, clause));
}

export function wrong(path: string, message: string, clause: string): Refusal {
  return { code: 'INVALID', message: `${path}: ${message}.`, clause, path };
}
