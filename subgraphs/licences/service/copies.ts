/** Annotated copies (加注件): the file as it is, and beside it for what, by whom and until when the copy was made. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { DisclosedRow } from '../../disclosure/index.ts';
import { parseBlobId, type BlobId, type StoredBlob } from '../../files/index.ts';
import type { ActResult, Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { checkKey, wrong } from '../input-checks.ts';
import type { MakeAnnotatedCopyInput } from '../inputs/use.ts';
import { bodyOf, digestOf, done, lockKey, otherContent, perform, refusal } from './acts.ts';
import { storesOf } from './files.ts';
import { copyRecords, findLicence, findVersion } from './records.ts';
import { checkFileShown } from './shown.ts';
import { storedZip, type StoredEntry } from './stored-zip.ts';
import { logUse, useCauseOf } from './use.ts';

const LONGEST_MS = 30 * 24 * 60 * 60_000;
const MAX_BYTES = 512 * 1024 * 1024;

export async function findCopy(context: Context, id: string | null): Promise<DisclosedRow | null> {
  return id === null ? null : copyRecords.find(context, 'id', id);
}

/**
 * Makes a copy that says what it is for. The bytes of the licence's file stay what they are, so that a seal on them
 * stays whole; the annotation is beside them in one ZIP.
 *
 * @throws NOT_FOUND for a licence that the caller may not look up
 * @clause GB/T 36905-2018; GB/T 36906-2018
 */
export async function makeAnnotatedCopy(context: Context, input: MakeAnnotatedCopyInput): Promise<ActResult> {
  const useCause = useCauseOf(context, input.useCause);
  bodyOf(context);
  const digest = digestOf(context, input);
  const earlier = await findEarlierCopy(context.em, context, { input, digest });
  if (earlier !== null) return done(earlier);
  const version = await findVersion(context, input.identifier);
  if (version === null) throw new DomainError('NOT_FOUND');
  const violations = [...checkInput(context, input), ...(await checkCopying(context, version))];
  if (violations.length > 0) {
    return perform(context, 'makeAnnotatedCopy', async () => ({ target: version.id, violations }));
  }
  const id = randomUUID();
  const made = await makeFile(context, { id, version, input, useCause });
  return perform(context, 'makeAnnotatedCopy', async (tx) => {
    await lockKey(tx, 'copy', bodyOf(context), context.access.actorId, input.copyKey);
    const other = await findEarlierCopy(tx, context, { input, digest });
    // The content that was made in vain is named by nothing, and goes with the next sweep.
    if (other !== null) return done(other);
    await insertCopy(tx, context, { id, digest, version, input, made });
    await logUse(context, { kind: 'COPY', outcome: 'MADE', licenceId: String(version['licenceId']) }, tx);
    return done(id);
  });
}

async function findEarlierCopy(
  em: EntityManager,
  context: Context,
  { input, digest }: { readonly input: MakeAnnotatedCopyInput; readonly digest: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string; digest: string }>`select id, input_digest as digest
    from licences.annotated_copy where creator = ${bodyOf(context)} and actor_id = ${context.access.actorId}
      and copy_key = ${input.copyKey}`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) return null;
  if (found.digest !== digest) throw otherContent();
  return found.id;
}

function checkInput({ access }: Context, { copyKey, expiresAt }: MakeAnnotatedCopyInput): Refusal[] {
  const lifeMs = Date.parse(expiresAt) - Date.parse(access.at);
  return [
    ...checkKey('copyKey', copyKey),
    ...(lifeMs > 0 && lifeMs <= LONGEST_MS
      ? []
      : [wrong('expiresAt', 'a time within the next thirty days expected', 'GB/T 36906-2018')]),
  ];
}

/** What is not in force is not copied for use; its status is told only to whom it is shown. */
async function checkCopying(context: Context, version: DisclosedRow): Promise<Refusal[]> {
  const hidden = checkFileShown(context, { typeName: 'AnnotatedCopy', label: version.label });
  if (hidden.length > 0) return hidden;
  const licence = await findLicence(context, String(version['licenceId']));
  const status = licence?.['currentStatus'] ?? null;
  const isCurrent = licence?.['version'] === version['version'];
  return [
    ...(version['hasContent'] === true
      ? []
      : [refusal('FILE_MISSING', 'The issuer has sent no file of it.', 'GB/T 36905-2018', 'identifier')]),
    ...(isCurrent && (status === null || status === 'VALID')
      ? []
      : [refusal('NOT_IN_FORCE', 'This version is not in force.', 'GB/T 36906-2018', 'identifier')]),
  ];
}

interface Making {
  readonly id: string;
  readonly version: DisclosedRow;
  readonly input: MakeAnnotatedCopyInput;
  readonly useCause: string;
}

async function makeFile(context: Context, making: Making): Promise<StoredBlob> {
  const { blobs } = await storesOf(context.services);
  const original = await findContent(context, making.version.id);
  const annotation = Buffer.from(toXml(context, making), 'utf8');
  const head = await readHead(await blobs.open(original.id, { start: 0, end: 7 }));
  const entries: StoredEntry[] = [
    {
      name: '加注信息.xml',
      bytes: annotation.length,
      crc32: crc32(annotation),
      content: (async function* whole() {
        yield annotation;
      })(),
    },
    {
      name: `证照文件.${extensionOf(head)}`,
      bytes: original.bytes,
      crc32: await checksum(await blobs.open(original.id)),
      content: await blobs.open(original.id),
    },
  ];
  return blobs.put(storedZip(entries), { maxBytes: MAX_BYTES });
}

async function findContent({ em }: Context, versionId: string): Promise<{ id: BlobId; bytes: number }> {
  const { rows } = await sql<{ id: string; bytes: number }>`select f.id, f.bytes::float8 as bytes
    from licences.licence_version v join licences.licence_file f on f.id = v.file_id
    where v.id = ${versionId}::uuid`.execute(em.getKysely());
  const id = parseBlobId(rows[0]?.id);
  if (id === null || rows[0] === undefined) throw new DomainError('NOT_FOUND');
  return { id, bytes: rows[0].bytes };
}

async function checksum(stream: Readable): Promise<number> {
  let sum = 0;
  for await (const chunk of stream) sum = crc32(chunk as Uint8Array, sum);
  return sum;
}

async function readHead(stream: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('latin1');
}

function extensionOf(head: string): string {
  if (head.startsWith('%PDF')) return 'pdf';
  if (head.startsWith('PK')) return 'ofd';
  return head.startsWith('<?xml') ? 'xml' : 'bin';
}

/** Elements as in `standards.md` §4.4, group copy. */
function toXml({ access }: Context, { id, version, input, useCause }: Making): string {
  const elements = {
    copyId: id,
    identifier: version['identifier'],
    version: version['version'],
    useCause,
    creator: access.agency,
    createdAt: access.at,
    expiresAt: input.expiresAt,
    sm3: version['digestSm3'],
    sha256: version['digestSha256'],
  };
  const lines = Object.entries(elements).map(([name, value]) => `  <${name}>${escape(String(value ?? ''))}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<annotation>\n${lines.join('\n')}\n</annotation>\n`;
}

function escape(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ');
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function insertCopy(
  tx: EntityManager,
  { access }: Context,
  row: {
    readonly id: string;
    readonly digest: string;
    readonly version: DisclosedRow;
    readonly input: MakeAnnotatedCopyInput;
    readonly made: StoredBlob;
  },
): Promise<void> {
  const { version, input, made } = row;
  await sql`insert into licences.annotated_copy (id, copy_key, input_digest, licence_id, version, use_cause, creator,
      actor_id, created_at, expires_at, file_id, bytes, sm3, sha256)
    values (${row.id}::uuid, ${input.copyKey}, ${row.digest}, ${String(version['licenceId'])}::uuid,
      ${String(version['version'])}, ${input.useCause}, ${access.agency}, ${access.actorId}, ${access.at}::timestamptz,
      ${input.expiresAt}::timestamptz, ${made.id}, ${made.bytes}, ${made.sm3}, ${made.sha256})`.execute(tx.getKysely());
}
