/** What a handling system says of one case, from opening to completion: the same for the same number. */
import { createHash } from 'node:crypto';
import { addDays, localDate, type LocalDate } from '../../schema/ids.ts';
import { createFixtures } from './fixtures.ts';
import { samplePdf, sampleText, sampleXml } from './sample-files.ts';

/** What must be set up before: item, system, scope. */
export interface IntakeItem {
  readonly taskCode: string;
  readonly itemVersion: string;
  readonly region: string;
  readonly agency: string;
  readonly itemName: string;
}

export interface SentFile {
  readonly uploadKey: string;
  readonly bytes: Buffer;
}

/** In the order in which they are said; `caseId` is filled in when it is known. */
export interface CaseStory {
  readonly open: Readonly<Record<string, unknown>>;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly files: readonly SentFile[];
  readonly materials: readonly Readonly<Record<string, unknown>>[];
  readonly complete: Readonly<Record<string, unknown>>;
}

const CASE = '{ case { id state } violations { code message path } }';
const mutation = (name: string, type: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) ${CASE} }`;

export const INTAKE = {
  registerItem:
    'mutation ($input: RegisterItemInput!) { registerItem(input: $input) { item { id } violations { code message } } }',
  registerSystem:
    'mutation ($input: RegisterSystemInput!) { registerHandlingSystem(input: $input) { handlingSystem { id } violations { code message } } }',
  draftScope:
    'mutation ($input: DraftScopeInput!) { draftScope(input: $input) { scope { id } violations { code message path } } }',
  reviewScope:
    'mutation ($input: ReviewScopeInput!) { reviewScope(input: $input) { scope { state } violations { code message } } }',
  openCase: mutation('openCase', 'OpenCaseInput'),
  addStep: mutation('addStep', 'AddStepInput'),
  attachMaterial: mutation('attachMaterial', 'AttachMaterialInput'),
  completeCase: mutation('completeCase', 'CompleteCaseInput'),
  archiveCase: `mutation ($id: ID!) { archiveCase(caseId: $id) ${CASE} }`,
} as const;

/** The scope that cases of `caseStory` fill. */
export function scopeFor({ taskCode, itemVersion }: IntakeItem): Readonly<Record<string, unknown>> {
  return {
    taskCode,
    itemVersion,
    materials: [
      { code: 'A01', name: '申请表', materialClass: 'EVIDENTIAL' },
      { code: 'B01', name: '受理通知', materialClass: 'PROCEDURAL' },
      { code: 'C01', name: '决定书', materialClass: 'RESULT' },
      { code: 'A02', name: '其他证明', materialClass: 'EVIDENTIAL', mandatory: false },
    ],
    steps: ['RECEIVED', 'ACCEPTED', 'COMPLETED'],
    elements: [
      { name: 'archives_identifier', value: '990100' },
      { name: 'archives_name', value: '云岭市档案馆' },
      { name: 'fonds_constituting_unit_name', value: '云岭市住房和城乡建设局' },
      { name: 'fonds_identifier', value: 'A001' },
      { name: 'retention_period', value: 'D30' },
    ],
  };
}

/**
 * @param prefix keeps the keys of two runs apart
 * @param completedOn when it ends; it begins three days before
 */
export function caseStory(
  item: IntakeItem,
  number: number,
  prefix = 'demo',
  completedOn: LocalDate = localDate('2026-11-05'),
): CaseStory {
  const begunOn = addDays(completedOn, -3);
  const { citizen, name, mobile, address } = createFixtures(number + 1);
  const key = `${prefix}-${number}`;
  const applicant = name();
  const files = [
    { uploadKey: `${key}-application`, bytes: sampleXml({ applicant, item: item.itemName, number: String(number) }) },
    { uploadKey: `${key}-notice`, bytes: sampleText(`受理通知 ${key}`) },
    { uploadKey: `${key}-decision`, bytes: samplePdf(`Decision ${key}`) },
  ];
  return {
    open: {
      systemKey: key,
      taskCode: item.taskCode,
      itemVersion: item.itemVersion,
      region: item.region,
      caseNumber: `N-${key}`,
      title: `${item.itemName}申请`,
      applicant: {
        type: 'PERSON',
        name: applicant,
        idType: '111',
        idNumber: citizen({ bornOn: localDate('1990-03-07') }),
        phone: mobile(),
        address: address(),
      },
      handlerName: '钱明',
      receivedAt: `${begunOn}T09:00:00+08:00`,
      acceptedAt: `${begunOn}T10:00:00+08:00`,
    },
    steps: [
      { step: 'RECEIVED', at: `${begunOn}T09:00:00+08:00` },
      { step: 'ACCEPTED', at: `${begunOn}T10:00:00+08:00` },
      { step: 'COMPLETED', at: `${completedOn}T16:00:00+08:00` },
    ].map((step, index) => ({ ...step, sequence: index + 1, systemKey: `${key}-s${index + 1}`, handlerName: '钱明' })),
    files,
    materials: MATERIALS.map((material, index) => ({
      ...material,
      sequence: index + 1,
      systemKey: `${key}-m${index + 1}`,
      ...describe(files[index]),
    })),
    complete: { completedOn, result: 'GRANTED' },
  };
}

const MATERIALS = [
  {
    code: 'A01',
    materialClass: 'EVIDENTIAL',
    name: '申请表',
    obtainedBy: 'HANDED_IN',
    fileName: '申请表.xml',
    format: 'XML',
  },
  {
    code: 'B01',
    materialClass: 'PROCEDURAL',
    name: '受理通知',
    obtainedBy: 'FORMED',
    fileName: '受理通知.txt',
    format: 'TXT',
  },
  { code: 'C01', materialClass: 'RESULT', name: '决定书', obtainedBy: 'FORMED', fileName: '决定书.pdf', format: 'PDF' },
] as const;

/** What a system knows of a file that it sends. */
function describe(file: SentFile | undefined): Readonly<Record<string, unknown>> {
  const bytes = file?.bytes ?? Buffer.alloc(0);
  return {
    uploadKey: file?.uploadKey,
    fileBytes: bytes.length,
    digestSm3: createHash('sm3').update(bytes).digest('hex'),
  };
}
