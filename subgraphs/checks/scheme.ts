/** The metadata scheme (元数据方案) as data: elements of standards.md §1.3 with type, greatest length and code list. */
import { ITEM_TYPE } from '../../schema/codes.ts';
import { parseCitizenId } from '../../schema/identifiers/citizen-id.ts';
import { parseItemCode } from '../../schema/identifiers/item-code.ts';
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { parseRegionCode } from '../../schema/identifiers/region-code.ts';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import { parseInstant, parseLocalDate } from '../../schema/ids.ts';

/** Whether a text has the form of a type. Never asked about an empty one. */
const FORMS = {
  text: () => true,
  /** An instant, or a day where the system knows no more. */
  time: (text: string) => parseInstant(text).ok || parseLocalDate(text).ok,
  count: (text: string) => /^(?:0|[1-9][0-9]{0,14})$/.test(text),
  region: (text: string) => parseRegionCode(text).ok,
  uscc: (text: string) => parseUscc(text).ok,
  item: (text: string) => parseItemCode(text).ok,
  record: (text: string) => parseRecordCode(text).ok,
  fonds: (text: string) => /^[A-Z][0-9]{3}$/.test(text),
  retention: (text: string) => /^(?:Y|D[1-9][0-9]{0,2})$/.test(text),
  idNumber: (text: string) => /^[0-9A-Za-z()（）-]{4,32}$/.test(text),
} as const satisfies Record<string, (text: string) => boolean>;

export type ElementType = keyof typeof FORMS;

export interface Element {
  readonly type: ElementType;
  /** In characters. */
  readonly maxLength: number;
  /** The only values, where there is a list. */
  readonly codes?: readonly string[];
  /** Several lines may be written. */
  readonly lines?: true;
}

export interface Scheme {
  readonly record: Readonly<Record<string, Element>>;
  readonly file: Readonly<Record<string, Element>>;
  /** Elements that every file has. */
  readonly requiredOfFile: readonly string[];
}

const text = (maxLength: number): Element => ({ type: 'text', maxLength });
const of = (type: ElementType, maxLength = 64): Element => ({ type, maxLength });
const coded = (...codes: readonly string[]): Element => ({ type: 'text', maxLength: 20, codes });

/** 001 and 111 [V], the others GA/T 517 [M]; standards.md §10. */
const ID_TYPE = coded('001', '111', '112', '113', '114', '154', '414', '511', '513', '516', '553', '554', '999');
/** Whatever else is written is for the door to judge. */
const NOT_SECRET = coded('公开', '非密', '不涉密', '无', '无密级', '内部', 'GK');

/** Lengths are ours [D]: the standard's own table was not found. A jurisdiction hands in its own scheme. */
export const DEFAULT_SCHEME: Scheme = {
  record: {
    electronic_record_code: of('record'),
    region_code: of('region'),
    task_code: of('item'),
    task_name: text(300),
    task_version: text(20),
    task_type: coded(...Object.keys(ITEM_TYPE), ...Object.values(ITEM_TYPE)),
    information_system_description: text(500),
    archives_identifier: text(64),
    archives_name: text(200),
    fonds_constituting_unit_name: text(200),
    fonds_identifier: of('fonds'),
    social_code: of('uscc'),
    lead_department: text(200),
    retention_period: of('retention'),
    security_classification: NOT_SECRET,
    project_id: text(64),
    accept_num: text(64),
    project_name: text(500),
    service_type: text(50),
    apply_name: text(200),
    apply_type: coded('PERSON', 'ENTERPRISE', '1', '2', '3', '自然人', '法人', '其他组织'),
    card_type: ID_TYPE,
    contacted_card: of('idNumber'),
    address: text(500),
    legal_man: text(200),
    legal_man_id_type: ID_TYPE,
    legal_man_id_number: of('idNumber'),
    is_project: coded('0', '1', '是', '否'),
    project_code: text(64),
    project_title: text(500),
    project_address: text(500),
    receive_department: text(200),
    receive_time: of('time'),
    transact_time: of('time'),
    result: coded('GRANTED', 'REFUSED', 'WITHDRAWN', '准予', '不予', '撤回', '办结'),
    result_code: text(128),
    archive_time: of('time'),
    total_number: of('count'),
    remarks: { type: 'text', maxLength: 2000, lines: true },
    /** Where the file set stands; its content is checked as files. */
    fileset: text(200),
  },
  file: {
    file_code: text(64),
    file_standard_name: text(300),
    file_actual_name: text(300),
    format_information: text(50),
    computer_file_name: text(255),
    computer_file_size: of('count'),
    computer_file_creation_time: of('time'),
    file_share: coded('1', '2', '3', 'UNCONDITIONAL', 'CONDITIONAL', 'NON_SHARING'),
    file_share_conditions: { type: 'text', maxLength: 1000, lines: true },
    filenosharebecause: { type: 'text', maxLength: 1000, lines: true },
  },
  requiredOfFile: [
    'file_code',
    'file_standard_name',
    'format_information',
    'computer_file_name',
    'computer_file_size',
    'computer_file_creation_time',
    'file_share',
  ],
};

export function hasForm(element: Element, value: string): boolean {
  return FORMS[element.type](value);
}

/** The types of identity number whose check digits can be told. */
export function hasTrueNumber(cardType: string | undefined, number: string): boolean {
  if (cardType === '001') return parseUscc(number).ok;
  if (cardType === '111') return parseCitizenId(number).ok;
  return true;
}
