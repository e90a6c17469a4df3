/** The package of a case, or of a part: gathered from its rows and its files, described, sealed, and ready for checks. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { CaseStep, MaterialClass } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant } from '../../../schema/ids.ts';
import {
  clamd,
  inspectFile,
  unlessUnavailable,
  type FileInspection,
  type PackageFile,
  type PackageUnderCheck,
  type VirusScan,
  type VirusScanner,
} from '../../checks/index.ts';
import { parseBlobId, type BlobId, type BlobStore } from '../../files/index.ts';
import type { Context } from '../../kernel/index.ts';
import { FOLDER_OF_CLASS, FOLDER_TITLE, placeOfMaterial, toSharing } from '../../packages/index.ts';
import { findScope, type ScopeInForce } from './scopes.ts';
import { storesOf } from './stores.ts';

/** What is archived at a time: a case by its lead, or one agency's part. */
export interface Side {
  readonly caseId: string;
  /** The agency that archives. */
  readonly agency: string;
  /** The same for a part; null: the lead. */
  readonly partAgency: string | null;
}

interface CaseRow {
  readonly [column: string]: string | boolean | null;
}

export interface MaterialRow {
  readonly id: string;
  readonly sequence: number;
  readonly materialClass: MaterialClass;
  readonly name: string;
  readonly format: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly digestSm3: string;
  readonly code: string | null;
  readonly fileId: BlobId | null;
  readonly createdAt: string | null;
}

interface StepRow {
  readonly sequence: number;
  readonly step: CaseStep;
  readonly actor: string | null;
  readonly at: string;
}

export interface Gathered {
  readonly row: CaseRow;
  readonly steps: readonly StepRow[];
  readonly materials: readonly MaterialRow[];
  readonly scope: ScopeInForce | null;
  /** Another case of the agency bears the same number. */
  readonly numberTaken: boolean;
}

/** Everything that lies in the rows, as they are now. */
export async function gather(context: Context, side: Side): Promise<Gathered> {
  const db = context.em.getKysely();
  const { caseId, agency, partAgency } = side;
  const cases =
    await sql<CaseRow>`select r.record_code, r.region, r.item_code, i.name as item_name, i.version, i.item_type,
      r.item_id::text, r.forming_unit, r.case_number, r.system, r.system_key, r.title, r.applicant_name,
      r.applicant_type, r.applicant_id_type, r.applicant_id_number, r.applicant_address, r.legal_representative,
      to_char(r.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as received_at,
      coalesce(p.completed_on, r.completed_on)::text as completed_on, r.result, r.remarks,
      (r.facts & 32768) <> 0 as non_sharing,
      exists (select 1 from cases.case_part as any_part where any_part.case_id = r.id) as joint,
      exists (select 1 from cases.case_record as other where other.forming_unit = r.forming_unit
        and other.case_number = r.case_number and other.id <> r.id) as number_taken
    from cases.case_record r join cases.service_item i on i.id = r.item_id
      left join cases.case_part p on p.case_id = r.id and p.agency = ${partAgency}
    where r.id = ${caseId}::uuid`.execute(db);
  const row = cases.rows[0];
  if (row === undefined) throw new DomainError('NOT_FOUND');
  const steps = await sql<StepRow>`select sequence, step, coalesce(handler_name, '') as actor, at from cases.case_step
    where case_id = ${caseId}::uuid and unit = ${agency} order by sequence, at`.execute(db);
  const materials =
    await sql<MaterialRow>`select m.id, m.sequence, m.material_class as "materialClass", m.name, m.format,
      m.file_name as "fileName", m.file_bytes as "fileBytes", m.digest_sm3 as "digestSm3", m.code,
      m.file_id as "fileId", f.at as "createdAt"
    from cases.case_material m left join cases.case_file f on f.id = m.file_id
    where m.case_id = ${caseId}::uuid and m.part_agency is not distinct from ${partAgency}::text
    order by m.sequence, m.id`.execute(db);
  const scope = await findScope(context.em, { agency, itemId: String(row['item_id']) });
  return { row, steps: steps.rows, materials: materials.rows, scope, numberTaken: row['number_taken'] === true };
}

/** What a look at one file told. */
export interface Looked {
  /** Null: there is no content. */
  readonly content: FileInspection | null;
  /** Null: nobody scanned it. */
  readonly scan: VirusScan | null;
}

export interface LookedAt {
  readonly files: ReadonlyMap<string, Looked>;
  /** Engine and version of the scanner; null: none is connected, or it does not answer. */
  readonly virusEngine: string | null;
}

/** Reads every file, wherever it lies: what it is, and whether a scanner finds a virus in it. */
export async function lookAtAll(context: Context, materials: readonly MaterialRow[]): Promise<LookedAt> {
  const { clamd: address } = context.services.files;
  const scanner = address === null ? null : clamd(address);
  const virusEngine = scanner === null ? null : await unlessUnavailable(scanner.version());
  const files = new Map<string, Looked>();
  for (const { id, fileId } of materials)
    files.set(id, await lookAt(context, parseBlobId(fileId), virusEngine === null ? null : scanner));
  return { files, virusEngine };
}

async function lookAt(context: Context, id: BlobId | null, scanner: VirusScanner | null): Promise<Looked> {
  const store = id === null ? null : await storeOf(context, id);
  if (id === null || store === null) return { content: null, scan: null };
  const source = await store.source(id);
  try {
    const content = await inspectFile(source);
    return { content, scan: scanner === null ? null : await unlessUnavailable(scanner.scan(source)) };
  } finally {
    await source.close();
  }
}

/** Where content lies; null: nowhere. */
export async function storeOf({ services }: Context, id: BlobId): Promise<BlobStore | null> {
  const { intake, archive } = await storesOf(services);
  if ((await archive.stat(id)) !== null) return archive;
  return (await intake.stat(id)) === null ? null : intake;
}

/** @param archivedAt RFC 3339, when the package was made */
export function toPackage(
  { row, steps, materials, scope }: Gathered,
  side: Side,
  parts: { readonly looked: LookedAt; readonly archivedAt: string },
): PackageUnderCheck {
  const files = materials.map((material) =>
    toFile(material, row, parts.looked.files.get(material.id) ?? { content: null, scan: null }),
  );
  const received = files.filter(({ content }) => content !== null);
  return {
    metadata: toElements({ row, scope, side, archivedAt: parts.archivedAt, count: materials.length }),
    referenceCode: null,
    steps: steps.map(({ sequence, step, actor, at }) => ({ sequence, step, actor, at: toInstant(Date.parse(at)) })),
    folders: Object.keys(FOLDER_TITLE).map((id) => ({
      id,
      fileCount: files.filter(({ folderId }) => folderId === id).length,
    })),
    files,
    receivedPaths: received.map(({ path }) => path),
    receivedBytes: received.reduce((sum, { content }) => sum + (content?.bytes ?? 0), 0),
    declared: {
      itemCount: materials.length,
      totalBytes: materials.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
    },
    physical: null,
  };
}

function toFile(material: MaterialRow, row: CaseRow, { content, scan }: Looked): PackageFile {
  const { sequence, materialClass, fileName, digestSm3, createdAt } = material;
  const { code, path } = placeOfMaterial({ sequence, materialClass, fileName });
  return {
    code,
    sequence,
    path,
    folderId: FOLDER_OF_CLASS[materialClass],
    scopeCode: material.code,
    auxiliary: false,
    attachments: [],
    metadata: {
      file_code: code,
      file_standard_name: material.name,
      file_actual_name: material.name,
      format_information: material.format,
      computer_file_name: fileName,
      computer_file_size: String(material.fileBytes),
      computer_file_creation_time: createdAt === null ? '' : toInstant(Date.parse(createdAt)),
      ...toSharing(row['non_sharing'] === true),
    },
    declaredDigests: { sm3: digestSm3 },
    content,
    scan,
  };
}

interface ElementParts {
  readonly row: CaseRow;
  readonly scope: ScopeInForce | null;
  readonly side: Side;
  readonly archivedAt: string;
  readonly count: number;
}

/** `base_info`: what the case says, over what the agency has set for all cases of the item. */
function toElements({ row, scope, side, archivedAt, count }: ElementParts): Readonly<Record<string, string>> {
  const text = (name: string): string | undefined => {
    const value = row[name];
    return typeof value === 'string' ? value : undefined;
  };
  const own: Readonly<Record<string, string | undefined>> = {
    electronic_record_code: text('record_code'),
    region_code: text('region'),
    task_code: text('item_code'),
    task_name: text('item_name'),
    task_version: text('version'),
    task_type: text('item_type'),
    information_system_description: text('system'),
    social_code: side.agency,
    lead_department: row['joint'] === true ? text('forming_unit') : undefined,
    project_id: text('case_number'),
    accept_num: text('system_key'),
    project_name: text('title'),
    apply_name: text('applicant_name'),
    apply_type: text('applicant_type'),
    card_type: text('applicant_id_type'),
    contacted_card: text('applicant_id_number'),
    address: text('applicant_address'),
    legal_man: text('legal_representative'),
    receive_department: side.agency,
    receive_time: text('received_at'),
    transact_time: text('completed_on'),
    result: text('result'),
    archive_time: archivedAt,
    total_number: String(count),
    remarks: text('remarks'),
  };
  const fixed = (scope?.content.elements ?? []).map(({ name, value }) => [name, value] as const);
  const filled = Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries([...fixed, ...filled]);
}

export interface Sealed {
  readonly metadata: string;
  readonly manifest: string;
  readonly manifestSm3: string;
}

/** Verification information: what the package holds, and one digest over all of it. @clause GB/T 42727-2023 */
export function seal(pkg: PackageUnderCheck): Sealed {
  const metadata = toXml(pkg);
  const files = pkg.files.map(({ path, content }) => ({
    path,
    bytes: content?.bytes ?? null,
    sm3: content?.sm3 ?? null,
    sha256: content?.sha256 ?? null,
  }));
  const manifest = JSON.stringify({ metadataSm3: sm3Of(metadata), files });
  return { metadata, manifest, manifestSm3: sm3Of(manifest) };
}

function sm3Of(text: string): string {
  return createHash('sm3').update(text, 'utf8').digest('hex');
}

/** 基本信息元数据.xml, as standards have it: elements by name, then the file set. */
function toXml({ metadata, files }: PackageUnderCheck): string {
  const element = ([name, value]: readonly [string, string]): string => `<${name}>${escape(value)}</${name}>`;
  const folders = Object.entries(FOLDER_TITLE).map(([id, title]) => {
    const inside = files.filter(({ folderId }) => folderId === id);
    const rows = inside.map((file) => `<file>${Object.entries(file.metadata).map(element).join('')}</file>`);
    return `<folder id="${id}" title="${title}">${rows.join('')}</folder>`;
  });
  const body = Object.entries(metadata).map(element).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<base_info>${body}<fileset>${folders.join('')}</fileset></base_info>\n`;
}

/** Characters that XML cannot hold become the replacement character: check 1-6 has told of them. */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
