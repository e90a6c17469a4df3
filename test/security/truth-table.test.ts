/**
 * The truth table of the disclosure decision: for each rule of `decision.md` at least one row that it alone
 * decides, and the engine against the oracle of `test/support/oracle.ts` on every row that can occur.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACT_OWNERS, SHARING_ATTRIBUTES } from '../../schema/directives.ts';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import type { RecordType } from '../../schema/policy/classify.ts';
import { packLabel, type LabelFacts } from '../../schema/policy/label.ts';
import { decideField, isOverLimit, type FieldClass, type RuleId } from '../../schema/policy/rules.ts';
import { decideRecord, RecordTable } from '../../schema/policy/table.ts';
import { judgeField, judgeRecord, judgeRequest } from '../support/oracle.ts';
import {
  anyCaller,
  anyRecord,
  anyType,
  caller,
  compareFields,
  compareRecords,
  Comparison,
  covered,
  field,
  fieldsOf,
  grant,
  GRANTED,
  inWords,
  ITEM,
  OTHER,
  record,
  recordType,
  UNGRANTED,
} from '../support/truth-table.ts';

/**
 * `words` is `A instead of B`: the engine answers A by `rule`; so does the page, and B without that rule.
 */
function expectDecides(
  rule: RuleId,
  [access, facts, each]: readonly [AccessClass, LabelFacts, FieldClass],
  words: string,
): void {
  const engine = decideField(access, facts, each);
  const page = judgeField(access, facts, each);
  const pageWithout = judgeField(access, facts, each, { without: rule });

  expect(inWords(page)).not.toBe(inWords(pageWithout));
  expect(`${page.rule}: ${inWords(page)} instead of ${inWords(pageWithout)}`).toBe(`${rule}: ${words}`);
  expect(`${engine.rule}: ${inWords(engine)}`).toBe(`${page.rule}: ${inWords(page)}`);
}

/** The same of a record's presence: `ABSENT instead of FIELDS`. */
function expectPresence(
  rule: RuleId,
  [access, facts, type]: readonly [AccessClass, LabelFacts, RecordType],
  words: string,
): void {
  const page = judgeRecord(access, facts, type.fields);
  const pageWithout = judgeRecord(access, facts, type.fields, { without: rule });

  expect(page).not.toBe(pageWithout);
  expect(`${page} instead of ${pageWithout}`).toBe(words);
  expect(decideRecord(access, packLabel(facts), type).presence).toBe(page);
}

describe('each rule has rows that only it decides', () => {
  const hall = caller('ARCHIVE_HALL');
  const stranger = caller('PERSON');
  const ungranted = caller('AGENCY');
  const withoutCause = { useCauseGiven: false };
  const naming = caller('AGENCY', { grant: grant({ named: [ITEM] }) });
  const offering = caller('AGENCY', { grant: grant({ offeredMasked: [ITEM] }) });
  const closed = record();
  const opened = record({ openness: 'OPEN' });
  const subjects = record({ subject: true });

  it('R0 decides: a record that was classified later is absent even for its custodian', () => {
    const classified = record({ custodian: true, custody: 'HALL', openness: 'CLASSIFIED' });
    const type = recordType(field('P0'), field('P2'));

    expectPresence('R0', [hall, classified, type], 'ABSENT instead of FIELDS');
    expectPresence('R0', [hall, { ...classified, destroyed: true }, type], 'ABSENT instead of TOMBSTONE');
  });

  it('R1 decides: a destroyed record leaves a tombstone to callers who could see it before, and to no other', () => {
    const destroyed = record({ custodian: true, custody: 'HALL', destroyed: true });
    const type = recordType(field('P2'));

    expectPresence('R1', [hall, destroyed, type], 'TOMBSTONE instead of FIELDS');
    expect(decideRecord(stranger, packLabel(record({ destroyed: true })), type).presence).toBe('ABSENT');
  });

  it('R2 decides: a record of which nothing would be shown is absent', () => {
    const type = recordType(field('P1'), field('P2', { mask: 'PERSON_NAME' }));

    expectPresence('R2', [stranger, closed, type], 'ABSENT instead of FIELDS');
    expectPresence('R2', [stranger, { ...closed, destroyed: true }, type], 'ABSENT instead of TOMBSTONE');
  });

  it('R2 decides: a record of a sensitive type is absent where no more than P0 would be shown', () => {
    const type = recordType(field('P0'), field('P3'));

    expectPresence('R2', [stranger, { ...closed, sensitive: true }, type], 'ABSENT instead of FIELDS');
    expect(decideRecord(stranger, packLabel(closed), type).presence).toBe('FIELDS');
  });

  it('R2 decides: a mask or a P1 field beyond P0 is enough for a record of a sensitive type to be seen', () => {
    const type = recordType(field('P0'), field('P2', { mask: 'PERSON_NAME' }));
    const sensitive = { ...opened, sensitive: true };

    expectPresence('R2', [stranger, { ...sensitive, minor: true }, type], 'ABSENT instead of FIELDS');
    expect(decideRecord(stranger, packLabel(sensitive), type).presence).toBe('FIELDS');
    expect(decideRecord(stranger, packLabel(sensitive), recordType(field('P1'))).presence).toBe('FIELDS');
  });

  it('R3 decides: a request beyond the limits of its grant is refused, but for own records and return flow', () => {
    const beyond = { exhausted: true, ownRecordsOnly: false, returnFlow: false };

    expect(judgeRequest(beyond)).toBe('LIMIT_EXCEEDED');
    expect(judgeRequest(beyond, { without: 'R3' })).toBeNull();
    expect(isOverLimit(beyond)).toBe(true);
    expect(isOverLimit({ ...beyond, exhausted: false })).toBe(false);
    expect(isOverLimit({ ...beyond, ownRecordsOnly: true })).toBe(false);
    expect(isOverLimit({ ...beyond, returnFlow: true })).toBe(false);
    expect(isOverLimit({ ...beyond, ownRecordsOnly: true, returnFlow: true })).toBe(false);
  });

  it.each(['APPLICANT', 'HOLDER'] as const)('R4 decides: the subject sees its own fields, of %s', (of) => {
    const unshared = field('P3', { of, sharing: 'NON_SHARING' });

    expectDecides('R4', [stranger, subjects, field('P3', { of })], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
    expectDecides('R4', [stranger, subjects, unshared], 'SHOW instead of WITHHOLD NON_SHARING');
  });

  it('R4 decides: the subject sees internal business facts that are not NON_SHARING', () => {
    const unshared = field('P1', { sharing: 'NON_SHARING' });

    expectDecides('R4', [stranger, subjects, field('P1')], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
    expect(decideField(stranger, subjects, unshared).effect).toBe('WITHHOLD');
    expect(decideField(stranger, { ...subjects, nonSharing: true }, field('P1')).effect).toBe('WITHHOLD');
  });

  it('R4 decides: the subject sees nothing personal of a third person, and nothing of a complainant', () => {
    const ofThird = field('P2', { of: 'THIRD_PERSON', mask: 'PERSON_NAME' });
    const ofComplainant = field('P0', { of: 'COMPLAINANT' });
    const both = { ...opened, subject: true };

    expectDecides('R4', [stranger, both, ofThird], 'WITHHOLD THIRD_PERSON instead of MASK');
    expectDecides('R4', [stranger, both, ofComplainant], 'WITHHOLD THIRD_PERSON instead of SHOW');
  });

  it.each(['FORMING', 'EARLY_CUSTODY', 'EARLY_CUSTODY_HALL'] as const)(
    'R5 decides: the forming unit sees its own part in custody %s, if it gives a use cause',
    (custody) => {
      const own = record({ ownPart: true, custody });

      expectDecides('R5', [ungranted, own, field('P3')], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
      expect(decideField(caller('AGENCY', withoutCause), own, field('P3')).effect).toBe('WITHHOLD');
      expect(decideField(ungranted, { ...own, custody: 'HALL' }, field('P3')).effect).toBe('WITHHOLD');
    },
  );

  it('R6 decides: the custodian hall sees what it keeps, if it gives a use cause', () => {
    const kept = record({ custodian: true, custody: 'HALL' });

    expectDecides('R6', [hall, kept, field('P4')], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
    expect(decideField(caller('ARCHIVE_HALL', withoutCause), kept, field('P4')).effect).toBe('WITHHOLD');
  });

  it('R7 decides: a unit sees what it transferred, with the recorded consent of the hall', () => {
    const transferred = record({ transferrer: true, custody: 'HALL' });
    const unshared = field('P2', { sharing: 'NON_SHARING' });

    expectDecides('R7', [ungranted, transferred, field('P2')], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
    expectDecides('R7', [ungranted, transferred, unshared], 'SHOW instead of WITHHOLD NON_SHARING');
  });

  it('R8 decides: a statutory demand opens the one record that it is about, to whichever office makes it', () => {
    const court = caller('AGENCY', { demanded: true });
    const auditor = caller('AUDITOR', { demanded: true });
    const demanded = record({ demanded: true, openness: 'SEALED', minor: true });

    expectDecides('R8', [court, demanded, field('P3')], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
    expectDecides('R8', [auditor, demanded, field('P3')], 'SHOW instead of WITHHOLD ROLE');
    expect(decideField(court, { ...demanded, demanded: false }, field('P3')).effect).toBe('WITHHOLD');
  });

  it.each(['ARCHIVES_AUTHORITY', 'DATA_AUTHORITY', 'SYSTEM_ADMIN', 'SECURITY_OFFICER', 'AUDITOR'] as const)(
    'R9 decides: the office of %s opens no content, not even of an opened record',
    (role) => {
      const unshared = field('P0', { sharing: 'NON_SHARING' });

      expectDecides('R9', [caller(role), opened, field('P1')], 'WITHHOLD ROLE instead of SHOW');
      expectDecides('R9', [caller(role), closed, unshared], 'SHOW instead of WITHHOLD NON_SHARING');
    },
  );

  it('R10 decides: a NON_SHARING field is withheld even where a grant names it or the record is opened', () => {
    const unshared = field('P1', { sharing: 'NON_SHARING', basis: '统计法 art. 9' });

    expectDecides('R10', [naming, covered(), unshared], 'WITHHOLD NON_SHARING instead of SHOW');
    expect(decideField(naming, covered(), unshared).clause).toContain('统计法 art. 9');
    expectDecides('R10', [stranger, opened, unshared], 'WITHHOLD NON_SHARING instead of SHOW');
  });

  it('R10 decides: an entry made NON_SHARING after the grant stops what the grant names or offers', () => {
    const stopped = caller('AGENCY', { grant: { ...grant({ named: [ITEM] }), entryNonSharing: true } });
    const withdrawn = caller('AGENCY', {
      grant: { ...grant({ offeredMasked: [ITEM] }), entryNonSharing: true },
    });
    const maskable = field('P2', { mask: 'PERSON_NAME' });

    expectDecides('R10', [stopped, covered(), field('P1')], 'WITHHOLD NON_SHARING instead of SHOW');
    expectDecides('R10', [withdrawn, covered(), maskable], 'WITHHOLD NON_SHARING instead of MASK');
  });

  it('R10 decides: a record that is NON_SHARING by itself is withheld without saying so', () => {
    const unshared = covered({ nonSharing: true });

    expectDecides('R10', [naming, unshared, field('P1')], 'WITHHOLD RESTRICTED uncounted instead of SHOW');
  });

  it('R10 decides: a NON_SHARING entry gives the same reason whatever the attribute of the record', () => {
    const stopped = caller('AGENCY', { grant: { ...grant({ named: [ITEM] }), entryNonSharing: true } });
    const unshared = covered({ nonSharing: true });

    expectDecides('R10', [stopped, unshared, field('P1')], 'WITHHOLD NON_SHARING instead of SHOW');
  });

  it('R11 decides: an opened record shows P0 and P1 to everyone, and P2 only as a mask of an adult', () => {
    const maskable = field('P2', { mask: 'PERSON_NAME' });
    const ofMinor = { ...opened, minor: true };

    expectDecides('R11', [stranger, opened, field('P1')], 'SHOW instead of WITHHOLD GRANT_REQUIRED');
    expectDecides('R11', [stranger, opened, maskable], 'MASK instead of WITHHOLD GRANT_REQUIRED');
    const restricted = 'WITHHOLD RESTRICTED uncounted instead of WITHHOLD GRANT_REQUIRED';
    expectDecides('R11', [stranger, ofMinor, maskable], restricted);
    expectDecides(
      'R11',
      [offering, covered({ openness: 'OPEN' }), field('P1')],
      'SHOW instead of WITHHOLD GRANT_REQUIRED',
    );
  });

  it('R11 decides: an opened record withholds P2 without a mask, P3 and P4, and says that it is restricted', () => {
    const words = 'WITHHOLD RESTRICTED instead of WITHHOLD GRANT_REQUIRED';

    expectDecides('R11', [stranger, opened, field('P2')], words);
    expectDecides('R11', [stranger, opened, field('P3', { mask: 'PHONE' })], words);
    expectDecides('R11', [stranger, opened, field('P4', { mask: 'PHONE' })], words);
  });

  it('R12 decides: P0 of a closed record is shown to everyone, other fields to nobody without a grant', () => {
    const outside = covered({ inGrant: false });

    expectDecides('R12', [ungranted, closed, field('P0')], 'SHOW instead of WITHHOLD UNIT_CONSENT_REQUIRED');
    const ungrantedWords = 'WITHHOLD GRANT_REQUIRED instead of WITHHOLD UNIT_CONSENT_REQUIRED';
    expectDecides('R12', [ungranted, closed, field('P2')], ungrantedWords);
    expectDecides('R12', [naming, outside, field('P2')], 'WITHHOLD GRANT_REQUIRED instead of WITHHOLD UNCLASSIFIED');
  });

  it('R12 decides: a grant does not open an internal business fact that it does not name', () => {
    const elsewhere = caller('AGENCY', { grant: grant({ named: [OTHER], offeredMasked: [ITEM] }) });

    expectDecides('R12', [elsewhere, covered(), field('P1')], 'WITHHOLD GRANT_REQUIRED instead of SHOW');
    expectDecides(
      'R12',
      [elsewhere, covered(), field('P3', { mask: 'PHONE' })],
      'WITHHOLD GRANT_REQUIRED instead of WITHHOLD RESTRICTED',
    );
  });

  it.each([
    ['FORMING', 'UNIT'],
    ['EARLY_CUSTODY', 'UNIT'],
    ['EARLY_CUSTODY_HALL', 'HALL'],
    ['HALL', 'HALL'],
  ] as const)('R13 decides: in custody %s the consent of the %s is needed', (custody, controller) => {
    const unconfirmed = covered({ custody, controllerConsent: false });

    expectDecides('R13', [naming, unconfirmed, field('P2')], `WITHHOLD ${controller}_CONSENT_REQUIRED instead of SHOW`);
  });

  it('R13 decides: a licence snapshot of a third agency needs the consent of that agency', () => {
    const unconfirmed = covered({ sourceConsent: false });

    expectDecides('R13', [naming, unconfirmed, field('P2')], 'WITHHOLD SOURCE_CONSENT_REQUIRED instead of SHOW');
  });

  it('R13 decides: a missing consent is named before the class of the field is looked at', () => {
    const unconfirmed = covered({ controllerConsent: false });
    const words = 'WITHHOLD UNIT_CONSENT_REQUIRED instead of WITHHOLD RESTRICTED';

    expectDecides('R13', [naming, unconfirmed, field('P3')], words);
  });

  it.each(['P3', 'P4'] as const)('R14 decides: %s needs a specific basis beside its name in the grant', (level) => {
    const based = caller('AGENCY', { grant: grant({ named: [ITEM], withBasis: [ITEM] }) });

    expectDecides('R14', [naming, covered(), field(level)], 'WITHHOLD RESTRICTED instead of SHOW');
    expect(decideField(based, covered({ minor: true, openness: 'SEALED' }), field(level)).effect).toBe('SHOW');
  });

  it('R14 decides: fields of a minor and of a sealed record are restricted without saying why', () => {
    const words = 'WITHHOLD RESTRICTED uncounted instead of';
    const maskable = field('P2', { mask: 'PERSON_NAME' });

    expectDecides('R14', [naming, covered({ minor: true }), field('P1')], `${words} SHOW`);
    expectDecides('R14', [naming, covered({ openness: 'SEALED' }), field('P1')], `${words} SHOW`);
    expectDecides('R14', [offering, covered({ minor: true }), maskable], `${words} MASK`);
  });

  it('R15 decides: personal information that the grant does not name is masked if the entry offers it', () => {
    const silent = caller('AGENCY', { grant: grant() });
    const maskable = field('P2', { mask: 'PERSON_NAME' });

    expectDecides('R15', [offering, covered(), maskable], 'MASK instead of SHOW');
    expectDecides('R15', [silent, covered(), maskable], 'WITHHOLD GRANT_REQUIRED instead of SHOW');
    expectDecides('R15', [offering, covered(), field('P2')], 'WITHHOLD GRANT_REQUIRED instead of SHOW');
  });

  it('R16 decides: what the grant names and covers is shown, of an opened record as well', () => {
    const maskable = field('P2', { mask: 'PERSON_NAME' });

    expectDecides('R16', [naming, covered(), maskable], 'SHOW instead of WITHHOLD UNCLASSIFIED');
    expectDecides('R16', [naming, covered({ openness: 'OPEN' }), maskable], 'SHOW instead of MASK');
  });

  it('R17 decides: a field that nobody has classified is withheld from everyone', () => {
    const anyway = record({ custodian: true, subject: true, demanded: true, openness: 'OPEN' });

    expectDecides(
      'R17',
      [hall, anyway, field(null, { of: 'HOLDER' })],
      'WITHHOLD UNCLASSIFIED instead of UNDECIDED uncounted',
    );
  });
});

describe('the engine decides every row of the truth table as the page does', () => {
  it('shows each field as the page says to callers without a grant', () => {
    const fields = fieldsOf({ of: [...FACT_OWNERS], sharing: [...SHARING_ATTRIBUTES] });
    const { differences, deciding } = compareFields(UNGRANTED, fields);

    expect(differences).toEqual([]);
    expect([...deciding].toSorted()).toEqual(['R10', 'R11', 'R12', 'R17', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9']);
  });

  it('shows each field as the page says to callers with a grant', () => {
    const fields = fieldsOf({ of: ['NOBODY', 'HOLDER'], sharing: ['CONDITIONAL', 'NON_SHARING'] });
    const { differences, deciding } = compareFields(GRANTED, fields);

    expect(differences).toEqual([]);
    const ofGrants = ['R10', 'R11', 'R12', 'R13', 'R14', 'R15', 'R16', 'R17', 'R5', 'R6', 'R7', 'R8'];
    expect([...deciding].toSorted()).toEqual(ofGrants);
  });

  it('lets each record be seen, leave a tombstone or be absent as the page says', () => {
    const granted = GRANTED.filter((access) => access.grant?.entryNonSharing === false);
    const { differences, deciding } = compareRecords([...UNGRANTED, ...granted]);

    expect(differences).toEqual([]);
    expect([...deciding]).toEqual(expect.arrayContaining(['FIELDS', 'TOMBSTONE', 'ABSENT']));
  });

  it('decides any records of any type as the page says, in whatever order they are asked for', () => {
    const seed = Date.now() % 2 ** 31;
    console.info(`truth table: seed ${seed}`);

    fc.assert(
      fc.property(anyCaller, anyType, fc.array(anyRecord, { minLength: 1, maxLength: 8 }), (access, type, records) => {
        const table = new RecordTable(access, type);
        const comparison = new Comparison();
        for (const facts of [...records, ...records]) {
          comparison.record(access, facts, type, table.decide(packLabel(facts)));
        }
        expect(comparison.differences).toEqual([]);
      }),
      { numRuns: 5_000, seed },
    );
  });
});
