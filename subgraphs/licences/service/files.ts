/** Files of licences: on their way in, at rest, and on their way out by links that are decided again. */
import { join } from 'node:path';
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant } from '../../../schema/ids.ts';
import { findSecrecyInMetadata } from '../../../schema/secrecy.ts';
import { inspectFile } from '../../checks/index.ts';
import { headFile, LocalBlobStore, parseBlobId, putFile, Uploads, type FileReply } from '../../files/index.ts';
import { Context, type EntityManager, type Refusal, type Runtime, type Services } from '../../kernel/index.ts';
import { refusal } from './acts.ts';

const MAX_BYTES = 256 * 1024 * 1024;

interface Stores {
  readonly blobs: LocalBlobStore;
  readonly uploads: Uploads;
}

const opened = new WeakMap<Services, Promise<Stores>>();

/** What names content here, for whoever copies all of it. */
export const namedFiles = [
  { stores: ['licences'], select: 'select id, bytes, sm3, sha256 from licences.licence_file' },
] as const;

/** Opened with the first file. */
export function storesOf(services: Services): Promise<Stores> {
  const known = opened.get(services) ?? openStores(services.files.blobDir);
  opened.set(services, known);
  return known;
}

async function openStores(blobDir: string): Promise<Stores> {
  const blobs = await LocalBlobStore.open(join(blobDir, 'licences'));
  return { blobs, uploads: new Uploads(blobs) };
}

/** What the gateway hands on of `PUT` and `HEAD /licence-files/{key}`. */
export interface LicenceUploadCall {
  readonly access: AccessContext;
  readonly method: 'PUT' | 'HEAD';
  readonly key: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Takes content in, past the door. What it is told to be complete survives a power cut.
 *
 * @throws FORBIDDEN for anybody but those who issue; INVALID_INPUT with the rule when the door refuses
 * @clause GB/T 36905-2018; 26号 art. 15
 */
export async function receiveUpload(runtime: Runtime, input: unknown): Promise<FileReply> {
  const { access, method, key, headers, body } = input as LicenceUploadCall;
  const isIssuer = access.posts.includes('HANDLER') || access.posts.includes('HANDLING_SYSTEM');
  if (access.role !== 'AGENCY' || access.agency === null || !isIssuer) throw new DomainError('FORBIDDEN');
  const { uploads } = await storesOf(runtime.services);
  const owner = ownerOf(access);
  if (method === 'HEAD') return headFile(uploads, { owner, key });
  const reply = await putFile(uploads, {
    owner,
    key,
    headers,
    body,
    maxBytes: MAX_BYTES,
    inspect: async (source) => assertClear((await inspectFile(source)).texts),
  });
  if (reply.status === 201) await remember(new Context(access, runtime.services, runtime.fork()), { owner, key });
  return reply;
}

function assertClear(texts: Parameters<typeof findSecrecyInMetadata>[0]): void {
  if (findSecrecyInMetadata(texts) === 'CLEAR') return;
  const message = 'It bears a secrecy mark, or may, and stays outside. Nothing of it was kept.';
  throw new DomainError('INVALID_INPUT', message, { clause: '26号 art. 15', details: { rule: 'SECRECY_MARK' } });
}

function ownerOf({ agency, actorId }: AccessContext): string {
  return JSON.stringify([agency, actorId]);
}

/** The row that keeps the content from being swept. */
async function remember(context: Context, name: { owner: string; key: string }): Promise<void> {
  const { uploads } = await storesOf(context.services);
  const state = await uploads.find(name);
  if (state === null || !state.complete) throw new DomainError('UNAVAILABLE');
  const { id, bytes, sm3, sha256 } = state.blob;
  await sql`insert into licences.licence_file (id, owner, upload_key, bytes, sm3, sha256, at)
    values (${id}, ${name.owner}, ${name.key}, ${bytes}, ${sm3}, ${sha256}, ${context.access.at}::timestamptz)
    on conflict do nothing`.execute(context.em.getKysely());
}

/** A file is of one version of one licence. */
export async function checkUpload(
  tx: EntityManager,
  { access }: Context,
  uploadKey: string | null | undefined,
): Promise<Refusal[]> {
  if (uploadKey === null || uploadKey === undefined) return [];
  const { rows } = await sql<{ licenceId: string | null }>`select licence_id as "licenceId" from licences.licence_file
    where owner = ${ownerOf(access)} and upload_key = ${uploadKey} for update`.execute(tx.getKysely());
  const [found] = rows;
  if (found === undefined)
    return [refusal('FILE_MISSING', 'Send the file first: PUT /licence-files/{key}.', 'GB/T 36905-2018', 'uploadKey')];
  if (found.licenceId === null) return [];
  const message = 'This file belongs to a licence already. Send it again under a new key.';
  return [refusal('FILE_TAKEN', message, 'GB/T 36905-2018', 'uploadKey')];
}

/** @returns the file's id, null when none was sent; `checkUpload` came before in the same transaction */
export async function attachFile(
  tx: EntityManager,
  { access }: Context,
  { licenceId, uploadKey }: { readonly licenceId: string; readonly uploadKey: string | null | undefined },
): Promise<string | null> {
  if (uploadKey === null || uploadKey === undefined) return null;
  const { rows } = await sql<{ id: string }>`update licences.licence_file set licence_id = ${licenceId}::uuid
    where owner = ${ownerOf(access)} and upload_key = ${uploadKey} and licence_id is null returning id`.execute(
    tx.getKysely(),
  );
  return rows[0]?.id ?? null;
}

/** How long content may lie before something must name it. */
export interface SweepAges {
  readonly unnamedMs: number;
  readonly unattachedMs: number;
}

const AGES: SweepAges = { unnamedMs: 60 * 60_000, unattachedMs: 7 * 24 * 60 * 60_000 };
const RECEIPTS_MS = 30 * 24 * 60 * 60_000;
const LOOK_UP = 500;

/** Deletes what no row names, and the content of copies after their time. @returns how many files were deleted */
export async function sweepFiles(
  runtime: Runtime,
  ages: SweepAges = AGES,
  nowMs: number = Date.now(),
): Promise<number> {
  const { blobs, uploads } = await storesOf(runtime.services);
  const db = runtime.fork().getKysely();
  await sql`delete from licences.licence_file where licence_id is null
    and at < ${toInstant(nowMs - ages.unattachedMs)}::timestamptz`.execute(db);
  await sql`update licences.annotated_copy set file_id = null where file_id is not null
    and expires_at < ${toInstant(nowMs)}::timestamptz`.execute(db);
  let swept = 0;
  let ids: string[] = [];
  const flush = async (): Promise<void> => {
    swept += await deleteUnnamed(runtime, blobs, ids);
    ids = [];
  };
  for await (const { id, storedAtMs } of blobs.list()) {
    if (nowMs - storedAtMs >= ages.unnamedMs) ids.push(id);
    if (ids.length >= LOOK_UP) await flush();
  }
  await flush();
  await blobs.sweepTemporary(ages.unnamedMs);
  await uploads.sweep(RECEIPTS_MS);
  return swept;
}

async function deleteUnnamed(runtime: Runtime, blobs: LocalBlobStore, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ id: string }>`select id from licences.licence_file where id = any(${[...ids]}::text[])
    union select file_id from licences.annotated_copy where file_id = any(${[...ids]}::text[])`.execute(
    runtime.fork().getKysely(),
  );
  const named = new Set(rows.map(({ id }) => id));
  const unnamed = ids.filter((id) => !named.has(id)).flatMap((id) => parseBlobId(id) ?? []);
  for (const id of unnamed) await blobs.delete(id);
  return unnamed.length;
}
