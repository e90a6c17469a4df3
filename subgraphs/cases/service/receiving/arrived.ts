/** A case that came in a package, read as the house keeps it, with all that is wrong with it. Pure. Nothing that was written is repeated. */
import { CASE_STATE, CASE_STEP, ITEM_TYPE, type CaseState, type CaseStep } from '../../../../schema/codes.ts';
import { parseRecordCode } from '../../../../schema/identifiers/record-code.ts';
import {
  localDate,
  parseInstant,
  parseLocalDate,
  toInstant,
  type Instant,
  type LocalDate,
} from '../../../../schema/ids.ts';
import type { Refusal } from '../../../kernel/index.ts';
import type { ArchivedCase, ArchivedStep } from '../../../packages/index.ts';
import { checkLicence, checkMaterial, checkOpening, checkStep, checkText, faultsOf, wrong } from '../../input-rules.ts';
import type { AttachLicenceInput, OpenCaseInput } from '../../inputs/intake.ts';

export interface ArrivedStep {
  readonly sequence: number;
  readonly step: CaseStep;
  readonly handlerName: string | null;
  readonly at: Instant;
  readonly note: string | null;
}

/** What could be read; a value that could not has a fault and a stand-in that is never written. */
export interface ArrivedCase {
  readonly archived: ArchivedCase;
  readonly recordCode: string;
  readonly unit: string;
  readonly opening: OpenCaseInput;
  readonly itemName: string | null;
  readonly itemType: string | null;
  readonly system: string | null;
  readonly systemKey: string | null;
  readonly result: string;
  readonly completedOn: LocalDate;
  /** As the package says; null: it has not been archived before. */
  readonly archivedOn: LocalDate | null;
  readonly steps: readonly ArrivedStep[];
}

export interface Arrival {
  readonly arrived: ArrivedCase;
  readonly faults: readonly Refusal[];
}

const APPLICANT: Readonly<Record<string, 'PERSON' | 'ENTERPRISE'>> = {
  PERSON: 'PERSON',
  '1': 'PERSON',
  自然人: 'PERSON',
  ENTERPRISE: 'ENTERPRISE',
  '2': 'ENTERPRISE',
  '3': 'ENTERPRISE',
  法人: 'ENTERPRISE',
  其他组织: 'ENTERPRISE',
};
const RESULT: Readonly<Record<string, 'GRANTED' | 'REFUSED' | 'WITHDRAWN'>> = {
  GRANTED: 'GRANTED',
  准予: 'GRANTED',
  REFUSED: 'REFUSED',
  不予: 'REFUSED',
  WITHDRAWN: 'WITHDRAWN',
  撤回: 'WITHDRAWN',
};
const STEPS: Readonly<Record<string, CaseStep>> = {
  ...CASE_STEP,
  ...Object.fromEntries(Object.values(CASE_STEP).map((word) => [word, word] as const)),
};
const ITEM_TYPES: Readonly<Record<string, string>> = {
  ...ITEM_TYPE,
  ...Object.fromEntries(Object.values(ITEM_TYPE).map((word) => [word, word] as const)),
};
/** Stands where a value could not be read. */
const NO_DAY = localDate('0001-01-01');
const NO_TIME = toInstant(Date.parse('0001-01-01T00:00:00Z'));

/** The same rules as for what handling systems say online, over the same inputs. @clause 26号 art. 9 */
export function readArrival(archived: ArchivedCase): Arrival {
  const reader = new Reader();
  const { fields } = archived;
  const opening = toOpening(archived, reader);
  const arrived: ArrivedCase = {
    archived,
    opening,
    recordCode: fields.recordCode ?? '',
    unit: fields.unit ?? '',
    itemName: fields.itemName,
    itemType: fields.itemType === null ? null : reader.code('task_type', fields.itemType, ITEM_TYPES),
    system: fields.system,
    systemKey: fields.systemKey,
    result: reader.code('result', fields.result, RESULT) ?? '',
    completedOn: reader.day('transact_time', fields.completedOn) ?? NO_DAY,
    archivedOn: toArchivedOn(archived, reader),
    steps: archived.steps.map((step, index) => toStep(step, index, reader)),
  };
  const faults = [
    ...faultsOf('electronic_record_code', parseRecordCode(fields.recordCode), '令22 art. 19'),
    ...reader.faults,
    ...checkOpening(opening).filter(({ path }) => path !== 'systemKey' || fields.systemKey !== null),
    ...checkParts(archived),
  ];
  return { arrived, faults };
}

/** As it was sealed where it was archived before; without a seal, as `base_info` says. */
function toArchivedOn({ seal, fields, base }: ArchivedCase, reader: Reader): LocalDate | null {
  if (seal !== null && fields.archivedOn !== null) return reader.day('archive_date', fields.archivedOn);
  const { archive_time: archivedAt } = base;
  return archivedAt === undefined ? null : reader.day('archive_time', archivedAt);
}

function toOpening({ fields }: ArchivedCase, reader: Reader): OpenCaseInput {
  const acceptedAt = fields.acceptedAt === null ? null : reader.instant('accept_time', fields.acceptedAt);
  return {
    systemKey: fields.systemKey ?? '',
    taskCode: fields.taskCode ?? '',
    itemVersion: fields.itemVersion ?? '',
    region: fields.region ?? '',
    caseNumber: fields.caseNumber ?? '',
    title: fields.title ?? '',
    applicant: {
      type: reader.code('apply_type', fields.applicantType, APPLICANT) ?? 'PERSON',
      name: fields.applicantName ?? '',
      idType: fields.applicantIdType ?? '',
      idNumber: fields.applicantIdNumber ?? '',
      phone: fields.applicantPhone,
      address: fields.applicantAddress,
      legalRepresentative: fields.legalRepresentative,
    },
    contactName: fields.contactName,
    contactPhone: fields.contactPhone,
    complainantName: fields.complainantName,
    bankAccount: fields.bankAccount,
    circumstances: fields.circumstances,
    tradeSecret: fields.tradeSecret,
    internalOpinion: fields.internalOpinion,
    handlerName: fields.handlerName,
    remarks: fields.remarks,
    nonSharing: fields.nonSharing === 'true',
    receivedAt: reader.instant('receive_time', fields.receivedAt) ?? NO_TIME,
    acceptedAt,
  };
}

function toStep({ sequence, step, handlerName, at, note }: ArchivedStep, index: number, reader: Reader): ArrivedStep {
  const path = `steps[${index}]`;
  const read: ArrivedStep = {
    sequence,
    step: reader.code(`${path}.step`, step, STEPS) ?? 'OTHER',
    handlerName,
    at: reader.instant(`${path}.time`, at) ?? NO_TIME,
    note,
  };
  reader.add(path, checkStep({ caseId: '', systemKey: 'package', ...read }));
  return read;
}

/** What is said of materials, licences, parts, notes and of what was done before. */
function checkParts({ materials, licences, parts, archiving, reports, notes }: ArchivedCase): Refusal[] {
  const reader = new Reader();
  materials.forEach((material, index) =>
    reader.add(`materials[${index}]`, [
      ...checkMaterial({
        caseId: '',
        systemKey: 'package',
        uploadKey: 'package',
        sequence: material.sequence,
        materialClass: material.materialClass ?? 'EVIDENTIAL',
        name: material.name ?? '',
        obtainedBy: material.obtainedBy ?? '',
        fileName: material.fileName ?? '',
        format: material.format ?? '',
        fileBytes: Number(material.fileBytes ?? Number.NaN),
        digestSm3: material.digestSm3 ?? '0'.repeat(64),
      }),
      ...(material.materialClass === null ? [wrong('class', 'one of the three classes expected', '26号 art. 7')] : []),
    ]),
  );
  licences.forEach((licence, index) => {
    reader.add(`licences[${index}]`, checkLicence(toLicenceInput(licence)));
    if (licence.calledAt !== null) reader.instant(`licences[${index}].call_time`, licence.calledAt);
    for (const name of ['issuedOn', 'validFrom', 'validTo'] as const)
      if (licence[name] !== null) reader.day(`licences[${index}].${name}`, licence[name]);
  });
  parts.forEach(({ state, completedOn, archivedOn }, index) => {
    reader.code(`parts[${index}].state`, state, STATES);
    if (completedOn !== null) reader.day(`parts[${index}].completed_date`, completedOn);
    if (archivedOn !== null) reader.day(`parts[${index}].archive_date`, archivedOn);
  });
  archiving.forEach(({ from, to, at, reasons }, index) => {
    reader.code(`archiving[${index}].from_state`, from, STATES);
    reader.code(`archiving[${index}].to_state`, to, STATES);
    reader.instant(`archiving[${index}].time`, at);
    reader.list(`archiving[${index}].reasons`, reasons ?? '[]', isReason);
  });
  reports.forEach(({ stage, at, findings }, index) => {
    reader.code(`reports[${index}].stage`, stage, STAGES);
    reader.instant(`reports[${index}].time`, at);
    reader.list(`reports[${index}].findings`, findings, isFinding);
  });
  notes.forEach(({ writtenAt, text }, index) => {
    reader.instant(`notes[${index}].time`, writtenAt);
    reader.add(`notes[${index}]`, checkText('text', text ?? '', 4_000));
  });
  return [...reader.faults];
}

function toLicenceInput(licence: ArchivedCase['licences'][number]): AttachLicenceInput {
  return {
    caseId: '',
    systemKey: 'package',
    identifier: licence.identifier ?? '',
    typeName: licence.typeName ?? '',
    holderName: licence.holderName ?? '',
    holderType: licence.holderType ?? '',
    holderNumber: licence.holderNumber ?? '',
    statusAtUse: 'VALID',
    calledAt: licence.calledAt ?? '',
    useCause: licence.useCause ?? '',
  };
}

const STATES: Readonly<Record<string, CaseState>> = Object.fromEntries(CASE_STATE.map((state) => [state, state]));
const STAGES = { GD: 'GD', YJ: 'YJ', LT: 'LT' } as const;
const STATUS_KEYS: readonly string[] = ['PASS', 'FAIL', 'WARNING', 'MANUAL_REVIEW', 'NOT_APPLICABLE'];

function hasTexts(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return names.every((name) => typeof Reflect.get(value, name) === 'string');
}

function isReason(value: unknown): boolean {
  return hasTexts(value, ['code', 'message', 'clause']);
}

function isFinding(value: unknown): boolean {
  return (
    hasTexts(value, ['code', 'object', 'result', 'tool', 'operator']) && STATUS_KEYS.includes(String(value['result']))
  );
}

/** Reads values and remembers what is wrong; a place is named, never what stands there. */
class Reader {
  readonly faults: Refusal[] = [];

  add(path: string, faults: readonly Refusal[]): void {
    this.faults.push(
      ...faults.map((each) => ({ ...each, path: `${path}.${each.path ?? ''}`, message: `${path}.${each.message}` })),
    );
  }

  code<T extends string>(path: string, text: string | null, codes: Readonly<Record<string, T>>): T | null {
    const found = text !== null && Object.hasOwn(codes, text) ? codes[text] : undefined;
    if (found !== undefined) return found;
    this.faults.push(wrong(path, 'a value of the code list expected', 'GB/T 42727-2023'));
    return null;
  }

  /** A day, or the day of an instant. */
  day(path: string, text: string | null): LocalDate | null {
    const day = parseLocalDate(text);
    if (day.ok) return day.value;
    const instant = parseInstant(text);
    if (instant.ok) return localDate(instant.value.slice(0, 10));
    this.faults.push(wrong(path, 'a day, YYYY-MM-DD, expected', 'GB/T 42727-2023'));
    return null;
  }

  /** An instant; of a system that knows only the day, its beginning. */
  instant(path: string, text: string | null): Instant | null {
    const instant = parseInstant(text);
    if (instant.ok) return instant.value;
    const day = parseLocalDate(text);
    if (day.ok) return toInstant(Date.parse(`${day.value}T00:00:00+08:00`));
    this.faults.push(wrong(path, 'a time, RFC 3339, expected', 'GB/T 42727-2023'));
    return null;
  }

  list(path: string, json: string | null, isItem: (value: unknown) => boolean): void {
    const parsed = parseJson(json ?? '');
    if (Array.isArray(parsed) && parsed.every(isItem)) return;
    this.faults.push(wrong(path, 'a list in JSON expected', 'GB/T 42727-2023'));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
