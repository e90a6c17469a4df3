/** Gives each archived case its one retention decision, from the rule that its agency's schedule has for it. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { LocalDate } from '../../schema/ids.ts';
import type { Profile } from '../../schema/profile.ts';
import type { EntityManager } from '../kernel/index.ts';
import { publishRetention } from './records.ts';
import { explain, periodYears, resolveRule, termOf, type Rule, type Schedule } from './rules.ts';

interface Undecided {
  readonly id: string;
  readonly agency: string;
  readonly taskCode: string;
  readonly completedOn: LocalDate;
}

/**
 * Decides for archived cases without a decision. Where no rule is found none is made: the case waits for a schedule
 * and shows up in nothing. Doing it twice changes nothing.
 *
 * @param ids only these cases; null: all that wait
 * @clause 26号 art. 7
 */
export async function assignDecisions(
  tx: EntityManager,
  profile: Profile,
  ids: readonly string[] | null,
): Promise<void> {
  // Of a schedule and a case that come at the same time, whichever is second here sees the other.
  await sql`select pg_advisory_xact_lock(hashtext('retention.assign'))`.execute(tx.getKysely());
  const undecided = await listUndecided(tx, ids);
  const schedules = await listApproved(tx, [...new Set(undecided.map((each) => each.agency))]);
  const decisions = undecided.flatMap((each) => toDecision(each, resolveRule(schedules, each), profile));
  if (decisions.length === 0) return;
  await sql`insert into retention.decision
      (id, case_id, rule_id, rule_code, period, period_years, basis, starts_on, due_on, explanation, state)
    select (r->>'id')::uuid, (r->>'caseId')::uuid, (r->>'ruleId')::uuid, r->>'ruleCode', r->>'period',
      (r->>'periodYears')::int, r->>'basis', (r->>'startsOn')::date, (r->>'dueOn')::date, r->>'explanation', 'ACTIVE'
    from jsonb_array_elements(${JSON.stringify(decisions)}::jsonb) as r
    on conflict (case_id) do nothing`.execute(tx.getKysely());
  await publishRetention(
    tx,
    decisions.map(({ caseId }) => caseId),
    'RULED',
  );
}

async function listUndecided(tx: EntityManager, ids: readonly string[] | null): Promise<Undecided[]> {
  const among = ids === null ? sql`` : sql`and c.id = any(${[...ids]}::uuid[])`;
  const { rows } = await sql<Undecided>`select c.id, c.forming_unit as agency, c.task_code as "taskCode",
      c.completed_on::text as "completedOn"
    from retention.case_copy c
    where c.state = 'ARCHIVED' and c.completed_on is not null and c.task_code is not null ${among}
      and not exists (select from retention.decision d where d.case_id = c.id)
    order by c.id`.execute(tx.getKysely());
  return rows;
}

async function listApproved(tx: EntityManager, agencies: readonly string[]): Promise<Schedule[]> {
  if (agencies.length === 0) return [];
  const db = tx.getKysely();
  const schedules = await sql<
    Omit<Schedule, 'rules'>
  >`select id, agency, version, state, approved_on::text as "approvedOn"
    from retention.schedule where state = 'APPROVED' and agency = any(${[...agencies]}::text[])`.execute(db);
  const ids = schedules.rows.map((each) => each.id);
  const rules = await sql<Rule & { scheduleId: string }>`select id, schedule_id as "scheduleId", code,
      item_code as "itemCode", material_class as "materialClass", period, basis, look_back_administration as "lookBackAdministration",
      look_back_litigation as "lookBackLitigation", look_back_audit as "lookBackAudit"
    from retention.schedule_rule where schedule_id = any(${ids}::uuid[])`.execute(db);
  const ofSchedule = Map.groupBy(rules.rows, (rule) => rule.scheduleId);
  return schedules.rows.map((each) => ({ ...each, rules: ofSchedule.get(each.id) ?? [] }));
}

function toDecision(
  of: Undecided,
  rule: Rule | null,
  profile: Profile,
): ({ caseId: string } & Record<string, unknown>)[] {
  if (rule === null) return [];
  const term = termOf(of.completedOn, rule.period, profile);
  return [
    {
      id: randomUUID(),
      caseId: of.id,
      ruleId: rule.id,
      ruleCode: rule.code,
      period: rule.period,
      periodYears: periodYears(rule.period),
      basis: rule.basis,
      ...term,
      explanation: explain(of.completedOn, rule, term),
    },
  ];
}
