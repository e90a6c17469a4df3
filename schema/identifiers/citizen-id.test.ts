import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCheckCitizenId, parseCitizenId } from './citizen-id.ts';

const first17 = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.date({
      min: new Date('1800-01-01T00:00:00Z'),
      max: new Date('2199-12-31T00:00:00Z'),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([region, born, serial]) => {
    const day = born.toISOString().slice(0, 10).replaceAll('-', '');
    return `99${String(region).padStart(4, '0')}${day}${String(serial).padStart(3, '0')}`;
  });

function withCheck(start: string): string {
  return `${start}${makeCheckCitizenId(start)}`;
}

describe('a citizen identity number', () => {
  it.each([
    ['990106199003070017', '990106', '1990-03-07'],
    ['11010519491231002X', '110105', '1949-12-31'],
    ['990101198001010022', '990101', '1980-01-01'],
    ['990305197511201234', '990305', '1975-11-20'],
    ['990102198802290040', '990102', '1988-02-29'],
  ])('takes %s', (id, region, birthDate) => {
    expect(parseCitizenId(id)).toEqual({ ok: true, value: { id, region, birthDate } });
  });

  it('has the check 7 in the worked example', () => {
    expect(makeCheckCitizenId('99010619900307001')).toBe('7');
  });

  it('is written with an upper-case X', () => {
    expect(parseCitizenId('11010519491231002x')).toMatchObject({
      ok: true,
      value: { id: '11010519491231002X' },
    });
  });

  it('is refused with a full-width X', () => {
    expect(parseCitizenId('11010519491231002Ｘ')).toEqual({
      ok: false,
      faults: [
        {
          part: 'check character',
          message: '0-9 or X expected at position 18; full-width characters are not accepted',
        },
      ],
    });
    expect(parseCitizenId('11010519491231002ｘ')).toMatchObject({
      ok: false,
      faults: [{ part: 'check character' }],
    });
  });

  it.each(['19890229', '19000229', '19900230', '19900431', '19901301', '19900001', '19900100'])(
    'is refused for the impossible birth date %s, even with the right check character',
    (day) => {
      expect(parseCitizenId(withCheck(`990106${day}001`))).toEqual({
        ok: false,
        faults: [{ part: 'birth date', message: 'a day of the calendar expected at positions 7-14' }],
      });
    },
  );

  it('is refused for a birth before there were any numbers', () => {
    expect(parseCitizenId(withCheck('99010617991231001'))).toMatchObject({
      ok: false,
      faults: [{ part: 'birth date' }],
    });
    expect(parseCitizenId(withCheck('99010618000101001')).ok).toBe(true);
  });

  it.each([
    ['990106900307001', 'length'],
    ['9901061990030700177', 'length'],
    ['', 'length'],
    ['９90106199003070017', 'region'],
    ['9901O6199003070017', 'region'],
    ['990106199003O70017', 'birth date'],
    ['990106１99003070017', 'birth date'],
    ['99010619900307OO17', 'serial'],
    ['990106199003070018', 'check character'],
    ['99010619900307001Y', 'check character'],
    [990106199003070017n, 'type'],
  ])('refuses %s for its %s', (input, part) => {
    expect(parseCitizenId(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });

  it('lists all faults, and repeats nothing of the input', () => {
    const answer = parseCitizenId('9X0106199013450017');

    expect(answer).toMatchObject({ ok: false, faults: [{ part: 'region' }, { part: 'birth date' }] });
    expect(JSON.stringify(answer)).not.toMatch(/9X|1990|345/);
  });

  it('detects every single substitution of the check system', () => {
    const id = '990106199003070017';
    const changed = Array.from(id).flatMap((original, index) =>
      Array.from('0123456789X')
        .filter((other) => other !== original)
        .map((other) => id.slice(0, index) + other + id.slice(index + 1)),
    );

    expect(changed).toHaveLength(180);
    expect(changed.filter((other) => parseCitizenId(other).ok)).toEqual([]);
  });

  it('is accepted whenever it was made by us', () => {
    fc.assert(
      fc.property(first17, (start) => {
        expect(parseCitizenId(withCheck(start)).ok).toBe(true);
      }),
    );
  });

  it('is refused after any single substitution', () => {
    fc.assert(
      fc.property(first17, fc.nat(17), fc.constantFrom(...'0123456789'), (start, index, other) => {
        const id = withCheck(start);
        fc.pre(id.charAt(index) !== other);
        expect(parseCitizenId(id.slice(0, index) + other + id.slice(index + 1)).ok).toBe(false);
      }),
    );
  });

  it('has no check character for a beginning of another form', () => {
    expect(() => makeCheckCitizenId('9901061990030700')).toThrow(RangeError);
  });
});
