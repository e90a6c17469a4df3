import { expect, it } from 'vitest';
import { localDate as date } from '../../schema/ids.ts';
import { reasonsAgainstDestruction, type DisposalFacts } from './disposal-rules.ts';

const free: DisposalFacts = {
  dueOn: date('2034-12-31'),
  held: false,
  disputed: false,
  inTransfer: false,
  destroyed: false,
};

it('a record is kept on the last day of its retention, and may go on the day after', () => {
  expect(reasonsAgainstDestruction(free, date('2034-12-31'))).toEqual(['NOT_EXPIRED']);
  expect(reasonsAgainstDestruction(free, date('2035-01-01'))).toEqual([]);
});

it.each([
  ['held', 'HELD'],
  ['disputed', 'DISPUTED'],
  ['inTransfer', 'IN_TRANSFER'],
  ['destroyed', 'RECORD_DESTROYED'],
] as const)('a record that is %s stays', (fact, code) => {
  expect(reasonsAgainstDestruction({ ...free, [fact]: true }, date('2035-01-01'))).toEqual([code]);
});

it('a permanent record stays on any day, and every reason is told', () => {
  expect(reasonsAgainstDestruction({ ...free, dueOn: null, held: true }, date('2999-01-01'))).toEqual([
    'PERMANENT',
    'HELD',
  ]);
});
