/** Fonds (全宗): public. */
import { sql } from 'kysely';
import type { Context } from '../../kernel/index.ts';

export interface FondsView {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly hall: { readonly uscc: string };
}

export async function listFonds(context: Context, hall: string | null): Promise<readonly FondsView[]> {
  const ofHall = hall === null ? sql`` : sql`where hall = ${hall}`;
  const query = sql<{ id: string; number: string; name: string; hall: string }>`select id, number, name, hall
    from holdings.fonds ${ofHall} order by hall, number`;
  const { rows } = await query.execute(context.em.getKysely());
  return rows.map((row) => ({ ...row, hall: { uscc: row.hall } }));
}
