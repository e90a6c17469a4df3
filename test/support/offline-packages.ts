/** Packages as an agency without an online line writes them: `base_info`, steps and files of one case, never archived by us. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  codeOf,
  placeOfMaterial,
  toPackage,
  writePackage,
  type ArchivedCase,
  type ArchivedMaterialClass,
} from '../../subgraphs/packages/index.ts';
import { caseStory, type IntakeItem } from '../../tools/demo/intake.ts';

export interface OfflinePackage {
  readonly archived: ArchivedCase;
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** The same for the same number. */
export function offlinePackage(item: IntakeItem, number: number): OfflinePackage {
  const { open, steps, files, materials, complete } = caseStory(item, number, 'offline');
  const text = (of: Readonly<Record<string, unknown>>, name: string): string => String(of[name]);
  const applicant = open['applicant'] as Readonly<Record<string, unknown>>;
  const recordCode = `OFF-2026-${String(number).padStart(6, '0')}`;
  const packed = materials.map((material, index) => {
    const bytes = files[index]?.bytes ?? Buffer.alloc(0);
    const sequence = index + 1;
    const materialClass = text(material, 'materialClass') as ArchivedMaterialClass;
    const { path } = placeOfMaterial({ sequence, materialClass, fileName: text(material, 'fileName') });
    return { bytes, path, sequence, materialClass, material };
  });
  const base = {
    electronic_record_code: recordCode,
    region_code: item.region,
    task_code: item.taskCode,
    task_name: item.itemName,
    task_version: item.itemVersion,
    task_type: '07',
    social_code: item.agency,
    project_id: text(open, 'caseNumber'),
    accept_num: text(open, 'systemKey'),
    project_name: `${item.itemName}申请`,
    apply_name: text(applicant, 'name'),
    apply_type: 'PERSON',
    card_type: '111',
    contacted_card: text(applicant, 'idNumber'),
    receive_department: item.agency,
    receive_time: text(open, 'receivedAt'),
    transact_time: text(complete, 'completedOn'),
    result: text(complete, 'result'),
    archive_time: '2026-11-10T09:00:00+08:00',
    total_number: String(packed.length),
  };
  return {
    contents: new Map(packed.map(({ path, bytes }) => [path, bytes])),
    archived: {
      fields: { ...NO_FIELDS, recordCode },
      base,
      steps: steps.map((step, index) => ({
        sequence: index + 1,
        step: text(step, 'step'),
        handlerName: text(step, 'handlerName'),
        at: text(step, 'at'),
        unit: null,
        note: null,
      })),
      parts: [],
      materials: packed.map(({ bytes, path, sequence, materialClass, material }) => ({
        name: text(material, 'name'),
        format: text(material, 'format'),
        fileName: text(material, 'fileName'),
        fileBytes: String(bytes.length),
        fileAt: '2026-11-04T09:00:00.000+08:00',
        obtainedBy: null,
        digestSm3: createHash('sm3').update(bytes).digest('hex'),
        digestSha256: null,
        fileCode: codeOf(sequence),
        sequence,
        materialClass,
        scopeCode: text(material, 'code'),
        path,
        metadata: {
          file_code: codeOf(sequence),
          file_standard_name: text(material, 'name'),
          file_actual_name: text(material, 'name'),
          format_information: text(material, 'format'),
          computer_file_name: text(material, 'fileName'),
          computer_file_size: String(bytes.length),
          computer_file_creation_time: '2026-11-04T09:00:00.000+08:00',
          file_share: '2',
          file_share_conditions: '申请并获授权',
        },
      })),
      licences: [],
      archiving: [],
      reports: [],
      notes: [],
      seal: null,
      decision: null,
    },
  };
}

const NO_FIELDS = Object.fromEntries(
  ['acceptedAt', 'archivedOn', 'nonSharing', 'applicantPhone', 'contactName', 'contactPhone', 'complainantName']
    .concat(['bankAccount', 'circumstances', 'tradeSecret', 'internalOpinion', 'handlerName'])
    .map((name) => [name, null]),
) as unknown as ArchivedCase['fields'];

/** @returns path of the zip */
export async function writeOffline(folder: string, { archived, contents }: OfflinePackage): Promise<string> {
  const code = archived.fields.recordCode ?? '';
  const path = join(folder, `${code}.zip`);
  await writePackage(path, {
    package: toPackage(archived, code),
    open: async ({ path: within }) => contents.get(within) ?? Buffer.alloc(0),
  });
  return path;
}
