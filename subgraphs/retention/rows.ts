/** Statements of our own, and what they came to. */
import type { RawBuilder } from 'kysely';
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
