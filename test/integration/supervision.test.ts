import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { retention } from '../../subgraphs/retention/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { actAs, doneAs, peopleOf, raw, toldOf, toSignedList } from '../support/disposal.ts';
import { dataOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, testServices } from '../support/services.ts';

const SUPERVISION = `{ supervision { agency { uscc } cases overdueArchiving failedChecks withoutRule overdueAppraisals
  overdueTransfers holdsToReview uncertifiedLists overdueOrders } }`;
const YEAR = `query ($year: Int!) { yearlyStatistics(year: $year) { agency { uscc } year archived archivedPermanently
  fallingDue retained destroyed filesDestroyed bytesDestroyed holdsPlaced holdsLifted restricted ordersIssued ordersClosed } }`;

describe.each(anyDatabase())('supervision on $kind', ({ open }) => {
  const rows = createRows(71);
  const people = peopleOf(rows);
  const { archivist, operator, authority, auditor } = people;
  const items = ['001', '002', '003'].map((serial) => `${rows.agency}4000199001${serial}`);
  let database: Database;
  let running: RunningSubgraph;

  const row = (given: Partial<CaseRow>): CaseRow =>
    rows.caseRow({ state: 'ARCHIVED', archivedOn: '2026-03-01', taskCode: String(items[0]), ...given });
  const expired = row({ completedOn: '2010-05-05', taskCode: String(items[1]) });
  const gone = row({ completedOn: '2010-05-05', taskCode: String(items[1]) });
  const all = [
    expired,
    gone,
    // County hall: thirty years are collected, and due after ten.
    row({ completedOn: '2016-11-20', region: '990106' }),
    row({ completedOn: '2016-11-21', region: '990106' }),
    row({ completedOn: '2016-11-20', region: '990100' }),
    row({ completedOn: '2016-11-20', taskCode: 'LOCAL-7' }),
    row({ completedOn: '2024-12-31', state: 'COMPLETED' }),
    row({ completedOn: '2026-01-01', state: 'COMPLETED' }),
    row({ completedOn: '2024-01-01', formingUnit: rows.otherAgency }),
  ];

  beforeAll(async () => {
    database = await open();
    running = await retention.start(database, testServices());
    const schedule = rows.schedule();
    await running.call('load', {
      schedules: [schedule],
      rules: [
        rows.rule({ scheduleId: schedule.id, code: '1', itemCode: String(items[0]), period: 'D30' }),
        rows.rule({ scheduleId: schedule.id, code: '2', itemCode: String(items[1]), period: 'D10' }),
      ],
    });
    const checked = [2, 3, 1].map((failed) => ({ caseId: expired.id, stage: 'GD', failed }));
    const told = [
      ...all.map((each) => ({ kind: 'CASE_CHANGED', payload: toldOf(each, 'x') })),
      ...checked.map((payload) => ({ kind: 'CASE_CHECKED', payload })),
    ].map((event, at) => ({ position: at + 1, ...event }));
    await running.turn({ cases: async (after) => told.filter(({ position }) => position > after) });
  });
  afterAll(() => database.close());

  const numbersOf = async (who: AccessContext) => (await dataOf(running, SUPERVISION, who)).supervision;
  const codes = async (...of: Parameters<typeof actAs>) => (await actAs(...of)).violations.map(({ code }) => code);

  it('counts, agency by agency, what is late or missing today', async () => {
    const found = await numbersOf(authority);

    expect(found.map(({ agency }: { agency: { uscc: string } }) => agency.uscc).toSorted()).toEqual(
      [rows.agency, rows.otherAgency].toSorted(),
    );
    expect(found.find(({ agency }: { agency: { uscc: string } }) => agency.uscc === rows.agency)).toMatchObject({
      cases: 8,
      overdueArchiving: 1,
      failedChecks: 1,
      withoutRule: 1,
      overdueAppraisals: 2,
      overdueTransfers: 1,
      holdsToReview: 0,
      uncertifiedLists: 0,
      overdueOrders: 0,
    });
  });

  it('agrees with the clocks of each record', async () => {
    const query = `query ($id: ID!) { retentionClocks(caseId: $id) { hallLevel transferDueOn retainUntil } }`;
    const clocks = await Promise.all(
      all.slice(0, 6).map(async ({ id }) => (await dataOf(running, query, archivist, { id })).retentionClocks),
    );
    const late = clocks.filter((each) => each?.transferDueOn !== null && each?.transferDueOn < '2026-11-21');

    expect(late).toHaveLength(1);
    expect(clocks[2]).toEqual({ hallLevel: 'COUNTY', transferDueOn: '2026-11-20', retainUntil: '2046-12-31' });
    expect(clocks[5]).toBeNull();
    expect(
      (await dataOf(running, query, access({ agency: rows.otherAgency }), { id: all[0]?.id })).retentionClocks,
    ).toBeNull();
  });

  it('shows an agency itself alone, and nothing to others', async () => {
    expect((await numbersOf(archivist)).map(({ agency }: { agency: { uscc: string } }) => agency.uscc)).toEqual([
      rows.agency,
    ]);
    await expect(numbersOf(access({ role: 'PERSON' }))).rejects.toThrow('FORBIDDEN');
  });

  it('orders, hears, asks again, closes; out of turn nothing happens', async () => {
    const order = { agency: rows.agency, number: '整改-1', demand: '补归档逾期办件', dueOn: '2026-12-31' };
    const past = { ...order, number: '整改-0', dueOn: '2026-11-20', demand: '' };
    expect(await codes(running, authority, 'orderRectification', { input: past })).toEqual([
      'DUE_IN_PAST',
      'REASON_MISSING',
    ]);
    const id = await doneAs(running, authority, 'orderRectification', { input: order });
    expect(await codes(running, authority, 'orderRectification', { input: order })).toEqual(['NUMBER_TAKEN']);
    expect(await codes(running, authority, 'closeRectification', { id, accepted: true })).toEqual(['ORDER_STATE']);
    await doneAs(running, archivist, 'answerRectification', { id, answer: '已部分补归档' });
    await doneAs(running, authority, 'closeRectification', { id, accepted: false });
    await doneAs(running, archivist, 'answerRectification', { id, answer: '已全部补归档' });
    await doneAs(running, authority, 'closeRectification', { id, accepted: true });

    const query = `{ rectificationOrders { number state answer closedOn overdue } }`;
    expect((await dataOf(running, query, archivist)).rectificationOrders).toEqual([
      { number: '整改-1', state: 'CLOSED', answer: '已全部补归档', closedOn: '2026-11-21', overdue: false },
    ]);
    const other = access({ agency: rows.otherAgency, posts: ['ARCHIVIST'] });
    expect((await dataOf(running, query, other)).rectificationOrders).toEqual([]);
    await expect(actAs(running, other, 'answerRectification', { id, answer: 'x' })).rejects.toThrow('NOT_FOUND');
  });

  it('reports a year in numbers', async () => {
    const listId = await toSignedList(running, people, { number: '销-年报', caseIds: [String(gone.id)] });
    await doneAs(running, operator, 'executeDestruction', { listId });
    await numberAll(running);
    const receipt = { caseId: gone.id, rows: 4, files: 2, bytes: 5_000_000_000, digests: ['a', 'b'] };
    await running.turn({
      cases: async (after) => (after < 1000 ? [{ position: 1000, kind: 'CONTENT_DESTROYED', payload: receipt }] : []),
    });
    await doneAs(running, archivist, 'placeHold', {
      input: { caseId: String(expired.id), reason: raw('AUDIT'), ground: '审计', until: '2026-11-20' },
    });
    const { yearlyStatistics } = await dataOf(running, YEAR, auditor, { year: 2026 });

    expect(yearlyStatistics.find(({ agency }: { agency: { uscc: string } }) => agency.uscc === rows.agency)).toEqual({
      agency: { uscc: rows.agency },
      year: 2026,
      archived: 8,
      archivedPermanently: 0,
      fallingDue: 0,
      retained: 0,
      destroyed: 1,
      filesDestroyed: 2,
      bytesDestroyed: 5_000_000_000,
      holdsPlaced: 1,
      holdsLifted: 0,
      restricted: 0,
      ordersIssued: 1,
      ordersClosed: 1,
    });
    expect((await numbersOf(archivist))[0]).toMatchObject({ holdsToReview: 1, uncertifiedLists: 1 });
  });
});
