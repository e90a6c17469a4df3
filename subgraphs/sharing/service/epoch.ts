/** The number that every change which can alter a decision raises, in the transaction of the change. */
import { sql } from 'kysely';
import type { EntityManager } from '../../kernel/index.ts';

export async function readEpoch(em: EntityManager): Promise<number> {
  const { rows } = await sql<{ value: number }>`select value::int as value from sharing.epoch where id = 1`.execute(
    em.getKysely(),
  );
  return rows[0]?.value ?? 0;
}

/** In force everywhere within a second of the commit: gateways read the epoch every 250 ms. */
export async function raiseEpoch(tx: EntityManager): Promise<void> {
  await sql`insert into sharing.epoch as e (id, value) values (1, 1) on conflict (id) do update set value = e.value + 1`.execute(
    tx.getKysely(),
  );
}
