/** The check at receipt: the hall reads what it has got, and says of each record what is wrong with it, all at once. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant } from '../../../schema/ids.ts';
import {
  clamd,
  inspectFile,
  runChecks,
  verdict,
  unlessUnavailable,
  type CheckReport,
  type FileInspection,
  type Override,
  type PackageFile,
  type PackageUnderCheck,
  type VirusScan,
  type VirusScanner,
} from '../../checks/index.ts';
import type { ArchiveFormat } from '../../../schema/codes.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import type { LockedBatch } from '../batch-rows.ts';
import type { DescribedFile, ItemDescription } from '../item-description.ts';
import { rowsOf } from '../rows.ts';
import { STRIPPED_AT_MOST, stripSeals } from '../seals/strip.ts';
import { SealFault } from '../seals/stripped.ts';
import { refuse } from '../transfer-refusals.ts';
import { storesOf, toBlobId } from './stores.ts';

export interface StagedRow {
  /** Of its content in the reception. */
  readonly id: string;
  readonly fileCode: string;
}

export interface WaitingItem {
  readonly id: string;
  readonly caseId: string;
  readonly sequence: number;
  readonly description: ItemDescription | null;
  readonly files: readonly StagedRow[];
  /** Another record bears the same 电子文件号. */
  readonly codeTaken: boolean;
}

/** Records of a batch that are handed over and not checked. */
export function listWaiting(em: EntityManager, batchId: string): Promise<WaitingItem[]> {
  return rowsOf(
    em,
    sql<WaitingItem>`select i.id, i.case_id as "caseId", i.sequence, i.description,
        coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'fileCode', f.file_code) order by f.file_code)
          from holdings.staged_file f where f.item_id = i.id), '[]'::jsonb) as files,
        exists (select from holdings.archival_record a join holdings.case_copy c on c.record_code = a.record_code
          where c.id = i.case_id and a.case_id <> i.case_id) as "codeTaken"
      from holdings.transfer_item i where i.batch_id = ${batchId}::uuid and i.state = 'SUBMITTED'
      order by i.sequence, i.id`,
  );
}

export function isWhole({ description, files }: WaitingItem): boolean {
  return description !== null && files.length >= description.files.length;
}

export interface Judgement {
  readonly report: CheckReport;
  readonly overrides: readonly Override[];
  /** Why it goes back; none: it has passed. */
  readonly reasons: readonly Refusal[];
}

interface Looked {
  readonly content: FileInspection | null;
  readonly scan: VirusScan | null;
}

/** @param overrides what a named person of the hall lets pass @clause 26号 art. 12; DA/T 70-2018 */
export async function judge(
  context: Context,
  batch: LockedBatch,
  of: { readonly item: WaitingItem; readonly overrides: readonly Override[] },
): Promise<Judgement> {
  const { item, overrides } = of;
  const { description } = item;
  if (description === null) throw new DomainError('UNAVAILABLE');
  const { clamd: address } = context.services.files;
  const scanner = address === null ? null : clamd(address);
  const engine = scanner === null ? null : await unlessUnavailable(scanner.version());
  const looked = new Map<string, Looked>();
  const unstrippable: Refusal[] = [];
  for (const { id, fileCode } of item.files) {
    const found = await lookAt(context, id, engine === null ? null : scanner);
    looked.set(fileCode, found);
    const isSealed = batch.sealRule === 'STRIP' && (found.content?.signatures ?? 0) > 0;
    if (isSealed && !(await isStrippable(context, id)))
      unstrippable.push({ ...refuse('SEAL_DATA_STAYS'), path: fileCode });
  }
  const pkg = toPackage(description, looked);
  const report = runChecks(pkg, 'YJ', toFacts(context, batch, { item, virusEngine: engine }));
  const { blocking, open } = verdict(report, {}, overrides);
  const reasons = [...blocking, ...open].map(({ code, object, reason }): Refusal => ({
    code,
    message: `${object}: ${reason ?? 'to be looked at'}.`,
    clause: 'DA/T 70-2018',
    path: object,
  }));
  return { report, overrides, reasons: [...checkSeal(description, pkg), ...reasons, ...unstrippable] };
}

/** What is stripped at receipt has to be strippable at the check. @clause 令22 art. 21 */
async function isStrippable(context: Context, id: string): Promise<boolean> {
  const { staging } = await storesOf(context.services);
  const found = await staging.stat(toBlobId(id));
  if (found === null || found.bytes > STRIPPED_AT_MOST) return false;
  try {
    await stripSeals(await buffer(await staging.open(toBlobId(id))));
    return true;
  } catch (error) {
    if (error instanceof SealFault) return false;
    throw error;
  }
}

async function lookAt(context: Context, id: string, scanner: VirusScanner | null): Promise<Looked> {
  const { staging } = await storesOf(context.services);
  const blobId = toBlobId(id);
  if ((await staging.stat(blobId)) === null) return { content: null, scan: null };
  const source = await staging.source(blobId);
  try {
    const content = await inspectFile(source);
    return { content, scan: scanner === null ? null : await unlessUnavailable(scanner.scan(source)) };
  } finally {
    await source.close();
  }
}

function toPackage(
  { elements, steps, folders, files }: ItemDescription,
  looked: ReadonlyMap<string, Looked>,
): PackageUnderCheck {
  const described = files.map((file) => toFile(file, looked.get(file.code) ?? { content: null, scan: null }));
  const received = described.filter(({ content }) => content !== null);
  return {
    metadata: elements,
    referenceCode: null,
    steps,
    folders,
    files: described,
    receivedPaths: received.map(({ path }) => path),
    receivedBytes: received.reduce((sum, { content }) => sum + (content?.bytes ?? 0), 0),
    declared: { itemCount: files.length, totalBytes: files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) },
    physical: null,
  };
}

function toFile(file: DescribedFile, { content, scan }: Looked): PackageFile {
  const { code, sequence, path, folderId, scopeCode, metadata, sm3, sha256 } = file;
  return {
    code,
    sequence,
    path,
    folderId,
    scopeCode,
    auxiliary: false,
    attachments: [],
    metadata,
    declaredDigests: { ...(sm3 !== null && { sm3 }), ...(sha256 !== null && { sha256 }) },
    content,
    scan,
  };
}

function toFacts(
  { access, services }: Context,
  batch: LockedBatch,
  { item, virusEngine }: { readonly item: WaitingItem; readonly virusEngine: string | null },
): Parameters<typeof runChecks>[2] {
  const now = toInstant(Date.parse(access.at));
  return {
    now,
    operator: access.actorId,
    taken: { recordCode: item.codeTaken, caseNumber: false, referenceCode: false },
    scope: item.description?.scope ?? { materials: [], steps: [] },
    requiredMetadata: [...new Set([...services.profile.requiredMetadata, ...batch.metadata])],
    allowedFormats: batch.formats as readonly ArchiveFormat[],
    readBack: item.description?.elements ?? null,
    handover: [
      {
        act: 'SUBMITTED',
        actor: batch.submittedBy ?? 'unknown',
        at: batch.submittedAt === null ? now : toInstant(Date.parse(batch.submittedAt)),
      },
      { act: 'RECEIVED', actor: access.actorId, at: now },
    ],
    virusEngine,
  };
}

/** What came has to be what was sealed at archiving: metadata and every file. @clause 26号 art. 10 */
function checkSeal({ manifest, metadata }: ItemDescription, pkg: PackageUnderCheck): readonly Refusal[] {
  const sealed = JSON.parse(manifest) as {
    readonly metadataSm3?: string;
    readonly files?: readonly { readonly path: string; readonly sm3: string | null }[];
  };
  const received = new Map(pkg.files.map(({ path, content }) => [path, content?.sm3 ?? null]));
  const listed = sealed.files ?? [];
  const isSame =
    sealed.metadataSm3 === createHash('sm3').update(metadata, 'utf8').digest('hex') &&
    listed.length === received.size &&
    listed.every(({ path, sm3 }) => received.get(path) === sm3);
  if (isSame) return [];
  return [
    { code: 'SEAL_BROKEN', message: 'What was received is not what was sealed.', clause: '26号 art. 10', path: null },
  ];
}
