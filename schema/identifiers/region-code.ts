/** 行政区划代码 GB/T 2260 (6 digits, to the county) and its extension to 12 (to the village). Pure. */
import type { Brand } from '../ids.ts';
import { accepted, checkSpans, fault, parseCharacters, refused, type Parsed } from './parsed.ts';

export type RegionCode = Brand<string, 'RegionCode'>;

/** Where province, city, county, township and village end. */
const LEVEL_ENDS = [2, 4, 6, 9, 12] as const;

/** Takes 6 or 12 digits. Whether such a region exists is not checked: the lists change every year. @clause GB/T 2260 */
export function parseRegionCode(input: unknown): Parsed<RegionCode> {
  const text = parseCharacters(input, 6, 12);
  if (!text.ok) return text;
  const faults = checkSpans(text.value, [{ part: 'digits', from: 1, to: 12, allowed: /[0-9]/, expected: '0-9' }]);
  if (text.value.length !== 6 && text.value.length !== 12) {
    faults.push(fault('length', `6 or 12 digits expected, ${text.value.length} found`));
  }
  if (faults.length > 0) return refused(faults);
  return accepted(text.value.join('') as RegionCode);
}

/**
 * The code up to the last level that is named: `990100` gives `9901`, and every code that begins so lies within.
 * `100000` and `000000`, the whole country, give the empty text.
 */
export function toRegionPrefix(code: RegionCode): string {
  if (/^[01]0+$/.test(code)) return '';
  const end = LEVEL_ENDS.find((at) => /^0*$/.test(code.slice(at)));
  return code.slice(0, end);
}
