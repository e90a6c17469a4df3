/** Statements of our own, and what they came to. */
import { sql, type RawBuilder } from 'kysely';
import type { EntityManager } from '../kernel/index.ts';

export async function rowsOf<T>(em: EntityManager, query: RawBuilder<T>): Promise<T[]> {
  const { rows } = await query.execute(em.getKysely());
  return rows;
}

/** Whether a statement changed a row: of two that come at the same time one does, and the other learns it here. */
export async function changes(tx: EntityManager, query: RawBuilder<unknown>): Promise<boolean> {
  const { numAffectedRows } = await query.execute(tx.getKysely());
  return (numAffectedRows ?? 0n) > 0n;
}

/** The column `at` as instants are written, RFC 3339 at +08:00. */
export const INSTANT = sql<string>`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')`;
