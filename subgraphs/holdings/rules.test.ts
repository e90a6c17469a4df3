import { describe, expect, it } from 'vitest';
import { BIT, unpackLabel, CUSTODY_BITS } from '../../schema/policy/label.ts';
import { checkCustody, custodyFacts, opennessOf, transferrerOf, type CustodyState } from './rules.ts';

const UNIT = '11990100MB0DEM017Y';
const HALL = '12990100MB0DEM025U';

function state(given: Partial<CustodyState> = {}): CustodyState {
  return { custody: 'HALL', openingState: 'OPEN', sealed: false, classified: false, ...given };
}

describe('openness', () => {
  it.each(['CONTROLLED', 'DEFERRED', 'NOT_OPEN', 'NOT_REVIEWED'] as const)(
    'of a record that is %s is closed',
    (openingState) => {
      expect(opennessOf(state({ openingState }))).toBe('CLOSED');
    },
  );

  it('of an opened record is open, unless it is sealed, unless it was classified later', () => {
    expect(opennessOf(state())).toBe('OPEN');
    expect(opennessOf(state({ sealed: true }))).toBe('SEALED');
    expect(opennessOf(state({ sealed: true, classified: true }))).toBe('CLASSIFIED');
  });
});

describe('the custody bits of a label', () => {
  it('hold custody and openness and nothing else', () => {
    const facts = custodyFacts(state({ custody: 'EARLY_CUSTODY_HALL', classified: true }));

    expect(facts & ~CUSTODY_BITS).toBe(0);
    expect(unpackLabel(facts)).toMatchObject({ custody: 'EARLY_CUSTODY_HALL', openness: 'CLASSIFIED' });
  });

  it('leave the bits of others alone', () => {
    expect(CUSTODY_BITS & (BIT.SENSITIVE | BIT.DESTROYED | BIT.NON_SHARING | BIT.MINOR)).toBe(0);
  });
});

describe('the transferrer', () => {
  const of = { formingUnit: UNIT, transferrerConsent: true };

  it('is the forming unit once the record is transferred and the hall has agreed', () => {
    expect(transferrerOf({ ...of, custody: 'HALL' })).toBe(UNIT);
  });

  it('is nobody without the consent, nor in early custody', () => {
    expect(transferrerOf({ ...of, custody: 'HALL', transferrerConsent: false })).toBeNull();
    expect(transferrerOf({ ...of, custody: 'EARLY_CUSTODY' })).toBeNull();
  });
});

describe('custody', () => {
  it('is with a hall exactly when it is not with the forming unit', () => {
    expect(checkCustody({ custody: 'FORMING', hall: null })).toEqual([]);
    expect(checkCustody({ custody: 'EARLY_CUSTODY', hall: HALL })).toEqual([]);
    expect(checkCustody({ custody: 'FORMING', hall: HALL })).toHaveLength(1);
    expect(checkCustody({ custody: 'HALL', hall: null })).toHaveLength(1);
  });
});
