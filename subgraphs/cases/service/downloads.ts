/** Files on their way out: a link for one caller, decided again and logged when it is used. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toldBasis } from '../../../schema/policy/rules.ts';
import { openCursor, sealCursor, type DisclosedRow } from '../../disclosure/index.ts';
import { getFile, parseBlobId, type Download } from '../../files/index.ts';
import { Context, type Runtime } from '../../kernel/index.ts';
import { materialRecords } from './records.ts';
import { storesOf } from './stores.ts';

/** A link is good for so long. */
const LINK_MS = 10 * 60_000;

/** Null where there is no content, and where the file is not shown: a name that is withheld is a file that is. */
export function linkTo(context: Context, row: DisclosedRow): string | null {
  if (typeof row['fileName'] !== 'string' || row['hasContent'] !== true) return null;
  if (ruleFor(context, { ...context.access, mode: 'FILE' }, row) === null) return null;
  const until = String(Date.parse(context.access.at) + LINK_MS);
  return `/files/${sealCursor(context.services.keys.cursor, bindingOf(context.access), [row.id, until])}`;
}

/** The rule that shows the file to this caller; null: none does. A grant may be for questions and not for files. */
function ruleFor({ services }: Context, access: AccessContext, { label }: DisclosedRow): string | null {
  const table = services.policy.table(services.policy.accessClass(access), 'CaseMaterial');
  const outcome = table.decide(label).outcomes.get('downloadLink');
  return outcome?.effect === 'SHOW' ? toldBasis(outcome).rule : null;
}

/** Caller and grant: what another has sealed does not open. */
function bindingOf({ actorId, role, agency, onBehalfOf, grant, useCause }: AccessContext): string {
  return JSON.stringify(['file', actorId, role, agency, onBehalfOf, grant?.id, useCause]);
}

export interface DownloadCall {
  readonly access: AccessContext;
  readonly link: string;
  readonly range: string | null;
}

export interface FileAnswer extends Download {
  readonly materialId: string;
  readonly caseId: string;
  /** `attachment`, with a name that no browser takes for more than a name. */
  readonly disposition: string;
  /** The rule by which it is shown, for the log. */
  readonly rule: string;
}

/**
 * Decides anew, as for any other request: a grant that has ended, a record that was sealed or destroyed since the link
 * was made, and there is nothing.
 *
 * @throws NOT_FOUND for whatever is not to be had, for whatever reason
 */
export async function openDownload(runtime: Runtime, input: unknown): Promise<FileAnswer> {
  const { access, link, range } = input as DownloadCall;
  const context = new Context(access, runtime.services, runtime.fork());
  const id = openLink(context, link);
  const row = await materialRecords.find(context, 'id', id);
  const rule = row === null ? null : ruleFor(context, access, row);
  if (row === null || rule === null || typeof row['fileName'] !== 'string') throw new DomainError('NOT_FOUND');
  const { rows } = await sql<{ fileId: string | null }>`select file_id as "fileId" from cases.case_material
    where id = ${id}::uuid`.execute(context.em.getKysely());
  const blobId = parseBlobId(rows[0]?.fileId);
  if (blobId === null) throw new DomainError('NOT_FOUND');
  const { archive, intake } = await storesOf(runtime.services);
  const store = (await archive.stat(blobId)) === null ? intake : archive;
  const download = await getFile(store, blobId, range ?? undefined);
  const fileName = row['fileName'];
  return { ...download, rule, materialId: id, caseId: String(row['caseId']), disposition: toDisposition(fileName) };
}

function openLink(context: Context, link: string): string {
  try {
    const [id, until] = openCursor(context.services.keys.cursor, bindingOf(context.access), link);
    if (typeof id === 'string' && Number(until) >= Date.parse(context.access.at)) return id;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  throw new DomainError('NOT_FOUND');
}

function toDisposition(fileName: string): string {
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
  return `attachment; filename="file"; filename*=UTF-8''${encoded}`;
}
