import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addYears,
  endOfYear,
  localDate,
  parseInstant,
  parseLocalDate,
  toEpochMs,
  toInstant,
  toShanghaiDate,
} from './ids.ts';

const NEW_YEAR_MS = Date.parse('2025-01-01T00:00:00+08:00');
const anyDay = fc
  .date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('3000-01-01T00:00:00Z'), noInvalidDate: true })
  .map((day) => localDate(day.toISOString().slice(0, 10)));

describe('a calendar day', () => {
  it.each(['2024-02-29', '2000-02-29', '2024-12-31', '0001-01-01', '9999-12-31'])('takes %s', (text) => {
    expect(parseLocalDate(text)).toEqual({ ok: true, value: text });
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-01-01',
  ])('refuses %s, which is not in the calendar', (text) => {
    expect(parseLocalDate(text)).toMatchObject({ ok: false, faults: [{ part: 'date' }] });
  });

  it.each([
    '2024-1-1',
    '20240101',
    ' 2024-01-01',
    '2024-01-01T00:00:00Z',
    '２０２４-01-01',
    '',
    null,
    20240101,
    new Date(0),
  ])('refuses %j, which is not written YYYY-MM-DD', (input) => {
    expect(parseLocalDate(input)).toMatchObject({ ok: false, faults: [{ part: 'date' }] });
  });

  it('is thrown back when our own code writes an impossible one', () => {
    expect(() => localDate('2023-02-29')).toThrow(RangeError);
  });
});

describe('arithmetic of days', () => {
  it('keeps the day when years are added', () => {
    expect(addYears(localDate('2024-03-15'), 25)).toBe('2049-03-15');
  });

  it('ends on 28 February where the year has no 29th', () => {
    expect(addYears(localDate('2024-02-29'), 10)).toBe('2034-02-28');
    expect(addYears(localDate('2024-02-29'), 20)).toBe('2044-02-29');
  });

  it('refuses to leave the calendar', () => {
    expect(() => addYears(localDate('9999-01-01'), 1)).toThrow(RangeError);
    expect(() => addYears(localDate('0001-01-01'), -1)).toThrow(RangeError);
    expect(() => addDays(localDate('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(localDate('0001-01-01'), -1)).toThrow(RangeError);
    expect(() => addDays(localDate('2024-01-01'), 0.5)).toThrow(RangeError);
  });

  it('crosses a leap day and the end of a year', () => {
    expect(addDays(localDate('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(localDate('2023-02-28'), 1)).toBe('2023-03-01');
    expect(addDays(localDate('2025-01-01'), -1)).toBe('2024-12-31');
  });

  it('undoes itself', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -100_000, max: 100_000 }), (day, days) => {
        expect(addDays(addDays(day, days), -days)).toBe(day);
      }),
    );
  });

  it('knows the last day of the year', () => {
    expect(endOfYear(localDate('2054-03-15'))).toBe('2054-12-31');
    expect(endOfYear(localDate('2054-12-31'))).toBe('2054-12-31');
  });
});

describe('an instant', () => {
  it('is written at +08:00 with milliseconds, whatever offset it came with', () => {
    const same = ['2024-12-31T16:00:00Z', '2025-01-01T00:00:00+08:00', '2024-12-31t11:00:00.000999-05:00'];

    for (const text of same) expect(parseInstant(text)).toEqual({ ok: true, value: '2025-01-01T00:00:00.000+08:00' });
  });

  it.each([
    '2024-12-31T16:00:00',
    '2024-12-31 16:00:00Z',
    '2024-12-31',
    '2024-02-30T16:00:00Z',
    '2024-12-31T24:00:00Z',
    '2024-12-31T23:59:60Z',
    '9999-12-31T23:59:59Z',
    '',
    undefined,
    0,
  ])('refuses %j', (input) => {
    expect(parseInstant(input)).toMatchObject({ ok: false, faults: [{ part: 'instant' }] });
  });

  it('keeps its milliseconds', () => {
    expect(toEpochMs(toInstant(NEW_YEAR_MS + 7))).toBe(NEW_YEAR_MS + 7);
    expect(() => toInstant(Number.NaN)).toThrow(RangeError);
  });

  it('falls on the day of Shanghai, not of UTC', () => {
    expect(toShanghaiDate(NEW_YEAR_MS - 1)).toBe('2024-12-31');
    expect(toShanghaiDate(NEW_YEAR_MS)).toBe('2025-01-01');
  });

  it('agrees with the time zone database since 1992', () => {
    const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('1992-01-01T00:00:00Z'), max: Date.parse('2100-01-01T00:00:00Z') }),
        (ms) => {
          expect(toShanghaiDate(ms)).toBe(calendar.format(ms));
        },
      ),
    );
  });
});
