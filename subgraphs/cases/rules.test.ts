import { describe, expect, it } from 'vitest';
import { CASE_STATE } from '../../schema/codes.ts';
import { localDate } from '../../schema/ids.ts';
import { archiveDueOn, checkItemType, isByReference, mayFollow } from './rules.ts';

describe('the latest day of archiving', () => {
  const profile = { archiveDue: { month: 6, day: 30, yearsAfterCompletion: 1 } };

  it.each([
    ['2024-01-01', '2025-06-30'],
    ['2024-03-15', '2025-06-30'],
    ['2024-12-31', '2025-06-30'],
    ['2025-01-01', '2026-06-30'],
  ])('of a case completed on %s is %s: the end of June of the second year', (completedOn, dueOn) => {
    expect(archiveDueOn(localDate(completedOn), profile)).toBe(dueOn);
  });

  it('is what the profile of a province says', () => {
    const archiveDue = { month: 3, day: 1, yearsAfterCompletion: 1 };
    expect(archiveDueOn(localDate('2024-03-15'), { archiveDue })).toBe('2025-03-01');
  });
});

describe('an item', () => {
  it('that is a penalty or an inspection is taken by reference, and no other', () => {
    expect([isByReference('PENALTY'), isByReference('INSPECTION')]).toEqual([true, true]);
    expect([isByReference('PERMIT'), isByReference('PUBLIC_SERVICE')]).toEqual([false, false]);
  });

  it('that is coercion is refused with its clause', () => {
    expect(checkItemType('COERCION')).toMatchObject([{ code: 'ITEM_OUTSIDE', clause: '26号 art. 2' }]);
    expect(checkItemType('PENALTY')).toEqual([]);
  });
});

describe('archiving', () => {
  const after = (from: (typeof CASE_STATE)[number]): string[] => CASE_STATE.filter((to) => mayFollow(from, to));

  it('goes one way, and back only from its two checks', () => {
    expect(CASE_STATE.map((from) => [from, ...after(from)].join(' '))).toEqual([
      'OPEN COMPLETED',
      'COMPLETED COLLECTED',
      'COLLECTED ARRANGED',
      'ARRANGED INVENTORIED',
      'INVENTORIED PACKAGED',
      'PACKAGED SEALED',
      'SEALED CHECKED RETURNED',
      'CHECKED EXCHANGED',
      'EXCHANGED RECEIVED RETURNED',
      'RECEIVED REGISTERED',
      'REGISTERED ARCHIVED',
      'ARCHIVED',
      'RETURNED COLLECTED',
    ]);
  });
});
