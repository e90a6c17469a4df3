/**
 * Files of licences that were called in: they come into the case from the issuer's store, as a material of their own, and
 * are archived with it, whatever becomes of the licence (电子证照随办件归档).
 */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { inspectFile, type FileInspection } from '../../checks/index.ts';
import type { StoredBlob } from '../../files/index.ts';
import type { EntityManager, Refusal, Runtime, Sources } from '../../kernel/index.ts';
import { refusal } from './handling.ts';
import { storesOf } from './stores.ts';

/** Files at a turn: others wait behind them. */
const BATCH = 5;
/** What could not be asked for is asked for again soon; what the issuer does not have, later. */
const RETRY = { AWAITED: '5 seconds', MISSING: '60 seconds' } as const;

interface Awaited {
  readonly id: string;
  readonly caseId: string;
  readonly partAgency: string | null;
  readonly typeName: string;
  readonly bytes: number;
  readonly sm3: string;
  readonly sha256: string;
  readonly state: keyof typeof RETRY;
}

/**
 * Fetches what cases wait for. Streamed, compared with the digests that were frozen, and named in one transaction: until
 * then nothing of it is there, and whoever is killed leaves what the next one fetches again.
 *
 * @returns how many were fetched or found missing
 * @clause 26号 art. 8
 */
export async function fetchCalledFiles(runtime: Runtime, sources: Sources): Promise<number> {
  const { rows } = await sql<Awaited>`select id, case_id as "caseId", part_agency as "partAgency",
      type_name as "typeName", file_bytes as bytes, digest_sm3 as sm3, digest_sha256 as sha256, file_state as state
    from cases.licence_snapshot where file_state in ('AWAITED', 'MISSING')
      and (retry_at is null or retry_at <= now()) order by retry_at nulls first, called_at, id limit ${BATCH}`.execute(
    runtime.fork().getKysely(),
  );
  let moved = 0;
  for (const awaited of rows) if (await fetchOne(runtime, sources, awaited)) moved += 1;
  return moved;
}

async function fetchOne(runtime: Runtime, { licences }: Sources, awaited: Awaited): Promise<boolean> {
  if (await takeSent(runtime.fork(), awaited)) return true;
  if (licences?.open === undefined) return false;
  const { intake } = await storesOf(runtime.services);
  const { bytes, sm3, sha256 } = awaited;
  try {
    const { stream } = (await licences.open('openCalledFile', { callId: awaited.id })) as { readonly stream: Readable };
    const limits = { maxBytes: bytes, declaredBytes: bytes, declaredDigests: { sm3, sha256 } };
    const blob = await intake.put(stream, limits);
    const source = await intake.source(blob.id);
    const { format } = await inspectFile(source).finally(() => source.close());
    if (!(await name(runtime.fork(), awaited, { blob, format }))) await intake.delete(blob.id);
    return true;
  } catch (error) {
    const isMissing = error instanceof DomainError && GONE.includes(error.code);
    await postpone(runtime.fork(), awaited, isMissing ? 'MISSING' : awaited.state);
    return isMissing && awaited.state !== 'MISSING';
  }
}

/** Not there, or not the file that was frozen. */
const GONE: readonly string[] = ['NOT_FOUND', 'INVALID_INPUT', 'LIMIT_EXCEEDED'];

async function postpone(em: EntityManager, { id }: Awaited, state: keyof typeof RETRY): Promise<void> {
  await sql`update cases.licence_snapshot set file_state = ${state}, retry_at = now() + ${RETRY[state]}::interval
    where id = ${id}::uuid and file_state in ('AWAITED', 'MISSING')`.execute(em.getKysely());
}

/** What the handling system has sent as a material, with the same digests, is the file. */
function takeSent(em: EntityManager, awaited: Awaited): Promise<boolean> {
  return em.transactional(async (tx) => {
    if (!(await hold(tx, awaited))) return false;
    const db = tx.getKysely();
    const found = await sql<{ id: string }>`update cases.case_material set called_id = ${awaited.id}::uuid
      where id = (select m.id from cases.case_material m join cases.case_file f on f.id = m.file_id
        where m.case_id = ${awaited.caseId}::uuid and m.part_agency is not distinct from ${awaited.partAgency}::text
          and m.called_id is null and f.sm3 = ${awaited.sm3} and f.sha256 = ${awaited.sha256} order by m.id limit 1)
      returning id`.execute(db);
    if (found.rows.length === 0) return false;
    await setHeld(tx, awaited);
    return true;
  });
}

/** Content, material and state at once. @returns false when nobody waits for it any more */
function name(
  em: EntityManager,
  awaited: Awaited,
  { blob, format }: { readonly blob: StoredBlob; readonly format: FileInspection['format'] },
): Promise<boolean> {
  return em.transactional(async (tx) => {
    if (!(await hold(tx, awaited))) return false;
    const db = tx.getKysely();
    const { caseId, partAgency, typeName } = awaited;
    const fileName = `${typeName.replaceAll(/[/\\\p{Cc}]/gu, '_')}.${format.toLowerCase()}`;
    // It came when it was called in, whenever the line let it through.
    await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
      select ${blob.id}, ${caseId}::uuid, ${blob.bytes}::bigint, ${blob.sm3}, ${blob.sha256}, called_at
      from cases.licence_snapshot where id = ${awaited.id}::uuid`.execute(db);
    await sql`insert into cases.case_material (id, case_id, part_agency, sequence, material_class, name, obtained_by,
        format, file_name, file_bytes, digest_sm3, digest_sha256, file_id, called_id)
      select ${randomUUID()}::uuid, ${caseId}::uuid, ${partAgency}::text,
        (select coalesce(max(sequence), 0) + 1 from cases.case_material where case_id = ${caseId}::uuid
          and part_agency is not distinct from ${partAgency}::text), 'EVIDENTIAL', ${typeName}, 'CALLED_IN', ${format}, ${fileName},
        ${blob.bytes}::int, ${blob.sm3}, ${blob.sha256}, ${blob.id}, ${awaited.id}::uuid`.execute(db);
    await setHeld(tx, awaited);
    return true;
  });
}

/** The case first, as every act in it does. */
async function hold(tx: EntityManager, { id, caseId }: Awaited): Promise<boolean> {
  const db = tx.getKysely();
  const locked = await sql`select id from cases.case_record where id = ${caseId}::uuid for update`.execute(db);
  const waiting = await sql`select id from cases.licence_snapshot where id = ${id}::uuid
    and file_state in ('AWAITED', 'MISSING')`.execute(db);
  return locked.rows.length > 0 && waiting.rows.length > 0;
}

async function setHeld(tx: EntityManager, { id }: Awaited): Promise<void> {
  await sql`update cases.licence_snapshot set file_state = 'HELD', retry_at = null where id = ${id}::uuid`.execute(
    tx.getKysely(),
  );
}

/** What is still to come holds the archiving of its side, and of no other. @clause 26号 art. 8 */
export async function checkCalledFiles(
  tx: EntityManager,
  { caseId, partAgency }: { readonly caseId: string; readonly partAgency: string | null },
): Promise<Refusal[]> {
  const { rows } = await sql<{ id: string; state: keyof typeof RETRY }>`select id, file_state as state
    from cases.licence_snapshot where case_id = ${caseId}::uuid
      and part_agency is not distinct from ${partAgency}::text and file_state in ('AWAITED', 'MISSING')
    order by called_at, id`.execute(tx.getKysely());
  return rows.map(({ id, state }) =>
    refusal(`LICENCE_FILE_${state}`, WAITING[state], '26号 art. 8', `licences[${id}]`),
  );
}

const WAITING = {
  AWAITED: 'The file of a licence that was called in is on its way. Archive the case when it is there.',
  MISSING:
    'The issuer does not hand out the file of a licence as it was when it was called in. Whoever has it sends it as a material: the digests prove that it is the same.',
} as const;

/** After all that the systems have sent, which bears numbers of their own, when the case is collected. */
export async function numberCalledFiles(
  tx: EntityManager,
  { caseId, partAgency }: { readonly caseId: string; readonly partAgency: string | null },
): Promise<void> {
  await sql`with side as (select id, sequence, called_id is not null and system_key is null as is_fetched
      from cases.case_material where case_id = ${caseId}::uuid
        and part_agency is not distinct from ${partAgency}::text),
    numbered as (select id, row_number() over (order by sequence, id)
      + (select coalesce(max(sequence), 0) from side where not is_fetched) as number from side where is_fetched)
    update cases.case_material m set sequence = n.number from numbered n where n.id = m.id`.execute(tx.getKysely());
}

/** A file that was withdrawn is fetched again: a licence is archived with the case that it was called into. */
export async function awaitAgain(tx: EntityManager, calledIds: readonly string[]): Promise<void> {
  await sql`update cases.licence_snapshot set file_state = 'AWAITED' where id = any(${[...calledIds]}::uuid[])`.execute(
    tx.getKysely(),
  );
}
