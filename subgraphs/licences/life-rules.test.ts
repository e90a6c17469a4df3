import { describe, expect, it } from 'vitest';
import { LICENCE_STATUS } from '../../schema/codes.ts';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import { createFixtures } from '../../tools/demo/fixtures.ts';
import { isLapsed, isPossible, makeIdentifier, nextVersion, OPERATION_CODE, statusAfter } from './life-rules.ts';

const OPERATIONS = ['ISSUE', 'RENEW', 'SUSPEND', 'EXPIRE', 'CANCEL', 'RESUME', 'REVOKE', 'WITHDRAW', 'OTHER'] as const;

describe('what may be done to a licence', () => {
  it.each([
    ['VALID', ['RENEW', 'SUSPEND', 'EXPIRE', 'CANCEL', 'REVOKE', 'WITHDRAW']],
    ['SUSPENDED', ['EXPIRE', 'CANCEL', 'RESUME', 'REVOKE', 'WITHDRAW']],
    ['REVOKED', ['CANCEL']],
    ['WITHDRAWN', ['CANCEL']],
    ['CANCELLED', []],
    ['EXPIRED', ['RENEW', 'CANCEL', 'WITHDRAW']],
    ['OTHER', ['RENEW', 'SUSPEND', 'CANCEL', 'RESUME', 'REVOKE', 'WITHDRAW']],
  ] as const)('while it is %s is %j', (status, possible) => {
    expect(OPERATIONS.filter((operation) => isPossible(operation, status))).toEqual(possible);
  });

  it('has a rule for every status', () => {
    for (const status of LICENCE_STATUS) expect(isPossible('ISSUE', status)).toBe(false);
  });

  it('leaves a status by its name', () => {
    expect(
      (['RENEW', 'SUSPEND', 'EXPIRE', 'CANCEL', 'RESUME', 'REVOKE', 'WITHDRAW'] as const).map(statusAfter),
    ).toEqual(['VALID', 'SUSPENDED', 'EXPIRED', 'CANCELLED', 'VALID', 'REVOKED', 'WITHDRAWN']);
  });

  it('is exchanged by the codes of the exchange; revoking and withdrawing have none of their own', () => {
    expect(OPERATIONS.map((operation) => OPERATION_CODE[operation])).toEqual([
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
      '07',
      '07',
      '07',
    ]);
  });
});

describe('a licence lapses', () => {
  it.each([
    ['VALID', '2026-11-21', false],
    ['VALID', '2026-11-20', true],
    ['SUSPENDED', '2026-11-20', true],
    ['REVOKED', '2026-11-20', false],
    ['OTHER', '2026-11-20', false],
    ['VALID', null, false],
  ] as const)('when it is %s until %s: %s on 21 November', (status, validTo, lapsed) => {
    expect(isLapsed(status, validTo, '2026-11-21')).toBe(lapsed);
  });
});

describe('the version of a licence', () => {
  it.each([
    ['001', '002'],
    ['009', '010'],
    ['998', '999'],
    ['999', null],
  ])('after %s is %s', (version, next) => expect(nextVersion(version)).toBe(next));
});

describe('identifiers', () => {
  const STEM = { typeCode: '11990000MB0DEM017Y001', issuer: '12990100MB0DEM025U', serial: 'TEST2024000123' };

  it.each([
    ['001', '6'],
    ['002', '4'],
    ['003', '2'],
  ])('of the worked stem in version %s end in %s', (version, check) => {
    const made = makeIdentifier({ ...STEM, version });

    expect(made).toBe(`1.2.156.3005.2.11990000MB0DEM017Y001.12990100MB0DEM025U.TEST2024000123.${version}.${check}`);
    expect(parseLicenceIdentifier(made)).toMatchObject({ ok: true, value: { checkDigit: 'VALID' } });
  });

  it('of the housing ministry’s standard agree in both versions', () => {
    const printed = { typeCode: '11100000000013338W011', issuer: '11430000006122244L', serial: '20230000403' };

    expect(makeIdentifier({ ...printed, version: '001' }).slice(-1)).toBe('U');
    expect(makeIdentifier({ ...printed, version: '002' }).slice(-1)).toBe('S');
  });

  it('that were made never agree after one character was replaced, whichever and by whichever other', () => {
    const fixtures = createFixtures(43);
    let replaced = 0;
    for (let made = 0; made < 10; made += 1) {
      const identifier = fixtures.licenceIdentifier();
      expect(parseLicenceIdentifier(identifier)).toMatchObject({ ok: true, value: { checkDigit: 'VALID' } });
      for (const other of substitutionsOf(identifier)) {
        const parsed = parseLicenceIdentifier(other);
        // Refused where the character cannot stand there at all, such as a letter in the version; flagged otherwise.
        if (parsed.ok) expect(parsed.value.checkDigit).toBe('MISMATCH_LEGACY');
        replaced += 1;
      }
    }

    expect(replaced).toBeGreaterThan(15_000);
  });
});

/** Every identifier that differs in one character behind the root OID. */
function substitutionsOf(identifier: string): string[] {
  const places = Array.from(identifier, (character, at) => ({ character, at })).slice('1.2.156.3005.2.'.length);
  return places
    .filter(({ character }) => character !== '.')
    .flatMap(({ character, at }) =>
      Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')
        .filter((other) => other !== character)
        .map((other) => identifier.slice(0, at) + other + identifier.slice(at + 1)),
    );
}
