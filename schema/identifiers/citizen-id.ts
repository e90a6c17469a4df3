/** 公民身份号码 GB 11643-1999: eighteen characters that name a person. Pure. */
import { parseLocalDate, type Brand, type LocalDate } from '../ids.ts';
import { accepted, checkSpans, fault, parseCharacters, refused, type Parsed } from './parsed.ts';

/** The check character is always an upper-case X. */
export type CitizenId = Brand<string, 'CitizenId'>;

export interface CitizenIdParts {
  readonly id: CitizenId;
  /** GB/T 2260, six digits: where the person was first registered. */
  readonly region: string;
  readonly birthDate: LocalDate;
}

const DIGIT = /[0-9]/;
const SPANS = [
  { part: 'region', from: 1, to: 6, allowed: DIGIT, expected: '0-9' },
  { part: 'birth date', from: 7, to: 14, allowed: DIGIT, expected: '0-9' },
  { part: 'serial', from: 15, to: 17, allowed: DIGIT, expected: '0-9' },
  { part: 'check character', from: 18, to: 18, allowed: /[0-9Xx]/, expected: '0-9 or X' },
];
const FIRST_17 = /^[0-9]{17}$/;
/** Nobody who was born before could have been given a number. */
const EARLIEST_BIRTH = '1800-01-01';

/**
 * Takes eighteen characters; a lower-case x becomes X. Numbers of fifteen digits, out of use since 2013,
 * are refused. Whether the birth date lies in the future is for the caller to judge: there is no clock here.
 *
 * @clause GB 11643-1999
 */
export function parseCitizenId(input: unknown): Parsed<CitizenIdParts> {
  const text = parseCharacters(input, 18, 18);
  if (!text.ok) return text;
  const faults = checkSpans(text.value, SPANS);
  const id = text.value.join('').toUpperCase();
  const birthDate = parseBirthDate(id.slice(6, 14));
  if (!birthDate.ok) faults.push(...birthDate.faults);
  const first17 = id.slice(0, 17);
  if (FIRST_17.test(first17) && /[0-9X]/.test(id.charAt(17)) && makeCheckCitizenId(first17) !== id.charAt(17)) {
    faults.push(fault('check character', 'does not agree with positions 1-17'));
  }
  if (faults.length > 0 || !birthDate.ok || birthDate.value === null) return refused(faults);
  return accepted({ id: id as CitizenId, region: id.slice(0, 6), birthDate: birthDate.value });
}

/** ISO 7064 MOD 11-2. @throws RangeError unless given seventeen digits. @clause GB 11643-1999 */
export function makeCheckCitizenId(first17: string): string {
  if (!FIRST_17.test(first17)) throw new RangeError('seventeen digits expected');
  const sum = Array.from(first17).reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return '10X98765432'.charAt(sum % 11);
}

/** Null when the characters are no digits, which is a fault that the span has told already. */
function parseBirthDate(eight: string): Parsed<LocalDate | null> {
  if (!/^[0-9]{8}$/.test(eight)) return accepted(null);
  const date = parseLocalDate(`${eight.slice(0, 4)}-${eight.slice(4, 6)}-${eight.slice(6)}`);
  if (!date.ok) return refused([fault('birth date', 'a day of the calendar expected at positions 7-14')]);
  if (date.value < EARLIEST_BIRTH) return refused([fault('birth date', 'a year from 1800 expected at positions 7-10')]);
  return date;
}
