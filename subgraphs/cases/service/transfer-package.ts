/** An archived case on its way to a hall: its sealed description, and a link to each file, decided as any other read. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toldBasis } from '../../../schema/policy/rules.ts';
import { Context, type Runtime } from '../../kernel/index.ts';
import { linkTo } from './downloads.ts';
import { gather, toPackage, type Side } from './package.ts';
import { findCase, materialRecords } from './records.ts';

export interface TransferPackageCall {
  readonly access: AccessContext;
  readonly caseId: string;
}

export interface TransferPackageAnswer {
  readonly caseId: string;
  /** The rule by which the case is shown, for the log. */
  readonly rule: string;
  /** The description as JSON: `ItemDescription` of `holdings`, each file with its link. */
  readonly stream: Readable;
}

/** What a description tells of a case: all of them have to be shown to whoever takes it. */
const TOLD = ['title', 'applicantName', 'applicantIdNumber', 'applicantAddress', 'result', 'remarks'] as const;

interface Sealed {
  readonly metadata: string;
  readonly elements: Readonly<Record<string, string>>;
  readonly manifest: string;
  readonly manifestSm3: string;
  readonly formingUnit: string;
  readonly archivedAt: string;
}

/**
 * For the archivist of the agency that formed the case and still has it. The links hold for the same caller.
 *
 * @throws NOT_FOUND for whatever is not to be had, for whatever reason
 * @clause 26号 art. 12
 */
export async function openTransferPackage(runtime: Runtime, input: unknown): Promise<TransferPackageAnswer> {
  const { access, caseId } = input as TransferPackageCall;
  if (access.role !== 'AGENCY' || !access.posts.includes('ARCHIVIST')) throw new DomainError('FORBIDDEN');
  const context = new Context(access, runtime.services, runtime.fork());
  const row = await findCase(context, caseId);
  const { services } = context;
  const outcomes = row === null ? null : services.policy.table(context.accessClass, 'Case').decide(row.label).outcomes;
  const title = outcomes?.get('title');
  const isWhole = TOLD.every((field) => outcomes?.get(field)?.effect === 'SHOW');
  const own = access.agency === null ? [] : [access.agency, ...access.predecessors];
  const sealed = await readSealed(context, caseId, own);
  if (!isWhole || title === undefined || sealed === null) throw new DomainError('NOT_FOUND');
  const description = await describe(context, { caseId, agency: sealed.formingUnit, partAgency: null }, sealed);
  const linked = await withLinks(context, caseId, description);
  return { caseId, rule: toldBasis(title).rule, stream: Readable.from([JSON.stringify(linked)]) };
}

export interface TransferSealsCall {
  readonly access: AccessContext;
  readonly caseIds: readonly string[];
}

export interface TransferSeal {
  readonly caseId: string;
  /** SM3 of the description as JSON, without links. */
  readonly sm3: string;
}

/**
 * By what a hall knows that a record on a medium is the one that was archived: digests only. What is destroyed or not
 * archived has none.
 *
 * @throws FORBIDDEN for anybody but an archivist of a hall
 * @clause 26号 art. 10; 26号 art. 12
 */
export async function listTransferSeals(runtime: Runtime, input: unknown): Promise<readonly TransferSeal[]> {
  const { access, caseIds } = input as TransferSealsCall;
  if (access.role !== 'ARCHIVE_HALL' || !access.posts.includes('ARCHIVIST')) throw new DomainError('FORBIDDEN');
  const context = new Context(access, runtime.services, runtime.fork());
  const seals: TransferSeal[] = [];
  for (const caseId of caseIds) {
    const sealed = await readSealed(context, caseId, null);
    if (sealed === null) continue;
    const description = await describe(context, { caseId, agency: sealed.formingUnit, partAgency: null }, sealed);
    const text = JSON.stringify(description.told);
    seals.push({ caseId, sm3: createHash('sm3').update(text, 'utf8').digest('hex') });
  }
  return seals;
}

/** Null for what is not archived, or formed by none of `bodies`; null of them: by whomever. */
async function readSealed({ em }: Context, caseId: string, bodies: readonly string[] | null): Promise<Sealed | null> {
  const { rows } = await sql<Sealed>`select p.metadata, p.elements, p.manifest, p.manifest_sm3 as "manifestSm3",
      r.forming_unit as "formingUnit", p.elements->>'archive_time' as "archivedAt"
    from cases.case_record r join cases.archive_package p on p.case_id = r.id and p.part_agency is null
    where r.id = ${caseId}::uuid and r.state = 'ARCHIVED' and r.destroyed_on is null
      and (${bodies}::text[] is null or r.forming_unit = any(${bodies}::text[]))`.execute(em.getKysely());
  return rows[0] ?? null;
}

interface ManifestFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly sm3: string | null;
  readonly sha256: string | null;
}

type ToldFile = Readonly<Record<string, unknown>>;

interface Description {
  /** What is told of the record: `ItemDescription` of `holdings`. */
  readonly told: Readonly<Record<string, unknown>> & { readonly files: readonly ToldFile[] };
  /** Of each file, in their order. */
  readonly materialIds: readonly string[];
}

async function withLinks(context: Context, caseId: string, { told, materialIds }: Description): Promise<unknown> {
  const rows = await materialRecords.many(context, 'caseId', caseId);
  const links = new Map(rows.map((row) => [row.id, linkTo(context, row)]));
  return {
    ...told,
    files: told.files.map((file, at) => ({ ...file, link: links.get(materialIds[at] ?? '') ?? null })),
  };
}

async function describe(context: Context, side: Side, sealed: Sealed): Promise<Description> {
  const gathered = await gather(context, side);
  const looked = { files: new Map(), virusEngine: null };
  const pkg = toPackage(gathered, side, { looked, archivedAt: sealed.archivedAt });
  const { files: listed } = JSON.parse(sealed.manifest) as { readonly files: readonly ManifestFile[] };
  const digests = new Map(listed.map((each) => [each.path, each]));
  const told = {
    elements: sealed.elements,
    metadata: sealed.metadata,
    manifest: sealed.manifest,
    manifestSm3: sealed.manifestSm3,
    steps: pkg.steps,
    scope: {
      materials: (gathered.scope?.content.materials ?? []).filter((each) => each.mandatory).map(({ code }) => code),
      steps: gathered.scope?.content.steps ?? [],
    },
    folders: pkg.folders,
    files: pkg.files.map(({ code, sequence, path, folderId, scopeCode, metadata }) => ({
      code,
      sequence,
      path,
      folderId,
      scopeCode,
      metadata,
      bytes: digests.get(path)?.bytes ?? null,
      sm3: digests.get(path)?.sm3 ?? null,
      sha256: digests.get(path)?.sha256 ?? null,
    })),
  };
  return { told, materialIds: gathered.materials.map(({ id }) => id) };
}
