/** 档号 DA/T 13-2022: where a record stands in its fonds; assigned after the 电子文件号. Pure. */
import type { Brand } from '../ids.ts';
import { accepted, fault, parseCharacters, refused, type Fault, type Parsed } from './parsed.ts';

export type ReferenceCode = Brand<string, 'ReferenceCode'>;

export interface ReferenceCodeParts {
  readonly code: ReferenceCode;
  /** 全宗号 */
  readonly fonds: string;
  /** First-level category 一级类别, such as `ZY`. */
  readonly category: string;
  /** The levels below it, as written: sub-levels, year, retention, department. */
  readonly levels: readonly string[];
  /** The level that reads as a year, null when there is none. */
  readonly year: number | null;
  /** The level that reads as a retention code (`Y`, `D30`, …), null when there is none. */
  readonly retention: string | null;
  /** 案卷号 (or group, or volume), null when arranged by item. */
  readonly file: string | null;
  /** 件号 or page number. */
  readonly item: string;
}

const MAX_LENGTH = 128;
/** A level holds no separator, no space, no control character, and nothing that has a look-alike twin. */
const LEVEL = /^[^-·\s\p{Cc}\p{Cf}\p{Cs}\p{Z}/\\・•‧．\uFF0D\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]+$/u;
const NUMBER = /^[0-9]{3,6}$/;

/** Takes `全宗号-类别号-件号` or `全宗号-类别号-案卷号-件号`. @clause DA/T 13-2022 */
export function parseReferenceCode(input: unknown): Parsed<ReferenceCodeParts> {
  const text = parseCharacters(input, 1, MAX_LENGTH);
  if (!text.ok) return text;
  const code = text.value.join('');
  const parts = code.split('-');
  if (parts.length !== 3 && parts.length !== 4) {
    return refused([fault('structure', `three or four parts separated by - expected, ${parts.length} found`)]);
  }
  const [fonds = '', categories = ''] = parts;
  const [category = '', ...levels] = categories.split('·');
  const numbers = parts.slice(2);
  const faults = [...checkFonds(fonds), ...checkCategory(category, levels), ...checkNumbers(numbers)];
  if (faults.length > 0) return refused(faults);
  const year = levels.find((level) => /^(?:19|20)[0-9]{2}$/.test(level));
  return accepted({
    code: code as ReferenceCode,
    fonds,
    category,
    levels,
    year: year === undefined ? null : Number(year),
    retention: levels.find((level) => /^(?:Y|D[1-9][0-9]{0,2})$/.test(level)) ?? null,
    file: numbers.length === 2 ? (numbers[0] ?? null) : null,
    item: numbers.at(-1) ?? '',
  });
}

function checkFonds(fonds: string): Fault[] {
  return /^[A-Z][0-9]{3}$/.test(fonds) ? [] : [fault('fonds', 'a letter A-Z and three digits expected')];
}

function checkCategory(category: string, levels: readonly string[]): Fault[] {
  const faults = /^[A-Z]{2}$/.test(category)
    ? []
    : [fault('category', 'two letters A-Z expected before the first · (U+00B7)')];
  const wrong = levels.flatMap((level, index) => (LEVEL.test(level) ? [] : [index + 1]));
  if (wrong.length === 0) return faults;
  return [
    ...faults,
    fault('category', `level ${wrong.join(', ')} is empty or holds a space, separator or full-width character`),
  ];
}

function checkNumbers(numbers: readonly string[]): Fault[] {
  const names = numbers.length === 2 ? ['file number', 'item number'] : ['item number'];
  return names.flatMap((part, index) =>
    NUMBER.test(numbers[index] ?? '') ? [] : [fault(part, 'three to six digits expected')],
  );
}
