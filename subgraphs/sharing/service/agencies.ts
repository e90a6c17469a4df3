/** Bodies and whom they have succeeded. */
import { sql } from 'kysely';
import type { Context, EntityManager } from '../../kernel/index.ts';
import type { Row } from './page.ts';

export function findAgency(context: Context, uscc: string): Promise<Row | null> {
  return context.load('Agency.uscc', uscc, async (usccs) => {
    const query = sql<Row>`select uscc as id, uscc, name, kind, region from sharing.agency where uscc = any(${[...usccs]}::text[])`;
    const { rows } = await query.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** What a body has succeeded is its own, to share and to agree to. */
export async function readPredecessors(
  em: EntityManager,
  usccs: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const query = sql<{ uscc: string; predecessors: string[] }>`select uscc, predecessors from sharing.agency
    where uscc = any(${[...usccs]}::text[])`;
  const { rows } = await query.execute(em.getKysely());
  return new Map(rows.map((row) => [row.uscc, row.predecessors]));
}
