/** What a schedule makes of all records of its agency: the same statement decides, and tells beforehand. */
import { sql, type RawBuilder } from 'kysely';
import type { Profile } from '../../schema/profile.ts';
import type { EntityManager } from '../kernel/index.ts';
import { periodInWords, periodYears, ruleOf, type Rule } from './rules.ts';
import { rowsOf } from './rows.ts';

export interface Resolving {
  readonly agency: string;
  readonly rules: readonly Rule[];
  readonly profile: Pick<Profile, 'retentionAnchor'>;
  /** Only these cases; null: all of the agency. */
  readonly caseIds: readonly string[] | null;
}

/** Items that the agency has archived records of. */
export async function listTaskCodes(em: EntityManager, agency: string): Promise<string[]> {
  const rows = await rowsOf(
    em,
    sql<{ code: string }>`select distinct task_code as code from retention.case_copy
      where forming_unit = ${agency} and state = 'ARCHIVED' and completed_on is not null and task_code is not null
      order by code`,
  );
  return rows.map(({ code }) => code);
}

/**
 * A query with one row a record that the schedule would rule anew: what it is now, and what it would be. Records whose
 * fate appraisal has in hand are left out, and so are those that an appraisal has given a period of their own.
 *
 * Rules are found once an item, in memory; days are counted by the database: a million records in seconds.
 */
export async function nextOf(
  em: EntityManager,
  { agency, rules, profile, caseIds }: Resolving,
): Promise<RawBuilder<unknown>> {
  const codes = await listTaskCodes(em, agency);
  const ruled = codes.flatMap((taskCode) => {
    const rule = ruleOf(rules, taskCode);
    return rule === null ? [] : [{ taskCode, ...toRuled(rule) }];
  });
  const among = caseIds === null ? sql`` : sql`and c.id = any(${[...caseIds]}::uuid[])`;
  const { start, end } = termSql(profile);
  return sql`select c.id as case_id, c.record_code, c.completed_on, d.rule_code, d.due_on, d.period,
      r."ruleId" as new_rule_id, r."ruleCode" as new_rule_code, r."itemCode" as item_code, r.period as new_period,
      r.years as new_years, r.basis as new_basis, r.words as new_words, ${start} as new_starts_on, ${end} as new_due_on,
      exists (select from retention.hold h where h.case_id = c.id and h.lifted_on is null) as held
    from retention.case_copy c
    join jsonb_to_recordset(${JSON.stringify(ruled)}::jsonb) as r("taskCode" text, "ruleId" uuid, "ruleCode" text,
      "itemCode" text, period text, years int, basis text, words text) on r."taskCode" = c.task_code
    left join retention.decision d on d.case_id = c.id
    where c.forming_unit = ${agency} and c.state = 'ARCHIVED' and c.completed_on is not null
      and (d.id is null or d.state in ('ACTIVE', 'EXPIRED')) ${among}`;
}

function toRuled(rule: Rule): Record<string, unknown> {
  return {
    ruleId: rule.id,
    ruleCode: rule.code,
    itemCode: rule.itemCode,
    period: rule.period,
    years: periodYears(rule.period),
    basis: rule.basis,
    words: periodInWords(rule.period),
  };
}

/** The arithmetic of `termOf`, for the database. A property test holds the two together. */
function termSql({ retentionAnchor }: Pick<Profile, 'retentionAnchor'>): Record<'start' | 'end', RawBuilder<unknown>> {
  if (retentionAnchor === 'COMPLETION')
    return {
      start: sql`c.completed_on`,
      end: sql`(c.completed_on + make_interval(years => r.years))::date`,
    };
  return {
    start: sql`make_date(extract(year from c.completed_on)::int + 1, 1, 1)`,
    end: sql`make_date(extract(year from c.completed_on)::int + r.years, 12, 31)`,
  };
}

/** Whether the end comes earlier than it does now. */
export const IS_EARLIER = sql<boolean>`coalesce(n.new_due_on < coalesce(n.due_on, 'infinity'::date), false)`;

/**
 * Gives every record of the agency what the schedule says, and says so in its sentence. The end of a held record is
 * never brought forward. A decision whose end lies ahead again is active again.
 *
 * @returns records whose end has moved
 * @clause 26号 art. 7
 */
export async function applySchedule(
  tx: EntityManager,
  resolving: Resolving,
  by: { readonly version: string; readonly today: string },
): Promise<string[]> {
  const next = await nextOf(tx, resolving);
  const day = (column: RawBuilder<unknown>): RawBuilder<string> =>
    sql<string>`to_char(${column}, 'FMYYYY"年"FMMM"月"FMDD"日"')`;
  const sentence = sql<string>`'办件于' || ${day(sql`n.completed_on`)} || '办结，依据' || n.new_basis || '（规则' || n.new_rule_code
    || '），保管期限为' || n.new_words || '，自' || ${day(sql`n.new_starts_on`)} || '起算，'
    || coalesce('至' || ${day(sql`n.new_due_on`)} || '届满', '不设届满日')
    || '；经' || ${by.version}::text || '年版保管期限表重新确定，原'
    || coalesce('至' || ${day(sql`n.due_on`)} || '届满', '不设届满日') || '。'`;
  const rows = await rowsOf(
    tx,
    sql<{ caseId: string; moved: boolean }>`with n as (${next})
      update retention.decision d set rule_id = n.new_rule_id, rule_code = n.new_rule_code, period = n.new_period,
        period_years = n.new_years, basis = n.new_basis, starts_on = n.new_starts_on, due_on = n.new_due_on,
        explanation = ${sentence},
        state = case when n.new_due_on is null or n.new_due_on >= ${by.today}::date then 'ACTIVE' else d.state end
      from n where d.case_id = n.case_id and d.state in ('ACTIVE', 'EXPIRED')
        and not (${IS_EARLIER} and n.held)
        and (d.rule_id, d.period, d.basis) is distinct from (n.new_rule_id, n.new_period, n.new_basis)
      returning d.case_id as "caseId", n.due_on is distinct from n.new_due_on as moved`,
  );
  return rows.filter(({ moved }) => moved).map(({ caseId }) => caseId);
}
