/** 统一社会信用代码 GB 32100-2015: eighteen characters that name an organisation. Pure. */
import type { Brand } from '../ids.ts';
import { parseOrganisationCode, type OrganisationCode } from './organisation-code.ts';
import { accepted, checkSpans, fault, parseCharacters, refused, type Parsed } from './parsed.ts';

export type Uscc = Brand<string, 'Uscc'>;

export interface UsccParts {
  readonly code: Uscc;
  /** Registering department and class, two characters: `11` agency, `12` public institution, `91` enterprise. */
  readonly category: string;
  /** GB/T 2260, six digits: where it was first registered, not where it is now. */
  readonly region: string;
  /**
   * Null when positions 9-17 fail their own check: GB 11714 asks for it, registries do not all keep to it,
   * and the code as a whole is valid.
   */
  readonly organisationCode: OrganisationCode | null;
}

/** No I, O, S, V, Z. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const CHARACTER = /[0-9A-HJ-NPQRTUWXY]/;
const EXPECTED = '0-9 or A-Z without I, O, S, V, Z';
const SPANS = [
  { part: 'category', from: 1, to: 2, allowed: CHARACTER, expected: EXPECTED },
  { part: 'region', from: 3, to: 8, allowed: /[0-9]/, expected: '0-9' },
  { part: 'organisation code', from: 9, to: 17, allowed: CHARACTER, expected: EXPECTED },
  { part: 'check character', from: 18, to: 18, allowed: CHARACTER, expected: EXPECTED },
];
const FIRST_17 = /^[0-9A-HJ-NPQRTUWXY]{17}$/;

/** Takes eighteen characters, upper case. @clause GB 32100-2015 */
export function parseUscc(input: unknown): Parsed<UsccParts> {
  const text = parseCharacters(input, 18, 18);
  if (!text.ok) return text;
  const faults = checkSpans(text.value, SPANS);
  const code = text.value.join('');
  const first17 = code.slice(0, 17);
  if (FIRST_17.test(first17) && CHARACTER.test(code.charAt(17)) && makeCheckUscc(first17) !== code.charAt(17)) {
    faults.push(fault('check character', 'does not agree with positions 1-17'));
  }
  if (faults.length > 0) return refused(faults);
  const organisationCode = parseOrganisationCode(code.slice(8, 17));
  return accepted({
    code: code as Uscc,
    category: code.slice(0, 2),
    region: code.slice(2, 8),
    organisationCode: organisationCode.ok ? organisationCode.value : null,
  });
}

/** @throws RangeError unless given seventeen characters of the alphabet. @clause GB 32100-2015 */
export function makeCheckUscc(first17: string): string {
  if (!FIRST_17.test(first17)) throw new RangeError('seventeen characters of the USCC alphabet expected');
  const sum = Array.from(first17).reduce(
    (total, character, index) => total + USCC_ALPHABET.indexOf(character) * (3 ** index % 31),
    0,
  );
  return USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}
