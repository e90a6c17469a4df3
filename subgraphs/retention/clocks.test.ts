import { describe, expect, it } from 'vitest';
import { localDate as date } from '../../schema/ids.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { clocksOf, hallLevelOf, isCollectable } from './clocks.ts';

describe('the clocks of a record', () => {
  it('of a county hall, thirty years, formed on 15 March 2024', () => {
    expect(clocksOf({ formedOn: date('2024-03-15'), period: 'D30', hallLevel: 'COUNTY' }, DEFAULT_PROFILE)).toEqual({
      archiveDueOn: '2025-06-30',
      transferDueOn: '2034-03-15',
      openingDueOn: '2049-03-15',
      retentionEndsOn: '2054-12-31',
    });
  });

  it('run ten years longer to the transfer under a provincial hall, for what it collects', () => {
    const under = (period: 'Y' | 'D30') =>
      clocksOf({ formedOn: date('2024-03-15'), period, hallLevel: 'PROVINCIAL' }, DEFAULT_PROFILE);

    expect(under('Y')).toMatchObject({ transferDueOn: '2044-03-15', retentionEndsOn: null });
    expect(under('D30').transferDueOn).toBeNull();
  });

  it('never come to a transfer when kept for ten years: appraisal comes before opening', () => {
    const { transferDueOn, retentionEndsOn, openingDueOn } = clocksOf(
      { formedOn: date('2024-03-15'), period: 'D10', hallLevel: 'COUNTY' },
      DEFAULT_PROFILE,
    );

    expect([transferDueOn, retentionEndsOn]).toEqual([null, '2034-12-31']);
    expect(String(retentionEndsOn) < openingDueOn).toBe(true);
  });

  it('do not make years of 长期 and 短期: those are appraised by hand', () => {
    for (const period of ['LONG', 'SHORT'] as const) {
      const clocks = clocksOf({ formedOn: date('1999-02-28'), period, hallLevel: 'COUNTY' }, DEFAULT_PROFILE);
      expect(clocks).toMatchObject({ retentionEndsOn: null, transferDueOn: null });
      expect(isCollectable(period, 'COUNTY', DEFAULT_PROFILE)).toBe(false);
    }
  });

  it('of 29 February end on 28 February where the year has none', () => {
    expect(
      clocksOf({ formedOn: date('2024-02-29'), period: 'Y', hallLevel: 'PREFECTURAL' }, DEFAULT_PROFILE),
    ).toMatchObject({ transferDueOn: '2044-02-29', openingDueOn: '2049-02-28' });
  });

  it('follow the profile', () => {
    const profile = {
      ...DEFAULT_PROFILE,
      archiveDue: { month: 3, day: 5, yearsAfterCompletion: 2 },
      openingDueYears: 30,
      retentionAnchor: 'COMPLETION' as const,
    };

    expect(clocksOf({ formedOn: date('2024-03-15'), period: 'D30', hallLevel: 'COUNTY' }, profile)).toMatchObject({
      archiveDueOn: '2026-03-05',
      openingDueOn: '2054-03-15',
      retentionEndsOn: '2054-03-15',
    });
  });
});

it.each([
  ['000000', 'CENTRAL'],
  ['990000', 'PROVINCIAL'],
  ['990100', 'PREFECTURAL'],
  ['990106', 'COUNTY'],
])('the hall of region %s is of level %s', (region, level) => {
  expect(hallLevelOf(region)).toBe(level);
});
