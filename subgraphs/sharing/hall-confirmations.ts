/** Which halls are asked to confirm which grants. */
import { sql, type RawBuilder } from 'kysely';
import { BIT } from '../../schema/policy/label.ts';
import type { EntityManager } from '../kernel/index.ts';

/**
 * Who controls a record agrees to its sharing: when a hall takes a record over, it is asked about every running grant
 * that reaches it, and about every new grant that reaches what it has.
 *
 * @param about which of the copied records `c` and grants `g`
 *
 * @clause 实施条例 art. 34
 */
export async function askHalls(tx: EntityManager, about: RawBuilder<boolean>): Promise<void> {
  const within = (name: string, column: string) =>
    sql`(jsonb_typeof(g.rows->${sql.lit(name)}) <> 'array' or g.rows->${sql.lit(name)} ? ${sql.raw(column)})`;
  await sql`insert into sharing.hall_confirmation (grant_id, hall, since)
    select distinct g.id, c.hall, now() from sharing.record_copy c
    join sharing.catalogue_entry e on e.provider = c.forming_unit
      or exists (select 1 from sharing.agency a where a.uscc = e.provider and c.forming_unit = any(a.predecessors))
    join sharing.sharing_grant g on g.entry_id = e.id
    where ${about} and (c.facts & ${sql.lit(BIT.CUSTODY_HIGH)}) <> 0 and c.hall is not null
      and g.state in ('ACTIVE', 'SUSPENDED') and not g.consents->'halls' ? c.hall
      and ${within('items', 'c.item_code')}
    on conflict do nothing`.execute(tx.getKysely());
}
