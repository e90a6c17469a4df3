import { describe, expect, it } from 'vitest';
import { isLess, tellGone, tellSeen, type Told } from './rules.ts';

const told: Told = { state: 'HELD', signature: 'SSM', hash: 'a', place: 1, edition: null };
const seen = { signature: 'SSM', hash: 'b', place: 1, edition: null };

describe('a record that is there', () => {
  it.each([
    ['new', null, seen, ['UPSERT'], 'HELD'],
    ['other than before', told, seen, ['UPSERT'], 'HELD'],
    ['back after it was taken', { ...told, state: 'TAKEN', hash: null }, seen, ['REINSTATED'], 'HELD'],
    ['less than before', told, { ...seen, signature: 'SMW' }, ['RESTRICTED', 'UPSERT'], 'PART'],
    ['less, and elsewhere', told, { ...seen, signature: 'SMW', place: 2 }, ['MOVED', 'UPSERT'], 'PART'],
    ['what is left of one that was cut', { ...told, state: 'CUT', hash: null }, seen, ['UPSERT'], 'PART'],
    ['more again', { ...told, state: 'PART', signature: 'SWW' }, seen, ['REINSTATED'], 'HELD'],
    ['another edition', { ...told, edition: '001' }, { ...seen, edition: '002' }, ['SUPERSEDED', 'UPSERT'], 'HELD'],
    ['an edition that was not shown', told, { ...seen, edition: '002' }, ['UPSERT'], 'HELD'],
  ] as const)('is told: %s', (_title, before, now, kinds, state) => {
    expect(tellSeen(before, now)).toEqual({ kinds, state });
  });

  it('is passed over when what is shown is the same, however much less or more is disclosed', () => {
    expect(tellSeen(told, { ...seen, hash: 'a', signature: 'WWW' })).toBeNull();
  });

  it('is told again when what it was told may not be what was read', () => {
    expect(tellSeen({ ...told, hash: null }, seen)?.kinds).toEqual(['UPSERT']);
  });
});

describe('a record that is not there', () => {
  it.each([
    ['classified', 'CLASSIFIED', 1, ['WITHDRAWN']],
    ['destroyed', 'DESTROYED', 1, ['DESTROYED']],
    ['gone elsewhere', 'OTHER', 2, ['MOVED']],
    ['for any other reason', 'OTHER', 1, ['RESTRICTED']],
    ['no longer there at all', 'OTHER', null, ['RESTRICTED']],
  ] as const)('is taken back: %s', (_title, because, place, kinds) => {
    expect(tellGone(told, { because, place })).toEqual({ kinds, state: 'TAKEN' });
  });

  it('makes no tombstone when it was never told of, or was taken back before', () => {
    const gone = { because: 'CLASSIFIED', place: 1 } as const;

    expect(tellGone(null, gone)).toBeNull();
    expect(tellGone({ ...told, state: 'TAKEN' }, gone)).toBeNull();
    expect(tellGone({ ...told, state: 'CUT' }, gone)).toEqual({ kinds: [], state: 'TAKEN' });
  });
});

it.each([
  ['SS', 'SM', true],
  ['SM', 'SW', true],
  ['SW', 'SM', false],
  ['WS', 'SW', true],
  ['SM', 'A', true],
  ['SM', 'T', true],
  ['A', 'SM', false],
  ['SM', 'SM', false],
])('%s to %s: less is %s', (before, now, less) => {
  expect(isLess(before, now)).toBe(less);
});
