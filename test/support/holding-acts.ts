/** Archival records in `holdings` alone, the people who act on them, and acts as short as a test wants them. */
import { sql } from 'kysely';
import type { AccessContext, Post } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import { holdings, type RecordRow } from '../../subgraphs/holdings/index.ts';
import type { Database, RunningSubgraph, Services } from '../../subgraphs/kernel/index.ts';
import { dataOf, eventsOf } from './house.ts';
import { createRows, type Rows } from './rows.ts';
import { access, subjectRef, testServices } from './services.ts';

export type ActorName =
  | 'reviewer'
  | 'approver'
  | 'copier'
  | 'unit'
  | 'unitApprover'
  | 'otherCopier'
  | 'otherApprover'
  | 'citizen'
  | 'stranger'
  | 'agency';

export interface Acted {
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly subject: any;
  readonly codes: readonly string[];
}

export interface HoldingHouse {
  readonly rows: Rows;
  readonly running: RunningSubgraph;
  readonly actors: Readonly<Record<ActorName, AccessContext>>;
  /** A record of the hall's, completed in 1999 unless told otherwise, with its facts. @returns its row */
  record(given?: Partial<RecordRow>, of?: Partial<CaseRow>): Promise<RecordRow>;
  /** One mutation. @param call such as `liftSeal(id: "…")` @param fields of its subject */
  act(as: ActorName | AccessContext, call: string, fields?: string): Promise<Acted>;
  /** One query's data. The shape is for the test to know. */
  // oxlint-disable-next-line typescript/no-explicit-any
  look(as: ActorName | AccessContext, query: string): Promise<any>;
  /** The acts that were entered, as `NAME OUTCOME`. */
  entered(): Promise<string[]>;
}

export const CITIZEN = '990106199003070017';

export async function openHoldings(database: Database, services: Services = testServices()): Promise<HoldingHouse> {
  const rows = createRows(29);
  const running = await holdings.start(database, services);
  await running.call('load', { fonds: [rows.fonds] });
  const actors = actorsOf(rows);
  const of = (as: ActorName | AccessContext): AccessContext => (typeof as === 'string' ? actors[as] : as);
  const told: Record<string, unknown>[] = [];
  return {
    rows,
    running,
    actors,
    record: async (given = {}, caseFacts = {}) => {
      const each = rows.caseRow({
        state: 'ARCHIVED',
        completedOn: '1999-03-15',
        archivedOn: '2000-06-01',
        ...caseFacts,
      });
      const record = rows.record(each, given);
      await running.call('load', { records: [record] });
      told.push(toEvent(each));
      while ((await running.turn({ cases: eventsOf('CASE_CHANGED', told) })) > 0);
      return record;
    },
    act: async (as, call, fields = 'id') => {
      const data = await dataOf(running, `mutation { ${call} { subject { ${fields} } violations { code } } }`, of(as));
      const [result] = Object.values(data) as { subject: unknown; violations: { code: string }[] }[];
      return { subject: result?.subject, codes: result?.violations.map(({ code }) => code) ?? [] };
    },
    look: (as, query) => dataOf(running, query, of(as)),
    entered: async () => {
      const query = sql<{ entry: string }>`select (payload->>'act') || ' ' || (payload->>'outcome') as entry
        from holdings.outbox where kind = 'ACT' order by id`;
      return (await query.execute(running.fork().getKysely())).rows.map(({ entry }) => entry);
    },
  };
}

function actorsOf({ hall, agency, otherAgency, fixtures }: Rows): Readonly<Record<ActorName, AccessContext>> {
  const otherHall = fixtures.uscc({ category: '12' });
  const staff = (role: AccessContext['role'], body: string, post: Post, actorId: string): AccessContext =>
    access({ role, agency: body, posts: [post], actorId, useCause: 'archive-management' });
  return {
    reviewer: staff('ARCHIVE_HALL', hall, 'OPENING_REVIEWER', 'hall-reviewer'),
    approver: staff('ARCHIVE_HALL', hall, 'APPROVER', 'hall-approver'),
    copier: staff('ARCHIVE_HALL', hall, 'COPY_ISSUER', 'hall-copier'),
    unit: staff('AGENCY', agency, 'OPENING_REVIEWER', 'unit-reviewer'),
    unitApprover: staff('AGENCY', agency, 'APPROVER', 'unit-approver'),
    otherCopier: staff('ARCHIVE_HALL', otherHall, 'COPY_ISSUER', 'other-copier'),
    otherApprover: staff('ARCHIVE_HALL', otherHall, 'APPROVER', 'other-approver'),
    citizen: access({ role: 'PERSON', actorId: 'citizen', subjectRef: subjectRef(CITIZEN) }),
    stranger: access({ role: 'PERSON', actorId: 'stranger', subjectRef: subjectRef('990106197807030024') }),
    agency: access({ agency: otherAgency, actorId: 'agency', useCause: 'archive-management' }),
  };
}

/** What `cases` would tell, which knows nothing yet of any custody. */
function toEvent(each: CaseRow): Record<string, unknown> {
  const bits = { custody: 'FORMING', openness: 'CLOSED', destroyed: false } as const;
  return {
    id: each.id,
    facts: packStored({ ...bits, sensitive: each.sensitive, nonSharing: each.nonSharing }),
    formingUnit: each.formingUnit,
    hall: null,
    transferrer: null,
    subjects: [subjectRef(each.applicantIdNumber)],
    minorUntil: null,
    region: each.region,
    itemCode: 'item',
    periodOn: each.completedOn,
    recordCode: each.recordCode,
    state: each.state,
    completedOn: each.completedOn,
    archivedOn: each.archivedOn,
    destroyedOn: null,
    destructionListNumber: null,
  };
}
