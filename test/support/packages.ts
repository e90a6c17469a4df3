/** A case package with everything in it, over real bytes: the model, and where its content comes from. */
import { makeMp3 } from './make-media.ts';
import { readSample } from './case-package.ts';
import type { CasePackage, PackagedFile, PackageSource } from '../../subgraphs/packages/index.ts';

/** GB 18030-2022: beyond the basic plane (extensions B, G), a compatibility ideograph, a composed and a decomposed letter. */
export const RARE = '𠮷𬭚𰻞 \uFA11\uF900 \u00E9e\u0301 ㍿';

const FOLDERS = { A: '申报文件', B: '过程文件', C: '结果文件' } as const;

interface Given {
  readonly code: string;
  readonly folderId: PackagedFile['folderId'];
  readonly extension: string;
  readonly format: string;
  readonly bytes: Buffer;
  readonly metadata?: Readonly<Record<string, string>>;
}

const GIVEN: readonly Given[] = [
  { code: 'A01', folderId: 'A', extension: 'pdf', format: 'PDF', bytes: readSample('pdf/pdfa2b-pass.pdf') },
  { code: 'A02', folderId: 'A', extension: 'ofd', format: 'OFD', bytes: readSample('ofd/hello.ofd') },
  { code: 'A03', folderId: 'A', extension: 'mp3', format: 'MP3', bytes: makeMp3('title') },
  {
    code: 'B01',
    folderId: 'B',
    extension: 'txt',
    format: 'TXT',
    bytes: Buffer.from(`受理通知 ${RARE}\r\n`),
    metadata: { file_share: '3', filenosharebecause: '《政务数据共享条例》第十五条', file_share_conditions: '' },
  },
  { code: 'C01', folderId: 'C', extension: 'ofd', format: 'OFD', bytes: readSample('ofd/hello.ofd') },
];

function toFile({ code, folderId, extension, format, bytes, metadata }: Given, index: number): PackagedFile {
  return {
    code,
    sequence: index + 1,
    folderId,
    path: `${FOLDERS[folderId]}/${code}.${extension}`,
    scopeCode: code,
    auxiliary: code === 'A03',
    attachments: code === 'A01' ? ['A03'] : [],
    metadata: {
      file_code: code,
      file_standard_name: `材料${index + 1}`,
      file_actual_name: `材料 ${RARE}`,
      format_information: format,
      computer_file_name: `${code}.${extension}`,
      computer_file_size: String(bytes.length),
      computer_file_creation_time: '2024-03-01T09:00:00+08:00',
      file_share: '2',
      file_share_conditions: '公租房资格复核',
      ...metadata,
    },
  };
}

const BASE = {
  electronic_record_code: '990106-2024-000123',
  region_code: '990106',
  task_code: '990100001000',
  task_name: '公租房资格确认',
  task_version: '1',
  task_type: '07',
  fonds_constituting_unit_name: '南桥区住房保障中心',
  fonds_identifier: 'Z901',
  social_code: '12990106MB00000198',
  retention_period: 'D30',
  project_id: '99010620240315000123',
  accept_num: 'SL-2024-000123',
  project_name: `公租房资格确认申请 ${RARE}`,
  apply_name: '欧阳明远',
  apply_type: 'PERSON',
  card_type: '111',
  contacted_card: '990106199003070017',
  receive_department: '南桥区住房保障中心',
  receive_time: '2024-03-01T09:00:00.000+08:00',
  transact_time: '2024-03-15',
  result: 'GRANTED',
  archive_time: '2024-04-02T10:00:00.000+08:00',
  total_number: String(GIVEN.length),
  remarks: ' 首行\r\n第二行\t<&>"\' ]]> ',
} as const;

export const RECORD_CODE = BASE.electronic_record_code;

const step = (sequence: number, code: string): CasePackage['steps'][number] => ({
  sequence,
  step: code,
  actor: '南桥区住房保障中心',
  at: `2024-03-${String(sequence * 3).padStart(2, '0')}T10:00:00.000+08:00`,
  more: sequence === 2 ? { handler_name: `经办 ${RARE}`, note: '' } : {},
});

export const SAMPLE: CasePackage = {
  recordCode: RECORD_CODE,
  referenceCode: 'Z901-ZY·QR·2024·D30-000123',
  base: BASE,
  steps: ['RECEIVED', 'ACCEPTED', 'REVIEWED', 'COMPLETED'].map((code, index) => step(index + 1, code)),
  files: GIVEN.map(toFile),
  licences: [
    {
      sequence: 1,
      fileCode: 'A02',
      metadata: {
        licence_identifier: '1.2.156.3005.2.11990000MB0DEM017Y001.12990100MB0DEM025U.TEST2024000123.001.6',
        licence_version: '001',
        holder_name: RARE,
        status_at_use: 'VALID',
        use_cause: '公租房资格复核',
      },
    },
    { sequence: 2, fileCode: null, metadata: { licence_identifier: 'raw', holder_name: '\u0007 bell' } },
  ],
  others: [
    { kind: 'part', metadata: { agency: '11990106MB0DEM041J', state: 'ARCHIVED' } },
    { kind: 'note', metadata: { text: '旁注' } },
  ],
};

export function contentOf(code: string): Buffer {
  return GIVEN.find((given) => given.code === code)?.bytes ?? Buffer.alloc(0);
}

/** @param change what differs from the sample */
export function sourceOf(change: Partial<CasePackage> = {}): PackageSource {
  return { package: { ...SAMPLE, ...change }, open: async ({ code }) => contentOf(code) };
}
