/** 组织机构代码 GB 11714: eight characters and a check character; positions 9-17 of a USCC. Pure. */
import type { Brand } from '../ids.ts';
import { accepted, checkSpans, fault, parseCharacters, refused, type Parsed } from './parsed.ts';

/** Nine characters, written without a hyphen. */
export type OrganisationCode = Brand<string, 'OrganisationCode'>;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const SPANS = [
  { part: 'body', from: 1, to: 8, allowed: /[0-9A-Z]/, expected: '0-9 or A-Z' },
  { part: 'check character', from: 9, to: 9, allowed: /[0-9X]/, expected: '0-9 or X' },
];

/** Takes nine characters, upper case, no hyphen. @clause GB 11714 */
export function parseOrganisationCode(input: unknown): Parsed<OrganisationCode> {
  const text = parseCharacters(input, 9, 9);
  if (!text.ok) return text;
  const faults = checkSpans(text.value, SPANS);
  if (faults.length > 0) return refused(faults);
  const code = text.value.join('');
  if (makeCheckOrganisationCode(code.slice(0, 8)) === code.charAt(8)) return accepted(code as OrganisationCode);
  return refused([fault('check character', 'does not agree with positions 1-8')]);
}

/** @throws RangeError unless given eight characters of 0-9 A-Z. @clause GB 11714 */
export function makeCheckOrganisationCode(first8: string): string {
  if (!/^[0-9A-Z]{8}$/.test(first8)) throw new RangeError('eight characters of 0-9 A-Z expected');
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * ALPHABET.indexOf(first8.charAt(index)), 0);
  return '0X987654321'.charAt(sum % 11);
}
