import { describe, expect, it } from 'vitest';
import { localDate } from '../../schema/ids.ts';
import { parseCitizenId } from '../../schema/identifiers/citizen-id.ts';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import { applyMask } from '../../schema/policy/masks.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { createFixtures, type Fixtures } from './fixtures.ts';

const FROM = localDate('2024-02-27');
const TO = localDate('2024-03-02');

function many<T>(make: (fixtures: Fixtures) => T): T[] {
  const fixtures = createFixtures(42);
  return Array.from({ length: 500 }, () => make(fixtures));
}

function oneOfEach(fixtures: Fixtures): unknown[] {
  return [
    fixtures.int(1, 1e9),
    fixtures.pick(['a', 'b', 'c']),
    fixtures.uuid(),
    fixtures.date(FROM, TO),
    fixtures.citizen({ bornOn: FROM }),
    fixtures.uscc({ category: '11' }),
    fixtures.name(),
    fixtures.enterpriseName(),
    fixtures.address(),
    fixtures.mobile(),
    fixtures.licenceIdentifier(),
  ];
}

describe('fixtures', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(oneOfEach(createFixtures(7))).toEqual(oneOfEach(createFixtures(7)));
    expect(oneOfEach(createFixtures(7))).not.toEqual(oneOfEach(createFixtures(8)));
  });

  it('are the same on every machine and in every version', () => {
    const fixtures = createFixtures(1);

    expect([fixtures.uuid(), fixtures.citizen({ bornOn: localDate('1990-03-07'), region: '990106' })])
      .toMatchInlineSnapshot(`
      [
        "a08ff49b-6f77-4263-b271-6c43069c43a8",
        "990106199003071749",
      ]
    `);
  });

  it('hold identity numbers that are valid and belong to nobody', () => {
    for (const id of many((fixtures) => fixtures.citizen({ bornOn: localDate('1988-02-29') }))) {
      expect(parseCitizenId(id)).toMatchObject({
        ok: true,
        value: { birthDate: '1988-02-29', region: expect.stringMatching(/^99/) },
      });
    }
  });

  it('hold credit codes of the category and region asked for', () => {
    for (const code of many((fixtures) => fixtures.uscc({ category: '91', region: '990100' }))) {
      expect(parseUscc(code)).toMatchObject({
        ok: true,
        value: { category: '91', region: '990100', organisationCode: expect.stringMatching(/^M[AB]0DEM/) },
      });
    }
  });

  it('refuse a region in which somebody may live', () => {
    const fixtures = createFixtures(1);

    expect(() => fixtures.citizen({ bornOn: FROM, region: '110105' })).toThrow(RangeError);
    expect(() => fixtures.uscc({ category: '91', region: '9901' })).toThrow(RangeError);
    expect(() => fixtures.uscc({ category: 'Z', region: '990100' })).toThrow(RangeError);
  });

  it('hold licence identifiers with a right check character', () => {
    for (const identifier of many((fixtures) => fixtures.licenceIdentifier())) {
      expect(parseLicenceIdentifier(identifier)).toMatchObject({
        ok: true,
        value: { version: '001', checkDigit: 'VALID' },
      });
    }
    expect(
      createFixtures(1).licenceIdentifier({
        typeCode: '11990000MB0DEM017Y001',
        issuer: '12990100MB0DEM025U',
        version: '002',
      }),
    ).toMatch(/^1\.2\.156\.3005\.2\.11990000MB0DEM017Y001\.12990100MB0DEM025U\.TEST\d{10}\.002\.[0-9A-Z]$/);
  });

  it('hold random-looking ids, each once', () => {
    const ids = many((fixtures) => fixtures.uuid());

    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('reach both ends of a range, and no further', () => {
    expect(new Set(many((fixtures) => fixtures.int(-1, 1)))).toEqual(new Set([-1, 0, 1]));
    expect(new Set(many((fixtures) => fixtures.date(FROM, TO)))).toEqual(
      new Set(['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02']),
    );
    expect(new Set(many((fixtures) => fixtures.pick(['a', 'b'])))).toEqual(new Set(['a', 'b']));
  });

  it('refuse to choose from nothing', () => {
    const fixtures = createFixtures(1);

    expect(() => fixtures.pick([])).toThrow(RangeError);
    expect(() => fixtures.int(2, 1)).toThrow(RangeError);
    expect(() => fixtures.date(TO, FROM)).toThrow(RangeError);
  });

  it('hold names that a mask reduces to the surname, rare characters and compound surnames among them', () => {
    const names = many((fixtures) => fixtures.name());

    for (const name of names)
      expect(applyMask('PERSON_NAME', name, DEFAULT_PROFILE.masks)).toMatch(/^\p{Script=Han}{1,2}\*{1,3}$/u);
    expect(names.some((name) => name.length > Array.from(name).length)).toBe(true);
    expect(names.some((name) => /^(欧阳|司马|上官|诸葛)/u.test(name))).toBe(true);
  });

  it('hold addresses that a mask cuts after the district', () => {
    for (const address of many((fixtures) => fixtures.address())) {
      expect(applyMask('ADDRESS', address, DEFAULT_PROFILE.masks)).toMatch(/^某省..市..[区县]\*{4}$/u);
    }
  });

  it('hold mobile numbers that nobody is meant by, and names of enterprises', () => {
    for (const mobile of many((fixtures) => fixtures.mobile())) expect(mobile).toMatch(/^1990000\d{4}$/);
    for (const name of many((fixtures) => fixtures.enterpriseName())) expect(name).toMatch(/(公司|商行|经营部)$/u);
  });
});
