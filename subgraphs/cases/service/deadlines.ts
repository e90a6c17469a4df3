/** How many cases wait to be archived, and how long they may: numbers, no content. */
import { sql } from 'kysely';
import { addDays, localDate } from '../../../schema/ids.ts';
import type { Context } from '../../kernel/index.ts';

export interface Deadlines {
  readonly agencyCode: string;
  readonly waiting: number;
  readonly dueSoon: number;
  readonly overdue: number;
  readonly returned: number;
  readonly archived: number;
}

/**
 * An agency is told of itself, the archives authority of all. The last day is not overdue.
 *
 * @clause 26号 art. 9; 26号 art. 14
 */
export async function countDeadlines(context: Context, agency: string | null): Promise<readonly Deadlines[]> {
  const { access, services } = context;
  const soon = addDays(localDate(access.today), services.profile.archiveDueSoonDays);
  const own =
    access.role === 'ARCHIVES_AUTHORITY' ? null : access.agency === null ? [] : [access.agency, ...access.predecessors];
  const { rows } = await sql<Deadlines>`with side as (
      select forming_unit as agency, state, archive_due_on from cases.case_record
        where announced and (facts & 16384) = 0
      union all
      select p.agency, p.state, r.archive_due_on from cases.case_part p join cases.case_record r on r.id = p.case_id
        where r.announced and (r.facts & 16384) = 0)
    select agency as "agencyCode",
      count(*) filter (where state <> 'ARCHIVED')::int as waiting,
      count(*) filter (where state <> 'ARCHIVED' and archive_due_on between ${access.today}::date and ${soon}::date)::int as "dueSoon",
      count(*) filter (where state <> 'ARCHIVED' and archive_due_on < ${access.today}::date)::int as overdue,
      count(*) filter (where state = 'RETURNED')::int as returned,
      count(*) filter (where state = 'ARCHIVED')::int as archived
    from side where (${own}::text[] is null or agency = any(${own}::text[]))
      and (${agency}::text is null or agency = ${agency})
    group by agency order by agency`.execute(context.em.getKysely());
  return rows;
}
