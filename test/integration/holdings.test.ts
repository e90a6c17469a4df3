import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import { holdings } from '../../subgraphs/holdings/index.ts';
import type { Database, OutboxEvent, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { anyDatabase, statementsOf } from '../support/databases.ts';
import { ask, dataOf, eventsOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef, testServices } from '../support/services.ts';

const FIELDS = `id recordCode referenceCode fondsNumber fondsName hall { uscc } custody openingState openedOn
  transferBatch transferredOn receivedOn location title case { id }`;
const BY_ID = `query ($id: ID!) { archivalRecord(id: $id) { ${FIELDS} disclosure { field reason clause }
  tombstone { recordCode destroyedOn listNumber } } }`;
const BY_CODE = `query ($code: String!) { archivalRecordByReferenceCode(referenceCode: $code) { id } }`;
const OF_CASE = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Case { id holding { id } } } }`;
const LIST = `query ($filter: ArchivalRecordFilter, $orderBy: ArchivalRecordOrder, $first: Int) {
  archivalRecords(filter: $filter, orderBy: $orderBy, first: $first) { totalCount edges { node { id referenceCode } } } }`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe.each(anyDatabase())('holdings on $kind', ({ open }) => {
  const rows = createRows(17);
  const ofCases = Array.from({ length: 8 }, () => rows.caseRow({ state: 'ARCHIVED', archivedOn: '2024-06-01' }));
  const [inHall, opened, sealed, early, forming, classified, destroyed, sensitiveOpened] = ofCases.map((each) =>
    rows.record(each),
  );
  const unheld = rows.caseRow();
  const awaited = rows.caseRow();
  if (!inHall || !opened || !sealed || !early || !forming || !classified || !destroyed || !sensitiveOpened) {
    throw new RangeError('eight records expected');
  }
  const hall: AccessContext = access({
    role: 'ARCHIVE_HALL',
    agency: rows.hall,
    useCause: '馆藏管理',
    actorId: 'hall',
  });
  const former: AccessContext = access({ agency: rows.agency, useCause: '归档核对', actorId: 'former' });
  const other: AccessContext = access({ agency: rows.otherAgency, useCause: '核验', actorId: 'other' });
  const person: AccessContext = access({ role: 'PERSON', subjectRef: subjectRef('990101199003070025') });
  let database: Database;
  let running: RunningSubgraph;
  const told: Record<string, unknown>[] = [];

  beforeAll(async () => {
    database = await open();
    running = await holdings.start(database, testServices());
    await running.call('load', {
      fonds: [rows.fonds],
      records: [
        inHall,
        { ...opened, openingState: 'OPEN', openedOn: '2049-03-15' },
        { ...sealed, openingState: 'OPEN', openedOn: '2049-03-15', sealed: true },
        { ...early, custody: 'EARLY_CUSTODY_HALL' },
        { ...forming, custody: 'FORMING', hall: null, referenceCode: null },
        { ...classified, classified: true },
        destroyed,
        { ...sensitiveOpened, openingState: 'OPEN' },
      ],
    });
    await tell(
      ...ofCases.map((each) => (each.id === sensitiveOpened.caseId ? { ...each, sensitive: true } : each)),
      unheld,
    );
  });
  afterAll(() => database.close());

  const custodyOf = (each: CaseRow, isDestroyed: boolean): number =>
    packStored({
      custody: 'FORMING',
      openness: 'CLOSED',
      sensitive: each.sensitive,
      destroyed: isDestroyed,
      nonSharing: each.nonSharing,
    });

  /** What `cases` would tell, which knows nothing yet of any custody. */
  async function tell(...changed: (CaseRow & { gone?: boolean })[]): Promise<void> {
    told.push(
      ...changed.map((each) => ({
        id: each.id,
        facts: custodyOf(each, each.gone === true),
        formingUnit: each.formingUnit,
        hall: null,
        transferrer: null,
        subjects: [subjectRef(each.applicantIdNumber)],
        minorUntil: '2008-03-07',
        region: each.region,
        itemCode: each.taskCode,
        periodOn: each.completedOn,
        recordCode: each.recordCode,
        destroyedOn: each.gone === true ? '2026-01-05' : null,
        destructionListNumber: each.gone === true ? 'X-2026-1' : null,
      })),
    );
    await running.turn({ cases: eventsOf('CASE_CHANGED', told) });
  }

  const one = async (who: AccessContext, { id }: { readonly id: string }) =>
    (await dataOf(running, BY_ID, who, { id })).archivalRecord;
  const list = async (who: AccessContext, variables: Record<string, unknown>) =>
    (await dataOf(running, LIST, who, variables)).archivalRecords;
  const linkOf = async (who: AccessContext, caseId: unknown) =>
    (await dataOf(running, OF_CASE, who, { ids: [{ __typename: 'Case', id: caseId }] }))._entities[0];

  it('shows the hall that has the custody the whole record', async () => {
    expect(await one(hall, inHall)).toMatchObject({
      recordCode: inHall.recordCode,
      referenceCode: inHall.referenceCode,
      fondsNumber: 'A001',
      fondsName: rows.fonds.name,
      hall: { uscc: rows.hall },
      custody: 'HALL',
      openingState: 'NOT_REVIEWED',
      transferBatch: 'B2034-01',
      transferredOn: '2034-03-15',
      receivedOn: '2034-03-20',
      location: '/volume/7',
      title: '住房保障申请案',
      case: { id: inHall.caseId },
    });
  });

  it('shows the transferring unit its record too, and after transfer only with the consent of the hall', async () => {
    expect(await one(former, inHall)).toMatchObject({ title: '住房保障申请案' });

    const without = rows.record(awaited, { transferrerConsent: false });
    await running.call('load', { records: [without] });
    await tell(awaited);
    expect(await one(former, without)).toMatchObject({ custody: 'HALL', title: null, referenceCode: null });
  });

  it('shows others where it is and whether it is opened, and the law for the place of its bytes', async () => {
    const found = await one(other, inHall);

    expect(found).toMatchObject({
      hall: { uscc: rows.hall },
      fondsNumber: 'A001',
      custody: 'HALL',
      openingState: 'NOT_REVIEWED',
      referenceCode: null,
      title: null,
      location: null,
    });
    expect(found.disclosure).toContainEqual({
      field: 'location',
      reason: 'NON_SHARING',
      clause: expect.stringContaining('档案法 art. 19'),
    });
  });

  it('shows everyone the internal fields of an opened record, and no title', async () => {
    expect(await one(person, opened)).toMatchObject({
      openingState: 'OPEN',
      openedOn: '2049-03-15',
      referenceCode: opened.referenceCode,
      title: null,
      location: null,
    });
  });

  it('lets nothing of a sealed record tell that it is sealed, or that it was opened once', async () => {
    const [found, ordinary] = [await one(person, sealed), await one(person, inHall)];

    expect(found).toMatchObject({ openingState: 'NOT_OPEN', openedOn: null, referenceCode: null });
    expect(found.disclosure).toEqual(ordinary.disclosure);
    expect(await one(hall, sealed)).toMatchObject({ openingState: 'NOT_OPEN', openedOn: null });
    const idsOf = async (state: string) =>
      (await list(person, { filter: { openingState: { eq: state } } })).edges.map(
        (edge: { node: { id: string } }) => edge.node.id,
      );
    expect(await idsOf('OPEN')).not.toContain(sealed.id);
    expect(await idsOf('NOT_OPEN')).toEqual([sealed.id]);
  });

  it('shows early custody as what it is, whoever is the controller', async () => {
    expect(await one(other, early)).toMatchObject({ custody: 'EARLY_CUSTODY' });
    expect(await one(former, early)).toMatchObject({ custody: 'EARLY_CUSTODY', title: '住房保障申请案' });
  });

  it('leaves a record with its forming unit out of reach of the hall', async () => {
    expect(await one(former, forming)).toMatchObject({ custody: 'FORMING', hall: null, title: '住房保障申请案' });
    expect(await one(hall, forming)).toMatchObject({ custody: 'FORMING', title: null });
  });

  it('has nothing of a record that was classified later, for anybody, nor a stub of its case', async () => {
    for (const who of [hall, former, other]) {
      const [invisible, unknown] = [
        await ask(running, BY_ID, who, { id: classified.id }),
        await ask(running, BY_ID, who, { id: UNKNOWN }),
      ];
      expect(JSON.stringify(invisible)).toBe(JSON.stringify(unknown));
      expect(await linkOf(who, classified.caseId)).toBeNull();
    }
  });

  it('is linked from its case, and a case without one is there all the same', async () => {
    expect(await linkOf(other, inHall.caseId)).toEqual({ id: inHall.caseId, holding: { id: inHall.id } });
    expect(await linkOf(other, unheld.id)).toEqual({ id: unheld.id, holding: null });
    expect(await linkOf(other, UNKNOWN)).toBeNull();
  });

  it('decides presence of a case by the custody that is known here, not by what the case says', async () => {
    expect(await one(other, sensitiveOpened)).toMatchObject({ openingState: 'OPEN' });
    expect(await linkOf(other, sensitiveOpened.caseId)).not.toBeNull();
  });

  describe('looking up by reference code', () => {
    const find = async (who: AccessContext, code: string | null) =>
      (await dataOf(running, BY_CODE, who, { code })).archivalRecordByReferenceCode;

    it('finds it for those who may read the code, and for nobody else', async () => {
      expect(await find(hall, inHall.referenceCode)).toEqual({ id: inHall.id });
      expect(await find(other, inHall.referenceCode)).toBeNull();
      expect(await find(other, opened.referenceCode)).toEqual({ id: opened.id });
    });

    it('names every faulty part of a malformed one, and repeats none of it', async () => {
      const { errors } = await ask(running, BY_CODE, hall, { code: 'A01-ZY·2024·D30-77777777' });

      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
      expect(errors?.[0]?.message).toMatch(/^referenceCode: fonds: .*; item number: /);
      expect(errors?.[0]?.message).not.toMatch(/A01|7777/);
    });
  });

  it('filters by what is shown, and sorts by reference code for those who are shown it', async () => {
    const orderBy = { field: 'REFERENCE_CODE', direction: 'DESC' };
    const page = await list(hall, { filter: { custody: { eq: 'HALL' }, hall: { eq: rows.hall } }, orderBy });
    const codes = page.edges.map(({ node }: { node: { referenceCode: string } }) => node.referenceCode);

    expect(codes).toEqual(codes.toSorted().toReversed());
    expect(codes).toContain(inHall.referenceCode);
    expect((await list(other, { filter: { referenceCode: { eq: inHall.referenceCode } } })).totalCount).toBe(0);
    expect(
      (await list(other, { filter: { fondsNumber: { eq: 'A001' }, custody: { eq: 'FORMING' } } })).totalCount,
    ).toBe(1);
    expect((await list(other, { filter: { custody: { eq: 'EARLY_CUSTODY_HALL' } } })).totalCount).toBe(0);
  });

  it('lists the fonds to everyone, those of one hall alone if asked', async () => {
    const query = `query ($hall: ID) { fonds(hall: $hall) { number name hall { uscc } } }`;
    const expected = [{ number: 'A001', name: rows.fonds.name, hall: { uscc: rows.hall } }];

    expect((await dataOf(running, query, person)).fonds).toEqual(expected);
    expect((await dataOf(running, query, person, { hall: rows.otherAgency })).fonds).toEqual([]);
  });

  it('reads a page of records with the links to their cases in three statements', async () => {
    const query = `query ($first: Int) { archivalRecords(first: $first) { totalCount edges { node { custody case { id } } } } }`;
    const countFor = (first: number): Promise<number> => statementsOf(() => dataOf(running, query, other, { first }));
    await countFor(1);

    expect([await countFor(6), await countFor(2)]).toEqual([3, 3]);
  });

  it('shows nothing of a record before its case is known here, and everything afterwards', async () => {
    const of = rows.caseRow();
    const record = rows.record(of);
    await running.call('load', { records: [record] });
    expect(await one(hall, record)).toBeNull();

    await tell(of);
    expect(await one(hall, record)).toMatchObject({ custody: 'HALL', title: '住房保障申请案' });
  });

  it('tells of the custody of each record when it is loaded, and again to whoever believes otherwise', async () => {
    const custodyOfCase = async (caseId: string): Promise<readonly OutboxEvent[]> => {
      await numberAll(running);
      return (await running.events(0, 500)).filter(({ payload }) => payload['caseId'] === caseId);
    };
    const facts = packStored({
      custody: 'HALL',
      openness: 'CLOSED',
      sensitive: false,
      destroyed: false,
      nonSharing: false,
    });
    const event = {
      kind: 'CUSTODY_CHANGED',
      payload: { caseId: inHall.caseId, facts, hall: rows.hall, transferrer: rows.agency },
    };

    expect(await custodyOfCase(inHall.caseId)).toMatchObject([event, event]);
    expect(await custodyOfCase(forming.caseId)).toHaveLength(1);
  });

  it.each([
    ['a record with its forming unit that is in a hall', { custody: 'FORMING' }],
    ['a record in custody of no hall', { hall: null }],
    ['a malformed reference code', { referenceCode: 'A001' }],
  ] as const)('takes no load with %s', async (_what, given) => {
    const fresh = rows.record(rows.caseRow());
    const wrong = rows.record(rows.caseRow(), given);

    await expect(running.call('load', { records: [fresh, wrong] })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('keeps a tombstone of a destroyed record, and none of its texts', async () => {
    const gone = ofCases.find((each) => each.id === destroyed.caseId);
    if (gone === undefined) throw new RangeError('the case of the record expected');
    await tell({ ...gone, gone: true });

    for (const who of [hall, other]) {
      expect(await one(who, destroyed)).toMatchObject({
        id: destroyed.id,
        referenceCode: null,
        title: null,
        hall: null,
        disclosure: [],
        tombstone: { recordCode: destroyed.recordCode, destroyedOn: '2026-01-05', listNumber: 'X-2026-1' },
      });
    }
    expect(await linkOf(other, destroyed.caseId)).toEqual({ id: destroyed.caseId, holding: { id: destroyed.id } });
    const stored = await running
      .fork()
      .getConnection()
      .execute('select title, location from holdings.archival_record where id = ?', [destroyed.id]);
    expect(stored).toEqual([{ title: null, location: null }]);
  });
});
