/** How `sharing` copies what `cases` and `licences` tell: whose a record is, about whom, and under which hall. */
import { sql } from 'kysely';
import { BIT } from '../../schema/policy/label.ts';
import { copyFacts, type FactRow } from '../disclosure/index.ts';
import type { EntityManager, EventHandler, SubgraphParts } from '../kernel/index.ts';

const NOTHING_KEPT = { bits: 0, custody: false } as const;

const caseChanged: EventHandler = async (tx, payloads) => {
  const rows = payloads as unknown as FactRow[];
  await copyFacts(tx, 'sharing.record_copy', rows, NOTHING_KEPT);
  await askHalls(
    tx,
    rows.map((row) => row.id),
  );
};

const licenceChanged: EventHandler = async (tx, payloads) => {
  const rows = payloads as unknown as FactRow[];
  await copyFacts(tx, 'sharing.record_copy', rows, NOTHING_KEPT);
  await sql`update sharing.record_copy set type_name = 'Licence' where id = any(${rows.map((row) => row.id)}::uuid[])
    and type_name <> 'Licence'`.execute(tx.getKysely());
};

/**
 * Who controls a record agrees to its sharing: when a hall takes a record over, it is asked about every running grant
 * that reaches it.
 *
 * @clause 实施条例 art. 34
 */
async function askHalls(tx: EntityManager, ids: readonly string[]): Promise<void> {
  const within = (name: string, column: string) =>
    sql`(jsonb_typeof(g.rows->${sql.lit(name)}) <> 'array' or g.rows->${sql.lit(name)} ? ${sql.raw(column)})`;
  await sql`insert into sharing.hall_confirmation (grant_id, hall, since)
    select distinct g.id, c.hall, now() from sharing.record_copy c
    join sharing.catalogue_entry e on e.provider = c.forming_unit
      or exists (select 1 from sharing.agency a where a.uscc = e.provider and c.forming_unit = any(a.predecessors))
    join sharing.sharing_grant g on g.entry_id = e.id
    where c.id = any(${[...ids]}::uuid[]) and (c.facts & ${sql.lit(BIT.CUSTODY_HIGH)}) <> 0 and c.hall is not null
      and g.state in ('ACTIVE', 'SUSPENDED') and not g.consents->'halls' ? c.hall
      and ${within('items', 'c.item_code')}
    on conflict do nothing`.execute(tx.getKysely());
}

export const consumes: SubgraphParts['consumes'] = {
  cases: () => ({ CASE_CHANGED: caseChanged }),
  licences: () => ({ LICENCE_CHANGED: licenceChanged }),
};
