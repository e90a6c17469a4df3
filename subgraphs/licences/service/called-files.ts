/** The file of a licence as it was called into a case, for `cases`, which keeps its own. */
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { parseBlobId } from '../../files/index.ts';
import type { Runtime } from '../../kernel/index.ts';
import { storesOf } from './files.ts';

/**
 * For subgraphs of the installation: the call itself was decided and logged, and froze this file. That the licence has
 * been renewed or revoked since changes nothing.
 *
 * @throws NOT_FOUND where nothing was frozen, where the case has refused it, and where the content is gone
 * @clause 26号 art. 8
 */
export async function openCalledFile(runtime: Runtime, input: unknown): Promise<{ readonly stream: Readable }> {
  const { callId } = input as { readonly callId: string };
  const { rows } = await sql<{ fileId: string | null }>`select file_id as "fileId" from licences.licence_call
    where id = ${callId}::uuid and state <> 'REFUSED'`.execute(runtime.fork().getKysely());
  const blobId = parseBlobId(rows[0]?.fileId);
  if (blobId === null) throw new DomainError('NOT_FOUND');
  const { blobs } = await storesOf(runtime.services);
  return { stream: await blobs.open(blobId) };
}
