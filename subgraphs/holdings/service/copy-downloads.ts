/** Copies on their way out, and what the verification of a copy asks of the register. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { openCursor, sealCursor } from '../../disclosure/index.ts';
import { getFile, type Download } from '../../files/index.ts';
import { Context, type Runtime } from '../../kernel/index.ts';
import { assertStillShown, type Disclosed } from '../copy/content.ts';
import { hashCode } from '../copy/marks.ts';
import { rowsOf } from '../rows.ts';
import { ownBodies } from './acting.ts';
import { storesOf, toBlobId } from './stores.ts';
import { findRequest, type RequestRow } from './use-list.ts';
import { recipientOf } from './use-steps.ts';

/** A link is good for so long. */
const LINK_MS = 10 * 60_000;

/** Null for whoever is not to have the copy: it goes to who asked, or to the hall through which a reader asked. */
export function linkToCopy(context: Context, row: RequestRow): string | null {
  if (typeof row['fileId'] !== 'string' || row['isWithdrawn'] === true || !isRecipient(context.access, row))
    return null;
  const until = String(Date.parse(context.access.at) + LINK_MS);
  return `/copies/${sealCursor(context.services.keys.cursor, bindingOf(context.access), [row.id, until])}`;
}

function isRecipient(access: AccessContext, row: RequestRow): boolean {
  const { askingHall } = row;
  if (typeof askingHall === 'string') return ownBodies(access).includes(askingHall);
  return row['actorId'] === access.actorId && row['askedAs'] === access.role;
}

/** Caller and grant: what another has sealed does not open. */
function bindingOf({ actorId, role, agency, onBehalfOf, grant, useCause }: AccessContext): string {
  return JSON.stringify(['copy', actorId, role, agency, onBehalfOf, grant?.id, useCause]);
}

export interface CopyDownloadCall {
  readonly access: AccessContext;
  readonly link: string;
  readonly range: string | null;
}

export interface CopyAnswer extends Download {
  readonly caseId: string;
  readonly recordId: string;
  readonly number: string;
  /** What the copy holds, by the rules that show it now: the log tells of each. */
  readonly disclosed: readonly Disclosed[];
}

/**
 * Decides anew about everything that the copy holds: a record that was sealed or destroyed since, a grant that has
 * ended, a copy that was withdrawn, and there is nothing.
 *
 * @throws NOT_FOUND for whatever is not to be had, for whatever reason
 */
export async function openCopy(runtime: Runtime, input: unknown): Promise<CopyAnswer> {
  const { access, link, range } = input as CopyDownloadCall;
  const context = new Context(access, runtime.services, runtime.fork());
  const request = await findRequest(context, openLink(context, link));
  if (request === null || linkToCopy(context, request) === null) throw new DomainError('NOT_FOUND');
  const [file] = await rowsOf(
    context.em,
    sql<{ id: string; recordId: string; caseId: string; contents: readonly Disclosed[] }>`select id,
        record_id as "recordId", case_id as "caseId", contents
      from holdings.copy_file where id = ${request['fileId']}::uuid`,
  );
  if (file === undefined) throw new DomainError('NOT_FOUND');
  const asked = request as RequestRow & { askingHall: string | null; subjectRef: string | null; copyNumber: string };
  const recipient = recipientOf(context, asked);
  const disclosed = await assertStillShown(recipient, file.recordId, file.contents);
  const { holdings } = await storesOf(runtime.services);
  const download = await getFile(holdings, toBlobId(file.id), range ?? undefined);
  return { ...download, disclosed, recordId: file.recordId, caseId: file.caseId, number: asked.copyNumber };
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

export interface CopyQuestion {
  readonly number: string;
  /** The code on the copy; null when its signatures were verified already. */
  readonly code: string | null;
}

/** What the public page may tell. */
export interface CopyVerdict {
  readonly kind: string;
  /** The day. */
  readonly issuedOn: string;
}

/** Null for a copy that is unknown or withdrawn and for a wrong code: nobody learns which. */
export async function verifyIssued(runtime: Runtime, input: unknown): Promise<CopyVerdict | null> {
  const { number, code } = input as CopyQuestion;
  const codeHash = code === null ? null : hashCode(code);
  const [found] = await rowsOf(
    runtime.fork(),
    sql<CopyVerdict>`select kind, (issued_at at time zone 'Asia/Shanghai')::date::text as "issuedOn"
      from holdings.issued_copy where number = ${number} and issued_at is not null and withdrawn_at is null
        and (${codeHash}::text is null or code_hash = ${codeHash}::text)`,
  );
  return found ?? null;
}
