import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { dataOf, startHouse, type House } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef } from '../support/services.ts';

const CASE = `query ($id: ID!) { case(id: $id) { id state applicantName materials { id } licences { licence { id } }
  tombstone { recordCode destroyedOn listNumber } } }`;
const RETENTION = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Case { id retention {
  id period dueOn explanation tombstone { recordCode destroyedOn listNumber } case { id } } } } }`;
const HOLDING = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Case { id holding {
  id custody referenceCode title tombstone { recordCode destroyedOn listNumber } case { id } } } } }`;

describe.each(anyDatabase())('the four subgraphs on $kind', ({ open }) => {
  const rows = createRows(19);
  const archived = { state: 'ARCHIVED', archivedOn: '2011-06-01', completedOn: '2010-12-31' };
  const early = rows.caseRow(archived);
  const opened = rows.caseRow(archived);
  const transferred = rows.caseRow(archived);
  const doomed = rows.caseRow(archived);
  const classified = rows.caseRow(archived);
  const plainLicence = rows.licence();
  const sensitiveLicence = rows.licence({ sensitive: true });
  const former: AccessContext = access({ agency: rows.agency, useCause: '归档核对' });
  const other: AccessContext = access({ agency: rows.otherAgency, useCause: '核验' });
  const hall: AccessContext = access({ role: 'ARCHIVE_HALL', agency: rows.hall, useCause: '馆藏管理' });
  const person: AccessContext = access({ role: 'PERSON', subjectRef: subjectRef('990101199003070025') });
  let database: Database;
  let house: House;

  /** The archival records come first: their cases are known nowhere yet. */
  beforeAll(async () => {
    database = await open();
    house = await startHouse(database);
    await house.holdings.call('load', {
      fonds: [rows.fonds],
      records: [
        rows.record(early),
        rows.record(opened, { openingState: 'OPEN', openedOn: '2049-01-01' }),
        rows.record(transferred),
        rows.record(doomed),
        rows.record(classified, { classified: true }),
      ],
    });
    await house.settle();
    await house.cases.call('load', {
      items: [rows.item],
      cases: [early, opened, transferred, doomed, classified],
      materials: [early, opened, doomed].map((each) => rows.material({ caseId: String(each.id) })),
      snapshots: [plainLicence, sensitiveLicence].map((each) => rows.snapshot(String(opened.id), each)),
    });
    await house.licences.call('load', { types: [rows.licenceType], licences: [plainLicence, sensitiveLicence] });
    await house.settle();
    const schedule = rows.schedule();
    const rule = rows.rule({ scheduleId: schedule.id, period: 'D10' });
    await house.retention.call('load', { schedules: [schedule], rules: [rule] });
    await house.settle();
  });
  afterAll(() => database.close());

  const caseOf = async (who: AccessContext, id: unknown) => (await dataOf(house.cases, CASE, who, { id })).case;
  const ofCase = async (running: RunningSubgraph, who: AccessContext, id: unknown) => {
    const query = running.name === 'retention' ? RETENTION : HOLDING;
    return (await dataOf(running, query, who, { of: [{ __typename: 'Case', id }] }))._entities[0];
  };

  it('give an archived case its retention, though the schedule came later', async () => {
    expect(await ofCase(house.retention, hall, opened.id)).toMatchObject({
      retention: { period: 'D10', dueOn: '2020-12-31', explanation: expect.any(String), case: { id: opened.id } },
    });
  });

  it('let custody reach the labels of cases and of retention, though the record came before the case', async () => {
    expect(await caseOf(hall, early.id)).toMatchObject({ applicantName: early.applicantName });
    expect(await ofCase(house.retention, hall, early.id)).toMatchObject({ retention: { dueOn: '2020-12-31' } });
    expect(await ofCase(house.holdings, hall, early.id)).toMatchObject({ holding: { title: '住房保障申请案' } });
  });

  it('show an opened case alike everywhere', async () => {
    expect((await caseOf(person, opened.id)).applicantName).toMatch(/^\p{Script=Han}{1,2}\*+$/u);
    expect((await ofCase(house.retention, person, opened.id)).retention).toMatchObject({ dueOn: '2020-12-31' });
    expect((await ofCase(house.holdings, person, opened.id)).holding).toMatchObject({ title: null, custody: 'HALL' });
    expect((await ofCase(house.retention, person, transferred.id)).retention).toMatchObject({ dueOn: null });
  });

  it('have nothing of a case that was classified later, anywhere', async () => {
    for (const who of [former, other, hall, person]) {
      expect(await caseOf(who, classified.id)).toBeNull();
      expect(await ofCase(house.retention, who, classified.id)).toBeNull();
      expect(await ofCase(house.holdings, who, classified.id)).toBeNull();
    }
  });

  it('link a case to the licences that are there for the caller', async () => {
    const linksOf = async (who: AccessContext): Promise<unknown[]> =>
      (await caseOf(who, opened.id)).licences.map((each: { licence: unknown }) => each.licence);

    expect(await linksOf(other)).toHaveLength(2);
    expect(await linksOf(other)).toEqual(expect.arrayContaining([{ id: plainLicence.id }, null]));
    const issuer = [{ id: plainLicence.id }, { id: sensitiveLicence.id }];
    expect(await linksOf(former)).toEqual(expect.arrayContaining(issuer));
  });

  it('are at rest: what is handled again changes nothing, and causes nothing', async () => {
    const countOf = async (running: RunningSubgraph): Promise<number> => (await running.events(0, 500)).length;
    const all = [house.cases, house.licences, house.retention, house.holdings];
    const before = await Promise.all(all.map(countOf));
    await house.settle();

    expect(await Promise.all(all.map(countOf))).toEqual(before);
  });

  it('keep a tombstone in all three of a destroyed record, and delete the rest', async () => {
    const tombstone = { recordCode: doomed.recordCode, destroyedOn: '2026-11-21', listNumber: 'X-2026-1' };
    const caseId = String(doomed.id);
    await house.retention.call('destroy', { caseId, destroyedOn: '2026-11-21', listNumber: 'X-2026-1' });
    await house.settle();

    for (const who of [former, hall, other]) {
      expect(await caseOf(who, caseId)).toMatchObject({ state: null, applicantName: null, materials: [], tombstone });
      expect(await ofCase(house.retention, who, caseId)).toMatchObject({
        id: caseId,
        retention: { period: null, dueOn: null, tombstone, case: { id: caseId } },
      });
      expect(await ofCase(house.holdings, who, caseId)).toMatchObject({
        id: caseId,
        holding: { custody: null, title: null, tombstone, case: { id: caseId } },
      });
    }
    expect(await caseOf(hall, early.id)).toMatchObject({ tombstone: null });
  });
});
