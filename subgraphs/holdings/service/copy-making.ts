/** From an approved request to a copy in the store: the number first, then the bytes, then the register. */
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Context, EntityManager, Services } from '../../kernel/index.ts';
import { KeyFiles, sealPdf, type Evidence } from '../../signing/index.ts';
import { contentFor, type CopyContent, type CopyFile } from '../copy/content.ts';
import { hashCode, newMark, newVerificationCode, toCopyNumber } from '../copy/marks.ts';
import { renderPdf, type AttachedFile, type CopyFacts } from '../copy/render-pdf.ts';
import { rowsOf } from '../rows.ts';
import type { CopyFormat, CopyKind } from '../use-rules.ts';
import { storesOf, toBlobId, toFileId } from './stores.ts';

/** All files together; beyond it each further one is named by its digests alone. */
const MAX_ATTACHED_BYTES = 32 * 1024 * 1024;
const MAX_COPY_BYTES = 96 * 1024 * 1024;
const COPIES_AT_A_TIME = 2;

/** What an approved request says of the copy. */
export interface CopyOrder {
  readonly requestId: string;
  readonly recordId: string;
  readonly caseId: string;
  readonly kind: CopyKind;
  readonly format: CopyFormat;
  readonly keeper: string;
  readonly issuedAs: string;
  readonly purpose: string;
  readonly forWhom: string;
}

interface Reserved {
  readonly id: string;
  readonly number: string;
  readonly mark: string;
  readonly code: string;
}

/**
 * Reserves number, mark and code in the transaction that orders the copy. Whoever was cut off before the bytes were
 * there gets the same number again, with a new code: the old one stands on nothing.
 */
export async function reserveCopy(tx: EntityManager, { access }: Context, order: CopyOrder & Asked): Promise<Reserved> {
  const code = newVerificationCode();
  const [known] = await rowsOf(
    tx,
    sql<Omit<Reserved, 'code'>>`update holdings.issued_copy set code_hash = ${hashCode(code)}
      where request_id = ${order.requestId}::uuid and issued_at is null returning id, number, mark`,
  );
  if (known !== undefined) return { ...known, code };
  const id = randomUUID();
  const mark = newMark();
  const year = access.today.slice(0, 4);
  const [series] = await rowsOf(
    tx,
    sql<{ last: number }>`insert into holdings.copy_series as s (series, last) values (${`${order.keeper}-${year}`}, 1)
      on conflict (series) do update set last = s.last + 1 returning last`,
  );
  const number = toCopyNumber(order.keeper, year, series?.last ?? 1);
  await sql`insert into holdings.issued_copy (id, request_id, number, mark, code_hash, kind, format, keeper, actor_id, role,
      agency, asking_hall, purpose, reserved_at)
    values (${id}::uuid, ${order.requestId}::uuid, ${number}, ${mark}, ${hashCode(code)}, ${order.kind}, ${order.format},
      ${order.keeper}, ${order.actorId}, ${order.role}, ${order.agency}, ${order.askingHall}, ${order.purpose},
      ${access.at}::timestamptz)`.execute(tx.getKysely());
  return { id, number, mark, code };
}

/** Who asked, for the register. */
export interface Asked {
  readonly actorId: string;
  readonly role: string;
  readonly agency: string | null;
  readonly askingHall: string | null;
}

let making = 0;

/**
 * Makes the bytes, decided for `recipient`, and enters them. The bytes are durable before any row names them: a crash
 * leaves an orphan in the store, never a copy without its bytes.
 *
 * @throws NOT_FOUND when nothing may be shown any more; UNAVAILABLE while others are being made, or without keys
 */
export async function makeCopy(
  context: Context,
  recipient: Context,
  { order, reserved }: { readonly order: CopyOrder; readonly reserved: Reserved },
): Promise<void> {
  const content = await contentFor(recipient, order.recordId);
  if (content === null) throw new DomainError('NOT_FOUND');
  if (making >= COPIES_AT_A_TIME)
    throw new DomainError('UNAVAILABLE', 'Other copies are being made. Try again in a few seconds.');
  making += 1;
  try {
    const stored = await store(context, content, { order, reserved });
    await enter(context, { ...stored, order, reserved, content });
  } finally {
    making -= 1;
  }
}

interface Stored {
  readonly blobId: string;
  readonly bytes: number;
  readonly sm3: string;
  readonly sha256: string;
  readonly evidence: Evidence;
}

async function store(
  { access, services }: Context,
  content: CopyContent,
  { order, reserved }: { readonly order: CopyOrder; readonly reserved: Reserved },
): Promise<Stored> {
  const { kind, keeper, issuedAs, purpose, forWhom } = order;
  const { verifyUrl } = services.signing;
  const facts: CopyFacts = { kind, keeper, issuedAs, purpose, forWhom, verifyUrl, issuedAt: access.at, ...reserved };
  const files = await attach(services, content.files);
  const pdf = renderPdf({ facts, content, files });
  const { code: _onThePageAlone, ...claims } = facts;
  const evidence = Promise.withResolvers<Evidence>();
  const sealed = sealPdf(pdf.bytes, {
    claims: {
      version: 1,
      ...claims,
      referenceCode: content.referenceCode,
      pages: pdf.pages,
      files: files.map(toClaim),
    },
    signing: new KeyFiles(services.signing),
    onSealed: evidence.resolve,
  });
  const { holdings } = await storesOf(services);
  const blob = await holdings.put(sealed, { maxBytes: MAX_COPY_BYTES });
  return { blobId: blob.id, bytes: blob.bytes, sm3: blob.sm3, sha256: blob.sha256, evidence: await evidence.promise };
}

function toClaim({ content, format, bytes, sm3, sha256 }: AttachedFile): Readonly<Record<string, unknown>> {
  return { format, bytes, sm3, sha256, attached: content !== null };
}

/** In their order, as long as there is room. */
async function attach(services: Services, files: readonly CopyFile[]): Promise<readonly AttachedFile[]> {
  const { holdings } = await storesOf(services);
  let room = MAX_ATTACHED_BYTES;
  const attached: AttachedFile[] = [];
  for (const file of files) {
    const fits = file.bytes <= room;
    if (fits) room -= file.bytes;
    const content = fits ? await buffer(await holdings.open(toBlobId(file.id))) : null;
    attached.push({ ...file, content });
  }
  return attached;
}

interface Entry extends Stored {
  readonly order: CopyOrder;
  readonly reserved: Reserved;
  readonly content: CopyContent;
}

/** Of two that make the same copy at once the first is entered; the bytes of the other go. */
async function enter(context: Context, { order, reserved, content, ...stored }: Entry): Promise<void> {
  const { access, em, services } = context;
  const isFirst = await em.transactional(async (tx) => {
    const [issued] = await rowsOf(
      tx,
      sql`update holdings.issued_copy set issued_at = ${access.at}::timestamptz
        where id = ${reserved.id}::uuid and issued_at is null and code_hash = ${hashCode(reserved.code)} returning id`,
    );
    if (issued === undefined) return false;
    await sql`insert into holdings.copy_file (id, copy_id, record_id, case_id, size_bytes, sm3, sha256, contents, evidence)
      values (${toFileId(toBlobId(stored.blobId))}::uuid, ${reserved.id}::uuid, ${order.recordId}::uuid,
        ${order.caseId}::uuid, ${stored.bytes}, ${stored.sm3}, ${stored.sha256},
        ${JSON.stringify(content.disclosed)}::jsonb, ${JSON.stringify(stored.evidence)})`.execute(tx.getKysely());
    await sql`update holdings.use_request set state = case when asking_hall is null then 'ISSUED' else 'FED_BACK' end
      where id = ${order.requestId}::uuid`.execute(tx.getKysely());
    return true;
  });
  if (isFirst) return;
  await (await storesOf(services)).holdings.delete(toBlobId(stored.blobId));
}
