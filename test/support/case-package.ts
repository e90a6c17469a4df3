/** A package of one case in which everything is right, over real bytes; a test changes the one thing it is about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { toInstant } from '../../schema/ids.ts';
import {
  inspectFile,
  toSource,
  type CheckFacts,
  type PackageFile,
  type PackageUnderCheck,
  type PhysicalPackage,
} from '../../subgraphs/checks/index.ts';

export function readSample(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, '../fixtures/samples', name));
}

type Loose<T> = { -readonly [K in keyof T]: T[K] };

/** What a file is made from: its bytes, and whatever differs from the usual description of such bytes. */
export interface FileInput {
  readonly bytes: Buffer;
  readonly path: string;
  readonly format: string;
  readonly described?: Partial<Omit<PackageFile, 'metadata'>>;
  readonly metadata?: Readonly<Record<string, string | undefined>>;
}

export interface PackageInput {
  files: FileInput[];
  metadata: Record<string, string | undefined>;
  /** Applied last. */
  adjust: (pkg: Loose<PackageUnderCheck>, facts: Loose<CheckFacts>) => void;
}

const METADATA = {
  electronic_record_code: '990106-2024-000123',
  region_code: '990106',
  task_code: '990100001000',
  task_name: '公租房资格确认',
  task_version: '1',
  task_type: '07',
  archives_identifier: '990106',
  archives_name: '南桥区档案馆',
  fonds_constituting_unit_name: '南桥区住房保障中心',
  fonds_identifier: 'Z901',
  social_code: '12990106MB00000198',
  retention_period: 'D30',
  security_classification: '公开',
  project_id: '99010620240315000123',
  accept_num: 'SL-2024-000123',
  project_name: '公租房资格确认申请',
  apply_name: '欧阳明远',
  apply_type: 'PERSON',
  card_type: '111',
  contacted_card: '990106199003070017',
  receive_department: '南桥区住房保障中心',
  receive_time: '2024-03-01T09:00:00+08:00',
  transact_time: '2024-03-15T16:00:00+08:00',
  result: 'GRANTED',
  archive_time: '2024-04-02T10:00:00+08:00',
  total_number: '3',
} as const;

export const CASE_FILES: readonly FileInput[] = [
  { bytes: readSample('pdf/pdfa2b-pass.pdf'), path: '申报文件/A01.pdf', format: 'PDF' },
  { bytes: Buffer.from('受理通知\r\n'), path: '过程文件/B01.txt', format: 'TXT' },
  { bytes: readSample('ofd/hello.ofd'), path: '结果文件/C01.ofd', format: 'OFD' },
];

async function toFile(input: FileInput, index: number): Promise<PackageFile> {
  const content = await inspectFile(toSource(input.bytes));
  const code = /([A-Z]\d+)\.\w+$/.exec(input.path)?.[1] ?? `F${index}`;
  const metadata: Record<string, string | undefined> = {
    file_code: code,
    file_standard_name: `材料${index + 1}`,
    file_actual_name: `材料${index + 1}`,
    format_information: input.format,
    computer_file_name: input.path.split('/').at(-1),
    computer_file_size: String(input.bytes.length),
    computer_file_creation_time: '2024-03-01T09:00:00+08:00',
    file_share: '2',
    file_share_conditions: '公租房资格复核',
    ...input.metadata,
  };
  return {
    code,
    sequence: index + 1,
    path: input.path,
    folderId: code.slice(0, 1),
    scopeCode: code,
    auxiliary: false,
    attachments: [],
    metadata: withoutUndefined(metadata),
    declaredDigests: { sm3: content.sm3, sha256: content.sha256 },
    content,
    scan: { engine: 'ClamAV 1.4', infected: false },
    ...input.described,
  };
}

function withoutUndefined(record: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

const DIGESTS = { sm3: 'a'.repeat(64), sha256: 'b'.repeat(64) };

function toPhysical(files: readonly PackageFile[]): PhysicalPackage {
  return {
    form: 'PACKAGE',
    entries: ['基本信息元数据.xml', '流程信息元数据.xml', ...files.map(({ path }) => path)],
    documents: [
      { path: '基本信息元数据.xml', text: '<?xml version="1.0" encoding="UTF-8"?><base_info><a>1</a></base_info>' },
      { path: '流程信息元数据.xml', text: '<?xml version="1.0" encoding="UTF-8"?><process_info/>' },
    ],
    digests: DIGESTS,
    declaredDigests: DIGESTS,
  };
}

/** @param change what differs from a package in which everything is right */
export async function makeCasePackage(
  change: (input: PackageInput) => void = () => undefined,
): Promise<{ pkg: PackageUnderCheck; facts: CheckFacts }> {
  const input: PackageInput = { files: [...CASE_FILES], metadata: { ...METADATA }, adjust: () => undefined };
  change(input);
  const files = await Promise.all(input.files.map(toFile));
  const metadata = withoutUndefined(input.metadata);
  const bytes = files.reduce((sum, { content }) => sum + (content?.bytes ?? 0), 0);
  const pkg: Loose<PackageUnderCheck> = {
    metadata,
    referenceCode: 'Z901-ZY·QR·2024·D30-000123',
    steps: ['RECEIVED', 'ACCEPTED', 'REVIEWED', 'COMPLETED'].map((step, index) => ({
      sequence: index + 1,
      step,
      actor: '南桥区住房保障中心',
      at: `2024-03-${String(1 + index * 4).padStart(2, '0')}T10:00:00+08:00`,
    })),
    folders: ['A', 'B', 'C'].map((id) => ({ id, fileCount: files.filter(({ folderId }) => folderId === id).length })),
    files,
    receivedPaths: files.filter(({ content }) => content !== null).map(({ path }) => path),
    receivedBytes: bytes,
    declared: { itemCount: files.length, totalBytes: bytes },
    physical: toPhysical(files),
  };
  const facts: Loose<CheckFacts> = {
    now: toInstant(Date.parse('2024-04-03T00:00:00Z')),
    operator: 'archivist',
    taken: { recordCode: false, caseNumber: false, referenceCode: false },
    scope: { materials: ['A01', 'C01'], steps: ['RECEIVED', 'ACCEPTED', 'COMPLETED'] },
    requiredMetadata: DEFAULT_PROFILE.requiredMetadata,
    allowedFormats: DEFAULT_PROFILE.allowedFormats,
    readBack: metadata,
    handover: [{ act: 'SENT', actor: 'housing', at: toInstant(Date.parse('2024-04-02T02:00:00Z')) }],
    virusEngine: 'ClamAV 1.4',
  };
  input.adjust(pkg, facts);
  return { pkg, facts };
}
