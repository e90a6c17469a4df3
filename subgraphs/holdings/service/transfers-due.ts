/** What is due to go to a hall: twenty years after formation, ten for counties, of periods that a hall collects. */
import { sql } from 'kysely';
import type { Context } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import type { HallLevelName } from '../transfer-rules.ts';
import { ownBodies } from './acting.ts';

interface Due {
  readonly caseId: string;
  readonly recordCode: string;
  readonly period: string;
  readonly dueOn: string;
  readonly total: number;
}

const MOST = 500;

/** The level of a record's hall by its region, as `hallLevelOf` has it. */
const LEVEL = sql.raw(`case when c.region = '000000' then 'CENTRAL' when c.region like '%0000' then 'PROVINCIAL'
  when c.region like '%00' then 'PREFECTURAL' else 'COUNTY' end`);

/**
 * Records that their unit still has: an agency is told its own, a hall those of the units whose fonds it keeps.
 *
 * @param by null: today
 * @clause 档案法实施条例 art. 20
 */
export async function listDue(
  { access, em, services }: Context,
  by: string | null,
): Promise<{ readonly items: readonly Due[]; readonly total: number }> {
  const { transferDueYears, collectable } = services.profile;
  const levels = Object.keys(transferDueYears) as HallLevelName[];
  const rules = JSON.stringify(
    levels.map((level) => ({ level, years: transferDueYears[level], periods: collectable[level] })),
  );
  const whose =
    access.role === 'ARCHIVE_HALL'
      ? sql`exists (select from holdings.fonds f where f.hall = ${access.agency} and f.forming_unit = c.forming_unit)`
      : sql`c.forming_unit = any(${ownBodies(access)}::text[])`;
  const items = await rowsOf(
    em,
    sql<Due>`select c.id as "caseId", c.record_code as "recordCode", p.period, d.due_on::text as "dueOn",
        (count(*) over ())::int as total
      from holdings.case_copy c join holdings.retention_copy p on p.case_id = c.id
        join jsonb_to_recordset(${rules}::jsonb) as r(level text, years int, periods jsonb) on r.level = ${LEVEL}
        cross join lateral (select (c.completed_on + make_interval(years => r.years))::date as due_on) as d
        left join holdings.archival_record a on a.case_id = c.id
      where ${whose} and c.state = 'ARCHIVED' and c.destroyed_on is null and r.periods ? p.period
        and coalesce(a.custody, 'FORMING') <> 'HALL' and coalesce((a.custody_facts >> 10) & 3, 0) <> 3
        and d.due_on <= ${by ?? access.today}::date
      order by d.due_on, c.id limit ${MOST}`,
  );
  return { items, total: items[0]?.total ?? 0 };
}
