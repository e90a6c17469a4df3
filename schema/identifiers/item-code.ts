/** 事项编码: names a government service item. Opaque; its structure is read where it can be recognised. Pure. */
import type { Brand } from '../ids.ts';
import { accepted, checkSpans, parseCharacters, refused, type Parsed } from './parsed.ts';
import { parseUscc, type Uscc } from './uscc.ts';

export type ItemCode = Brand<string, 'ItemCode'>;

export interface ItemCodeParts {
  readonly code: ItemCode;
  /** Null when the structure is none that we know: the code is no less valid. */
  readonly parsed: ItemStructure | null;
}

/** 基本编码, twelve characters. The split is consistent with live codes, and not read in GB/T 39554.1. */
export interface BasicItemCode {
  readonly basicCode: string;
  /** `00` national. */
  readonly province: string;
  /** Two characters, not always digits (`1Z`). */
  readonly itemType: string;
  readonly department: string;
  readonly mainItem: string;
  readonly subItem: string;
}

export type ItemStructure =
  /** 基本编码, 12 characters. */
  | ({ readonly kind: 'BASIC' } & BasicItemCode)
  /** 实施编码, 31: the agency's USCC, the level of exercise, the basic code. */
  | ({ readonly kind: 'IMPLEMENTATION'; readonly agency: Uscc; readonly level: string } & BasicItemCode)
  /** 业务办理项编码, 33: two more. */
  | ({
      readonly kind: 'HANDLING';
      readonly agency: Uscc;
      readonly level: string;
      readonly handling: string;
    } & BasicItemCode)
  /** One province: basic code, region, agency between hyphens. */
  | ({ readonly kind: 'PROVINCIAL'; readonly agency: Uscc; readonly region: string } & BasicItemCode);

const MAX_LENGTH = 64;
/** No space, no control character, no half surrogate, no full-width letter or digit. */
const OPAQUE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Z}\uFF01-\uFF5E]/u;
const BASIC = /^([0-9]{2})([0-9A-Z]{2})([0-9]{2})([0-9]{3})([0-9]{3})$/;
const LONG = /^([0-9A-Z]{18})([1-6])([0-9A-Z]{12})([0-9A-Z]{2})?$/;
const PROVINCIAL = /^([0-9A-Z]{12})-([0-9]{12})-[0-9]{3}-([0-9A-Z]{18})-[0-9]-[0-9]{2}$/;

/** Takes 1 to 64 characters without spaces. @clause GB/T 39554.1-2020 */
export function parseItemCode(input: unknown): Parsed<ItemCodeParts> {
  const text = parseCharacters(input, 1, MAX_LENGTH);
  if (!text.ok) return text;
  const faults = checkSpans(text.value, [
    {
      part: 'characters',
      from: 1,
      to: MAX_LENGTH,
      allowed: OPAQUE,
      expected: 'no space or control character',
    },
  ]);
  if (faults.length > 0) return refused(faults);
  const code = text.value.join('');
  return accepted({ code: code as ItemCode, parsed: recogniseItem(code) });
}

function recogniseItem(code: string): ItemStructure | null {
  const basic = recogniseBasic(code);
  if (basic !== null) return { kind: 'BASIC', ...basic };
  return recogniseLong(code) ?? recogniseProvincial(code);
}

function recogniseBasic(code: string): BasicItemCode | null {
  const match = BASIC.exec(code);
  if (match === null) return null;
  const [basicCode, province = '', itemType = '', department = '', mainItem = '', subItem = ''] = match;
  return { basicCode, province, itemType, department, mainItem, subItem };
}

function recogniseLong(code: string): ItemStructure | null {
  const match = LONG.exec(code);
  if (match === null) return null;
  const [, uscc, level = '', basicCode = '', handling] = match;
  const agency = parseUscc(uscc);
  const basic = recogniseBasic(basicCode);
  if (!agency.ok || basic === null) return null;
  if (handling === undefined) return { kind: 'IMPLEMENTATION', agency: agency.value.code, level, ...basic };
  return { kind: 'HANDLING', agency: agency.value.code, level, handling, ...basic };
}

function recogniseProvincial(code: string): ItemStructure | null {
  const match = PROVINCIAL.exec(code);
  if (match === null) return null;
  const [, basicCode = '', region = '', uscc] = match;
  const agency = parseUscc(uscc);
  const basic = recogniseBasic(basicCode);
  if (!agency.ok || basic === null) return null;
  return { kind: 'PROVINCIAL', agency: agency.value.code, region, ...basic };
}
