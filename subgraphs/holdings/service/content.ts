/** Content on its way from an agency to a hall: descriptions and files come one by one, may break off, and come again. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { EntityManager, Runtime } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { parseDescription, type DescribedFile, type ItemDescription } from '../item-description.ts';
import { ownBodies } from './acting.ts';
import { storesOf, toBlobId, toFileId } from './stores.ts';

/** A description is text about one case; more than this is none. */
const DESCRIPTION_BYTES = 8 * 1024 * 1024;
const FILE_BYTES = 2 * 1024 ** 3 - 1;

export interface AwaitedCall {
  readonly access: AccessContext;
  readonly batchId: string;
}

/** One record that the hall waits for: what is still to come. */
export interface Awaited {
  readonly caseId: string;
  readonly described: boolean;
  /** Codes of files that are here. */
  readonly has: readonly string[];
}

/**
 * What a batch still waits for, one record a line, as JSON.
 *
 * @throws NOT_FOUND for a batch of others, FORBIDDEN for others than archivists, CONFLICT when it waits for nothing
 */
export async function listAwaited(runtime: Runtime, input: unknown): Promise<{ readonly stream: Readable }> {
  const { access, batchId } = input as AwaitedCall;
  const em = runtime.fork();
  await assertSender(em, access, batchId);
  const rows = await rowsOf(
    em,
    sql<Awaited>`select i.case_id as "caseId", i.file_count is not null as described,
        array(select f.file_code from holdings.staged_file f where f.item_id = i.id order by 1) as has
      from holdings.transfer_item i
      where i.batch_id = ${batchId}::uuid and i.state = 'SUBMITTED'
        and (i.file_count is null
          or i.file_count > (select count(*) from holdings.staged_file f where f.item_id = i.id))
      order by i.sequence, i.id`,
  );
  return { stream: Readable.from(rows.map((row) => `${JSON.stringify(row)}\n`)) };
}

async function assertSender(em: EntityManager, access: AccessContext, batchId: string): Promise<void> {
  if (access.role !== 'AGENCY' || !access.posts.includes('ARCHIVIST')) throw new DomainError('FORBIDDEN');
  const [batch] = await rowsOf(
    em,
    sql<{ state: string }>`select state from holdings.transfer_batch
      where id = ${batchId}::uuid and agency = any(${ownBodies(access)}::text[])`,
  );
  if (batch === undefined) throw new DomainError('NOT_FOUND');
  if (batch.state !== 'SUBMITTED')
    throw new DomainError('CONFLICT', 'The batch is not one that waits for content: hand it over first.');
}

interface ItemCall {
  readonly access: AccessContext;
  readonly batchId: string;
  readonly caseId: string;
  readonly body: AsyncIterable<Uint8Array>;
}

interface WaitingItem {
  readonly id: string;
  readonly description: ItemDescription | null;
}

/** @throws NOT_FOUND when the hall does not wait for this record */
async function findWaiting(em: EntityManager, { batchId, caseId }: ItemCall): Promise<WaitingItem> {
  const [item] = await rowsOf(
    em,
    sql<WaitingItem>`select id, description
      from holdings.transfer_item
      where batch_id = ${batchId}::uuid and case_id = ${caseId}::uuid and state = 'SUBMITTED'`,
  );
  if (item === undefined) throw new DomainError('NOT_FOUND');
  return item;
}

/**
 * Takes in the sealed description of one record. The same again changes nothing; another one, when the files of the
 * first are here, is refused.
 *
 * @throws INVALID_INPUT for what is no description, or whose list of files has another digest than it says
 * @clause 26号 art. 12
 */
export async function receiveDescription(runtime: Runtime, input: unknown): Promise<{ readonly files: number }> {
  const call = input as ItemCall;
  const em = runtime.fork();
  await assertSender(em, call.access, call.batchId);
  const item = await findWaiting(em, call);
  const description = parseSealed(await readText(call.body));
  await takeDescription(em, item.id, description);
  return { files: description.files.length };
}

/** @throws INVALID_INPUT for what is no description, or whose list of files has another digest than it says */
export function parseSealed(text: string): ItemDescription {
  const description = parseDescription(text);
  const { manifest, manifestSm3 } = description;
  if (createHash('sm3').update(manifest, 'utf8').digest('hex') !== manifestSm3)
    throw new DomainError('INVALID_INPUT', 'The list of files has another digest than the one it was sealed with.');
  return description;
}

/** Told of a record that is waited for; the same again changes nothing. @throws CONFLICT when files of another are here */
export async function takeDescription(em: EntityManager, itemId: string, description: ItemDescription): Promise<void> {
  const { manifestSm3, files } = description;
  await em.transactional(async (tx) => {
    // Of what has come already nothing may be described anew.
    const { numAffectedRows } =
      await sql`update holdings.transfer_item i set description = ${JSON.stringify(description)}::jsonb,
        manifest_sm3 = ${manifestSm3}, file_count = ${files.length}
      where i.id = ${itemId}::uuid and i.state = 'SUBMITTED' and (i.manifest_sm3 is not distinct from ${manifestSm3}
        or not exists (select from holdings.staged_file f where f.item_id = i.id))`.execute(tx.getKysely());
    if (numAffectedRows !== 1n) throw new DomainError('CONFLICT', 'Files of another description are here already.');
  });
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > DESCRIPTION_BYTES) throw new DomainError('LIMIT_EXCEEDED');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface FileCall extends ItemCall {
  readonly fileCode: string;
}

/**
 * Takes one file in, under the digests of the sealed description. When this returns it survives a power cut. A file
 * that is here already is not taken again.
 *
 * @throws INVALID_INPUT naming what differs; then nothing of it is kept. NOT_FOUND for a file that was not announced
 * @clause 26号 art. 12
 */
export async function receiveContent(runtime: Runtime, input: unknown): Promise<{ readonly bytes: number }> {
  const call = input as FileCall;
  const em = runtime.fork();
  await assertSender(em, call.access, call.batchId);
  const { id: itemId, description } = await findWaiting(em, call);
  const file = description?.files.find(({ code }) => code === call.fileCode);
  if (file === undefined) throw new DomainError('NOT_FOUND');
  return takeFile(runtime, call.access, { itemId, file, body: call.body });
}

interface Arriving {
  readonly itemId: string;
  readonly file: DescribedFile;
  readonly body: AsyncIterable<Uint8Array>;
}

/** One file into the reception, under the digests of its description. @throws INVALID_INPUT; then nothing of it is kept */
export async function takeFile(
  runtime: Runtime,
  access: AccessContext,
  { itemId, file, body }: Arriving,
): Promise<{ readonly bytes: number }> {
  const { staging } = await storesOf(runtime.services);
  const { sm3, sha256, bytes } = file;
  const blob = await staging.put(body, {
    maxBytes: FILE_BYTES,
    ...(bytes !== null && { declaredBytes: bytes }),
    declaredDigests: { ...(sm3 !== null && { sm3 }), ...(sha256 !== null && { sha256 }) },
  });
  const isNamed = await runtime.fork().transactional(async (tx) => {
    const { numAffectedRows } = await sql`insert into holdings.staged_file
        (id, item_id, case_id, file_code, description, size_bytes, sm3, sha256, received_at)
      select ${toFileId(blob.id)}::uuid, i.id, i.case_id, ${file.code}, ${JSON.stringify(file)}::jsonb, ${blob.bytes},
        ${blob.sm3}, ${blob.sha256}, ${access.at}::timestamptz
      from holdings.transfer_item i where i.id = ${itemId}::uuid and i.state = 'SUBMITTED'
      on conflict do nothing`.execute(tx.getKysely());
    return numAffectedRows === 1n;
  });
  // Somebody else was quicker, or the record is not waited for any more.
  if (!isNamed) await staging.delete(toBlobId(toFileId(blob.id)));
  return { bytes: blob.bytes };
}
