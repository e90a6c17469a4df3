/** For every check that code decides: the smallest changes that flip it. */
import { createHash } from 'node:crypto';
import type { CheckNumber, PhysicalPackage } from '../../subgraphs/checks/index.ts';
import { readSample, type FileInput, type PackageInput } from './case-package.ts';
import { makeJpeg, makePng } from './make-media.ts';

export type Change = (input: PackageInput) => void;

const set =
  (name: string, value: string | undefined): Change =>
  (input) => {
    input.metadata[name] = value;
  };

export const first = (change: Partial<FileInput>): Change => {
  return (input) => {
    const [file, ...others] = input.files;
    if (file !== undefined) input.files = [{ ...file, ...change }, ...others];
  };
};

export const adjust =
  (action: PackageInput['adjust']): Change =>
  (input) => {
    input.adjust = action;
  };

const physical = (change: (physical: PhysicalPackage) => Partial<PhysicalPackage>): Change =>
  adjust((pkg) => {
    if (pkg.physical !== null) pkg.physical = { ...pkg.physical, ...change(pkg.physical) };
  });

const pdf = readSample('pdf/pdfa2b-pass.pdf');
const digestOf = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');
/** One bit of a processing instruction. */
const oneBitOther = Buffer.from(pdf);
oneBitOther.writeUInt8(oneBitOther.readUInt8(pdf.indexOf('xpacket') + 20) ^ 1, pdf.indexOf('xpacket') + 20);

/** 说明文件 and 目录文件 come with offline transfers only. */
const offline: PhysicalPackage = {
  form: 'OFFLINE',
  entries: [
    '说明文件.TXT',
    '目录文件.XML',
    'Z901/ZY/Z901-ZY·QR·2024·D30-000123/A01.pdf',
    'Z901/ZY/Z901-ZY·QR·2024·D30-000123/B01.txt',
  ],
  documents: [
    { path: '说明文件.TXT', text: '移交单位：甲\r\n接收单位：乙\r\n移交日期：2024-04-02\r\n件数：1\r\n字节数：12\r\n' },
    {
      path: '目录文件.XML',
      text:
        '<batch><batchName>b</batchName><transactor>t</transactor><exchangeTime>2024-04-02</exchangeTime><directories>' +
        '<fondsIdentifier>Z901</fondsIdentifier><categoryCode>ZY</categoryCode><year>2024</year><taskCode>1</taskCode>' +
        '<regionCode>990106</regionCode><socialCode>x</socialCode><documentNumber>n</documentNumber>' +
        '<digitalSummary>d</digitalSummary><size>1</size><path>p</path></directories></batch>',
    },
  ],
  digests: { sm3: 'a', sha256: 'b' },
  declaredDigests: { sm3: 'a' },
};
const offlineWith = (from: string, to: string): Change =>
  physical(() => ({
    ...offline,
    documents: offline.documents.map(({ path, text }) => ({ path, text: text.replace(from, to) })),
  }));

interface Flip {
  readonly change: Change;
  readonly title: string;
  /** What is right before the change; nothing: the usual package. */
  readonly base?: Change;
  /** Checks that cannot be made any more for the same cause. */
  readonly moot?: readonly CheckNumber[];
}

export const FLIPS: Readonly<Record<string, readonly Flip[]>> = {
  '1-1': [
    {
      title: 'one bit of the content is another',
      change: first({ bytes: oneBitOther, described: { declaredDigests: { sm3: digestOf('sm3', pdf) } } }),
    },
    {
      title: 'the declared SHA-256 is that of other bytes',
      change: first({ described: { declaredDigests: { sha256: digestOf('sha256', oneBitOther) } } }),
    },
    {
      title: 'one digit of the declared digest is another',
      change: adjust((pkg) => {
        pkg.files = pkg.files.map((file) => ({
          ...file,
          declaredDigests: {
            sm3: file.declaredDigests.sm3?.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) ?? '',
          },
        }));
      }),
    },
  ],
  '1-2': [
    {
      title: 'a name has one character too many',
      base: set('task_name', '公'.repeat(300)),
      change: set('task_name', '公'.repeat(301)),
    },
  ],
  '1-3': [
    {
      title: 'a day is not in the calendar',
      base: set('receive_time', '2024-02-29'),
      change: set('receive_time', '2024-02-30'),
    },
    { title: 'the check digit of an identity number is wrong', change: set('contacted_card', '990106199003070018') },
    { title: 'the check character of a USCC is wrong', change: set('social_code', '12990106MB00000199') },
  ],
  '1-4': [
    { title: 'a result is not in the list', change: set('result', 'GRANTEE') },
    {
      title: 'a step is not in the list',
      change: adjust((pkg) => {
        pkg.steps = pkg.steps.map((step) => (step.step === 'REVIEWED' ? { ...step, step: 'REVIEW' } : step));
      }),
    },
  ],
  '1-5': [
    { title: 'it was completed before it was received', change: set('transact_time', '2024-02-29T16:00:00+08:00') },
    { title: 'it is archived tomorrow', change: set('archive_time', '2024-04-04') },
    {
      title: 'the year in the reference code is another',
      change: adjust((pkg) => {
        pkg.referenceCode = 'Z901-ZY·QR·2023·D30-000123';
      }),
    },
    {
      title: 'the retention in the reference code is another',
      change: adjust((pkg) => {
        pkg.referenceCode = 'Z901-ZY·QR·2024·D10-000123';
      }),
    },
  ],
  '1-6': [
    { title: 'a name holds a control character', change: set('task_name', '公租房\u0007资格确认') },
    { title: 'a name holds an invisible character', change: set('apply_name', '欧阳\u200B明远') },
    { title: 'a name holds what a failed conversion leaves', change: set('apply_name', '欧阳\uFFFD远') },
  ],
  '1-7': [
    {
      title: 'the reference code has a wrong separator',
      change: adjust((pkg) => {
        pkg.referenceCode = 'Z901_ZY·QR·2024·D30-000123';
      }),
    },
    {
      title: 'another record bears the reference code',
      change: adjust((_pkg, facts) => {
        facts.taken = { ...facts.taken, referenceCode: true };
      }),
    },
  ],
  '1-8': [
    {
      title: 'another record bears the case number',
      change: adjust((_pkg, facts) => {
        facts.taken = { ...facts.taken, caseNumber: true };
      }),
    },
    {
      title: 'another record bears the record code',
      change: adjust((_pkg, facts) => {
        facts.taken = { ...facts.taken, recordCode: true };
      }),
    },
  ],
  '1-10': [
    { title: 'a picture is called .pdf', change: first({ bytes: makeJpeg() }) },
    {
      title: 'the recorded size is one byte too large',
      change: first({ metadata: { computer_file_size: String(pdf.length + 1) } }),
    },
    { title: 'the recorded format is another', change: first({ metadata: { format_information: 'OFD' } }) },
  ],
  '1-11': [
    {
      title: 'a path leads to two files',
      change: adjust((pkg) => {
        pkg.receivedPaths = [...pkg.receivedPaths, ...pkg.receivedPaths.slice(0, 1)];
      }),
    },
  ],
  '1-12': [
    {
      title: 'the description names no recipient',
      base: offlineWith('x', 'x'),
      change: offlineWith('接收单位：乙', '接收单位：'),
    },
    {
      title: 'a row of the catalogue has no digest',
      base: offlineWith('x', 'x'),
      change: offlineWith('<digitalSummary>d', '<digitalSummary>'),
    },
    {
      title: 'the catalogue names no batch',
      base: offlineWith('x', 'x'),
      change: offlineWith('batchName>b</batchName', 'batchname>b</batchname'),
    },
  ],
  '1-13': [
    {
      title: 'a folder stands where none should',
      change: physical(({ entries }) => ({ entries: [...entries, '新建文件夹/'] })),
    },
    {
      title: 'the folder of results has another name',
      change: physical(({ entries }) => ({ entries: entries.map((entry) => entry.replace('结果文件', '结果')) })),
    },
    {
      title: 'in a transfer, a folder is no reference code',
      base: physical(() => offline),
      change: physical(() => ({
        ...offline,
        entries: offline.entries.map((entry) => entry.replace('D30-000123/B', 'D30_000123/B')),
      })),
    },
  ],
  '1-14': [
    {
      title: 'the package is not the one that was sent',
      change: physical(({ digests }) => ({ digests: { ...digests, sm3: `b${digests.sm3.slice(1)}` } })),
    },
  ],
  '2-1': [
    {
      title: 'one item more is declared',
      change: adjust((pkg) => {
        pkg.declared = { ...pkg.declared, itemCount: 4 };
      }),
    },
    { title: 'the metadata counts one file less', change: set('total_number', '2') },
  ],
  '2-2': [
    {
      title: 'one byte more is declared',
      change: adjust((pkg) => {
        pkg.declared = { ...pkg.declared, totalBytes: pkg.receivedBytes + 1 };
      }),
    },
  ],
  '2-3': [{ title: 'a required element is missing', change: set('receive_department', undefined) }],
  '2-4': [{ title: 'a required element is blank', change: set('receive_department', '　') }],
  '2-5': [
    {
      title: 'a step has no actor',
      change: adjust((pkg) => {
        pkg.steps = pkg.steps.map((step) => (step.sequence === 2 ? { ...step, actor: null } : step));
      }),
    },
    {
      title: 'a mandatory step is missing',
      change: adjust((_pkg, facts) => {
        facts.scope = { ...facts.scope, steps: [...facts.scope.steps, 'SUPPLEMENT'] };
      }),
    },
  ],
  '2-6': [
    {
      title: 'a number is left out',
      change: adjust((pkg) => {
        pkg.files = pkg.files.map((file) => (file.sequence === 3 ? { ...file, sequence: 4 } : file));
      }),
    },
  ],
  '2-7': [
    {
      title: 'the content of a listed file did not come',
      moot: ['2-2'],
      change: adjust((pkg) => {
        const [lost] = pkg.files;
        pkg.files = pkg.files.map((file) => (file === lost ? { ...file, content: null } : file));
        pkg.receivedPaths = pkg.receivedPaths.filter((path) => path !== lost?.path);
        pkg.receivedBytes -= lost?.content?.bytes ?? 0;
      }),
    },
    { title: 'the content of a listed file is empty', change: first({ bytes: Buffer.alloc(0) }) },
  ],
  '2-8': [
    { title: 'a listed attachment is not there', change: first({ described: { attachments: ['A02'] } }) },
    { title: 'an attachment is on no list', change: first({ described: { auxiliary: true } }) },
    { title: 'a file within a file is on no list', change: first({ bytes: readSample('pdf/pdfa3b-pass.pdf') }) },
  ],
  '2-9': [
    {
      title: 'a mandatory material is missing',
      change: adjust((_pkg, facts) => {
        facts.scope = { ...facts.scope, materials: [...facts.scope.materials, 'A02'] };
      }),
    },
  ],
  '2-10': [
    { title: 'a file has no sharing attribute', change: first({ metadata: { file_share: undefined } }) },
    { title: 'conditional sharing names no condition', change: first({ metadata: { file_share_conditions: '' } }) },
    { title: 'non-sharing names no basis', change: first({ metadata: { file_share: '3', filenosharebecause: ' ' } }) },
  ],
  '2-11': [
    {
      title: 'a folder is described with one file more',
      change: adjust((pkg) => {
        pkg.folders = pkg.folders.map((folder) => (folder.id === 'C' ? { ...folder, fileCount: 2 } : folder));
      }),
    },
  ],
  '3-1': [
    {
      title: 'one character of the metadata document is missing',
      change: physical(({ documents }) => ({
        documents: documents.map(({ path, text }) => ({ path, text: text.replace('</a>', '<a>') })),
      })),
    },
    {
      title: 'the metadata document defines an entity',
      change: physical(({ documents }) => ({
        documents: documents.map(({ path, text }) => ({
          path,
          text: text.replace('<base_info>', '<!DOCTYPE base_info [<!ENTITY x "y">]><base_info>'),
        })),
      })),
    },
  ],
  '3-2': [
    {
      title: 'the store gives back one character more',
      change: adjust((pkg, facts) => {
        facts.readBack = { ...pkg.metadata, task_name: `${pkg.metadata['task_name'] ?? ''} ` };
      }),
    },
  ],
  '3-3': [
    {
      title: 'a picture is a PNG, and says so',
      change: first({ bytes: makePng(), path: '申报文件/A01.png', format: 'PNG' }),
    },
    {
      title: 'the profile no longer allows a format',
      change: adjust((_pkg, facts) => {
        facts.allowedFormats = facts.allowedFormats.filter((format) => format !== 'TXT');
      }),
    },
  ],
  '3-8': [{ title: 'a PDF is encrypted', change: first({ bytes: readSample('pdf/encrypted.pdf') }) }],
  '4-3': [
    {
      title: 'an empty file came that is on no list',
      change: adjust((pkg) => {
        pkg.receivedPaths = [...pkg.receivedPaths, '申报文件/Thumbs.db'];
      }),
    },
  ],
  '4-7': [
    {
      title: 'the log of the handover is empty',
      change: adjust((_pkg, facts) => {
        facts.handover = [];
      }),
    },
    {
      title: 'an entry of the log names nobody',
      change: adjust((_pkg, facts) => {
        facts.handover = (facts.handover ?? []).map((entry) => ({ ...entry, actor: '' }));
      }),
    },
  ],
};
