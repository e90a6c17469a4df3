import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCheckUscc, parseUscc, USCC_ALPHABET } from './uscc.ts';

const FIXTURES = ['91990100MA0DEM03X0', '11990000MB0DEM017Y', '12990100MB0DEM025U'];
const first17 = fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}$/);

function substitutions(code: string): string[] {
  return Array.from(code).flatMap((original, index) =>
    Array.from(USCC_ALPHABET)
      .filter((other) => other !== original)
      .map((other) => code.slice(0, index) + other + code.slice(index + 1)),
  );
}

describe('a unified social credit code', () => {
  it.each([...FIXTURES, '11100000000013338W', '11430000006122244L', '12441500196720244T'])('takes %s', (code) => {
    expect(parseUscc(code)).toMatchObject({ ok: true, value: { code } });
  });

  it('is taken apart', () => {
    expect(parseUscc('91990100MA0DEM03X0')).toEqual({
      ok: true,
      value: { code: '91990100MA0DEM03X0', category: '91', region: '990100', organisationCode: 'MA0DEM03X' },
    });
  });

  it('has the check 0 where 31 minus the remainder is 31', () => {
    expect(makeCheckUscc('91990100MA0DEM03X')).toBe('0');
  });

  it('is valid as a whole even if the organisation code in it is not', () => {
    const code = `91990100MA0DEM030${makeCheckUscc('91990100MA0DEM030')}`;

    expect(parseUscc(code)).toMatchObject({ ok: true, value: { organisationCode: null } });
  });

  it.each(FIXTURES)('detects all 540 single substitutions in %s', (code) => {
    const changed = substitutions(code);

    expect(changed).toHaveLength(540);
    expect(changed.filter((other) => parseUscc(other).ok)).toEqual([]);
  });

  it.each([
    ['91990100MA0DEM03X', 'length'],
    ['91990100MA0DEM03X00', 'length'],
    ['', 'length'],
    ['I1990100MA0DEM03X0', 'category'],
    ['919901O0MA0DEM03X0', 'region'],
    ['９１990100MA0DEM03X0', 'category'],
    ['91990100ma0DEM03X0', 'organisation code'],
    ['91990100MA0DEM03XO', 'check character'],
    ['91990100MA0DEM03X1', 'check character'],
    [null, 'type'],
  ])('refuses %s for its %s', (input, part) => {
    expect(parseUscc(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });

  it('lists all faults, and repeats nothing of the input', () => {
    const input = '９I99010ＯMＡ0DEM03X0';
    const answer = parseUscc(input);

    expect(answer).toEqual({
      ok: false,
      faults: [
        {
          part: 'category',
          message: '0-9 or A-Z without I, O, S, V, Z expected at position 1, 2; full-width characters are not accepted',
        },
        { part: 'region', message: '0-9 expected at position 8; full-width characters are not accepted' },
        {
          part: 'organisation code',
          message: '0-9 or A-Z without I, O, S, V, Z expected at position 10; full-width characters are not accepted',
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('DEM');
  });

  it('is accepted whenever it was made by us', () => {
    fc.assert(
      fc.property(first17, (start) => {
        expect(parseUscc(`${start}${makeCheckUscc(start)}`).ok).toBe(true);
      }),
    );
  });

  it('is refused after any single substitution', () => {
    fc.assert(
      fc.property(first17, fc.nat(17), fc.constantFrom(...USCC_ALPHABET), (start, index, other) => {
        const code = `${start}${makeCheckUscc(start)}`;
        fc.pre(code.charAt(index) !== other);
        expect(parseUscc(code.slice(0, index) + other + code.slice(index + 1)).ok).toBe(false);
      }),
    );
  });

  it('has no check character for a beginning of another form', () => {
    expect(() => makeCheckUscc('91990100MA0DEM03')).toThrow(RangeError);
    expect(() => makeCheckUscc('91990100MA0DEM03Z')).toThrow(RangeError);
  });
});
