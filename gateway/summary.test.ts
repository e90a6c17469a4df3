import { describe, expect, it } from 'vitest';
import type { Outcome, Reason } from '../schema/policy/rules.ts';
import { toSummary } from './summary.ts';

const outcome = (parts: Partial<Outcome> = {}): Outcome => ({
  effect: 'WITHHOLD',
  rule: 'R12',
  clause: '809 art. 20-21',
  reason: 'GRANT_REQUIRED',
  countable: true,
  ...parts,
});
const noEntries = (): readonly string[] => [];
const entriesOf = (
  counts: readonly (readonly [string, Outcome, number])[],
  entriesFor: (coordinate: string) => readonly string[] = noEntries,
) =>
  toSummary(
    'v1',
    counts.map(([coordinate, of, count]) => ({ coordinate, outcome: of, count, providers: ['P'] })),
    entriesFor,
  ).entries;

/** "Minor", "sealed" and "non-sharing record" are withheld for reasons that may not be told apart. */
const minor = outcome({ rule: 'R14', clause: 'PIPL art. 28-31', reason: 'RESTRICTED', countable: false });
const ofTheRecord = outcome({ rule: 'R10', clause: '809 art. 15', reason: 'RESTRICTED', countable: false });
const TOLD = { rule: 'R10-R14', clause: '公开条例 art. 15, 32, 37; PIPL art. 28', reason: 'RESTRICTED' };

it('tells for each field what happened, by which rule and clause, and in how many records', () => {
  expect(
    toSummary(
      'v1',
      [{ coordinate: 'Case.title', outcome: outcome({ effect: 'SHOW', reason: null }), count: 3, providers: [] }],
      noEntries,
    ),
  ).toEqual({
    policyVersion: 'v1',
    entries: [
      {
        coordinate: 'Case.title',
        outcome: 'SHOW',
        rule: 'R12',
        clause: '809 art. 20-21',
        reason: null,
        remedy: null,
        count: 3,
      },
    ],
  });
});

describe('outcomes that may not be told apart', () => {
  it('are one entry with one common basis, and without a count', () => {
    expect(
      entriesOf([
        ['Case.title', minor, 1],
        ['Case.title', ofTheRecord, 2],
      ]),
    ).toMatchObject([{ coordinate: 'Case.title', ...TOLD, count: null }]);
  });

  it('stay uncounted, whichever comes first and however many follow', () => {
    const open = outcome({ rule: 'R14', reason: 'RESTRICTED', countable: false });
    for (const order of [
      [minor, ofTheRecord, open],
      [open, ofTheRecord, minor],
    ])
      expect(entriesOf(order.map((each) => ['Case.title', each, 5]))).toMatchObject([{ count: null }]);
  });

  it('of one field say nothing of another', () => {
    expect(
      entriesOf([
        ['Case.title', minor, 1],
        ['Case.state', outcome(), 2],
      ]).map(({ count }) => count),
    ).toEqual([null, 2]);
  });
});

it('keeps apart what is told differently', () => {
  const entries = entriesOf([
    ['Case.title', outcome({ effect: 'SHOW', rule: 'R16', reason: null }), 1],
    ['Case.title', outcome(), 2],
    ['Case.title', outcome({ rule: 'R13', reason: 'UNIT_CONSENT_REQUIRED' }), 3],
    ['Case.title', outcome({ rule: 'R13', reason: 'SOURCE_CONSENT_REQUIRED' }), 4],
  ]);

  expect(entries.map(({ count }) => count)).toEqual([1, 2, 3, 4]);
});

it('adds up what is told alike', () => {
  expect(
    entriesOf([
      ['Case.title', outcome(), 2],
      ['Case.title', outcome(), 3],
    ]),
  ).toMatchObject([{ count: 5 }]);
});

describe('the remedy', () => {
  const remedyOf = (reason: Reason, entries: readonly string[] = []) =>
    entriesOf([['Case.title', outcome({ reason }), 1]], () => entries)[0]?.remedy;

  it('names the catalogue entries to apply for', () => {
    expect(remedyOf('GRANT_REQUIRED', ['E-1', 'E-2'])).toEqual({
      en: 'Apply for catalogue entry E-1 or E-2, or send its grant and use cause.',
      zh: '申请目录条目 E-1 或 E-2，或在请求中注明授权与用途。',
    });
  });

  it('says so when no entry offers the field', () => {
    expect(remedyOf('GRANT_REQUIRED')?.zh).toBe('目录中没有提供该字段的条目。');
  });

  it('names whose consent is missing', () => {
    expect(remedyOf('UNIT_CONSENT_REQUIRED')?.zh).toContain('立档单位');
    expect(remedyOf('HALL_CONSENT_REQUIRED')?.zh).toContain('档案馆');
    expect(remedyOf('SOURCE_CONSENT_REQUIRED')?.zh).toContain('颁发机构');
  });

  it('is none where nothing helps', () => {
    for (const reason of ['NON_SHARING', 'RESTRICTED', 'ROLE', 'THIRD_PERSON', 'UNCLASSIFIED'] as const)
      expect(remedyOf(reason, ['E-1'])).toBeNull();
  });
});
