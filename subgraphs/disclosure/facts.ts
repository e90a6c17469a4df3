/** The columns that make a record's label, the same in every table that holds or copies them. */
import { p } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { EntityManager } from '../kernel/index.ts';

/** To be spread into `defineEntity`; what each means is told at `FactColumns`. */
export const factProperties = () => ({
  facts: p.integer(),
  formingUnit: p.text().index(),
  hall: p.text().nullable(),
  transferrer: p.text().nullable(),
  subjects: p.array().columnType('text[]').default([]),
  minorUntil: p.date().nullable(),
  region: p.text(),
  itemCode: p.text(),
  periodOn: p.date().nullable(),
});

/** The same as a row, as events carry it. */
export interface FactRow {
  /** Key of the record. */
  readonly id: string;
  readonly facts: number;
  readonly formingUnit: string;
  readonly hall: string | null;
  readonly transferrer: string | null;
  readonly subjects: readonly string[];
  readonly minorUntil: string | null;
  readonly region: string;
  readonly itemCode: string;
  readonly periodOn: string | null;
}

/** Selects a row's facts as `FactRow`, for an event. */
export const FACT_ROW_SQL = `id, facts, forming_unit as "formingUnit", hall, transferrer, subjects,
  minor_until::text as "minorUntil", region, item_code as "itemCode", period_on::text as "periodOn"`;

/** What the copying subgraph knows better than the sender, and keeps. */
export interface KeptFacts {
  readonly bits: number;
  /** Custody columns: `hall` and `transferrer`. */
  readonly custody: boolean;
}

/** Brings a table of copies up to date: later rows win, and handling the same rows twice changes nothing. */
export async function copyFacts(
  tx: EntityManager,
  table: string,
  rows: readonly FactRow[],
  kept: KeptFacts,
): Promise<void> {
  const latest = [...new Map(rows.map((row) => [row.id, row])).values()];
  const custody = kept.custody ? sql`` : sql`hall = excluded.hall, transferrer = excluded.transferrer,`;
  await sql`insert into ${sql.table(table)} as t
      (id, facts, forming_unit, hall, transferrer, subjects, minor_until, region, item_code, period_on)
    select (r->>'id')::uuid, (r->>'facts')::int, r->>'formingUnit', r->>'hall', r->>'transferrer',
      array(select jsonb_array_elements_text(r->'subjects')), (r->>'minorUntil')::date, r->>'region', r->>'itemCode', (r->>'periodOn')::date
    from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) as r
    on conflict (id) do update set
      facts = (t.facts & ${kept.bits}::int) | (excluded.facts & ~${kept.bits}::int), forming_unit = excluded.forming_unit,
      ${custody} subjects = excluded.subjects, minor_until = excluded.minor_until,
      region = excluded.region, item_code = excluded.item_code, period_on = excluded.period_on`.execute(tx.getKysely());
}
