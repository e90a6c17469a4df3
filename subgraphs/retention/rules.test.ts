import { describe, expect, it } from 'vitest';
import { localDate as date } from '../../schema/ids.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import {
  checkRule,
  explain,
  isRetentionCode,
  periodYears,
  resolveRule,
  termOf,
  type Rule,
  type Schedule,
} from './rules.ts';

const AGENCY = '11990000MB0DEM017Y';
const ITEM = `${AGENCY}4000199001001`;
const YEAR_END = { retentionAnchor: 'YEAR_END' } as const;
const COMPLETION = { retentionAnchor: 'COMPLETION' } as const;

function rule(given: Partial<Rule> = {}): Rule {
  return {
    id: 'r',
    code: '03',
    itemCode: ITEM,
    period: 'D30',
    basis: '26号 art. 7; 住房保障归档范围和保管期限表 2024 第3条',
    lookBackAdministration: 5,
    lookBackLitigation: 5,
    lookBackAudit: 5,
    ...given,
  };
}

function schedule(given: Partial<Schedule> = {}): Schedule {
  return {
    id: 's',
    agency: AGENCY,
    version: '1',
    state: 'APPROVED',
    approvedOn: date('2024-01-01'),
    rules: [rule()],
    ...given,
  };
}

describe('the term of retention', () => {
  it('of thirty years for a case completed on 2024-03-15 ends on 2054-12-31', () => {
    expect(termOf(date('2024-03-15'), 'D30', YEAR_END)).toEqual({
      startsOn: '2025-01-01',
      dueOn: '2054-12-31',
    });
  });

  it('of ten years for the same case ends on 2034-12-31', () => {
    expect(termOf(date('2024-03-15'), 'D10', YEAR_END)).toEqual({
      startsOn: '2025-01-01',
      dueOn: '2034-12-31',
    });
  });

  it('is the same for the first and the last day of a year, and another for the day after', () => {
    expect(termOf(date('2024-01-01'), 'D10', YEAR_END).dueOn).toBe('2034-12-31');
    expect(termOf(date('2024-12-31'), 'D10', YEAR_END).dueOn).toBe('2034-12-31');
    expect(termOf(date('2025-01-01'), 'D10', YEAR_END).dueOn).toBe('2035-12-31');
  });

  it('takes periods beyond the three of the national rules', () => {
    expect(termOf(date('2024-03-15'), 'D15', YEAR_END).dueOn).toBe('2039-12-31');
  });

  it('has no end when permanent, whatever it counts from', () => {
    expect(termOf(date('2024-03-15'), 'Y', YEAR_END)).toEqual({ startsOn: '2025-01-01', dueOn: null });
    expect(termOf(date('2024-03-15'), 'Y', COMPLETION)).toEqual({ startsOn: '2024-03-15', dueOn: null });
  });

  it('counts from the day of completion where the profile says so, leap day included', () => {
    expect(termOf(date('2024-02-29'), 'D10', COMPLETION)).toEqual({
      startsOn: '2024-02-29',
      dueOn: '2034-02-28',
    });
  });
});

describe('a period', () => {
  it.each([
    ['Y', true],
    ['D5', true],
    ['D30', true],
    ['D0', false],
    ['D030', false],
    ['30', false],
    ['长期', false],
  ])('%s is a code: %s', (code, expected) => expect(isRetentionCode(code)).toBe(expected));

  it('has a number of years unless it is permanent', () => {
    expect([periodYears('D30'), periodYears('D5'), periodYears('Y')]).toEqual([30, 5, null]);
  });
});

describe('a rule', () => {
  it('is refused for each look-back that it is shorter than', () => {
    const short = rule({ period: 'D10', lookBackLitigation: 20, lookBackAudit: 11 });

    expect(checkRule(short, DEFAULT_PROFILE)).toEqual([
      { lookBack: 'litigation', years: 20, clause: '26号 art. 7' },
      { lookBack: 'audit', years: 11, clause: '26号 art. 7' },
    ]);
  });

  it('is long enough when it is exactly as long as the look-back', () => {
    expect(checkRule(rule({ period: 'D10', lookBackAudit: 10 }), DEFAULT_PROFILE)).toEqual([]);
  });

  it('that is permanent is longer than any look-back', () => {
    expect(checkRule(rule({ period: 'Y', lookBackAudit: 999 }), DEFAULT_PROFILE)).toEqual([]);
  });

  it('cannot undercut the look-back of the profile', () => {
    const { lookBackYears } = DEFAULT_PROFILE;
    const stricter = { lookBackYears: { ...lookBackYears, administration: 15 } };

    expect(checkRule(rule({ period: 'D10', lookBackAdministration: 1 }), stricter)).toEqual([
      { lookBack: 'administration', years: 15, clause: '26号 art. 7' },
    ]);
  });
});

describe('the rule for an item', () => {
  const asked = { agency: AGENCY, taskCode: ITEM };

  it('is that of the approved schedule of its agency', () => {
    expect(resolveRule([schedule()], asked)?.code).toBe('03');
  });

  it('is none while the schedule is a draft, superseded, or that of another agency', () => {
    const others = [
      schedule({ state: 'DRAFT' }),
      schedule({ state: 'SUPERSEDED' }),
      schedule({ agency: '11990200MB0DEM0252' }),
    ];

    expect(resolveRule(others, asked)).toBeNull();
  });

  it('is that of the schedule that was approved last, in whatever order they come', () => {
    const older = schedule({
      id: 'a',
      version: '2',
      approvedOn: date('2020-01-01'),
      rules: [rule({ code: 'old' })],
    });
    const newer = schedule({
      id: 'b',
      version: '1',
      approvedOn: date('2024-01-01'),
      rules: [rule({ code: 'new' })],
    });
    const undated = schedule({ id: 'c', approvedOn: null, rules: [rule({ code: 'undated' })] });

    expect(resolveRule([older, newer, undated], asked)?.code).toBe('new');
    expect(resolveRule([undated, newer, older], asked)?.code).toBe('new');
  });

  it('is that of the higher version where two were approved on one day', () => {
    const first = schedule({ version: '1', rules: [rule({ code: 'first' })] });
    const second = schedule({ version: '2', rules: [rule({ code: 'second' })] });

    expect(resolveRule([first, second], asked)?.code).toBe('second');
    expect(resolveRule([second, first], asked)?.code).toBe('second');
  });

  it('is none where the newest schedule has none, though an older one had', () => {
    const newest = schedule({ id: 'b', approvedOn: date('2025-01-01'), rules: [] });

    expect(resolveRule([schedule(), newest], asked)).toBeNull();
  });

  it('prefers exactly this item to its basic code', () => {
    const rules = [rule({ code: '01', itemCode: '000199001001' }), rule({ code: '02', itemCode: ITEM })];

    expect(resolveRule([schedule({ rules })], asked)?.code).toBe('02');
  });

  it('is found by the basic code where nothing is said of exactly this item', () => {
    const rules = [rule({ itemCode: '000199001001' })];

    expect(resolveRule([schedule({ rules })], asked)?.code).toBe('03');
    expect(resolveRule([schedule({ rules })], { ...asked, taskCode: 'LOCAL-7' })).toBeNull();
    expect(resolveRule([schedule({ rules })], { ...asked, taskCode: 'not a code' })).toBeNull();
  });

  it('is the first by code where a schedule names an item twice', () => {
    const rules = [rule({ code: '09' }), rule({ code: '04' }), rule({ code: '04', id: 'again' })];

    expect(resolveRule([schedule({ rules })], asked)?.code).toBe('04');
    expect(resolveRule([schedule({ rules: rules.toReversed() })], asked)?.code).toBe('04');
  });
});

describe('the explanation', () => {
  it('says in one sentence how the end came about', () => {
    const term = termOf(date('2024-03-15'), 'D30', YEAR_END);

    expect(explain(date('2024-03-15'), rule(), term)).toBe(
      '办件于2024年3月15日办结，依据26号 art. 7; 住房保障归档范围和保管期限表 2024 第3条（规则03），保管期限为定期30年，自2025年1月1日起算，至2054年12月31日届满。',
    );
  });

  it('says that a permanent one has no end', () => {
    const term = termOf(date('2024-03-15'), 'Y', YEAR_END);

    expect(explain(date('2024-03-15'), rule({ period: 'Y', basis: '第1条' }), term)).toBe(
      '办件于2024年3月15日办结，依据第1条（规则03），保管期限为永久，自2025年1月1日起算，不设届满日。',
    );
  });
});
