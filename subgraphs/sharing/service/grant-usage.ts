/** How much was used of a grant, counted from the access log. */
import { sql } from 'kysely';
import type { Context } from '../../kernel/index.ts';

export interface UsagePeriod {
  readonly from: string | null;
  readonly to: string | null;
  readonly period: 'DAY' | 'MONTH';
}

/** The newest so many periods. */
const KEPT_PERIODS = 400;

/** For whoever sees the grant: ask only from such a row. Days are those of Asia/Shanghai. @clause 809 art. 29 */
export async function listUsage(context: Context, grantId: string, asked: UsagePeriod): Promise<readonly object[]> {
  const { from, to, period } = asked;
  const unit = period === 'DAY' ? 'day' : 'month';
  const query = sql<object>`with answers as (
      select date_trunc(${unit}, at at time zone 'Asia/Shanghai')::date as start, outcomes, record_ids
      from sharing.access_log where grant_id = ${grantId}
        and (${from}::date is null or at >= ${from}::date::timestamp at time zone 'Asia/Shanghai')
        and (${to}::date is null or at < (${to}::date + 1)::timestamp at time zone 'Asia/Shanghai')),
    counted as (select start, count(*)::int as requests from answers group by start),
    decided as (select start, o->>'outcome' as outcome, sum((o->>'count')::int)::int as n
      from answers, jsonb_array_elements(outcomes) o group by start, o->>'outcome'),
    touched as (select start, count(distinct t.key || ':' || r)::int as n
      from answers, jsonb_each(record_ids) t, jsonb_array_elements_text(t.value) r group by start)
    select c.start::text as "startsOn", c.requests, coalesce(max(t.n), 0) as records,
      coalesce(max(d.n) filter (where d.outcome = 'SHOW'), 0) as shown,
      coalesce(max(d.n) filter (where d.outcome = 'MASK'), 0) as masked,
      coalesce(max(d.n) filter (where d.outcome = 'WITHHOLD'), 0) as withheld
    from counted c left join decided d on d.start = c.start left join touched t on t.start = c.start
    group by c.start, c.requests order by c.start desc limit ${KEPT_PERIODS}`;
  return (await query.execute(context.em.getKysely())).rows;
}
