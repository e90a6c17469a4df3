/** What `licences` tells the others. It listens to nobody: a licence is what its issuer says it is. */
import { sql } from 'kysely';
import { FACT_ROW_SQL } from '../disclosure/index.ts';
import { publish, type EntityManager, type SubgraphParts } from '../kernel/index.ts';

/** `LICENCE_CHANGED`: the label facts of these licences as they now stand, in the transaction that changed them. */
export async function publishLicences(tx: EntityManager, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<Record<string, unknown>>`select ${sql.raw(FACT_ROW_SQL)}
    from licences.licence where id = any(${[...ids]}::uuid[]) order by id`.execute(tx.getKysely());
  await publish(tx, 'licences', 'LICENCE_CHANGED', rows);
}

export const consumes: SubgraphParts['consumes'] = {};
