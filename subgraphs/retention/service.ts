/** Use cases of `retention`: reading records as the caller may see them. */
import { sql } from 'kysely';
import { factColumns } from '../../schema/policy/visibility.ts';
import { Records, type DisclosedRow, type ListRequest, type Page } from '../disclosure/index.ts';
import type { Context } from '../kernel/index.ts';

/** The label of a decision is the label of its case. */
export const decisionRecords = new Records({
  typeName: 'RetentionDecision',
  from: 'retention.decision d join retention.case_copy c on c.id = d.case_id',
  facts: factColumns('c'),
  tombstone: {
    recordCode: 'c.record_code',
    destroyedOn: 'd.destroyed_on',
    listNumber: 'd.destruction_list_number',
  },
  columns: {
    id: 'd.id',
    caseId: 'd.case_id',
    agency: 'c.forming_unit',
    period: 'd.period',
    periodYears: 'd.period_years',
    basis: 'd.basis',
    ruleCode: 'd.rule_code',
    startsOn: 'd.starts_on',
    dueOn: 'd.due_on',
    state: 'd.state',
    explanation: 'd.explanation',
    held: 'exists (select from retention.hold h where h.case_id = d.case_id and h.lifted_on is null)',
  },
});

const caseCopies = new Records({
  typeName: 'Case',
  from: 'retention.case_copy c',
  facts: factColumns('c'),
  columns: { id: 'c.id' },
});

export function findDecision(context: Context, id: string): Promise<DisclosedRow | null> {
  return decisionRecords.find(context, 'id', id);
}

export function findDecisionOfCase(context: Context, caseId: string): Promise<DisclosedRow | null> {
  return decisionRecords.find(context, 'caseId', caseId);
}

export function listDecisions(context: Context, request: ListRequest): Promise<Page<DisclosedRow>> {
  return decisionRecords.list(context, request);
}

/** The link to the case, unless the case is absent for this caller. */
export async function findCaseLink(context: Context, caseId: string): Promise<{ id: string } | null> {
  return (await caseCopies.isPresent(context, caseId)) ? { id: caseId } : null;
}

export interface ScheduleView {
  readonly id: string;
  readonly agency: { readonly uscc: string };
  readonly [field: string]: unknown;
}

/** Drafts are process information and in no list. @clause 26号 art. 7 */
export async function listSchedules(context: Context, agency: string | null): Promise<readonly ScheduleView[]> {
  const ofAgency = agency === null ? sql`` : sql`and agency = ${agency}`;
  const query = sql<{
    id: string;
    agency: string;
  }>`select id, agency, title, version, state, approved_on as "approvedOn"
    from retention.schedule where state <> 'DRAFT' ${ofAgency} order by agency, approved_on desc, version desc, id`;
  const { rows } = await query.execute(context.em.getKysely());
  return rows.map((row) => ({ ...row, agency: { uscc: row.agency } }));
}

export async function listRules(context: Context, scheduleId: string): Promise<readonly unknown[]> {
  const found = await context.load('RetentionRule.scheduleId[]', scheduleId, async (ids) => {
    const query = sql<{
      scheduleId: string;
    }>`select id, schedule_id as "scheduleId", code, item_code as "itemCode", period,
        basis, look_back_administration as "lookBackAdministration", look_back_litigation as "lookBackLitigation",
        look_back_audit as "lookBackAudit"
      from retention.schedule_rule where schedule_id = any(${[...ids]}::uuid[]) order by code, id`;
    const { rows } = await query.execute(context.em.getKysely());
    return Map.groupBy(rows, (row) => row.scheduleId);
  });
  return found ?? [];
}
