/** Retention schedules of the demo bureaus, the holds on their cases, and what was destroyed. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { addDays, addYears, localDate } from '../../schema/ids.ts';
import type { DestroyInput, HoldRow, RetentionLoad, RuleRow, ScheduleRow } from '../../subgraphs/retention/index.ts';
import { nameOfBody, type Bureau } from './bodies.ts';
import { demoCaseId } from './case-names.ts';
import type { CaseSpec } from './case-spec.ts';
import { ITEM_KEYS, itemOf, taskCodeOf, type ItemKey } from './items.ts';
import { demoId } from './stable.ts';

const BUREAUS = [
  'housing',
  'civilAffairs',
  'market',
  'transport',
  'formerRealEstate',
] as const satisfies readonly Bureau[];

function scheduleOf(bureau: Bureau, version: string, rest: Pick<ScheduleRow, 'state' | 'approvedOn'>): ScheduleRow {
  const title = `${nameOfBody(bureau)}政务服务事项归档范围和档案保管期限表`;
  return { id: demoId(`schedule/${bureau}/${version}`), agency: DEMO_BODIES[bureau], version, title, ...rest };
}

const SCHEDULES: readonly ScheduleRow[] = [
  ...BUREAUS.map((bureau) => scheduleOf(bureau, '2023', { state: 'APPROVED', approvedOn: '2023-11-20' })),
  scheduleOf('housing', '2015', { state: 'SUPERSEDED', approvedOn: '2015-03-10' }),
  scheduleOf('market', '2026', { state: 'DRAFT', approvedOn: null }),
];

const CHAPTERS = ['一', '二', '三', '四', '五', '六', '七', '八'];

function ruleOf(bureau: Bureau, version: string, item: ItemKey, index: number): RuleRow {
  const { period, name } = itemOf(item);
  const task = taskCodeOf(item);
  return {
    id: demoId(`rule/${bureau}/${version}/${item}`),
    scheduleId: demoId(`schedule/${bureau}/${version}`),
    code: `${version}-${String(index + 1).padStart(2, '0')}`,
    // One rule stands for the item wherever it is handled.
    itemCode: item === 'lease' ? task.slice(-12) : task,
    period,
    basis: `《${nameOfBody(bureau)}政务服务事项归档范围和档案保管期限表》（${version}年版）第${CHAPTERS[index] ?? '九'}条：${name}`,
    lookBackAdministration: 5,
    lookBackLitigation: 5,
    lookBackAudit: 10,
  };
}

function rulesOf(bureau: Bureau, version: string): RuleRow[] {
  return ITEM_KEYS.filter((item) => itemOf(item).bureau === bureau).map((item, index) =>
    ruleOf(bureau, version, item, index),
  );
}

const RULES: readonly RuleRow[] = [
  ...BUREAUS.flatMap((bureau) => rulesOf(bureau, '2023')),
  ...rulesOf('housing', '2015'),
  ...rulesOf('market', '2026'),
];

export function retentionLoad(specs: readonly CaseSpec[]): RetentionLoad {
  const holds = specs.flatMap(({ key, hold, completedOn }): HoldRow[] => {
    if (hold === undefined || completedOn === null) return [];
    const placedOn = addYears(localDate(completedOn), 1);
    const earlier = {
      id: demoId(`hold/${key}/lifted`),
      caseId: demoCaseId(key),
      reason: 'SHARING_DISPUTE',
      placedOn: addDays(placedOn, -200),
      liftedOn: addDays(placedOn, -100),
    } as const;
    return [earlier, { id: demoId(`hold/${key}`), caseId: demoCaseId(key), reason: hold, placedOn, liftedOn: null }];
  });
  return { schedules: SCHEDULES, rules: RULES, holds };
}

export function destructionsOf(specs: readonly CaseSpec[]): DestroyInput[] {
  return specs.flatMap(({ key, destroyed }) =>
    destroyed === undefined ? [] : [{ caseId: demoCaseId(key), destroyedOn: destroyed.on, listNumber: destroyed.list }],
  );
}
