/** An archived case on its way to a hall: its sealed description, and a link to each file, decided as any other read. */
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
  const sealed = await readSealed(context, caseId);
  if (!isWhole || title === undefined || sealed === null) throw new DomainError('NOT_FOUND');
  const description = await describe(context, { caseId, agency: sealed.formingUnit, partAgency: null }, sealed);
  return { caseId, rule: toldBasis(title).rule, stream: Readable.from([JSON.stringify(description)]) };
}

/** Null for what is not archived, or not the caller's. */
async function readSealed({ access, em }: Context, caseId: string): Promise<Sealed | null> {
  const own = access.agency === null ? [] : [access.agency, ...access.predecessors];
  const { rows } = await sql<Sealed>`select p.metadata, p.elements, p.manifest, p.manifest_sm3 as "manifestSm3",
      r.forming_unit as "formingUnit", p.elements->>'archive_time' as "archivedAt"
    from cases.case_record r join cases.archive_package p on p.case_id = r.id and p.part_agency is null
    where r.id = ${caseId}::uuid and r.state = 'ARCHIVED' and r.destroyed_on is null
      and r.forming_unit = any(${own}::text[])`.execute(em.getKysely());
  return rows[0] ?? null;
}

interface ManifestFile {
  readonly path: string;
  readonly bytes: number | null;
  readonly sm3: string | null;
  readonly sha256: string | null;
}

async function describe(context: Context, side: Side, sealed: Sealed): Promise<unknown> {
  const gathered = await gather(context, side);
  const looked = { files: new Map(), virusEngine: null };
  const pkg = toPackage(gathered, side, { looked, archivedAt: sealed.archivedAt });
  const { files: listed } = JSON.parse(sealed.manifest) as { readonly files: readonly ManifestFile[] };
  const digests = new Map(listed.map((each) => [each.path, each]));
  const links = new Map(
    (await materialRecords.many(context, 'caseId', side.caseId)).map((row) => [row.id, linkTo(context, row)]),
  );
  return {
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
    files: pkg.files.map(({ code, sequence, path, folderId, scopeCode, metadata }, at) => ({
      code,
      sequence,
      path,
      folderId,
      scopeCode,
      metadata,
      bytes: digests.get(path)?.bytes ?? null,
      sm3: digests.get(path)?.sm3 ?? null,
      sha256: digests.get(path)?.sha256 ?? null,
      link: links.get(gathered.materials[at]?.id ?? '') ?? null,
    })),
  };
}
