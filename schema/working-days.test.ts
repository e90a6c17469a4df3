import { describe, expect, it } from 'vitest';
import { localDate as date, type LocalDate } from './ids.ts';
import { addWorkingDays, isWorkingDay, isYearPublished } from './working-days.ts';

const dueOn = (from: string, workingDays: number): string => addWorkingDays(date(from), workingDays).on;

/** 国务院办公厅 notices on the holidays of 2025 and 2026: days off, and weekend days that are worked instead. */
const HOLIDAYS: readonly (readonly [string, string, number])[] = [
  ['New Year 2025', '2025-01-01', 1],
  ['Spring Festival 2025', '2025-01-28', 8],
  ['Tomb-sweeping Day 2025', '2025-04-04', 3],
  ['Labour Day 2025', '2025-05-01', 5],
  ['Dragon Boat Festival 2025', '2025-05-31', 3],
  ['National Day and Mid-autumn Festival 2025', '2025-10-01', 8],
  ['New Year 2026', '2026-01-01', 3],
  ['Spring Festival 2026', '2026-02-15', 9],
  ['Tomb-sweeping Day 2026', '2026-04-04', 3],
  ['Labour Day 2026', '2026-05-01', 5],
  ['Dragon Boat Festival 2026', '2026-06-19', 3],
  ['Mid-autumn Festival 2026', '2026-09-25', 3],
  ['National Day 2026', '2026-10-01', 7],
];
const MAKE_UP_WORKDAYS =
  '2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10';

function daysOf(year: number): LocalDate[] {
  const first = Date.parse(`${year}-01-01T00:00:00Z`);
  const days = Array.from({ length: 366 }, (_none, at) => new Date(first + at * 86_400_000).toISOString().slice(0, 10));
  return days.filter((each) => each.startsWith(String(year))).map(date);
}

function runOf([, first, length]: readonly [string, string, number]): string[] {
  const from = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length }, (_none, at) => new Date(from + at * 86_400_000).toISOString().slice(0, 10));
}

describe('the working days of 2025 and 2026', () => {
  it.each([2025, 2026])('%i: weekdays that are no holiday, and weekend days that are made up', (year) => {
    const off = new Set(HOLIDAYS.flatMap(runOf));
    const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    for (const day of daysOf(year)) {
      const isWorked = MAKE_UP_WORKDAYS.includes(day) || (!isWeekend(day) && !off.has(day));
      expect([day, isWorkingDay(day)]).toEqual([day, isWorked]);
    }
  });
});

describe('a period of working days', () => {
  it('does not count the day on which it begins', () => {
    expect(dueOn('2025-03-03', 1)).toBe('2025-03-04');
    expect(dueOn('2025-03-03', 0)).toBe('2025-03-03');
  });

  it('leaves out the weekend', () => {
    expect(dueOn('2025-03-07', 1)).toBe('2025-03-10');
    expect(dueOn('2025-03-08', 1)).toBe('2025-03-10');
  });

  it('of ten before the Spring Festival of 2025 ends after it, both make-up workdays counted', () => {
    // 23, 24, 26 (Sunday, worked), 27 January; 5, 6, 7, 8 (Saturday, worked), 10, 11 February.
    expect(dueOn('2025-01-22', 10)).toBe('2025-02-11');
  });

  it('of one before National Day of 2025 ends eight days later', () => {
    expect(dueOn('2025-09-30', 1)).toBe('2025-10-09');
    expect(dueOn('2025-09-27', 1)).toBe('2025-09-28');
  });

  it('of ten before the Spring Festival of 2026, the longest one, ends after it', () => {
    // 12, 13, 14 (Saturday, worked), 24, 25, 26, 27, 28 (Saturday, worked) February; 2, 3 March.
    expect(dueOn('2026-02-11', 10)).toBe('2026-03-03');
  });

  it('extended by ten across National Day of 2026 ends where twenty in one would', () => {
    // 21, 22, 23, 24, 28, 29, 30 September, 8, 9, 10 (Saturday, worked) October; then 12–16 and 19–23 October.
    expect(dueOn('2026-09-20', 10)).toBe('2026-10-10');
    expect(dueOn(dueOn('2026-09-20', 10), 10)).toBe('2026-10-23');
    expect(dueOn('2026-09-20', 20)).toBe('2026-10-23');
  });

  it('of the profile: a day that it takes off is not counted, one that it adds is', () => {
    const overrides = [
      { date: date('2025-03-04'), kind: 'HOLIDAY' as const },
      { date: date('2025-03-08'), kind: 'WORKDAY' as const },
    ];

    expect(addWorkingDays(date('2025-03-03'), 1, overrides).on).toBe('2025-03-05');
    expect(addWorkingDays(date('2025-03-07'), 1, overrides).on).toBe('2025-03-08');
  });
});

describe('a year whose holidays nobody has published', () => {
  it('makes a due day provisional', () => {
    expect(addWorkingDays(date('2026-12-30'), 1)).toEqual({ on: '2026-12-31', isProvisional: false });
    expect(addWorkingDays(date('2026-12-31'), 1)).toEqual({ on: '2027-01-01', isProvisional: true });
    expect(addWorkingDays(date('2028-06-01'), 5).isProvisional).toBe(true);
  });

  it('is settled by a profile that names its New Year', () => {
    const overrides = [{ date: date('2027-01-01'), kind: 'HOLIDAY' as const }];

    expect(addWorkingDays(date('2026-12-31'), 1, overrides)).toEqual({ on: '2027-01-04', isProvisional: false });
    expect(isYearPublished(date('2027-06-01'))).toBe(false);
  });
});
