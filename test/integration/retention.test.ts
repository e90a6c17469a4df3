import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { retention } from '../../subgraphs/retention/index.ts';
import { databases, statementsOf } from '../support/databases.ts';
import { ask, dataOf, eventsOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef, testServices } from '../support/services.ts';

const FIELDS = `id agency { uscc } period periodYears basis ruleCode startsOn dueOn state explanation held case { id }`;
const OF_CASE = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Case { id retention {
  ${FIELDS} disclosure { field reason clause } tombstone { recordCode destroyedOn listNumber } } } } }`;
const LIST = `query ($filter: RetentionDecisionFilter, $orderBy: RetentionDecisionOrder, $first: Int) {
  retentionDecisions(filter: $filter, orderBy: $orderBy, first: $first) { totalCount edges { node { id dueOn } } } }`;

describe.each(databases())('retention on $kind', ({ open }) => {
  const rows = createRows(13);
  const schedule = rows.schedule();
  const shortItem = `${rows.agency}4000199001002`;
  const permanentItem = `${rows.agency}4000199001003`;
  const rules = [
    rows.rule({ scheduleId: schedule.id }),
    rows.rule({ scheduleId: schedule.id, code: '04', itemCode: shortItem, period: 'D10' }),
    rows.rule({ scheduleId: schedule.id, code: '05', itemCode: permanentItem, period: 'Y' }),
  ];
  const archived = (given: Partial<CaseRow> = {}) =>
    rows.caseRow({ state: 'ARCHIVED', archivedOn: '2024-06-01', ...given });
  const ordinary = archived();
  const late = archived({ completedOn: '2010-12-31', taskCode: shortItem });
  const held = archived({ completedOn: '2010-12-31', taskCode: shortItem });
  const permanent = archived({ completedOn: '1990-12-31', taskCode: permanentItem });
  const notArchived = rows.caseRow();
  const ruleless = archived({ taskCode: 'LOCAL-7' });
  const foreign = archived({ formingUnit: rows.otherAgency });
  const sensitive = archived({ sensitive: true });
  const former: AccessContext = access({ agency: rows.agency, useCause: '归档核对' });
  const other: AccessContext = access({ agency: rows.otherAgency, useCause: '核验' });
  let database: Database;
  let running: RunningSubgraph;
  const told: Record<string, unknown>[] = [];

  beforeAll(async () => {
    database = await open();
    running = await retention.start(database, testServices());
    // The schedule comes after the first of the cases, and before the others.
    await tell(ordinary);
    await running.call('load', {
      schedules: [schedule, rows.schedule({ version: '2025', state: 'DRAFT', approvedOn: null })],
      rules,
      holds: [
        { id: rows.fixtures.uuid(), caseId: String(held.id), reason: 'LITIGATION', placedOn: '2020-01-01' },
        {
          id: rows.fixtures.uuid(),
          caseId: String(late.id),
          reason: 'AUDIT',
          placedOn: '2020-01-01',
          liftedOn: '2021-01-01',
        },
      ],
    });
    await tell(late, held, permanent, notArchived, ruleless, foreign, sensitive);
  });
  afterAll(() => database.close());

  /** What `cases` would tell. */
  async function tell(...changed: CaseRow[]): Promise<void> {
    const stored = { custody: 'FORMING', openness: 'CLOSED', destroyed: false, nonSharing: false } as const;
    told.push(
      ...changed.map((each) => ({
        id: each.id,
        facts: packStored({ ...stored, sensitive: each.sensitive }),
        formingUnit: each.formingUnit,
        hall: null,
        transferrer: null,
        subjects: [subjectRef(each.applicantIdNumber)],
        minorUntil: '2008-03-07',
        region: each.region,
        itemCode: each.taskCode,
        periodOn: each.completedOn,
        recordCode: each.recordCode,
        state: each.state,
        completedOn: each.completedOn,
        archivedOn: each.archivedOn ?? null,
        taskCode: each.taskCode,
        destroyedOn: null,
        destructionListNumber: null,
      })),
    );
    await running.turn({ cases: eventsOf('CASE_CHANGED', told) });
  }

  const caseOf = async (who: AccessContext, { id }: Pick<CaseRow, 'id'>) =>
    (await dataOf(running, OF_CASE, who, { ids: [{ __typename: 'Case', id }] }))._entities[0];
  const decisionOf = async (who: AccessContext, of: Pick<CaseRow, 'id'>) => (await caseOf(who, of))?.retention ?? null;
  const list = async (who: AccessContext, variables: Record<string, unknown>) =>
    (await dataOf(running, LIST, who, variables)).retentionDecisions;

  it('decides for an archived case by the rule of its agency, and says how', async () => {
    expect(await decisionOf(former, ordinary)).toMatchObject({
      agency: { uscc: rows.agency },
      period: 'D30',
      periodYears: 30,
      basis: '26号 art. 7; 住房保障归档范围和保管期限表 2024 第3条',
      ruleCode: '03',
      startsOn: '2025-01-01',
      dueOn: '2054-12-31',
      state: 'ACTIVE',
      explanation: expect.stringMatching(/^办件于2024年3月15日办结，.*至2054年12月31日届满。$/),
      held: false,
      case: { id: ordinary.id },
    });
  });

  it('knows no end of a permanent one', async () => {
    expect(await decisionOf(former, permanent)).toMatchObject({ period: 'Y', periodYears: null, dueOn: null });
  });

  it('decides nothing for cases that are not archived, or that no approved rule is for', async () => {
    for (const undecided of [notArchived, ruleless]) expect(await decisionOf(former, undecided)).toBeNull();
    expect(await decisionOf({ ...former, agency: rows.otherAgency }, foreign)).toBeNull();
  });

  it('decides once, whatever is told again', async () => {
    const before = await decisionOf(former, ordinary);
    await tell(ordinary, ordinary);
    await running.call('load', {
      schedules: [rows.schedule({ version: '2026', approvedOn: '2026-01-01' })],
      rules: [],
    });
    await tell({ ...ordinary, state: 'ARCHIVED' });

    expect(await decisionOf(former, ordinary)).toEqual(before);
  });

  it('tells nobody outside of a hold, and gives the law as the reason', async () => {
    const applicantOf = (of: CaseRow) => access({ role: 'PERSON', subjectRef: subjectRef(of.applicantIdNumber) });
    const ofHeld = await decisionOf(applicantOf(held), held);
    const ofFree = await decisionOf(applicantOf(late), late);

    expect((await decisionOf(former, held)).held).toBe(true);
    expect((await decisionOf(former, late)).held).toBe(false);
    expect(ofHeld).toMatchObject({ held: null, dueOn: '2020-12-31' });
    expect(ofHeld.disclosure).toEqual(ofFree.disclosure);
    expect(ofHeld.disclosure).toContainEqual({
      field: 'held',
      reason: 'NON_SHARING',
      clause: expect.stringContaining('档案法实施条例 art. 24'),
    });
  });

  it('shows others the period and its basis, and no date', async () => {
    expect(await decisionOf(other, ordinary)).toMatchObject({
      period: 'D30',
      periodYears: 30,
      basis: expect.any(String),
      ruleCode: null,
      startsOn: null,
      dueOn: null,
      state: null,
      explanation: null,
      held: null,
      case: { id: ordinary.id },
    });
  });

  it('gives no stub of a case that is absent for the caller, and no decision of it', async () => {
    const decision = await decisionOf(former, sensitive);
    const query = `query ($id: ID!) { retentionDecision(id: $id) { id } }`;

    expect(await caseOf(other, sensitive)).toBeNull();
    expect(await caseOf(other, { id: '00000000-0000-4000-8000-000000000000' })).toBeNull();
    expect((await dataOf(running, query, other, { id: decision.id })).retentionDecision).toBeNull();
    expect((await dataOf(running, query, former, { id: decision.id })).retentionDecision).toEqual({ id: decision.id });
  });

  it('lists by period and due date, in order of the due date for those who are shown it', async () => {
    const orderBy = { field: 'DUE_ON', direction: 'DESC' };
    const page = await list(former, { orderBy, filter: { dueOn: { from: '2030-01-01' } } });

    expect(page.edges.map(({ node }: { node: { dueOn: string } }) => node.dueOn)).toEqual(['2054-12-31', '2054-12-31']);
    expect((await list(former, { filter: { period: { eq: 'D10' } } })).totalCount).toBe(2);
    expect((await list(other, { filter: { period: { eq: 'D10' } } })).totalCount).toBe(2);
    expect((await list(other, { filter: { dueOn: { to: '2999-12-31' } } })).totalCount).toBe(0);
    expect((await list(other, { filter: { agency: { eq: rows.otherAgency } } })).totalCount).toBe(0);
  });

  it('lists approved schedules with their rules to everyone, and no draft', async () => {
    const query = `query ($agency: ID) { retentionSchedules(agency: $agency) { agency { uscc } version state approvedOn rules { code period lookBackAudit } } }`;
    const { retentionSchedules } = await dataOf(running, query, access({ role: 'PERSON' }), { agency: rows.agency });

    expect(retentionSchedules.map(({ version }: { version: string }) => version)).toEqual(['2026', '2024']);
    expect(retentionSchedules[1]).toEqual({
      agency: { uscc: rows.agency },
      version: '2024',
      state: 'APPROVED',
      approvedOn: '2024-01-01',
      rules: [
        { code: '03', period: 'D30', lookBackAudit: 10 },
        { code: '04', period: 'D10', lookBackAudit: 10 },
        { code: '05', period: 'Y', lookBackAudit: 10 },
      ],
    });
  });

  it('refuses a schedule with a rule that is shorter than a look-back, whole', async () => {
    const next = rows.schedule({ version: '2027' });
    const short = rows.rule({ scheduleId: next.id, code: '01', period: 'D5' });

    await expect(running.call('load', { schedules: [next], rules: [short] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      clause: '26号 art. 7',
      message: expect.stringMatching(/rule 01: litigation .* 10 years; rule 01: audit .* 10 years/),
    });
    const query = `{ retentionSchedules { version } }`;
    expect(JSON.stringify(await dataOf(running, query, former))).not.toContain('2027');
  });

  it('reads a page of decisions with the links to their cases in three statements', async () => {
    const query = `query ($first: Int) { retentionDecisions(first: $first) { totalCount edges { node { period held case { id } } } } }`;
    const countFor = (first: number): Promise<number> => statementsOf(() => dataOf(running, query, former, { first }));
    await countFor(1);

    expect([await countFor(5), await countFor(2)]).toEqual([3, 3]);
  });

  describe('destruction', () => {
    const destroy = (of: Pick<CaseRow, 'id'>, destroyedOn = '2026-11-21') =>
      running.call('destroy', { caseId: String(of.id), destroyedOn, listNumber: 'X-2026-1' });

    it('is refused while a hold is in force, for a permanent record, and before the end of retention', async () => {
      await expect(destroy(held)).rejects.toMatchObject({ code: 'CONFLICT', clause: '档案法实施条例 art. 24' });
      await expect(destroy(permanent)).rejects.toMatchObject({ code: 'CONFLICT', clause: '26号 art. 7' });
      await expect(destroy(late, '2020-12-31')).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(destroy(notArchived)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(destroy(late, 'yesterday')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    it('leaves a tombstone, tells the others once, and cannot happen twice', async () => {
      const before = await decisionOf(former, late);
      await destroy(late);
      await expect(destroy(late)).rejects.toMatchObject({ code: 'CONFLICT' });
      await numberAll(running);

      const told = await running.events(0, 500);
      expect(told.filter(({ kind }) => kind !== 'RETENTION_CHANGED')).toMatchObject([
        {
          kind: 'RECORD_DESTROYED',
          payload: { caseId: late.id, destroyedOn: '2026-11-21', listNumber: 'X-2026-1' },
        },
      ]);
      expect(await decisionOf(former, late)).toMatchObject({
        id: before.id,
        period: null,
        dueOn: null,
        explanation: null,
        disclosure: [],
        tombstone: { recordCode: late.recordCode, destroyedOn: '2026-11-21', listNumber: 'X-2026-1' },
      });
    });

    it('is not undone by what cases tell of the time before', async () => {
      await tell(late);

      expect((await decisionOf(former, late)).tombstone).not.toBeNull();
    });
  });

  it('answers a foreign error code for nothing: an unknown key is null', async () => {
    const answer = await ask(
      running,
      `{ retentionDecision(id: "00000000-0000-4000-8000-000000000000") { id } }`,
      other,
    );

    expect(answer).toEqual({ data: { retentionDecision: null } });
  });
});
