import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCheckLicenceIdentifier, parseLicenceIdentifier } from './licence-identifier.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FIXTURE = '1.2.156.3005.2.11990000MB0DEM017Y001.12990100MB0DEM025U.TEST2024000123.001.6';
const PRINTED = '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U';
const TYPE = '11990000MB0DEM017Y001';

describe('the check character MOD 37,36', () => {
  it.each([
    ['A1B2', '6'],
    ['A12425GABC1234002', 'M'],
    ['11100000000013338W01111430000006122244L20230000403001', 'U'],
    ['11100000000013338W01111430000006122244L20230000403002', 'S'],
  ])('of %s is %s', (body, check) => {
    expect(makeCheckLicenceIdentifier(body)).toBe(check);
  });

  it('detects all 1,890 single substitutions of a 54-character identifier', () => {
    const whole = '11100000000013338W01111430000006122244L20230000403001U';
    const changed = Array.from(whole).flatMap((original, index) =>
      Array.from(ALPHABET)
        .filter((other) => other !== original)
        .map((other) => whole.slice(0, index) + other + whole.slice(index + 1)),
    );

    expect(changed).toHaveLength(1890);
    expect(changed.filter((other) => makeCheckLicenceIdentifier(other.slice(0, -1)) === other.slice(-1))).toEqual([]);
  });

  it('does not exist for an empty body or other characters', () => {
    expect(() => makeCheckLicenceIdentifier('')).toThrow(RangeError);
    expect(() => makeCheckLicenceIdentifier('a1')).toThrow(RangeError);
  });
});

describe('a licence identifier', () => {
  it('is taken apart', () => {
    expect(parseLicenceIdentifier(FIXTURE)).toEqual({
      ok: true,
      value: {
        identifier: FIXTURE,
        typeCode: TYPE,
        issuer: '12990100MB0DEM025U',
        serial: 'TEST2024000123',
        version: '001',
        checkDigit: 'VALID',
      },
    });
  });

  it.each([PRINTED, PRINTED.replace('.001.U', '.002.S'), FIXTURE.replace('.001.6', '.002.4')])(
    'takes %s',
    (identifier) => {
      expect(parseLicenceIdentifier(identifier)).toMatchObject({ ok: true, value: { checkDigit: 'VALID' } });
    },
  );

  it('takes a region code as issuer', () => {
    const check = makeCheckLicenceIdentifier(`${TYPE}9901001001`);

    expect(parseLicenceIdentifier(`1.2.156.3005.2.${TYPE}.990100.1.001.${check}`)).toMatchObject({
      ok: true,
      value: { issuer: '990100', checkDigit: 'VALID' },
    });
  });

  it('is flagged, not refused, for a wrong check character', () => {
    expect(parseLicenceIdentifier(FIXTURE.replace(/6$/, '7'))).toMatchObject({
      ok: true,
      value: { checkDigit: 'MISMATCH_LEGACY' },
    });
  });

  it('is flagged in version 002 of the fixture as standards.md §4.3 prints it: the check is 4, the 2 belongs to 003', () => {
    expect(parseLicenceIdentifier(FIXTURE.replace('.001.6', '.002.2'))).toMatchObject({
      ok: true,
      value: { checkDigit: 'MISMATCH_LEGACY' },
    });
    expect(parseLicenceIdentifier(FIXTURE.replace('.001.6', '.003.2'))).toMatchObject({
      ok: true,
      value: { checkDigit: 'VALID' },
    });
  });

  it.each([
    ['1.2.156.3005.3.x', 'root OID'],
    ['', 'length'],
    [`${FIXTURE}${'0'.repeat(100)}`, 'length'],
    [FIXTURE.replace('.001.6', '.6'), 'structure'],
    [`${FIXTURE}.1`, 'structure'],
    [FIXTURE.replace('MB0DEM017Y', 'MB0DEMO17Y'), 'type code'],
    [FIXTURE.replace('Y001', 'Y01'), 'type code'],
    [FIXTURE.replace('12990100MB0DEM025U', '99010'), 'issuer'],
    [FIXTURE.replace('TEST', 'ＴEST'), 'serial'],
    [FIXTURE.replace('TEST2024000123', ''), 'serial'],
    [FIXTURE.replace('.001.', '.00A.'), 'version'],
    [FIXTURE.replace('.001.', '.1.'), 'version'],
    [FIXTURE.replace(/6$/, 'a'), 'check character'],
    [FIXTURE.replace(/6$/, ''), 'check character'],
    [undefined, 'type'],
  ])('refuses %s for its %s', (input, part) => {
    expect(parseLicenceIdentifier(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });

  it('lists all faults, and repeats nothing of a serial that may be an identity number', () => {
    const answer = parseLicenceIdentifier(`1.2.156.3005.2.${TYPE}.x.990106-199003070017.1.6`);

    expect(answer).toMatchObject({
      ok: false,
      faults: [{ part: 'issuer' }, { part: 'serial' }, { part: 'version' }],
    });
    expect(JSON.stringify(answer)).not.toMatch(/9901|1990|0017/);
  });

  it('is valid whenever it was made by us, and never after a single substitution', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Z]{1,20}$/),
        fc.nat(),
        fc.constantFrom(...ALPHABET),
        (serial, where, other) => {
          const check = makeCheckLicenceIdentifier(`${TYPE}990100${serial}001`);
          const index = where % serial.length;
          const changed = serial.slice(0, index) + other + serial.slice(index + 1);

          expect(parseLicenceIdentifier(`1.2.156.3005.2.${TYPE}.990100.${changed}.001.${check}`)).toMatchObject({
            ok: true,
            value: { checkDigit: changed === serial ? 'VALID' : 'MISMATCH_LEGACY' },
          });
        },
      ),
    );
  });
});
