import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, parseProfile } from './profile.ts';

/** The problems of a profile, without their explanations. */
function pathsOf(input: unknown): string[] {
  const result = parseProfile(input);
  return result.ok ? [] : result.problems.map((problem) => problem.slice(0, problem.indexOf(':')));
}

describe('a jurisdiction profile', () => {
  it('is the national one where nothing is said', () => {
    expect(parseProfile({})).toEqual({ ok: true, profile: DEFAULT_PROFILE });
  });

  it('allows formats from the open ones only, and at least one', () => {
    expect(parseProfile({ allowedFormats: ['OFD', 'PNG'] })).toMatchObject({
      profile: { allowedFormats: ['OFD', 'PNG'] },
    });
    expect(pathsOf({ allowedFormats: ['DOCX'] })).toEqual(['allowedFormats.0']);
    expect(pathsOf({ allowedFormats: [] })).toEqual(['allowedFormats']);
  });

  it('holds the defaults of the law', () => {
    expect(DEFAULT_PROFILE).toMatchObject({
      archiveDue: { month: 6, day: 30, yearsAfterCompletion: 1 },
      transferDueYears: { CENTRAL: 20, PROVINCIAL: 20, PREFECTURAL: 20, COUNTY: 10 },
      openingDueYears: 25,
      retentionAnchor: 'YEAR_END',
      minorAgeYears: 18,
      masks: { CITIZEN_ID: { prefix: 3, suffix: 2 } },
      collectable: { PROVINCIAL: ['Y'], COUNTY: ['Y', 'D30'] },
      slaWorkingDays: {
        unconditionalReply: 1,
        conditionalReply: 10,
        extensionMax: 10,
        delivery: 20,
        correction: 10,
      },
      auditRetentionYears: 3,
      smallCellThreshold: 5,
    });
  });

  it('cannot be changed afterwards', () => {
    const result = parseProfile({ sensitiveItemTypes: ['9905'] });
    const profile = result.ok ? result.profile : DEFAULT_PROFILE;

    for (const part of [
      DEFAULT_PROFILE,
      DEFAULT_PROFILE.masks.CITIZEN_ID,
      DEFAULT_PROFILE.holidays,
      profile,
      profile.sensitiveItemTypes,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('is merged over the defaults, part by part', () => {
    expect(
      parseProfile({
        name: 'Province 99',
        masks: { CITIZEN_ID: { prefix: 0 } },
        archiveDue: { month: 3, day: 31 },
      }),
    ).toEqual({
      ok: true,
      profile: {
        ...DEFAULT_PROFILE,
        name: 'Province 99',
        masks: { ...DEFAULT_PROFILE.masks, CITIZEN_ID: { prefix: 0, suffix: 2 } },
        archiveDue: { month: 3, day: 31, yearsAfterCompletion: 1 },
      },
    });
  });

  it('adds to the sensitive types, and cannot take from them', () => {
    expect(parseProfile({ sensitiveItemTypes: ['9905', 'HEALTH'], sensitiveLicenceTypes: [] })).toMatchObject({
      ok: true,
      profile: {
        sensitiveItemTypes: ['SOCIAL_RELIEF', 'DISABILITY', 'HEALTH', 'CORRECTION', '9905'],
        sensitiveLicenceTypes: DEFAULT_PROFILE.sensitiveLicenceTypes,
      },
    });
  });

  it('replaces the other lists', () => {
    expect(
      parseProfile({
        holidays: [
          { date: '2026-10-01', kind: 'HOLIDAY' },
          { date: '2026-10-10', kind: 'WORKDAY' },
        ],
        collectable: { COUNTY: ['Y'] },
      }),
    ).toMatchObject({
      ok: true,
      profile: {
        holidays: [{ date: '2026-10-01' }, { kind: 'WORKDAY' }],
        collectable: { COUNTY: ['Y'], PREFECTURAL: ['Y', 'D30'] },
      },
    });
  });

  it.each([null, undefined, 'profile', 7, []])('is no profile: %j', (input) => {
    expect(parseProfile(input)).toEqual({ ok: false, problems: ['profile: an object expected'] });
  });

  it('names every problem in one go', () => {
    const problems = new Set(
      pathsOf({
        colour: 'red',
        archiveDue: { yearsAfterCompletion: 3, month: 13 },
        lookBackYears: { audit: 1 },
        masks: { CITIZEN_ID: { prefix: 7 }, MOBILE: { length: 3 } },
        holidays: [{ date: '2026-02-30', kind: 'HOLIDAY' }, { date: '2026-01-01' }],
        smallCellThreshold: 4,
      }),
    );

    expect([...problems].sort()).toEqual([
      'archiveDue',
      'archiveDue.month',
      'archiveDue.yearsAfterCompletion',
      'colour',
      'holidays.0.date',
      'holidays.1.kind',
      'lookBackYears.audit',
      'masks.CITIZEN_ID',
      'masks.CITIZEN_ID.prefix',
      'masks.MOBILE.length',
      'smallCellThreshold',
    ]);
  });

  it('refuses keys that would reach into objects of the language', () => {
    expect(pathsOf(JSON.parse('{"__proto__":{"smallCellThreshold":1},"constructor":1}')).sort()).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('says why', () => {
    expect(parseProfile({ masks: { CITIZEN_ID: { prefix: 6, suffix: 4 } } })).toEqual({
      ok: false,
      problems: [
        'masks.CITIZEN_ID: prefix and suffix together at most 6 (decision.md: identity numbers are masked so that candidates stay many)',
      ],
    });
  });
});

describe('a profile may tighten, never loosen', () => {
  it.each([
    [
      'a mask that shows region and birth year',
      { masks: { CITIZEN_ID: { prefix: 10, suffix: 0 } } },
      'masks.CITIZEN_ID.prefix',
    ],
    [
      'a mask that shows region and the last digits',
      { masks: { CITIZEN_ID: { prefix: 6, suffix: 1 } } },
      'masks.CITIZEN_ID',
    ],
    [
      'a mask of identity numbers by their end',
      { masks: { CITIZEN_ID: { prefix: 0, suffix: 5 } } },
      'masks.CITIZEN_ID.suffix',
    ],
    ['a mobile number with one more digit', { masks: { MOBILE: { suffix: 5 } } }, 'masks.MOBILE.suffix'],
    ['a bank card with one more digit', { masks: { BANK_CARD: { suffix: 5 } } }, 'masks.BANK_CARD.suffix'],
    ['an address down to the street', { masks: { ADDRESS: { keepTo: 'STREET' } } }, 'masks.ADDRESS.keepTo'],
    ['a birth date down to the month', { masks: { BIRTH_DATE: { keep: 'MONTH' } } }, 'masks.BIRTH_DATE.keep'],
    [
      'a surname of three characters',
      { masks: { PERSON_NAME: { compoundSurnames: ['欧阳修'] } } },
      'masks.PERSON_NAME.compoundSurnames.0',
    ],
    [
      'archiving in the year of completion',
      { archiveDue: { yearsAfterCompletion: 0 } },
      'archiveDue.yearsAfterCompletion',
    ],
    [
      'archiving in the third year after',
      { archiveDue: { yearsAfterCompletion: 3 } },
      'archiveDue.yearsAfterCompletion',
    ],
    ['archiving after June', { archiveDue: { month: 7, day: 1 } }, 'archiveDue'],
    ['archiving on 31 June', { archiveDue: { month: 6, day: 31 } }, 'archiveDue'],
    ['archiving on a leap day', { archiveDue: { month: 2, day: 29 } }, 'archiveDue'],
    ['transfer after twenty years', { transferDueYears: { PROVINCIAL: 21 } }, 'transferDueYears.PROVINCIAL'],
    ['transfer to a county hall after ten years', { transferDueYears: { COUNTY: 11 } }, 'transferDueYears.COUNTY'],
    ['opening later without consent', { openingDueYears: 26 }, 'openingDueYears'],
    ['opening earlier for all', { openingDueYears: 24 }, 'openingDueYears'],
    ['a shorter look-back', { lookBackYears: { litigation: 4 } }, 'lookBackYears.litigation'],
    ['an earlier majority', { minorAgeYears: 17 }, 'minorAgeYears'],
    ['metadata without its record code', { requiredMetadata: [] }, 'requiredMetadata'],
    ['an unverified person', { lowestVerifiedLevel: 1 }, 'lowestVerifiedLevel'],
    ['a slower answer', { slaWorkingDays: { unconditionalReply: 2 } }, 'slaWorkingDays.unconditionalReply'],
    ['a longer extension', { slaWorkingDays: { extensionMax: 11 } }, 'slaWorkingDays.extensionMax'],
    ['a shorter audit', { auditRetentionYears: 2 }, 'auditRetentionYears'],
    ['smaller cells', { smallCellThreshold: 4 }, 'smallCellThreshold'],
    ['half a year', { openingDueYears: 25.5 }, 'openingDueYears'],
    ['a retention code that is none', { collectable: { COUNTY: ['Y', 'D0'] } }, 'collectable.COUNTY.1'],
    [
      'a day that is holiday and workday',
      {
        holidays: [
          { date: '2026-10-10', kind: 'HOLIDAY' },
          { date: '2026-10-10', kind: 'WORKDAY' },
        ],
      },
      'holidays',
    ],
  ])('refuses %s', (_, input, path) => {
    expect(pathsOf(input)[0]).toBe(path);
  });

  it.each([
    ['a stronger identity mask', { masks: { CITIZEN_ID: { prefix: 6, suffix: 0 } } }],
    ['hidden names and birth dates', { masks: { PERSON_NAME: { keep: 'NOTHING' }, BIRTH_DATE: { keep: 'NOTHING' } } }],
    [
      'archiving by the end of June two years on, as some read the article',
      { archiveDue: { yearsAfterCompletion: 2 } },
    ],
    ['an earlier day for archiving', { archiveDue: { month: 1, day: 31 } }],
    [
      'faster answers, as one province has them',
      { slaWorkingDays: { conditionalReply: 5, delivery: 10, extensionMax: 0 } },
    ],
    [
      'longer look-backs, longer audit, larger cells',
      { lookBackYears: { audit: 10 }, auditRetentionYears: 10, smallCellThreshold: 10 },
    ],
    [
      'opening later with consent',
      { openingDueYears: 50, openingConsent: { authority: '某省档案局', documentNumber: '档发〔2026〕1号' } },
    ],
    ['earlier transfer', { transferDueYears: { PROVINCIAL: 5, COUNTY: 5 } }],
  ])('takes %s', (_, input) => {
    expect(parseProfile(input).ok).toBe(true);
  });

  it('never shows more than six characters of an identity number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 19 }), fc.integer({ min: -1, max: 19 }), (prefix, suffix) => {
        const lawful = prefix >= 0 && suffix >= 0 && suffix <= 4 && prefix + suffix <= 6;
        expect(parseProfile({ masks: { CITIZEN_ID: { prefix, suffix } } }).ok).toBe(lawful);
      }),
    );
  });

  it('answers any input with a profile or with problems', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (input) => {
        const result = parseProfile(input);
        expect(result.ok || result.problems.length > 0).toBe(true);
      }),
    );
  });
});
