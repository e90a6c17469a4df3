/** Files of licences on their way out: a link for one caller, decided again and logged when it is used. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { openCursor, sealCursor, type DisclosedRow } from '../../disclosure/index.ts';
import { getFile, parseBlobId, type Download } from '../../files/index.ts';
import { Context, type Runtime } from '../../kernel/index.ts';
import { storesOf } from './files.ts';
import { copyRecords, versionRecords } from './records.ts';
import { fileRuleOf } from './shown.ts';
import { logUse } from './use.ts';

const LINK_MS = 10 * 60_000;

const KINDS = {
  LicenceVersion: { records: versionRecords, table: 'licence_version' },
  AnnotatedCopy: { records: copyRecords, table: 'annotated_copy' },
} as const;
type Kind = keyof typeof KINDS;

/** Null where there is no content, where the file is not shown, and for a copy after its time. */
export function linkTo(context: Context, typeName: Kind, row: DisclosedRow): string | null {
  const { access, services } = context;
  const until = Math.min(Date.parse(access.at) + LINK_MS, expiryOf(row));
  if (row['hasContent'] !== true || until <= Date.parse(access.at)) return null;
  if (fileRuleOf(context, access, { typeName, label: row.label }) === null) return null;
  const sealed = sealCursor(services.keys.cursor, bindingOf(access), [typeName, row.id, String(until)]);
  return `/licence-files/${sealed}`;
}

/** Milliseconds since the epoch; a version's file does not expire. */
function expiryOf({ untilMs }: DisclosedRow): number {
  return typeof untilMs === 'number' ? untilMs : Number.POSITIVE_INFINITY;
}

/** Caller and grant: what another has sealed does not open. */
function bindingOf({ actorId, role, agency, onBehalfOf, grant, useCause }: AccessContext): string {
  return JSON.stringify(['licence-file', actorId, role, agency, onBehalfOf, grant?.id, useCause]);
}

export interface LicenceDownloadCall {
  readonly access: AccessContext;
  readonly link: string;
  readonly range: string | null;
}

export interface LicenceFileAnswer extends Download {
  readonly recordId: string;
  readonly licenceId: string;
  /** `LicenceVersion` or `AnnotatedCopy`. */
  readonly typeName: string;
  /** The rule by which it is shown, for the log. */
  readonly rule: string;
}

/**
 * Decides anew, as for any other request: after the expiry of a copy, or of a grant, there is nothing.
 *
 * @throws NOT_FOUND for whatever is not to be had, for whatever reason
 * @clause GB/T 36906-2018
 */
export async function openDownload(runtime: Runtime, input: unknown): Promise<LicenceFileAnswer> {
  const { access, link, range } = input as LicenceDownloadCall;
  const context = new Context(access, runtime.services, runtime.fork());
  const { kind, id } = openLink(context, link);
  const row = await KINDS[kind].records.find(context, 'id', id);
  if (row === null || expiryOf(row) <= Date.parse(access.at)) throw new DomainError('NOT_FOUND');
  const rule = fileRuleOf(context, access, { typeName: kind, label: row.label });
  if (rule === null) throw new DomainError('NOT_FOUND');
  const { rows } = await sql<{ fileId: string | null }>`select file_id as "fileId"
    from ${sql.table(`licences.${KINDS[kind].table}`)} where id = ${id}::uuid`.execute(context.em.getKysely());
  const blobId = parseBlobId(rows[0]?.fileId);
  if (blobId === null) throw new DomainError('NOT_FOUND');
  const licenceId = String(row['licenceId']);
  await logUse(context, { kind: 'DOWNLOAD', outcome: kind, licenceId });
  const { blobs } = await storesOf(runtime.services);
  return { ...(await getFile(blobs, blobId, range ?? undefined)), rule, recordId: id, licenceId, typeName: kind };
}

function openLink(context: Context, link: string): { readonly kind: Kind; readonly id: string } {
  try {
    const [kind, id, until] = openCursor(context.services.keys.cursor, bindingOf(context.access), link);
    const isInTime = Number(until) >= Date.parse(context.access.at);
    if (isInTime && typeof id === 'string' && (kind === 'LicenceVersion' || kind === 'AnnotatedCopy'))
      return { kind, id };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  throw new DomainError('NOT_FOUND');
}
