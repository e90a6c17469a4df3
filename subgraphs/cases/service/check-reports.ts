/** Reports of the four-property check as they are kept: stored whole, read by whom the case belongs to, compared. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { CHECK_STAGE } from '../../../schema/codes.ts';
import { CHECK_NUMBERS, compareReports, type CheckReport, type Override, type Policies } from '../../checks/index.ts';
import { act, publish, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import type { OverrideCheckInput, SetCheckPolicyInput } from '../inputs/archiving.ts';
import { checkText, wrong } from '../input-rules.ts';
import { agencyOf, checkWritable, lockCase } from './handling.ts';
import { named } from './items.ts';
import type { Side } from './package.ts';
import { passDoor } from './door.ts';

/** Whoever supervises is told a number (`CASE_CHECKED` `{ caseId, stage, failed }`), and no finding. @clause 26号 art. 14 */
export async function storeReport(
  tx: EntityManager,
  { caseId, partAgency }: Side,
  { report, reasons }: { readonly report: CheckReport; readonly reasons: readonly Refusal[] },
): Promise<void> {
  await sql`insert into cases.check_report (id, case_id, part_agency, number, stage, verdict, at, findings)
    values (${randomUUID()}::uuid, ${caseId}::uuid, ${partAgency},
      (select coalesce(max(number), 0) + 1 from cases.check_report where case_id = ${caseId}::uuid), ${report.stage},
      ${reasons.length === 0 ? 'ACCEPTED' : 'RETURNED'}, ${report.at}::timestamptz,
      ${JSON.stringify(report.rows)}::jsonb)`.execute(tx.getKysely());
  const failed = report.rows.filter(({ result }) => result === 'FAIL').length;
  await publish(tx, 'cases', 'CASE_CHECKED', [{ caseId, stage: report.stage, failed }]);
}

export async function findPolicies(em: EntityManager, agency: string): Promise<Policies> {
  const { rows } = await sql<{ check: string; policy: string }>`select check_code as "check", policy
    from cases.check_policy where agency = ${agency}`.execute(em.getKysely());
  return Object.fromEntries(rows.map(({ check, policy }) => [check, policy]));
}

export async function findOverrides(em: EntityManager, { caseId, agency }: Side): Promise<Override[]> {
  const { rows } = await sql<Override>`select check_code as code, object, given_by as by, reason
    from cases.check_override where case_id = ${caseId}::uuid and agency = ${agency}`.execute(em.getKysely());
  // What was let pass at archiving is not asked about again at receipt.
  return rows.flatMap((each) => CHECK_STAGE.map((stage) => ({ ...each, code: each.code.replace(/^[A-Z]+/, stage) })));
}

/** For all cases of the agency from now on. @clause DA/T 70-2018 */
export async function setCheckPolicy(context: Context, input: SetCheckPolicyInput): Promise<ActResult> {
  const agency = agencyOf(context);
  const { actorId, at } = context.access;
  return act(context, named('setCheckPolicy'), async (tx) => {
    if (!CHECK_NUMBERS.some((number) => number === input.check))
      return {
        target: null,
        violations: [wrong('check', 'the number of a check expected, such as 1-6', 'DA/T 70-2018')],
      };
    await sql`insert into cases.check_policy (agency, check_code, policy, set_by, set_at)
      values (${agency}, ${input.check}, ${input.policy}, ${actorId}, ${at}::timestamptz)
      on conflict (agency, check_code) do update set policy = excluded.policy, set_by = excluded.set_by,
        set_at = excluded.set_at`.execute(tx.getKysely());
    return { target: input.check, violations: [] };
  });
}

/** By name and with a reason; it lets pass what the policy leaves to a person, and nothing that blocks. */
export async function overrideCheck(context: Context, input: OverrideCheckInput): Promise<ActResult> {
  const doubts = await passDoor(context, input);
  return act(context, named('overrideCheck'), async (tx) => {
    if (doubts.length > 0) return { target: null, violations: doubts };
    const handled = await lockCase(tx, context, input.caseId);
    const violations = [
      ...checkText('reason', input.reason, 1_000),
      ...(/^(GD|YJ)-\d-\d{1,2}$/.test(input.check)
        ? []
        : [wrong('check', 'a code of the report expected', 'DA/T 70-2018')]),
      ...checkText('object', input.object, 300),
      ...checkWritable(handled),
    ];
    if (violations.length > 0) return { target: handled.id, violations };
    const { actorId, at } = context.access;
    await sql`insert into cases.check_override (id, case_id, agency, check_code, object, reason, given_by, given_at)
      values (${randomUUID()}::uuid, ${handled.id}::uuid, ${handled.partAgency ?? handled.formingUnit}, ${input.check},
        ${input.object}, ${input.reason}, ${actorId}, ${at}::timestamptz)
      on conflict (case_id, agency, check_code, object) do nothing`.execute(tx.getKysely());
    return { target: handled.id, violations: [] };
  });
}

export interface ReportChange {
  readonly check: string;
  readonly object: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What differs from the report before it, of the same side of the same case; all null when there is none before. */
export async function changesOf(context: Context, reportId: string): Promise<readonly ReportChange[]> {
  const { rows } = await sql<{ stage: CheckReport['stage']; at: string; findings: CheckReport['rows'] }>`select b.stage,
      b.at::text, b.findings from cases.check_report a join cases.check_report b on b.case_id = a.case_id
      and b.part_agency is not distinct from a.part_agency and b.number <= a.number
    where a.id = ${reportId}::uuid order by b.number desc limit 2`.execute(context.em.getKysely());
  const [after, before] = rows.map(({ stage, findings }) => ({ stage, rows: findings }) as CheckReport);
  if (after === undefined || before === undefined) return [];
  return compareReports(before, after).map(({ number, object, before: was, after: is }) => ({
    check: number,
    object,
    before: was?.result ?? null,
    after: is?.result ?? null,
  }));
}
