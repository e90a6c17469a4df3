import { describe, expect, it } from 'vitest';
import { localDate } from '../../../schema/ids.ts';
import { applyConsents, checkBodyConsent, checkSubjectConsent, type SubjectConsents } from './consent.ts';
import { checkApproval, checkDemand, DEMAND_MAX_HOURS, type DemandFacts, type DemandInput } from './demand.ts';
import { periodOf } from './period.ts';
import { requestDueOn } from './request.ts';

describe('a period', () => {
  it.each([
    ['DAY', '2026-11-21T00:00:00.000+08:00', '2026-11-21', '2026-11-22'],
    ['DAY', '2026-11-21T23:59:59.999+08:00', '2026-11-21', '2026-11-22'],
    ['DAY', '2026-11-21T16:00:00.000Z', '2026-11-22', '2026-11-23'],
    ['DAY', '2026-12-31T12:00:00.000+08:00', '2026-12-31', '2027-01-01'],
    ['MONTH', '2026-11-21T12:00:00.000+08:00', '2026-11-01', '2026-12-01'],
    ['MONTH', '2026-12-31T23:59:59.999+08:00', '2026-12-01', '2027-01-01'],
    ['MONTH', '2028-02-29T12:00:00.000+08:00', '2028-02-01', '2028-03-01'],
  ])('%s of %s goes from %s until %s, in Shanghai', (kind, at, from, until) => {
    expect(periodOf(kind, at)).toMatchObject({
      from: `${from}T00:00:00.000+08:00`,
      until: `${until}T00:00:00.000+08:00`,
    });
  });
});

describe('a demand', () => {
  const NOW = '2026-11-21T12:00:00.000+08:00';
  const INPUT: DemandInput = {
    documentNumber: '1',
    authority: 'COURT',
    legalBasis: '民事诉讼法第七十条',
    officers: ['a', 'b'],
    until: '2026-11-22T12:00:00.000+08:00',
    keptUntil: null,
    keptBasis: null,
  };
  const FACTS: DemandFacts = { now: NOW, isOwnRecord: true, body: 'HOUSING', recorder: 'r', isDocumentUsed: false };
  const codes = (input: Partial<DemandInput>, facts: Partial<DemandFacts> = {}): string[] =>
    checkDemand({ ...INPUT, ...input }, { ...FACTS, ...facts }).map(({ code }) => code);
  const after = (hours: number): string => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString();

  it('that is complete is entered', () => expect(codes({})).toEqual([]));

  it.each([
    ['to the last hour that it may run', after(DEMAND_MAX_HOURS), []],
    ['a moment longer', after(DEMAND_MAX_HOURS + 1 / 3_600_000), ['TOO_LONG']],
    ['until now', NOW, ['ALREADY_OVER']],
    ['until no time at all', 'never', ['ALREADY_OVER']],
  ])('runs %s', (_title, until, expected) => expect(codes({ until })).toEqual(expected));

  it.each([[['a', ' a ']], [['a', '']], [[]]])('needs two officers, not %j', (officers) =>
    expect(codes({ officers })).toEqual(['TWO_OFFICERS_REQUIRED']),
  );

  it('may be kept from the subject by a law that is named', () => {
    expect(codes({ keptUntil: '2027-01-01', keptBasis: '刑事诉讼法第一百五十二条' })).toEqual([]);
    expect(codes({ keptUntil: '2027-01-01', keptBasis: ' ' })).toEqual(['KEPT_WITHOUT_BASIS']);
  });

  const APPROVAL = { approver: 'x', recorder: 'r', officers: ['a', 'b'], approvers: ['y'], isOver: false };
  it.each([
    ['by a second person', {}, []],
    ['by an officer of it', { approver: 'a' }, ['OFFICER_APPROVES']],
    ['by who recorded it', { approver: 'r' }, ['RECORDER_APPROVES']],
    ['twice by one person', { approver: 'y' }, ['SAME_APPROVER']],
    ['when it is over', { isOver: true }, ['ALREADY_OVER']],
    ['by a third person', { approvers: ['y', 'z'] }, ['ALREADY_APPROVED']],
  ])('approved %s', (_title, given, expected) => {
    expect(checkApproval({ ...APPROVAL, ...given }).map(({ code }) => code)).toEqual(expected);
  });
});

describe('the consent of a body', () => {
  const FACTS = { role: 'AGENCY', state: 'ACTIVE', isWithdrawal: false, reason: null } as const;

  it.each([
    ['of a unit by an agency', 'UNIT', {}, []],
    ['of a unit by a hall', 'UNIT', { role: 'ARCHIVE_HALL' }, ['WRONG_GIVER']],
    ['of a hall by a hall', 'HALL', { role: 'ARCHIVE_HALL' }, []],
    ['of a hall by an agency', 'HALL', {}, ['WRONG_GIVER']],
    ['to a suspended grant', 'SOURCE', { state: 'SUSPENDED' }, []],
    ['to a grant that is over', 'SOURCE', { state: 'TERMINATED' }, ['GRANT_OVER']],
    ['taken back without a reason', 'UNIT', { isWithdrawal: true, reason: ' ' }, ['REASON_REQUIRED']],
    [
      'taken back with a reason, from a grant that is over',
      'UNIT',
      { isWithdrawal: true, reason: '违规', state: 'EXPIRED' },
      [],
    ],
  ] as const)('%s', (_title, kind, given, expected) => {
    expect(checkBodyConsent(kind, { ...FACTS, ...given }).map(({ code }) => code)).toEqual(expected);
  });
});

describe('the consent of a person', () => {
  it.each([
    ['to a field that the grant names', ['Case.circumstances'], 'ACTIVE', []],
    ['to none', [], 'ACTIVE', ['FIELDS_REQUIRED']],
    ['to a field that the grant does not name', ['Case.remarks'], 'ACTIVE', ['FIELD_NOT_NAMED']],
    ['to a grant that is over', ['Case.circumstances'], 'EXPIRED', ['GRANT_OVER']],
  ])('%s', (_title, fields, state, expected) => {
    const codes = checkSubjectConsent(fields, { state, named: ['Case.circumstances'] }).map(({ code }) => code);
    expect(codes).toEqual(expected);
  });

  const FACTS: SubjectConsents = {
    subjects: ['s', 't'],
    agreed: new Map(),
    named: ['A', 'B', 'C'],
    withBasis: ['A'],
    added: [],
  };

  it('gives a field its basis when every subject has agreed', () => {
    const agreed = new Map([
      ['s', ['A', 'B', 'C']],
      ['t', ['A', 'B']],
    ]);
    expect(applyConsents({ ...FACTS, agreed })).toEqual({ withBasis: ['A', 'B'], added: ['B'] });
  });

  it('takes away with its withdrawal what it gave, and not what the law gave', () => {
    const agreed = new Map([['t', ['A', 'B']]]);
    expect(applyConsents({ ...FACTS, agreed, withBasis: ['A', 'B'], added: ['B'] })).toEqual({
      withBasis: ['A'],
      added: [],
    });
  });

  it('gives nothing for a grant that names no subjects', () => {
    expect(applyConsents({ ...FACTS, subjects: [] })).toEqual({ withBasis: ['A'], added: [] });
  });
});

it('a request is answered within its working days', () => {
  expect(requestDueOn('CORRECTION', localDate('2026-11-21'))).toBe('2026-12-04');
  expect(requestDueOn('EXPLANATION', localDate('2026-11-21'))).toBe('2026-12-18');
});
