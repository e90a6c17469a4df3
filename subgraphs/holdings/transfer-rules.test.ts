import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localDate } from '../../schema/ids.ts';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import {
  checkRequirements,
  checkText,
  hallLevelOf,
  reasonsAgainstTransfer,
  seriesOf,
  toReferenceCode,
  type ItemFacts,
} from './transfer-rules.ts';

const HALL = 'hall';
const batch = { kind: 'TRANSFER', hall: HALL, collectable: ['Y', 'D30'] };
const item = (given: Partial<ItemFacts> = {}): ItemFacts => ({
  formedByCaller: true,
  classified: false,
  state: 'ARCHIVED',
  destroyed: false,
  custody: 'FORMING',
  hall: null,
  period: 'D30',
  retentionState: 'ACTIVE',
  disputed: false,
  inOtherBatch: false,
  openingAdvice: 'OPEN',
  openingOpinion: '同意开放',
  disclosureStatus: '已公开',
  secrecyChange: '无变更',
  ...given,
});
const codesFor = (given: Partial<ItemFacts>, of = batch): string[] =>
  reasonsAgainstTransfer(item(given), of, 'items.1').map(({ code }) => code);

const facts: fc.Arbitrary<ItemFacts> = fc.record({
  formedByCaller: fc.boolean(),
  classified: fc.boolean(),
  state: fc.constantFrom(null, 'OPEN', 'COMPLETED', 'ARCHIVED'),
  destroyed: fc.boolean(),
  custody: fc.constantFrom(null, 'FORMING', 'EARLY_CUSTODY', 'EARLY_CUSTODY_HALL', 'HALL'),
  hall: fc.constantFrom(null, HALL, 'other'),
  period: fc.constantFrom(null, 'Y', 'D30', 'D10'),
  retentionState: fc.constantFrom(null, 'ACTIVE', 'DESTRUCTION_PROPOSED', 'DESTRUCTION_APPROVED'),
  disputed: fc.boolean(),
  inOtherBatch: fc.boolean(),
  openingAdvice: fc.constantFrom(null, 'OPEN', 'DEFERRED'),
  openingOpinion: fc.constantFrom(null, '', '  ', '同意'),
  disclosureStatus: fc.constantFrom(null, ' ', '已公开'),
  secrecyChange: fc.constantFrom(null, ' ', '无'),
});

describe('a record', () => {
  it('in order may be handed over', () => {
    expect(codesFor({})).toEqual([]);
    expect(codesFor({ custody: null })).toEqual([]);
  });

  it.each([
    [{ openingOpinion: ' ' }, 'OPINION_MISSING'],
    [{ openingAdvice: null }, 'OPINION_MISSING'],
    [{ disclosureStatus: null }, 'DISCLOSURE_STATUS_MISSING'],
    [{ secrecyChange: '' }, 'SECRECY_CHANGE_MISSING'],
    [{ state: 'COMPLETED' }, 'NOT_ARCHIVED'],
    [{ custody: 'HALL', hall: HALL }, 'ALREADY_TRANSFERRED'],
    [{ custody: 'EARLY_CUSTODY', hall: 'other' }, 'ALREADY_TRANSFERRED'],
    [{ retentionState: 'DESTRUCTION_APPROVED' }, 'ON_DESTRUCTION_LIST'],
    [{ retentionState: 'DESTRUCTION_PROPOSED' }, 'ON_DESTRUCTION_LIST'],
    [{ disputed: true }, 'DISPUTED'],
    [{ inOtherBatch: true }, 'IN_ANOTHER_BATCH'],
    [{ period: null }, 'PERIOD_UNDECIDED'],
    [{ period: 'D10' }, 'PERIOD_NOT_COLLECTED'],
    [{ destroyed: true }, 'DESTROYED'],
  ])('with %j is not', (given, code) => {
    expect(codesFor(given)).toEqual([code]);
  });

  it('of others, or classified later, is told of like one that does not exist', () => {
    expect(codesFor({ formedByCaller: false, destroyed: true, openingOpinion: null })).toEqual(['NOT_YOURS']);
    expect(codesFor({ classified: true, disputed: true })).toEqual(['NOT_YOURS']);
  });

  it('in early custody goes to the same hall by a transfer only', () => {
    expect(codesFor({ custody: 'EARLY_CUSTODY', hall: HALL })).toEqual([]);
    expect(codesFor({ custody: 'EARLY_CUSTODY', hall: HALL }, { ...batch, kind: 'EARLY_CUSTODY' })).toEqual([
      'ALREADY_TRANSFERRED',
    ]);
  });

  it('is never handed over without its three statements, twice, or on its way to destruction', () => {
    fc.assert(
      fc.property(facts, (of) => {
        if (reasonsAgainstTransfer(of, batch, 'items.1').length > 0) return;
        expect(of.openingAdvice).not.toBeNull();
        for (const text of [of.openingOpinion, of.disclosureStatus, of.secrecyChange])
          expect(text?.trim() ?? '').not.toBe('');
        expect([of.destroyed, of.classified, of.disputed, of.inOtherBatch]).toEqual([false, false, false, false]);
        expect(of.custody === 'HALL').toBe(false);
        expect(['DESTRUCTION_PROPOSED', 'DESTRUCTION_APPROVED']).not.toContain(of.retentionState);
        expect(['Y', 'D30']).toContain(of.period);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a hall', () => {
  it('has the level of its region', () => {
    expect(['000000', '990000', '990100', '990106'].map(hallLevelOf)).toEqual([
      'CENTRAL',
      'PROVINCIAL',
      'PREFECTURAL',
      'COUNTY',
    ]);
  });

  it('may ask for more than the law, never for less, and collects no more than its level', () => {
    const asks = {
      formats: ['OFD'],
      metadata: [],
      statements: ['OPENING_OPINION', 'DISCLOSURE_STATUS', 'SECRECY_CHANGE'],
      collectable: ['Y'],
      note: null,
    };
    const codes = (given: object) =>
      checkRequirements({ ...asks, ...given }, 'PROVINCIAL', DEFAULT_PROFILE).map(({ code }) => code);

    expect(codes({})).toEqual([]);
    expect(codes({ statements: ['OPENING_OPINION'], collectable: ['Y', 'D30'], formats: ['OFD', 'DOCX'] })).toEqual([
      'FORMAT_NOT_ALLOWED',
      'STATEMENT_LEFT_OUT',
      'PERIOD_NOT_COLLECTED',
    ]);
    expect(codes({ formats: [] })).toEqual(['FORMATS_EMPTY']);
  });
});

describe('a reference code', () => {
  it('is put together from fonds, kind, year and period, and is one by DA/T 13', () => {
    const series = seriesOf({
      fonds: 'Z901',
      itemType: 'CONFIRMATION',
      completedOn: localDate('2024-03-15'),
      period: 'D30',
    });
    const code = toReferenceCode(series, 123);

    expect(code).toBe('Z901-ZY·QR·2024·D30-000123');
    expect(parseReferenceCode(code)).toMatchObject({
      ok: true,
      value: { fonds: 'Z901', year: 2024, retention: 'D30' },
    });
  });

  it('knows item types by code and by name; what it does not know is another power', () => {
    const of = (itemType: string) =>
      seriesOf({ fonds: 'A001', itemType, completedOn: localDate('2024-03-15'), period: 'Y' });

    expect([of('01'), of('PERMIT'), of('?')]).toEqual(['A001-ZY·XK·2024·Y', 'A001-ZY·XK·2024·Y', 'A001-ZY·QT·2024·Y']);
  });
});

it('a text bears no secrecy mark, is not empty where it is needed, and not too long', () => {
  const codes = (text: string | null, isNeeded = true) => checkText(text, 'x', isNeeded).map(({ code }) => code);

  expect([codes('无'), codes(' '), codes(null, false), codes('绝密★长期'), codes('长'.repeat(1_001))]).toEqual([
    [],
    ['TEXT_MISSING'],
    [],
    ['SECRECY_MARK'],
    ['TEXT_TOO_LONG'],
  ]);
});
