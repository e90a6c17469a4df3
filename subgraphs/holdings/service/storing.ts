/** From the reception into the store of the hall: each file is copied, without signature data where the hall says so. */
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { StoredBlob } from '../../files/index.ts';
import type { Context } from '../../kernel/index.ts';
import type { ItemDescription } from '../item-description.ts';
import { rowsOf } from '../rows.ts';
import { STRIPPED_AT_MOST, stripSeals } from '../seals/strip.ts';
import type { Stripped } from '../seals/stripped.ts';
import { storesOf, toBlobId, toFileId } from './stores.ts';

/** Sealed metadata of a record, beside its files. */
const METADATA_CODE = 'metadata';
const METADATA_NAME = '基本信息元数据.xml';

interface Unstored {
  readonly id: string;
  readonly sm3: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly itemId: string;
  readonly caseId: string;
  readonly fileCode: string;
  readonly sealRule: string;
}

/**
 * Copies what is accepted and not copied yet; each copy is in its row before the next is begun, so that whoever is
 * killed leaves only the rest to do. The copy has the digests of what was checked, or nothing is stored.
 *
 * @clause 26号 art. 12; 令22 art. 21
 */
export async function storeAccepted(context: Context, batchId: string): Promise<void> {
  await storeMetadata(context, batchId);
  const rows = await rowsOf(
    context.em,
    sql<Unstored>`select f.id, f.sm3, f.sha256, f.size_bytes::float8 as bytes, f.item_id as "itemId",
        f.case_id as "caseId", f.file_code as "fileCode", r.seal_rule as "sealRule"
      from holdings.staged_file f join holdings.transfer_item i on i.id = f.item_id
        join holdings.transfer_batch b on b.id = i.batch_id
        join holdings.transfer_requirement r on r.id = b.requirement_id
      where i.batch_id = ${batchId}::uuid and i.state = 'ACCEPTED' and f.stored_id is null order by f.id`,
  );
  for (const row of rows) await unlessGone(storeFile(context, row));
}

/** Somebody else has issued the receipt meanwhile; or it is lost, and then the receipt is refused for it. */
async function unlessGone(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'NOT_FOUND')) throw error;
  }
}

async function storeFile(context: Context, row: Unstored): Promise<void> {
  const { id, sm3, sha256 } = row;
  const { holdings, staging } = await storesOf(context.services);
  const stripped = row.sealRule === 'STRIP' ? await stripStaged(context, row) : null;
  if (stripped !== null) return storeStripped(context, row, stripped);
  const limits = { maxBytes: Number.MAX_SAFE_INTEGER, declaredDigests: { sm3, sha256 } };
  const blob = await holdings.put(await staging.open(toBlobId(id)), limits);
  await remember(context, id, { blob, stripped: null });
}

/** Read again, and only taken for what it was checked as. Null: there is nothing to take out. */
async function stripStaged(context: Context, { id, bytes, sm3 }: Unstored): Promise<Stripped | null> {
  if (bytes > STRIPPED_AT_MOST) return null;
  const { staging } = await storesOf(context.services);
  const content = await buffer(await staging.open(toBlobId(id)));
  if (createHash('sm3').update(content).digest('hex') !== sm3) throw new DomainError('UNAVAILABLE');
  return stripSeals(content);
}

/** The file without signature data, and the pictures of its seals beside it. @clause 令22 art. 21 */
async function storeStripped(context: Context, row: Unstored, stripped: Stripped): Promise<void> {
  const { holdings } = await storesOf(context.services);
  const names: string[] = [];
  for (const [at, { format, bytes }] of stripped.pictures.entries()) {
    const code = `${row.fileCode}-seal-${at + 1}`;
    names.push(code);
    const name = `印章图像${at + 1}.${format.toLowerCase()}`;
    await storeBeside(context, { item: row, code, name, format, content: bytes });
  }
  const limits = { maxBytes: stripped.bytes.byteLength };
  const blob = await holdings.put(Readable.from([stripped.bytes]), limits);
  const { removed, kept } = stripped;
  await remember(context, row.id, { blob, stripped: { removed, kept: [...kept, ...names] } });
}

interface Beside {
  readonly item: Pick<Unstored, 'itemId' | 'caseId'>;
  readonly code: string;
  readonly name: string;
  readonly format: string;
  readonly content: Buffer;
}

/** A file that the hall makes itself; made twice, the first stays. */
async function storeBeside(context: Context, { item, code, name, format, content }: Beside): Promise<void> {
  const { holdings } = await storesOf(context.services);
  const blob = await holdings.put(Readable.from([content]), { maxBytes: content.byteLength });
  const told = { code, metadata: { computer_file_name: name, format_information: format } };
  const { bytes, sm3, sha256 } = blob;
  const { numAffectedRows } = await sql`insert into holdings.staged_file
      (id, item_id, case_id, file_code, description, size_bytes, sm3, sha256, received_at, stored_id, stored)
    values (${randomUUID()}::uuid, ${item.itemId}::uuid, ${item.caseId}::uuid, ${code}, ${JSON.stringify(told)}::jsonb,
      ${bytes}, ${sm3}, ${sha256}, ${context.access.at}::timestamptz, ${toFileId(blob.id)}::uuid,
      ${JSON.stringify({ bytes, sm3, sha256, stripped: null })}::jsonb)
    on conflict do nothing`.execute(context.em.getKysely());
  if (numAffectedRows !== 1n) await holdings.delete(blob.id);
}

interface Copy {
  readonly blob: StoredBlob;
  readonly stripped: { readonly removed: readonly string[]; readonly kept: readonly string[] } | null;
}

/** Of two who store the same, one's copy stays. */
async function remember(context: Context, stagedId: string, { blob, stripped }: Copy): Promise<void> {
  const { bytes, sm3, sha256 } = blob;
  const stored = { bytes, sm3, sha256, stripped };
  const { numAffectedRows } = await sql`update holdings.staged_file set stored_id = ${toFileId(blob.id)}::uuid,
      stored = ${JSON.stringify(stored)}::jsonb
    where id = ${stagedId}::uuid and stored_id is null`.execute(context.em.getKysely());
  if (numAffectedRows !== 1n) await (await storesOf(context.services)).holdings.delete(blob.id);
}

/** The sealed description becomes a file of the record: what it was archived with stays with it. */
async function storeMetadata(context: Context, batchId: string): Promise<void> {
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; caseId: string; description: ItemDescription }>`select i.id, i.case_id as "caseId", i.description
      from holdings.transfer_item i where i.batch_id = ${batchId}::uuid and i.state = 'ACCEPTED'
        and not exists (select from holdings.staged_file f where f.item_id = i.id and f.file_code = ${METADATA_CODE})`,
  );
  for (const { id: itemId, caseId, description } of rows) {
    const content = Buffer.from(description.metadata, 'utf8');
    const told = { code: METADATA_CODE, name: METADATA_NAME, format: 'XML' };
    await storeBeside(context, { item: { itemId, caseId }, ...told, content });
  }
}
