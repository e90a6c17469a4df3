/** The clocks of archives law, from the day of formation. Pure: no I/O, no clock of its own. */
import type { RetentionCode } from '../../schema/codes.ts';
import { addYears, type LocalDate } from '../../schema/ids.ts';
import type { Profile } from '../../schema/profile.ts';
import { termOf } from './rules.ts';

export type HallLevel = keyof Profile['transferDueYears'];

/** Old periods of before 2006 (长期, 短期): kept as they were, never converted. */
export const LEGACY_PERIODS = ['LONG', 'SHORT'] as const;
export type LegacyPeriod = (typeof LEGACY_PERIODS)[number];

/**
 * The level of the hall that a region belongs to, by its code of six digits.
 *
 * @clause 档案法实施条例 art. 20
 */
export function hallLevelOf(region: string): HallLevel {
  if (region === '000000') return 'CENTRAL';
  if (region.endsWith('0000')) return 'PROVINCIAL';
  return region.endsWith('00') ? 'PREFECTURAL' : 'COUNTY';
}

export interface ClockFacts {
  /** Day of completion, which is that of formation. */
  readonly formedOn: LocalDate;
  readonly period: RetentionCode | LegacyPeriod;
  readonly hallLevel: HallLevel;
}

export interface Clocks {
  readonly archiveDueOn: LocalDate;
  /** Null: a hall of this level does not collect records of this period. */
  readonly transferDueOn: LocalDate | null;
  readonly openingDueOn: LocalDate;
  /** Null: permanent, or of a legacy period that says no number of years. */
  readonly retentionEndsOn: LocalDate | null;
}

/**
 * The same facts and profile give the same days, whenever they are asked for. A legacy period has no end that could be
 * computed: its records are appraised by hand.
 *
 * @clause 26号 art. 9; 档案法实施条例 art. 20; 档案法 art. 27; 令22 art. 29
 */
export function clocksOf({ formedOn, period, hallLevel }: ClockFacts, profile: Profile): Clocks {
  const { yearsAfterCompletion, month, day } = profile.archiveDue;
  const year = Number(formedOn.slice(0, 4)) + yearsAfterCompletion;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return {
    archiveDueOn: `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}` as LocalDate,
    transferDueOn: isCollectable(period, hallLevel, profile)
      ? addYears(formedOn, profile.transferDueYears[hallLevel])
      : null,
    openingDueOn: addYears(formedOn, profile.openingDueYears),
    retentionEndsOn: isLegacy(period) ? null : termOf(formedOn, period, profile).dueOn,
  };
}

/** `LONG` is not collectable by name: whether a hall takes it is decided by hand. */
export function isCollectable(
  period: RetentionCode | LegacyPeriod,
  hallLevel: HallLevel,
  { collectable }: Pick<Profile, 'collectable'>,
): boolean {
  return collectable[hallLevel].some((each) => each === period);
}

function isLegacy(period: RetentionCode | LegacyPeriod): period is LegacyPeriod {
  return LEGACY_PERIODS.some((each) => each === period);
}
