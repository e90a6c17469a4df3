/** What tests of retention procedures share: people in posts, acts by name, and records that have expired. */
import type { AccessContext, Post } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import type { RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { ask } from './house.ts';
import type { Rows } from './rows.ts';
import { access } from './services.ts';

export interface Act {
  readonly subject: Readonly<Record<string, unknown>> | null;
  readonly violations: readonly { readonly code: string; readonly clause: string; readonly path: string | null }[];
}

/** The subject of an act is at least its key, when it has one. */
const SUBJECTS: Readonly<Record<string, string>> = { registerExpiry: 'expired' };

/** Arguments as they stand in the operation: keys and texts as JSON, enum values through `raw`. */
export function toArguments(args: Readonly<Record<string, unknown>>): string {
  const written = Object.entries(args).map(([name, value]) => `${name}: ${toLiteral(value)}`);
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}

class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An enum value. */
export function raw(text: string): Raw {
  return new Raw(text);
}

function toLiteral(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(toLiteral).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${toLiteral(each)}`)
    .join(', ')} }`;
}

/** Runs one act. @throws Error with the codes of the errors when it is not even tried */
export async function actAs(
  running: RunningSubgraph,
  who: AccessContext,
  name: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<Act> {
  const subject = SUBJECTS[name] ?? 'id';
  const query = `mutation { ${name}${toArguments(args)} { subject { ${subject} } violations { code clause path } } }`;
  const { data, errors } = await ask(running, query, who);
  const result = data?.[name];
  if (errors !== undefined || result === undefined || result === null)
    throw new Error(JSON.stringify(errors?.map((each) => each.extensions?.['code'] ?? each.message)));
  return result as Act;
}

/** The same, for what must be done: its key. */
export async function doneAs(...of: Parameters<typeof actAs>): Promise<string> {
  const { subject, violations } = await actAs(...of);
  if (violations.length > 0) throw new Error(`${of[2]}: ${JSON.stringify(violations)}`);
  return String(subject?.['id'] ?? '');
}

export type People = Readonly<
  Record<
    'archivist' | 'appraiser' | 'approver' | 'operator' | 'supervisor' | 'supervisor2' | 'authority' | 'auditor',
    AccessContext
  >
>;

/** One person a post of the agency, and those who supervise. */
export function peopleOf(rows: Rows): People {
  const inPost = (actorId: string, ...posts: Post[]): AccessContext =>
    access({ agency: rows.agency, useCause: '档案管理', actorId, posts });
  return {
    archivist: inPost('archivist', 'ARCHIVIST'),
    appraiser: inPost('appraiser', 'APPRAISER'),
    approver: inPost('approver', 'APPROVER'),
    operator: inPost('operator', 'OPERATOR'),
    supervisor: inPost('supervisor', 'SUPERVISOR'),
    supervisor2: inPost('supervisor2', 'SUPERVISOR'),
    authority: access({ role: 'ARCHIVES_AUTHORITY', actorId: 'authority', agency: rows.otherAgency }),
    auditor: access({ role: 'AUDITOR', actorId: 'auditor' }),
  };
}

/** What `cases` tells of a case, for a subgraph that runs without it. */
export function toldOf(row: CaseRow, subject: string, rest: Readonly<Record<string, unknown>> = {}) {
  return {
    id: row.id,
    facts: packStored({
      custody: 'FORMING',
      openness: 'CLOSED',
      sensitive: false,
      destroyed: false,
      nonSharing: false,
    }),
    formingUnit: row.formingUnit,
    hall: null,
    transferrer: null,
    subjects: [subject],
    minorUntil: '2008-03-07',
    region: row.region,
    itemCode: row.taskCode,
    periodOn: row.completedOn,
    recordCode: row.recordCode,
    state: row.state,
    completedOn: row.completedOn,
    archivedOn: row.archivedOn ?? null,
    taskCode: row.taskCode,
    destroyedOn: null,
    destructionListNumber: null,
    ...rest,
  };
}

/** From expired records to an approved list that two supervisors have signed. @returns its key */
export async function toSignedList(
  running: RunningSubgraph,
  people: People,
  { number, caseIds }: { readonly number: string; readonly caseIds: readonly string[] },
): Promise<string> {
  const appraisalId = await toConcluded(running, people, { number, caseIds });
  const listId = await doneAs(running, people.appraiser, 'proposeDestruction', { appraisalId, number });
  await doneAs(running, people.approver, 'approveDestruction', { listId });
  await doneAs(running, people.supervisor, 'superviseDestruction', { listId });
  await doneAs(running, people.supervisor2, 'superviseDestruction', { listId });
  return listId;
}

/** An appraisal that found everything in it to be destroyed. @returns its key */
export async function toConcluded(
  running: RunningSubgraph,
  { appraiser }: Pick<People, 'appraiser'>,
  { number, caseIds }: { readonly number: string; readonly caseIds: readonly string[] },
): Promise<string> {
  await actAs(running, appraiser, 'registerExpiry');
  const appraisalId = await doneAs(running, appraiser, 'openAppraisal', { number, caseIds });
  for (const caseId of caseIds)
    await doneAs(running, appraiser, 'giveOpinion', {
      input: { appraisalId, caseId, recommendation: raw('DESTROY'), text: '无继续保存价值' },
    });
  const conclusions = caseIds.map((caseId) => ({ caseId, conclusion: raw('DESTROY') }));
  return doneAs(running, appraiser, 'concludeAppraisal', { input: { appraisalId, report: '同意', conclusions } });
}
