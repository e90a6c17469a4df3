/** Branded words and calendar days. Pure: no I/O, no clock. Days are those of Asia/Shanghai. */
import { accepted, fault, refused, type Parsed } from './identifiers/parsed.ts';

declare const brand: unique symbol;

/** A `T` that only a parser or a factory can make; `Name` keeps two of them apart. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`, years 0001 to 9999; sorts as text. */
export type LocalDate = Brand<string, 'LocalDate'>;

/** A point in time, RFC 3339, always written `YYYY-MM-DDTHH:mm:ss.sss+08:00`; sorts as text. */
export type Instant = Brand<string, 'Instant'>;

const DAY_MS = 86_400_000;
/** China has kept UTC+8 without summer time since September 1991; older instants may be an hour off. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const DATE_FORM = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT_FORM =
  /^(\d{4}-\d{2}-\d{2})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Takes `YYYY-MM-DD` that is a real day of the calendar; nothing is trimmed or rolled over. */
export function parseLocalDate(input: unknown): Parsed<LocalDate> {
  if (typeof input !== 'string' || !DATE_FORM.test(input)) return refused([fault('date', 'YYYY-MM-DD expected')]);
  if (!isRealDay(input)) return refused([fault('date', 'this day is not in the calendar')]);
  return accepted(input as LocalDate);
}

/** A day that is known to be one: literals, rows of our own tables. @throws RangeError if it is none */
export function localDate(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (!date.ok) throw new RangeError('not a calendar day, YYYY-MM-DD');
  return date.value;
}

/**
 * Takes RFC 3339 with an offset, and writes it at +08:00. Digits below the millisecond are dropped;
 * a leap second (`:60`) is refused.
 */
export function parseInstant(input: unknown): Parsed<Instant> {
  const match = typeof input === 'string' ? INSTANT_FORM.exec(input) : null;
  if (match === null) return refused([fault('instant', 'RFC 3339 with an offset expected')]);
  if (!isRealDay(match[1] ?? '')) return refused([fault('instant', 'this day is not in the calendar')]);
  const ms = Date.parse(match[0].toUpperCase());
  if (!isWritable(ms)) return refused([fault('instant', 'a year from 0001 to 9999 expected')]);
  return accepted(toInstant(ms));
}

/** @param ms since the epoch, as a clock gives it. @throws RangeError outside the years 0001 to 9999 */
export function toInstant(ms: number): Instant {
  if (!isWritable(ms)) throw new RangeError('an instant between the years 0001 and 9999 expected');
  return `${new Date(ms + SHANGHAI_OFFSET_MS).toISOString().slice(0, -1)}+08:00` as Instant;
}

/** Milliseconds since the epoch. */
export function toEpochMs(instant: Instant): number {
  return Date.parse(instant);
}

/** The calendar day in Asia/Shanghai on which the instant falls. @throws RangeError as `toInstant` */
export function toShanghaiDate(instantMs: number): LocalDate {
  return toInstant(instantMs).slice(0, 10) as LocalDate;
}

/**
 * The same day of another year. 29 February becomes 28 February where the year has none:
 * a period ends on the last day of the month if the corresponding day is missing.
 *
 * @throws RangeError outside the years 0001 to 9999
 * @clause 民法典 art. 202
 */
export function addYears(date: LocalDate, years: number): LocalDate {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  const moved = `${year}${date.slice(4)}`;
  return localDate(date.endsWith('-02-29') && !isRealDay(moved) ? `${year}-02-28` : moved);
}

/** @param days may be negative. @throws RangeError outside the years 0001 to 9999 */
export function addDays(date: LocalDate, days: number): LocalDate {
  const ms = utcMidnight(date) + days * DAY_MS;
  if (!Number.isInteger(days) || ms < FIRST_MS || ms > LAST_MS)
    throw new RangeError('whole days within the years 0001 to 9999 expected');
  return toUtcDay(ms) as LocalDate;
}

/** 31 December of the year of `date`. */
export function endOfYear(date: LocalDate): LocalDate {
  return `${date.slice(0, 4)}-12-31` as LocalDate;
}

function isRealDay(date: string): boolean {
  const ms = utcMidnight(date);
  return !Number.isNaN(ms) && ms >= FIRST_MS && toUtcDay(ms) === date;
}

function isWritable(ms: number): boolean {
  return Number.isInteger(ms) && ms + SHANGHAI_OFFSET_MS >= FIRST_MS && ms + SHANGHAI_OFFSET_MS <= LAST_MS;
}

function utcMidnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function toUtcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
