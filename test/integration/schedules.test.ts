import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { addDays, localDate } from '../../schema/ids.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { retention, type RuleRow } from '../../subgraphs/retention/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { actAs, doneAs, peopleOf, raw, toldOf } from '../support/disposal.ts';
import { dataOf, eventsOf } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef, testServices } from '../support/services.ts';

const SIMULATION = `query ($id: ID!) { scheduleSimulation(scheduleId: $id) { records moved earlier later becomesPermanent
  noLongerPermanent newlyDecided keptByHold leastDays mostDays rules { ruleCode itemCode records moved } } }`;
const MOVES = `query ($id: ID!, $first: Int, $after: String) { scheduleMoves(scheduleId: $id, first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { node { caseId dueBefore dueAfter days ruleBefore ruleAfter periodAfter keptByHold } } } }`;

interface Decided {
  readonly caseId: string;
  readonly period: string;
  readonly dueOn: string | null;
  readonly ruleCode: string;
  readonly explanation: string;
}

describe.each(anyDatabase())('schedules on $kind', ({ open }) => {
  const rows = createRows(57);
  const { archivist, authority } = peopleOf(rows);
  const items = ['001', '002', '003', '004'].map((serial) => `${rows.agency}4000199001${serial}`);
  let database: Database;
  let running: RunningSubgraph;
  const told: Record<string, unknown>[] = [];
  const cases: CaseRow[] = [];

  beforeAll(async () => {
    database = await open();
    running = await retention.start(database, testServices());
    const schedule = rows.schedule({ version: '2020', approvedOn: '2020-01-01' });
    const periods = ['D30', 'D10', 'Y', 'D15'] as const;
    await running.call('load', {
      schedules: [schedule],
      rules: items.map((itemCode, at) =>
        rows.rule({ scheduleId: schedule.id, code: `0${at}`, itemCode, period: periods[at] ?? 'Y' }),
      ),
    });
    for (let n = 0; n < 120; n += 1)
      cases.push(
        rows.caseRow({
          state: 'ARCHIVED',
          archivedOn: '2024-06-01',
          completedOn: addDays(localDate('2000-02-29'), n * 61),
          taskCode: String(items[n % items.length]),
        }),
      );
    await tell(...cases);
  });
  afterAll(() => database.close());

  async function tell(...changed: CaseRow[]): Promise<void> {
    told.push(...changed.map((row) => toldOf(row, subjectRef(row.applicantIdNumber))));
    await running.turn({ cases: eventsOf('CASE_CHANGED', told) });
  }

  const ruleFor = (itemCode: string, period: string, given: Partial<RuleRow> = {}) => {
    const { id: _id, scheduleId: _schedule, materialClass, ...rule } = rows.rule({ scheduleId: '', ...given });
    const ofClass = materialClass === undefined || materialClass === null ? {} : { materialClass: raw(materialClass) };
    return { ...rule, itemCode, period, code: given.code ?? itemCode.slice(-3), ...ofClass };
  };
  let version = 0;
  const draft = (rules: readonly object[], who: AccessContext = archivist) => {
    version += 1;
    const input = { version: `v${version}`, title: '归档范围和保管期限表', rules };
    return actAs(running, who, 'draftSchedule', { input });
  };
  const drafted = async (rules: readonly object[]): Promise<string> => String((await draft(rules)).subject?.['id']);
  const whole = (...periods: string[]) => items.map((item, at) => ruleFor(item, periods[at] ?? 'D30'));
  const decisions = async (): Promise<ReadonlyMap<string, Decided>> => {
    const { rows: found } = await sql<Decided>`select case_id as "caseId", period, due_on::text as "dueOn",
      rule_code as "ruleCode", explanation from retention.decision`.execute(running.fork().getKysely());
    return new Map(found.map((each) => [each.caseId, each]));
  };
  const simulated = async (id: string, who = archivist) =>
    (await dataOf(running, SIMULATION, who, { id })).scheduleSimulation;
  const movesOf = async (id: string) => {
    const all = [];
    for (let after: string | null = null; ;) {
      const { scheduleMoves } = await dataOf(running, MOVES, archivist, { id, first: 50, after });
      all.push(...scheduleMoves.edges.map(({ node }: { node: object }) => node));
      if (!scheduleMoves.pageInfo.hasNextPage) return { all, totalCount: scheduleMoves.totalCount };
      after = scheduleMoves.pageInfo.endCursor;
    }
  };

  it('refuse a rule that is shorter than a look-back, each with its clause, and store nothing', async () => {
    const { subject, violations } = await draft([
      ruleFor(String(items[0]), 'D5', { lookBackAdministration: 6, lookBackLitigation: 6, lookBackAudit: 6 }),
      ruleFor(String(items[1]), 'ten years'),
      ruleFor(String(items[2]), 'D30', { basis: ' ' }),
      ruleFor(String(items[3]), 'D30', { code: '001' }),
    ]);

    expect(subject).toBeNull();
    expect(violations).toEqual(
      [
        ['SHORTER_THAN_ADMINISTRATION', 'rules.0.period'],
        ['SHORTER_THAN_LITIGATION', 'rules.0.period'],
        ['SHORTER_THAN_AUDIT', 'rules.0.period'],
        ['PERIOD_INVALID', 'rules.1.period'],
        ['BASIS_MISSING', 'rules.2.basis'],
        ['CODE_REPEATED', 'rules.3.code'],
      ].map(([code, path]) => ({ code, path, clause: '26号 art. 7' })),
    );
    const { retentionScheduleProposals } = await dataOf(running, `{ retentionScheduleProposals { id } }`, archivist);
    expect(retentionScheduleProposals).toEqual([]);
  });

  it('are not handed in with overlaps, with classes or items that no rule is for', async () => {
    const [first = '', second = '', third = '', fourth = ''] = items;
    const id = await drafted([
      ruleFor(first, 'D30'),
      ruleFor(first, 'D10', { code: '1b', materialClass: 'RESULT' }),
      ruleFor(second, 'D30', { materialClass: 'RESULT' }),
      ruleFor(third, 'D30', { materialClass: 'RESULT', code: '3a' }),
      ruleFor(third, 'D10', { materialClass: 'EVIDENTIAL', code: '3b' }),
      ruleFor(third, 'D15', { materialClass: 'PROCEDURAL', code: '3c' }),
    ]);
    const { violations } = await actAs(running, archivist, 'submitSchedule', { id });

    expect(violations.map(({ code, path }) => [code, path])).toEqual([
      ['RULES_OVERLAP', 'rules.1b'],
      ['CLASS_UNCOVERED', `items.${second}`],
      ['ITEM_UNCOVERED', `items.${fourth}`],
    ]);
  });

  it('pass from the agency to the authority and back, and are changed by nobody else meanwhile', async () => {
    const id = await drafted(whole());
    const other = access({ agency: rows.otherAgency, posts: ['ARCHIVIST'] });
    const codes = async (...of: Parameters<typeof actAs>) => (await actAs(...of)).violations.map(({ code }) => code);

    await expect(actAs(running, other, 'submitSchedule', { id })).rejects.toThrow('NOT_FOUND');
    await expect(actAs(running, authority, 'approveSchedule', { id })).rejects.toThrow('NOT_FOUND');
    await expect(actAs(running, archivist, 'approveSchedule', { id })).rejects.toThrow('FORBIDDEN');
    await doneAs(running, archivist, 'submitSchedule', { id });
    expect(await codes(running, archivist, 'submitSchedule', { id })).toEqual(['SCHEDULE_STATE']);
    expect(await codes(running, authority, 'returnSchedule', { id, reason: ' ' })).toEqual(['REASON_MISSING']);
    await doneAs(running, authority, 'returnSchedule', { id, reason: '请补充依据' });
    expect(await codes(running, authority, 'approveSchedule', { id })).toEqual(['SCHEDULE_STATE']);
    await doneAs(running, archivist, 'reviseSchedule', { id, input: { title: '修订稿', rules: whole() } });
    const { retentionScheduleProposals } = await dataOf(
      running,
      `{ retentionScheduleProposals { id state title rules { code } } }`,
      archivist,
    );
    expect(retentionScheduleProposals).toContainEqual(
      expect.objectContaining({ id, state: 'DRAFT', title: '修订稿', rules: expect.any(Array) }),
    );
  });

  it('tell beforehand exactly what they would change, whatever they say, and equal a count by hand', async () => {
    const period = fc.constantFrom('Y', 'D10', 'D15', 'D25', 'D30', 'D50');
    await fc.assert(
      fc.asyncProperty(fc.array(period, { minLength: 4, maxLength: 4 }), async (periods) => {
        const before = await decisions();
        const id = await drafted(whole(...periods));
        const told = await simulated(id);
        const { all, totalCount } = await movesOf(id);

        const expected = cases.map((row) => {
          const was = before.get(String(row.id))?.dueOn ?? null;
          const code = periods[items.indexOf(String(row.taskCode))] ?? '';
          const years = code === 'Y' ? null : Number(code.slice(1));
          const will = years === null ? null : `${Number(String(row.completedOn).slice(0, 4)) + years}-12-31`;
          const days = was === null || will === null ? null : (Date.parse(will) - Date.parse(was)) / 86_400_000;
          return { caseId: row.id, was, will, days };
        });
        const moved = expected.filter(({ was, will }) => was !== will);
        const isEarlier = ({ was, will }: (typeof expected)[number]) => will !== null && (was === null || will < was);
        const days = expected.flatMap((each) => each.days ?? []);

        expect(told).toMatchObject({
          records: 120,
          moved: moved.length,
          earlier: moved.filter(isEarlier).length,
          later: moved.filter((each) => !isEarlier(each)).length,
          becomesPermanent: moved.filter(({ will }) => will === null).length,
          noLongerPermanent: moved.filter(({ was }) => was === null).length,
          leastDays: days.length === 0 ? null : Math.min(...days),
          mostDays: days.length === 0 ? null : Math.max(...days),
          newlyDecided: 0,
          keptByHold: 0,
        });
        expect(told.rules.reduce((sum: number, { records }: { records: number }) => sum + records, 0)).toBe(120);
        expect(totalCount).toBe(moved.length);
        expect(all.map(({ caseId, dueBefore, dueAfter, days: by }) => [caseId, dueBefore, dueAfter, by])).toEqual(
          moved
            .toSorted((a, b) => (String(a.caseId) < String(b.caseId) ? -1 : 1))
            .map(({ caseId, was, will, days: by }) => [caseId, was, will, by]),
        );
      }),
      { numRuns: 6, seed: 20 },
    );
  });

  it('do on approval what they told, say so in the sentence, and bring nothing forward that is held', async () => {
    const held = cases.find(({ taskCode }) => taskCode === items[0]) ?? expect.fail('none');
    const order = { caseId: String(held.id), reason: raw('AUDIT'), ground: '审计通知书' };
    await doneAs(running, archivist, 'placeHold', { input: order });
    const before = await decisions();
    const id = await drafted(whole('D10', 'D50', 'D30', 'Y'));
    const { keptByHold } = await simulated(id);
    const { all } = await movesOf(id);
    await doneAs(running, archivist, 'submitSchedule', { id });
    expect(await simulated(id, authority)).toMatchObject({ keptByHold });
    await doneAs(running, authority, 'approveSchedule', { id });
    const after = await decisions();

    expect(keptByHold).toBe(1);
    expect(after.get(String(held.id))).toEqual(before.get(String(held.id)));
    const moved = all.filter((move) => move.caseId !== held.id);
    expect(moved.length).toBeGreaterThan(90);
    for (const { caseId, dueAfter, periodAfter, ruleAfter } of moved)
      expect(after.get(caseId)).toMatchObject({ dueOn: dueAfter, period: periodAfter, ruleCode: ruleAfter });
    const longer = cases.find(({ taskCode }) => taskCode === items[1]) ?? expect.fail('none');
    expect(after.get(String(longer.id))?.explanation).toMatch(
      /^办件于\d+年\d+月\d+日办结，依据.*，保管期限为定期50年，自\d+年1月1日起算，至\d+年12月31日届满；经v\d+年版保管期限表重新确定，原至\d+年12月31日届满。$/,
    );
    const { retentionSchedules } = await dataOf(running, `{ retentionSchedules { version state } }`, archivist);
    expect(retentionSchedules.map(({ state }: { state: string }) => state)).toEqual(['APPROVED', 'SUPERSEDED']);
  });

  it('rule a case by the longest of the periods of its materials, and wait for a rule for what has none', async () => {
    const newcomer = rows.caseRow({
      state: 'ARCHIVED',
      archivedOn: '2026-06-01',
      completedOn: '2026-03-15',
      taskCode: `${rows.agency}4000199001009`,
    });
    await tell(newcomer);
    expect((await decisions()).has(String(newcomer.id))).toBe(false);
    const ofClass = (materialClass: 'RESULT' | 'EVIDENTIAL' | 'PROCEDURAL', period: string) =>
      ruleFor(String(newcomer.taskCode), period, { materialClass, code: `9-${materialClass}` });
    const id = await drafted([
      ...whole(),
      ofClass('RESULT', 'D30'),
      ofClass('EVIDENTIAL', 'D10'),
      ofClass('PROCEDURAL', 'D25'),
    ]);
    expect(await simulated(id)).toMatchObject({ newlyDecided: 1 });
    await doneAs(running, archivist, 'submitSchedule', { id });
    await doneAs(running, authority, 'approveSchedule', { id });

    expect((await decisions()).get(String(newcomer.id))).toMatchObject({ ruleCode: '9-RESULT', dueOn: '2056-12-31' });
  });

  it('are approved one after the other when two are approved at the same time: one is in force', async () => {
    const last = ruleFor(`${rows.agency}4000199001009`, 'D30');
    const ids = [await drafted([...whole(), last]), await drafted([...whole('D10'), last])];
    for (const id of ids) await doneAs(running, archivist, 'submitSchedule', { id });
    await Promise.all(ids.map((id) => actAs(running, authority, 'approveSchedule', { id })));
    const { rows: found } = await sql<{ n: number }>`select count(*)::int as n from retention.schedule
      where agency = ${rows.agency} and state = 'APPROVED'`.execute(running.fork().getKysely());

    expect(found).toEqual([{ n: 1 }]);
  });
});
