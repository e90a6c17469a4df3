import { describe, expect, it } from 'vitest';
import { createFixtures } from '../../tools/demo/fixtures.ts';
import { localDate as date } from '../../schema/ids.ts';
import { isSensitiveType, minorUntil, toStatus } from './rules.ts';

const ADULT_AT_18 = { minorAgeYears: 18 };

describe('the status of a licence', () => {
  it.each([
    ['01', 'VALID'],
    ['02', 'SUSPENDED'],
    ['07', 'REVOKED'],
  ] as const)('for code %s is %s in every standard', (code, status) => expect(toStatus(code, new Map())).toBe(status));

  it.each(['03', '04', '05', '06', '99', 'X', ''])('for code %s is told by the licence type alone', (code) => {
    expect(toStatus(code, new Map())).toBe('OTHER');
    expect(toStatus(code, new Map([[code, 'CANCELLED']]))).toBe('CANCELLED');
  });

  it('is that of the type where the type differs from all others', () => {
    expect(toStatus('02', new Map([['02', 'EXPIRED']]))).toBe('EXPIRED');
  });
});

describe('the holder of a licence', () => {
  it('is surely of age from the eighteenth birthday on', () => {
    const holderNumber = createFixtures(1).citizen({ bornOn: date('2012-02-29') });

    expect(minorUntil({ holderType: '111', holderNumber }, ADULT_AT_18)).toBe('2030-02-28');
  });

  it('may be a minor where the number cannot be read', () => {
    expect(minorUntil({ holderType: '111', holderNumber: '990101201203' }, ADULT_AT_18)).toBeNull();
    expect(minorUntil({ holderType: '414', holderNumber: 'E00000000' }, ADULT_AT_18)).toBeNull();
  });

  it('is never a minor when it is an organisation', () => {
    expect(minorUntil({ holderType: '001', holderNumber: '91990100MA0DEM0017' }, ADULT_AT_18)).toBe('0001-01-01');
  });
});

describe('a licence type', () => {
  const profile = { sensitiveLicenceTypes: ['DISABILITY', '11990000MB0DEM017Y'] };

  it('is sensitive when the profile lists its code or the beginning of it', () => {
    expect(isSensitiveType('11990000MB0DEM017Y001', profile)).toBe(true);
    expect(isSensitiveType('11990100MB0DEM017Y001', profile)).toBe(false);
  });
});
