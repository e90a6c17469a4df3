import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCheckOrganisationCode, parseOrganisationCode } from './organisation-code.ts';

const body = fc.stringMatching(/^[0-9A-Z]{8}$/);

describe('an organisation code', () => {
  it.each(['MA0DEM03X', 'MB0DEM017', 'MB0DEM025', '000013338', '196720244'])('takes %s', (code) => {
    expect(parseOrganisationCode(code)).toEqual({ ok: true, value: code });
  });

  it('has the check X where 11 minus the remainder is 10', () => {
    expect(makeCheckOrganisationCode('MA0DEM03')).toBe('X');
  });

  it('has the check 0 where the remainder is 0', () => {
    expect(makeCheckOrganisationCode('00000000')).toBe('0');
  });

  it('names a wrong check character', () => {
    expect(parseOrganisationCode('MA0DEM030')).toEqual({
      ok: false,
      faults: [{ part: 'check character', message: 'does not agree with positions 1-8' }],
    });
  });

  it.each([
    ['MA0DEM03-X', 'length'],
    ['ma0DEM03X', 'body'],
    ['ＭA0DEM03X', 'body'],
    ['MA0DEM03x', 'check character'],
    [123456789, 'type'],
  ])('refuses %s for its %s', (input, part) => {
    expect(parseOrganisationCode(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });

  it('is accepted whenever it was made by us', () => {
    fc.assert(
      fc.property(body, (first8) => {
        expect(parseOrganisationCode(`${first8}${makeCheckOrganisationCode(first8)}`).ok).toBe(true);
      }),
    );
  });

  it('has no check character for a body of another form', () => {
    expect(() => makeCheckOrganisationCode('MA0DEM0')).toThrow(RangeError);
  });
});
