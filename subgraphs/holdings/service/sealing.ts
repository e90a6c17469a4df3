/** Sealing a record (封存), and lifting the seal. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Context, EntityManager } from '../../kernel/index.ts';
import { checkLift, checkSeal } from '../opening-rules.ts';
import { rowsOf } from '../rows.ts';
import { done, ownBodies, perform, refused, type Outcome } from './acting.ts';
import { lockOwn, writeOpening } from './kept-record.ts';

export type SealRow = Readonly<Record<string, unknown>> & { readonly id: string };

const COLUMNS = sql.raw(`id, record_id as "recordId", keeper, reason, basis, sealed_by as "sealedBy",
  sealed_at as "sealedAt", lift_reason as "liftReason", lifted_by as "liftedBy", lifted_at as "liftedAt"`);

export interface SealRecord {
  readonly recordId: string;
  readonly reason: string;
  readonly basis: string;
}

/**
 * From the commit on the record is closed to whoever it was only opened for, and looks as if it never had been open.
 *
 * @throws NOT_FOUND for a record that others keep
 * @clause 档案法 art. 27
 */
export function sealRecord(context: Context, input: SealRecord): Promise<Outcome<SealRow>> {
  const { access } = context;
  const work = async (tx: EntityManager) => {
    const record = await lockOwn(tx, access, input.recordId);
    const violations = checkSeal({ ...input, isSealed: record.sealed });
    if (violations.length > 0) return refused(record.id, violations);
    const id = randomUUID();
    await sql`insert into holdings.record_seal (id, record_id, case_id, keeper, reason, basis, sealed_by, sealed_at)
      values (${id}::uuid, ${record.id}::uuid, ${record.caseId}::uuid, ${record.keeper}, ${input.reason},
        ${input.basis}, ${access.actorId}, ${access.at}::timestamptz)`.execute(tx.getKysely());
    await writeOpening(tx, record, { sealed: true });
    return done(id);
  };
  return perform(context, 'SEAL_RECORD', { work, find: (id) => findSeal(context, id) });
}

/**
 * What the review decided holds again.
 *
 * @throws NOT_FOUND for a record that others keep
 * @clause 档案法 art. 27
 */
export function liftSeal(
  context: Context,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Outcome<SealRow>> {
  const { access } = context;
  const work = async (tx: EntityManager) => {
    const [seal] = await rowsOf(
      tx,
      sql<{ recordId: string; sealedBy: string; isLifted: boolean }>`select record_id as "recordId",
        sealed_by as "sealedBy", lifted_at is not null as "isLifted" from holdings.record_seal where id = ${id}::uuid`,
    );
    if (seal === undefined) throw new DomainError('NOT_FOUND');
    const record = await lockOwn(tx, access, seal.recordId);
    const violations = checkLift({ ...seal, isLifted: seal.isLifted || !record.sealed, by: access.actorId, reason });
    if (violations.length > 0) return refused(id, violations);
    await sql`update holdings.record_seal set lift_reason = ${reason}, lifted_by = ${access.actorId},
        lifted_at = ${access.at}::timestamptz where id = ${id}::uuid`.execute(tx.getKysely());
    await writeOpening(tx, record, { sealed: false });
    return done(id);
  };
  return perform(context, 'LIFT_SEAL', { work, find: (found) => findSeal(context, found) });
}

/** For the keeper alone: nobody else is told that a record is sealed. */
async function findSeal(context: Context, id: string): Promise<SealRow | null> {
  const [row] = await rowsOf(
    context.em,
    sql<SealRow>`select ${COLUMNS} from holdings.record_seal
      where id = ${id}::uuid and keeper = any(${ownBodies(context.access)}::text[])`,
  );
  return row ?? null;
}

/** @param recordId its seals, the lifted ones with them, oldest first */
export function listSeals(context: Context, recordId: string): Promise<SealRow[]> {
  return rowsOf(
    context.em,
    sql<SealRow>`select ${COLUMNS} from holdings.record_seal where record_id = ${recordId}::uuid
      and keeper = any(${ownBodies(context.access)}::text[]) order by sealed_at, id`,
  );
}
