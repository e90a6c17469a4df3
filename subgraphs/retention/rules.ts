/** The arithmetic of retention periods. Pure: no I/O, no clock. */
import type { MaterialClass, RetentionCode } from '../../schema/codes.ts';
import { parseItemCode } from '../../schema/identifiers/item-code.ts';
import { addDays, addYears, endOfYear, type LocalDate } from '../../schema/ids.ts';
import type { Profile } from '../../schema/profile.ts';

export interface Rule {
  readonly id: string;
  readonly code: string;
  /** Implementation code of an item, or its basic code: then it holds for every agency's form of the item. */
  readonly itemCode: string;
  /** Null or left out: the whole of the case. */
  readonly materialClass?: MaterialClass | null;
  readonly period: RetentionCode;
  /** The clause of the schedule, in words. */
  readonly basis: string;
  readonly lookBackAdministration: number;
  readonly lookBackLitigation: number;
  readonly lookBackAudit: number;
}

export interface Schedule {
  readonly id: string;
  readonly agency: string;
  readonly version: string;
  readonly state: string;
  readonly approvedOn: LocalDate | null;
  readonly rules: readonly Rule[];
}

/** A period as code; `D5`, `D15` and others exist beside the three of the national rules. */
export function isRetentionCode(code: string): code is RetentionCode {
  return /^(?:Y|D[1-9][0-9]{0,2})$/.test(code);
}

/** Whole years; null: permanent. */
export function periodYears(period: RetentionCode): number | null {
  return period === 'Y' ? null : Number(period.slice(1));
}

export interface Violation {
  readonly lookBack: keyof Profile['lookBackYears'];
  readonly years: number;
  readonly clause: string;
}

/**
 * Every look-back that the period of the rule falls short of. The longer of rule and profile counts; a period
 * that is as long as the look-back is long enough.
 *
 * @clause 26号 art. 7
 */
export function checkRule(rule: Rule, { lookBackYears }: Pick<Profile, 'lookBackYears'>): readonly Violation[] {
  const years = periodYears(rule.period);
  if (years === null) return [];
  const needed = [
    ['administration', Math.max(rule.lookBackAdministration, lookBackYears.administration)],
    ['litigation', Math.max(rule.lookBackLitigation, lookBackYears.litigation)],
    ['audit', Math.max(rule.lookBackAudit, lookBackYears.audit)],
  ] as const;
  return needed.flatMap(([lookBack, least]) =>
    years < least ? [{ lookBack, years: least, clause: '26号 art. 7' }] : [],
  );
}

/**
 * The rule for an item, of the newest approved schedule of the agency. Null when there is none: older versions are not
 * gone back to. The same schedules give the same rule in whatever order they come.
 *
 * @clause 26号 art. 7
 */
export function resolveRule(
  schedules: readonly Schedule[],
  of: { readonly agency: string; readonly taskCode: string },
): Rule | null {
  const approved = schedules.filter((each) => each.agency === of.agency && each.state === 'APPROVED');
  const newest = approved.toSorted((a, b) => compare(ageOf(b), ageOf(a)))[0];
  if (newest === undefined) return null;
  return ruleOf(newest.rules, of.taskCode);
}

/**
 * Of the rules of one schedule the one for exactly this item, else the one for its basic code. A case is kept as a
 * whole: where its classes of materials have rules of their own, the longest decides.
 *
 * @clause 26号 art. 7; 26号 art. 8
 */
export function ruleOf(rules: readonly Rule[], taskCode: string): Rule | null {
  const basicCode = toBasicCode(taskCode);
  const exact = rules.filter((each) => each.itemCode === taskCode);
  const found = exact.length > 0 ? exact : rules.filter((each) => each.itemCode === basicCode);
  return found.toSorted((a, b) => lengthOf(b) - lengthOf(a) || compare(a.code, b.code))[0] ?? null;
}

function lengthOf({ period }: Rule): number {
  return periodYears(period) ?? Number.MAX_SAFE_INTEGER;
}

export interface Term {
  readonly startsOn: LocalDate;
  /** Last day of retention; null: permanent. */
  readonly dueOn: LocalDate | null;
}

/**
 * From when to when a case is kept. `YEAR_END`: counted from 1 January after the year of completion, to the end of
 * the n-th year. `COMPLETION`: from the day of completion.
 *
 * @clause 26号 art. 7
 */
export function termOf(
  completedOn: LocalDate,
  period: RetentionCode,
  { retentionAnchor }: Pick<Profile, 'retentionAnchor'>,
): Term {
  const years = periodYears(period);
  if (retentionAnchor === 'COMPLETION') {
    return { startsOn: completedOn, dueOn: years === null ? null : addYears(completedOn, years) };
  }
  const yearEnd = endOfYear(completedOn);
  return { startsOn: addDays(yearEnd, 1), dueOn: years === null ? null : addYears(yearEnd, years) };
}

/** One sentence on how the term came about, for people. */
export function explain(completedOn: LocalDate, rule: Pick<Rule, 'code' | 'basis' | 'period'>, term: Term): string {
  const period = periodInWords(rule.period);
  const end = term.dueOn === null ? '不设届满日' : `至${inWords(term.dueOn)}届满`;
  const reason = `办件于${inWords(completedOn)}办结，依据${rule.basis}（规则${rule.code}），保管期限为${period}`;
  return `${reason}，自${inWords(term.startsOn)}起算，${end}。`;
}

export function periodInWords(period: RetentionCode): string {
  const years = periodYears(period);
  return years === null ? '永久' : `定期${years}年`;
}

/** 2024年3月15日 */
function inWords(date: LocalDate): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

function toBasicCode(taskCode: string): string | null {
  const item = parseItemCode(taskCode);
  return item.ok ? (item.value.parsed?.basicCode ?? null) : null;
}

/** Sorts as text: by day of approval, then version, then key, so that two of one day have an order too. */
function ageOf(schedule: Schedule): string {
  return `${schedule.approvedOn ?? '0000-00-00'} ${schedule.version} ${schedule.id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
