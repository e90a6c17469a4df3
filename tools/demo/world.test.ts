import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DEMO_CITIZEN_ID, DEMO_ENTERPRISE, DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import { CASE_STATE, OPENING } from '../../schema/codes.ts';
import { parseCitizenId } from '../../schema/identifiers/citizen-id.ts';
import { parseItemCode } from '../../schema/identifiers/item-code.ts';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import { CUSTODIES } from '../../schema/policy/label.ts';
import { applyMask } from '../../schema/policy/masks.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import {
  DEMO_LIST_CASES,
  DEMO_MAIN_CASE_ID,
  DEMO_MAIN_CASE_NUMBER,
  DEMO_MAIN_RECORD_CODE,
  DEMO_MAIN_REFERENCE_CODE,
} from './case-names.ts';
import { DEMO_CITIZEN_NAME } from './people.ts';
import { demoWorld } from './world.ts';

const world = demoWorld();
const { items = [], cases = [], steps = [], parts = [], materials = [], snapshots = [] } = world.cases;
const { types = [], licences = [] } = world.licences;
const { schedules = [], rules = [], holds = [] } = world.retention;
const { fonds = [], records = [] } = world.holdings;
const { agencies = [], entries = [], grants = [] } = world.sharing;

type Row = Readonly<Record<string, unknown>>;

function column(rows: readonly object[], ...names: readonly string[]): string[] {
  return rows.map((row) => names.map((name) => String((row as Row)[name])).join('|'));
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

describe('the demo world', () => {
  it('is the same every time', () => {
    expect(hashOf(demoWorld())).toBe(hashOf(world));
  });

  it('has a main case whose names the README may quote', () => {
    expect({ DEMO_MAIN_CASE_ID, DEMO_MAIN_CASE_NUMBER, DEMO_MAIN_RECORD_CODE, DEMO_MAIN_REFERENCE_CODE })
      .toMatchInlineSnapshot(`
      {
        "DEMO_MAIN_CASE_ID": "b7d0e8f1-2c3a-4d5e-8f60-7182930a1b2c",
        "DEMO_MAIN_CASE_NUMBER": "11990100MB0DEM01743990717001001202403010001",
        "DEMO_MAIN_RECORD_CODE": "Z901.QR.2024.000123",
        "DEMO_MAIN_REFERENCE_CODE": "Z901-ZY·QR·2024·D30-000123",
      }
    `);
    const main = cases.find(({ id }) => id === DEMO_MAIN_CASE_ID);
    expect(main).toMatchObject({
      applicantName: DEMO_CITIZEN_NAME,
      applicantIdNumber: DEMO_CITIZEN_ID,
      state: 'ARCHIVED',
      region: '990106',
    });
    const ofMain = ({ caseId }: { readonly caseId: unknown }): boolean => caseId === DEMO_MAIN_CASE_ID;
    expect(new Set(column(materials.filter(ofMain), 'materialClass')).size).toBe(3);
    expect(new Set(column(snapshots.filter(ofMain), 'issuer')).size).toBe(2);
    expect(records.find(ofMain)).toMatchObject({ custody: 'FORMING', referenceCode: DEMO_MAIN_REFERENCE_CODE });
  });

  it('repeats no key', () => {
    const everything = [
      ...items,
      ...cases,
      ...steps,
      ...parts,
      ...materials,
      ...snapshots,
      ...licences,
      ...schedules,
      ...rules,
      ...holds,
      ...fonds,
      ...records,
      ...entries,
      ...grants,
    ];
    const keys = [
      column(everything, 'id'),
      column(items, 'taskCode', 'version'),
      column(cases, 'recordCode'),
      column(cases, 'caseNumber'),
      column(licences, 'identifier'),
      column(types, 'code'),
      column(schedules, 'agency', 'version'),
      column(rules, 'scheduleId', 'code'),
      column(fonds, 'hall', 'number'),
      column(records, 'caseId'),
      column(records, 'recordCode'),
      column(
        records.filter(({ referenceCode }) => referenceCode !== null),
        'referenceCode',
      ),
      column(agencies, 'uscc'),
      column(entries, 'code'),
    ];
    for (const values of keys) expect(values).toEqual([...new Set(values)]);
  });

  it('refers to nothing that is not there', () => {
    const caseIds = new Set(column(cases, 'id'));
    for (const id of column([...steps, ...parts, ...materials, ...snapshots, ...records, ...holds], 'caseId'))
      expect(caseIds).toContain(id);
    for (const { caseId } of world.destructions) expect(caseIds).toContain(caseId);
    for (const { id } of DEMO_LIST_CASES) expect(caseIds).toContain(id);
    const pairs = [
      [column(cases, 'itemId'), column(items, 'id')],
      [column(snapshots, 'licenceId'), column(licences, 'id')],
      [column(snapshots, 'typeCode'), column(types, 'code')],
      [column(records, 'fondsId'), column(fonds, 'id')],
      [column(rules, 'scheduleId'), column(schedules, 'id')],
      [column(grants, 'entryId'), column(entries, 'id')],
      [column(cases, 'formingUnit'), column(agencies, 'uscc')],
    ] as const;
    for (const [from, to] of pairs) for (const id of from) expect(to).toContain(id);
    const codes = new Map(cases.map(({ id, recordCode }) => [String(id), recordCode]));
    for (const { caseId, recordCode } of records) expect(recordCode).toBe(codes.get(caseId));
  });

  it('holds numbers that are valid and belong to nobody', () => {
    const numbers = [
      ...cases.map((row) => ({ type: row.applicantIdType, number: row.applicantIdNumber })),
      ...licences.map((row) => ({ type: row.holderType, number: row.holderNumber })),
    ];
    for (const { type, number } of numbers) {
      if (type === '001') expect(parseUscc(number)).toMatchObject({ ok: true, value: { region: inNoProvince } });
      if (type === '414') expect(number).toMatch(/^E99\d{6}$/);
      if (type !== '111') continue;
      if (number.length === 15) expect(number).toMatch(/^99/);
      else expect(parseCitizenId(number)).toMatchObject({ ok: true, value: { region: inNoProvince } });
    }
    for (const { region } of [...cases, ...licences, ...agencies]) expect(region).toMatch(/^99\d{4}$/);
    for (const { uscc } of agencies)
      expect(parseUscc(uscc)).toMatchObject({ ok: true, value: { region: inNoProvince } });
    for (const phone of column(cases, 'applicantPhone')) expect(phone).toMatch(/^1990000\d{4}$|^19900001234$/);
  });

  it('holds codes that are formed as the standards say', () => {
    for (const { taskCode } of items)
      expect(parseItemCode(taskCode)).toMatchObject({ ok: true, value: { parsed: { kind: 'IMPLEMENTATION' } } });
    for (const { identifier } of licences) expect(parseLicenceIdentifier(identifier)).toMatchObject({ ok: true });
    const digits = new Set(licences.map(({ identifier }) => checkDigitOf(identifier)));
    expect(digits).toEqual(new Set(['VALID', 'MISMATCH_LEGACY']));
    for (const { recordCode, referenceCode } of records) {
      expect(parseRecordCode(recordCode)).toMatchObject({ ok: true });
      if (referenceCode !== null) expect(parseReferenceCode(referenceCode)).toMatchObject({ ok: true });
    }
  });

  it('has cases in every state, custody and state of opening', () => {
    expect(new Set(column(cases, 'state'))).toEqual(new Set(CASE_STATE));
    expect(new Set(column(records, 'custody'))).toEqual(new Set(CUSTODIES));
    expect(new Set(column(records, 'openingState'))).toEqual(new Set(OPENING));
    expect(records.some(({ sealed }) => sealed)).toBe(true);
    expect(records.some(({ classified }) => classified)).toBe(true);
    expect(records.some(({ referenceCode }) => referenceCode === null)).toBe(true);
    expect(records.some(({ transferrerConsent }) => transferrerConsent)).toBe(true);
    expect(holds.some(({ liftedOn }) => liftedOn === null)).toBe(true);
    expect(world.destructions.length).toBeGreaterThan(1);
    expect(cases.length).toBeLessThan(100);
  });

  it('has everybody whom a rule speaks of', () => {
    const births = cases.map(({ applicantIdNumber }) => parseCitizenId(applicantIdNumber));
    const born = births.flatMap((parsed) => (parsed.ok ? [parsed.value.birthDate] : []));
    expect(born.filter((day) => day > '2012').length).toBeGreaterThan(2);
    expect(
      cases.some(({ applicantType, applicantIdType }) => applicantType === 'PERSON' && applicantIdType === '414'),
    ).toBe(true);
    expect(cases.some(({ applicantIdNumber }) => applicantIdNumber.length === 15)).toBe(true);
    expect(cases.filter(({ applicantIdNumber }) => applicantIdNumber === DEMO_CITIZEN_ID)).toHaveLength(4);
    expect(cases.some(({ standing }) => standing.includes(DEMO_CITIZEN_ID))).toBe(true);
    expect(cases.some(({ applicantIdNumber }) => applicantIdNumber === DEMO_ENTERPRISE)).toBe(true);
    for (const name of [
      'sensitive',
      'nonSharing',
      'complainantName',
      'legalRepresentative',
      'contactName',
      'tradeSecret',
      'circumstances',
      'internalOpinion',
      'remarks',
    ])
      expect(cases.some((row) => Boolean((row as unknown as Row)[name]))).toBe(true);
    expect(materials.some(({ partAgency }) => partAgency !== null)).toBe(true);
    expect(grants.find(({ id }) => id === DEMO_GRANT_ID)).toMatchObject({ state: 'ACTIVE' });
  });

  it('has names of all kinds, and addresses that a mask cuts after the district', () => {
    const names = column(cases, 'applicantName');
    expect(names.some((name) => name.startsWith('欧阳'))).toBe(true);
    expect(names.some((name) => name.includes('·'))).toBe(true);
    expect(names.some((name) => name.length > Array.from(name).length)).toBe(true);
    for (const address of column(cases, 'applicantAddress'))
      expect(applyMask('ADDRESS', address, DEFAULT_PROFILE.masks)).toMatch(/^某省(?:某|临溪)市..[区县]\*{4}$/u);
  });
});

const inNoProvince = expect.stringMatching(/^99/) as unknown;

function checkDigitOf(identifier: string): string | null {
  const parsed = parseLicenceIdentifier(identifier);
  return parsed.ok ? parsed.value.checkDigit : null;
}
