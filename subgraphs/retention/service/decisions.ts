/** Reads retention decisions as the caller may see them. */
import { factColumns } from '../../../schema/policy/visibility.ts';
import { Records, type DisclosedRow, type ListRequest, type Page } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';

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
