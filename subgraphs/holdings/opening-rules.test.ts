import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDate } from '../../schema/ids.ts';
import {
  advisorOf,
  causeOf,
  checkContent,
  checkDecision,
  checkLift,
  checkOpinion,
  keeperOf,
  openingDueOn,
  type ReviewContent,
  type ReviewFacts,
  type ReviewState,
} from './opening-rules.ts';

const UNIT = 'unit';
const HALL = 'hall';

const content = (given: Partial<ReviewContent> = {}): ReviewContent => ({
  result: 'OPEN',
  reasons: [],
  statement: '不涉及控制范围',
  deferredUntil: null,
  consentNumber: null,
  earlyGround: null,
  ...given,
});
const codesOf = (refusals: readonly { readonly code: string }[]): string[] => refusals.map(({ code }) => code);

describe('opening is due', () => {
  it('25 years after the record was formed, on that day and not on the one before', () => {
    const dueOn = openingDueOn(localDate('2024-03-15'), 25);

    expect(dueOn).toBe('2049-03-15');
    expect(codesOf(checkContent(content(), { today: localDate('2049-03-14'), dueOn }))).toEqual([
      'EARLY_GROUND_REQUIRED',
    ]);
    expect(checkContent(content(), { today: dueOn, dueOn })).toEqual([]);
    expect(causeOf('NOT_REVIEWED', { today: dueOn, dueOn })).toBe('DUE');
  });

  it('on 28 February for what was formed on a leap day', () => {
    expect(openingDueOn(localDate('2000-02-29'), 25)).toBe('2025-02-28');
  });
});

describe('what is due and not opened', () => {
  const clock = { today: localDate('2049-03-15'), dueOn: localDate('2049-03-15') };

  it('needs a reason and the consent of the archives authority; a deferral its last day, which is still to come', () => {
    expect(codesOf(checkContent(content({ result: 'DEFERRED' }), clock))).toEqual([
      'REASON_REQUIRED',
      'DAY_REQUIRED',
      'CONSENT_REQUIRED',
    ]);
    const deferred = content({
      result: 'DEFERRED',
      reasons: ['PERSONAL_INFO'],
      consentNumber: '档函〔2049〕3号',
      deferredUntil: localDate('2049-03-15'),
    });
    expect(codesOf(checkContent(deferred, clock))).toEqual(['DAY_TOO_EARLY']);
    expect(checkContent({ ...deferred, deferredUntil: localDate('2049-03-16') }, clock)).toEqual([]);
  });

  it('needs no consent before it is due', () => {
    const controlled = content({ result: 'CONTROLLED', reasons: ['SOCIAL_STABILITY'] });

    expect(checkContent(controlled, { ...clock, today: localDate('2049-03-14') })).toEqual([]);
    expect(codesOf(checkContent(controlled, clock))).toEqual(['CONSENT_REQUIRED']);
  });
});

describe('who has a say', () => {
  it('is the hall once it controls the record, before that the forming unit', () => {
    const of = { hall: HALL, formingUnit: UNIT };

    expect(keeperOf({ ...of, custody: 'HALL' })).toBe(HALL);
    expect(keeperOf({ ...of, custody: 'EARLY_CUSTODY_HALL' })).toBe(HALL);
    expect(keeperOf({ ...of, custody: 'EARLY_CUSTODY' })).toBe(UNIT);
    expect(keeperOf({ ...of, custody: 'FORMING', hall: null })).toBe(UNIT);
  });

  it('is the forming unit beside the hall, unless it is gone without successor or reviews its own', () => {
    expect(advisorOf({ keeper: HALL, formingUnit: UNIT, isUnitGone: false })).toBe(UNIT);
    expect(advisorOf({ keeper: HALL, formingUnit: UNIT, isUnitGone: true })).toBeNull();
    expect(advisorOf({ keeper: UNIT, formingUnit: UNIT, isUnitGone: false })).toBeNull();
  });

  it('is another person for the decision than for the proposal, and for lifting than for sealing', () => {
    const review: ReviewFacts = { state: 'ADVISED', advisor: UNIT, opinion: 'OPEN', proposedBy: 'a' };

    expect(codesOf(checkDecision(review, { by: 'a', result: 'OPEN', note: null }))).toEqual(['SAME_PERSON']);
    expect(checkDecision(review, { by: 'b', result: 'OPEN', note: null })).toEqual([]);
    const lift = { isLifted: false, sealedBy: 'a', reason: '结案' };
    expect(codesOf(checkLift({ ...lift, by: 'a' }))).toEqual(['SAME_PERSON_LIFTS']);
    expect(checkLift({ ...lift, by: 'b' })).toEqual([]);
  });

  it('is heard: opening against its opinion is explained', () => {
    const review: ReviewFacts = { state: 'ADVISED', advisor: UNIT, opinion: 'CONTROLLED', proposedBy: 'a' };

    expect(codesOf(checkDecision(review, { by: 'b', result: 'OPEN', note: ' ' }))).toEqual(['DISSENT_UNEXPLAINED']);
    expect(checkDecision(review, { by: 'b', result: 'OPEN', note: '所涉信息已公开' })).toEqual([]);
  });
});

it('nothing is decided without a proposal by somebody else and the opinion that it waits for, whoever tries', () => {
  type Step = 'opinion' | 'decide' | 'withdraw';
  const steps = fc.array(
    fc.record({ step: fc.constantFrom<Step>('opinion', 'decide', 'withdraw'), by: fc.constantFrom('a', 'b') }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(steps, fc.constantFrom(UNIT, null), (taken, advisor) => {
      let review: ReviewFacts = { state: 'PROPOSED', advisor, opinion: null, proposedBy: 'a' };
      let hasSpoken = false;
      for (const { step, by } of taken) {
        const go = (state: ReviewState): void => void (review = { ...review, state });
        if (step === 'opinion' && checkOpinion(review, [], 'OPEN').length === 0) {
          hasSpoken = true;
          go('ADVISED');
        }
        if (step === 'withdraw' && (review.state === 'PROPOSED' || review.state === 'ADVISED')) go('WITHDRAWN');
        if (step !== 'decide' || checkDecision(review, { by, result: 'OPEN', note: null }).length > 0) continue;
        expect(by).not.toBe('a');
        expect(advisor === null || hasSpoken).toBe(true);
        expect(review.state).not.toBe('WITHDRAWN');
        go('DECIDED');
      }
    }),
    { numRuns: 500 },
  );
});
