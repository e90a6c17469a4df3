/** How `sharing` copies what `cases` and `licences` tell: whose a record is, about whom, and under which hall. */
import { sql } from 'kysely';
import { copyFacts, type FactRow } from '../disclosure/index.ts';
import type { EventHandler, SubgraphParts } from '../kernel/index.ts';
import { askHalls } from './hall-confirmations.ts';

const NOTHING_KEPT = { bits: 0, custody: false } as const;

const caseChanged: EventHandler = async (tx, payloads) => {
  const rows = payloads as unknown as FactRow[];
  await copyFacts(tx, 'sharing.record_copy', rows, NOTHING_KEPT);
  await askHalls(tx, sql<boolean>`c.id = any(${rows.map((row) => row.id)}::uuid[])`);
};

const licenceChanged: EventHandler = async (tx, payloads) => {
  const rows = payloads as unknown as FactRow[];
  await copyFacts(tx, 'sharing.record_copy', rows, NOTHING_KEPT);
  await sql`update sharing.record_copy set type_name = 'Licence' where id = any(${rows.map((row) => row.id)}::uuid[])
    and type_name <> 'Licence'`.execute(tx.getKysely());
};

export const consumes: SubgraphParts['consumes'] = {
  cases: () => ({ CASE_CHANGED: caseChanged }),
  licences: () => ({ LICENCE_CHANGED: licenceChanged }),
};
