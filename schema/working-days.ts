/**
 * Working days of China: weekends, statutory holidays and make-up workdays as published, and what a profile adds.
 * Pure: the calendar is a table in a package. A year that nobody has published yet counts by its weekends, and says so.
 */
import chineseDays from 'chinese-days';
import { addDays, type LocalDate } from './ids.ts';

/** A day that the jurisdiction profile settles otherwise than the published calendar. */
export interface DayOverride {
  readonly date: LocalDate;
  readonly kind: 'HOLIDAY' | 'WORKDAY';
}

export interface DueDay {
  /** Itself still in time. */
  readonly on: LocalDate;
  /** The count touches a year whose holidays are not published yet: it may still change. */
  readonly isProvisional: boolean;
}

export function isWorkingDay(date: LocalDate, overrides: readonly DayOverride[] = []): boolean {
  const override = overrides.find((each) => each.date === date);
  return override === undefined ? chineseDays.getDayDetail(date).work : override.kind === 'WORKDAY';
}

/** Whether the holidays of the year are known: every published year has its New Year's Day. */
export function isYearPublished(date: LocalDate, overrides: readonly DayOverride[] = []): boolean {
  const newYear = `${date.slice(0, 4)}-01-01`;
  if (overrides.some((each) => each.date === newYear && each.kind === 'HOLIDAY')) return true;
  // Of a day that it knows the calendar gives "English,中文,days"; of any other the English name of the weekday.
  return chineseDays.getDayDetail(newYear).name.includes(',');
}

/**
 * The last day of a period of working days. The day on which it begins does not count.
 *
 * @param from may itself be a day of rest
 * @param workingDays 0 gives `from` itself
 * @clause 民法典 art. 201; 809 art. 21
 */
export function addWorkingDays(from: LocalDate, workingDays: number, overrides: readonly DayOverride[] = []): DueDay {
  let on = from;
  for (let left = workingDays; left > 0;) {
    on = addDays(on, 1);
    if (isWorkingDay(on, overrides)) left -= 1;
  }
  return { on, isProvisional: !isYearPublished(on, overrides) || !isYearPublished(from, overrides) };
}
