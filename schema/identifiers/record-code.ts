/** 电子文件号: names an archival record before it has a 档号, and its package file. Opaque. Pure. */
import type { Brand } from '../ids.ts';
import { accepted, checkSpans, fault, parseCharacters, refused, type Parsed } from './parsed.ts';

/** Safe as a file name: no separator, and never only dots. */
export type RecordCode = Brand<string, 'RecordCode'>;

const MAX_LENGTH = 64;
const CHARACTER = /[0-9A-Za-z._·\-\p{Script=Han}]/u;

/** Takes 1 to 64 characters. Unique within fonds and category, which is not for a parser to know. @clause 令22 art. 19 */
export function parseRecordCode(input: unknown): Parsed<RecordCode> {
  const text = parseCharacters(input, 1, MAX_LENGTH);
  if (!text.ok) return text;
  const faults = checkSpans(text.value, [
    {
      part: 'characters',
      from: 1,
      to: MAX_LENGTH,
      allowed: CHARACTER,
      expected: 'a letter A-Z a-z, digit, Chinese character or one of . _ · -',
    },
  ]);
  if (faults.length > 0) return refused(faults);
  const code = text.value.join('');
  if (/^[._·-]+$/.test(code))
    return refused([fault('characters', 'at least one letter, digit or Chinese character expected')]);
  return accepted(code as RecordCode);
}
