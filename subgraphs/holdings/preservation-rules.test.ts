import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDate } from '../../schema/ids.ts';
import { shortfalls, type SetFacts } from './preservation-rules.ts';

const TODAY = localDate('2026-11-21');

function set(given: Partial<SetFacts> = {}): SetFacts {
  const days = { lastReadOn: localDate('2026-06-01'), readDueOn: localDate('2026-11-22') };
  return { role: 'BACKUP', kind: 'DISK', mount: null, state: 'COMPLETE', ...days, ...given };
}

const online = set({ role: 'ONLINE' });
const disk = set({ mount: 'disk-2' });
const tape = set({ kind: 'TAPE', mount: 'tape-1' });

describe('what a keeper is short of', () => {
  it('is nothing with a set in use and two backups on two kinds of medium', () => {
    expect(shortfalls([online, disk, tape], TODAY)).toEqual([]);
  });

  it.each([
    ['no set in use', [disk, tape, set({ mount: 'tape-3', kind: 'TAPE' })], ['NO_ONLINE_SET']],
    ['one backup only', [online, tape], ['FEWER_THAN_TWO_BACKUPS']],
    ['all on disks', [online, disk, set({ mount: 'disk-3' })], ['ONE_KIND_OF_MEDIUM']],
    ['two sets on one medium', [online, tape, disk, disk], ['MEDIUM_SHARED']],
    ['a reading that is due today', [online, disk, { ...tape, readDueOn: TODAY }], ['READING_DUE']],
    ['a set that was never inspected', [online, disk, { ...tape, lastReadOn: null }], ['NEVER_INSPECTED']],
  ] as const)('%s', (_title, sets, codes) => {
    expect(shortfalls(sets, TODAY)).toEqual(codes);
  });

  it('counts no set that is not complete, nor its kind of medium', () => {
    expect(shortfalls([online, disk, { ...tape, state: 'INCOMPLETE' }], TODAY)).toEqual([
      'FEWER_THAN_TWO_BACKUPS',
      'ONE_KIND_OF_MEDIUM',
      'SET_INCOMPLETE',
    ]);
  });

  it('never counts what is replaced or retired', () => {
    const facts = fc.record({
      role: fc.constantFrom('ONLINE' as const, 'BACKUP' as const),
      kind: fc.constantFrom('DISK', 'TAPE'),
      mount: fc.constantFrom(null, 'a', 'b', 'c'),
      state: fc.constantFrom('REGISTERED', 'COMPLETE', 'INCOMPLETE', 'REPLACED', 'RETIRED'),
      lastReadOn: fc.constantFrom(null, TODAY),
      readDueOn: fc.constantFrom(TODAY, localDate('2027-01-01')),
    });
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 6 }), (sets) => {
        const kept = sets.filter(({ state }) => state !== 'REPLACED' && state !== 'RETIRED');
        expect(shortfalls(sets, TODAY)).toEqual(shortfalls(kept, TODAY));
        // The law's own number: nothing short means one in use and two complete backups.
        if (shortfalls(sets, TODAY).length === 0) {
          expect(kept.filter(({ role }) => role === 'ONLINE').length).toBeGreaterThanOrEqual(1);
          expect(
            kept.filter(({ role, state }) => role === 'BACKUP' && state === 'COMPLETE').length,
          ).toBeGreaterThanOrEqual(2);
        }
      }),
    );
  });
});
