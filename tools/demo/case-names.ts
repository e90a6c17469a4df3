/** Ids, numbers and codes of demo cases. */
import { HOUSING_CASES, LIST_KEYS, MAIN_KEY } from './housing-cases.ts';
import type { CaseSpec } from './case-spec.ts';
import { fondsOf } from './bodies.ts';
import { itemOf, taskCodeOf } from './items.ts';
import { demoId, serialOf } from './stable.ts';

/** 公租房资格确认 of the demo citizen: archived, with the housing bureau, an adult, two licences called in. */
export const DEMO_MAIN_CASE_ID = 'b7d0e8f1-2c3a-4d5e-8f60-7182930a1b2c';

export function demoCaseId(key: string): string {
  return key === MAIN_KEY ? DEMO_MAIN_CASE_ID : demoId(`case/${key}`);
}

/** 实施编码, the day of receipt and a number of the day: four digits, in bulk nine. */
export function caseNumberOf(spec: CaseSpec, receivedOn: string): string {
  return `${taskCodeOf(spec.item)}${receivedOn.replaceAll('-', '')}${numberOfDay(spec)}`;
}

function numberOfDay({ key, bulk }: CaseSpec): string {
  if (bulk !== undefined) return String(bulk).padStart(9, '0');
  return key === MAIN_KEY ? '0001' : serialOf(key, 4, 100);
}

interface Codes {
  /** 电子文件号. */
  readonly recordCode: string;
  /** 档号. */
  readonly referenceCode: string;
}

export function codesOfCase(spec: CaseSpec): Codes {
  const { bureau, category, period } = itemOf(spec.item);
  const year = (spec.completedOn ?? '2026').slice(0, 4);
  const fonds = fondsOf(bureau).number;
  const { inRecordCode, inReferenceCode } = serialsOf(spec);
  return {
    recordCode: `${fonds}.${category}.${year}.${inRecordCode}`,
    referenceCode: `${fonds}-ZY·${category}·${year}·${period}-${inReferenceCode}`,
  };
}

/** In bulk a file number takes what does not go into the six digits of an item number. */
function serialsOf({ key, bulk }: CaseSpec): { readonly inRecordCode: string; readonly inReferenceCode: string } {
  if (bulk === undefined) {
    const serial = key === MAIN_KEY ? '000123' : serialOf(key, 6, 1000);
    return { inRecordCode: serial, inReferenceCode: serial };
  }
  const file = 900 + Math.floor(bulk / 1_000_000);
  const number = String(bulk).padStart(9, '0');
  return { inRecordCode: `B${number}`, inReferenceCode: `${file}-${number.slice(-6)}` };
}

/** The list scenario: what each row is, and its id. */
export const DEMO_LIST_CASES: readonly { readonly key: string; readonly id: string }[] = LIST_KEYS.map((key) => ({
  key,
  id: demoCaseId(key),
}));

const MAIN = HOUSING_CASES.find(({ key }) => key === MAIN_KEY);
if (MAIN === undefined) throw new RangeError('the main case is among the housing cases');

/** Received on 1 March 2024, completed on 15 March. */
export const DEMO_MAIN_CASE_NUMBER = caseNumberOf(MAIN, '2024-03-01');
export const DEMO_MAIN_RECORD_CODE = codesOfCase(MAIN).recordCode;
export const DEMO_MAIN_REFERENCE_CODE = codesOfCase(MAIN).referenceCode;
