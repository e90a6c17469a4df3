/** From the reception into the store of the hall: each file is copied, without signature data where the hall says so. */
import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { StoredBlob } from '../../files/index.ts';
import type { Context } from '../../kernel/index.ts';
import type { ItemDescription } from '../item-description.ts';
import { rowsOf } from '../rows.ts';
import { storesOf, toBlobId, toFileId } from './stores.ts';

/** Sealed metadata of a record, beside its files. */
export const METADATA_CODE = 'metadata';
const METADATA_NAME = '基本信息元数据.xml';

interface Unstored {
  readonly id: string;
  readonly sm3: string;
  readonly sha256: string;
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
    sql<Unstored>`select f.id, f.sm3, f.sha256
      from holdings.staged_file f join holdings.transfer_item i on i.id = f.item_id
      where i.batch_id = ${batchId}::uuid and i.state = 'ACCEPTED' and f.stored_id is null order by f.id`,
  );
  for (const row of rows) await storeFile(context, row);
}

async function storeFile(context: Context, { id, sm3, sha256 }: Unstored): Promise<void> {
  const { holdings, staging } = await storesOf(context.services);
  const limits = { maxBytes: Number.MAX_SAFE_INTEGER, declaredDigests: { sm3, sha256 } };
  const blob = await holdings.put(await staging.open(toBlobId(id)), limits);
  await remember(context, id, { blob, stripped: null });
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
  const { holdings } = await storesOf(context.services);
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; caseId: string; description: ItemDescription }>`select i.id, i.case_id as "caseId", i.description
      from holdings.transfer_item i where i.batch_id = ${batchId}::uuid and i.state = 'ACCEPTED'
        and not exists (select from holdings.staged_file f where f.item_id = i.id and f.file_code = ${METADATA_CODE})`,
  );
  for (const { id, caseId, description } of rows) {
    const text = Buffer.from(description.metadata, 'utf8');
    const blob = await holdings.put(Readable.from([text]), { maxBytes: text.byteLength });
    const told = { code: METADATA_CODE, metadata: { computer_file_name: METADATA_NAME, format_information: 'XML' } };
    const { numAffectedRows } = await sql`insert into holdings.staged_file
        (id, item_id, case_id, file_code, description, size_bytes, sm3, sha256, received_at, stored_id, stored)
      values (${randomUUID()}::uuid, ${id}::uuid, ${caseId}::uuid, ${METADATA_CODE}, ${JSON.stringify(told)}::jsonb,
        ${blob.bytes}, ${blob.sm3}, ${blob.sha256}, ${context.access.at}::timestamptz, ${toFileId(blob.id)}::uuid,
        ${JSON.stringify({ bytes: blob.bytes, sm3: blob.sm3, sha256: blob.sha256, stripped: null })}::jsonb)
      on conflict do nothing`.execute(context.em.getKysely());
    if (numAffectedRows !== 1n) await holdings.delete(blob.id);
  }
}
