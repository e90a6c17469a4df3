import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import { cases, type CaseRow } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { databases, statementsOf } from '../support/databases.ts';
import { ask, dataOf, eventsOf, type IdPage } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef, testServices } from '../support/services.ts';

const BY_ID = `query ($id: ID!) { case(id: $id) { id caseNumber state applicantName title } }`;
const BY_NUMBER = `query ($number: String!) { caseByNumber(number: $number) { id } }`;
const LIST = `query ($filter: CaseFilter, $orderBy: CaseOrder, $first: Int, $after: String) {
  cases(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount edges { cursor node { id caseNumber } } pageInfo { hasNextPage endCursor } } }`;
const ENTITIES = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Case { id caseNumber state applicantName } } }`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe.each(databases())('cases on $kind', ({ open }) => {
  const rows = createRows(7);
  const listed = Array.from({ length: 25 }, (_each, at) =>
    rows.caseRow({ completedOn: `20${String(10 + (at % 7))}-05-01`, region: '990101' }),
  );
  const ordinary = rows.caseRow({ applicantName: '欧阳安', applicantIdNumber: '990101199003070017' });
  const sensitive = rows.caseRow({ sensitive: true });
  const joint = rows.caseRow();
  const withLicences = rows.caseRow();
  const opened = rows.caseRow({ applicantName: '张三丰' });
  const minor = rows.caseRow({
    applicantName: '李小安',
    applicantIdNumber: String(rows.fixtures.citizen({ bornOn: '2015-06-01' as never })),
  });
  const destroyed = rows.caseRow({ archivedOn: '2015-06-01', state: 'ARCHIVED' });
  const destroyedSensitive = rows.caseRow({ sensitive: true });
  const plainLicence = rows.licence({ issuer: rows.otherAgency });
  const sensitiveLicence = rows.licence();
  const unknownLicence = rows.licence();
  const all = [...listed, ordinary, sensitive, joint, withLicences, opened, minor, destroyed, destroyedSensitive];

  const former: AccessContext = access({ agency: rows.agency, useCause: '归档核对', actorId: 'former' });
  const other: AccessContext = access({ agency: rows.otherAgency, useCause: '核验', actorId: 'other' });
  let database: Database;
  let running: RunningSubgraph;

  beforeAll(async () => {
    database = await open();
    running = await cases.start(database, testServices());
    await running.call('load', {
      items: [rows.item],
      cases: all,
      parts: [rows.part({ caseId: String(joint.id) })],
      steps: all.map((each) => rows.step({ caseId: String(each.id) })),
      materials: all.map((each) => rows.material({ caseId: String(each.id) })),
      snapshots: [
        ...listed.map((each) => rows.snapshot(String(each.id), plainLicence)),
        ...[plainLicence, sensitiveLicence, unknownLicence].map((each) => rows.snapshot(String(withLicences.id), each)),
      ],
    });
    await tellOf();
  });
  afterAll(() => database.close());

  /** What the other subgraphs would tell: two licences, two opened cases, two destroyed ones. */
  async function tellOf(): Promise<void> {
    const closed = { custody: 'FORMING', openness: 'CLOSED', destroyed: false, nonSharing: false } as const;
    const licenceFacts = { hall: null, transferrer: null, subjects: [], minorUntil: '0001-01-01', region: '990106' };
    const toFacts = (id: string, isSensitive: boolean) => ({
      ...licenceFacts,
      id,
      facts: packStored({ ...closed, sensitive: isSensitive }),
      formingUnit: rows.agency,
      itemCode: rows.licenceType.code,
      periodOn: '2023-05-06',
    });
    const facts = packStored({ ...closed, custody: 'HALL', openness: 'OPEN', sensitive: false });
    const custody = [opened, minor].map(({ id }) => ({ caseId: id, facts, hall: rows.hall, transferrer: rows.agency }));
    const destruction = [destroyed, destroyedSensitive].map(({ id }) => ({
      caseId: id,
      destroyedOn: '2026-01-05',
      listNumber: 'X-2026-1',
    }));
    await running.turn({
      licences: eventsOf('LICENCE_CHANGED', [toFacts(plainLicence.id, false), toFacts(sensitiveLicence.id, true)]),
      holdings: eventsOf('CUSTODY_CHANGED', custody),
      retention: eventsOf('RECORD_DESTROYED', destruction),
    });
  }

  const one = async (who: AccessContext, { id }: Pick<CaseRow, 'id'>, fields: string) =>
    (await dataOf(running, `query ($id: ID!) { case(id: $id) { ${fields} } }`, who, { id: String(id) })).case;
  const list = async (who: AccessContext, variables: Record<string, unknown>) =>
    (await dataOf(running, LIST, who, variables)).cases;
  const inRegion = { region: { eq: '990101' } };

  describe('looking up one case', () => {
    it('by its key gives the forming unit everything', async () => {
      expect((await dataOf(running, BY_ID, former, { id: String(ordinary.id) })).case).toEqual({
        id: ordinary.id,
        caseNumber: ordinary.caseNumber,
        state: 'COMPLETED',
        applicantName: '欧阳安',
        title: ordinary.title,
      });
    });

    it('by its key gives another agency what is statutory-public, and the reasons for the rest', async () => {
      const found = await one(other, ordinary, 'state caseNumber applicantName disclosure { field outcome reason }');

      expect(found).toMatchObject({ state: 'COMPLETED', caseNumber: null, applicantName: null });
      expect(found.disclosure).toContainEqual({
        field: 'applicantName',
        outcome: 'WITHHOLD',
        reason: 'GRANT_REQUIRED',
      });
    });

    it('by its number finds it only for those who may read the number', async () => {
      const number = { number: String(ordinary.caseNumber) };

      expect((await dataOf(running, BY_NUMBER, former, number)).caseByNumber).toEqual({ id: ordinary.id });
      expect((await dataOf(running, BY_NUMBER, other, number)).caseByNumber).toBeNull();
    });

    it('gives the applicant their own, and nobody else the applicant', async () => {
      const applicant = access({ role: 'PERSON', subjectRef: subjectRef(String(ordinary.applicantIdNumber)) });
      const stranger = access({ role: 'PERSON', subjectRef: subjectRef('990101199003070025') });

      expect(await one(applicant, ordinary, 'applicantName')).toEqual({ applicantName: '欧阳安' });
      expect(await one(stranger, ordinary, 'applicantName')).toEqual({ applicantName: null });
    });

    it('with something that is no key says which argument is wrong', async () => {
      const { data, errors } = await ask(running, BY_ID, former, { id: 'secret-1' });

      expect(data).toEqual({ case: null });
      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
      expect(errors?.[0]?.message).toMatch(/^id: /);
      expect(JSON.stringify(errors)).not.toContain('secret-1');
    });
  });

  describe('a case that the caller may not know of', () => {
    it('answers byte for byte like one that is not there', async () => {
      const invisible = await ask(running, BY_ID, other, { id: String(sensitive.id) });
      const unknown = await ask(running, BY_ID, other, { id: UNKNOWN });

      expect(JSON.stringify(invisible)).toBe(JSON.stringify(unknown));
    });

    it('does so through _entities too, where a visible one is redacted the same way', async () => {
      const ids = [sensitive.id, ordinary.id, UNKNOWN].map((id) => ({ __typename: 'Case', id }));

      expect((await dataOf(running, ENTITIES, other, { ids }))._entities).toEqual([
        null,
        { id: ordinary.id, caseNumber: null, state: 'COMPLETED', applicantName: null },
        null,
      ]);
      expect((await dataOf(running, ENTITIES, former, { ids }))._entities[0]).toMatchObject({ id: sensitive.id });
    });

    it('is in no list and no count, though its forming unit has it in both', async () => {
      const filter = { agency: { eq: rows.agency } };
      const [theirs, ours] = [await list(other, { filter, first: 500 }), await list(former, { filter, first: 500 })];
      const idsOf = (page: typeof theirs): unknown[] =>
        page.edges.map((edge: { node: { id: unknown } }) => edge.node.id);

      expect(idsOf(ours)).toContain(sensitive.id);
      expect(idsOf(theirs)).not.toContain(sensitive.id);
      expect(ours.totalCount - theirs.totalCount).toBe(1);
    });
  });

  describe('a list', () => {
    it.each(['ASC', 'DESC'])('gives every case once, in order, page by page (%s)', async (direction) => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const orderBy = { field: 'COMPLETED_ON', direction };
        const page: IdPage = await list(former, { filter: inRegion, orderBy, first: 10, after });
        expect(page.totalCount).toBe(25);
        seen.push(...page.edges.map((edge) => edge.node.id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      const days = new Map(listed.map((each) => [String(each.id), String(each.completedOn)]));
      const sorted = listed.toSorted((a, b) => {
        const byDay = String(a.completedOn).localeCompare(String(b.completedOn)) * (direction === 'ASC' ? 1 : -1);
        return byDay === 0 ? (String(a.id) < String(b.id) ? -1 : 1) : byDay;
      });

      expect(seen.map((id) => days.get(id))).toEqual(sorted.map((each) => each.completedOn));
      expect(seen).toEqual(sorted.map((each) => each.id));
    });

    it.each([0, -1, 501])('refuses a page of %i', async (first) => {
      const { errors } = await ask(running, LIST, former, { first });

      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
    });

    it('takes several conditions, spans of days among them', async () => {
      const filter = { ...inRegion, completedOn: { from: '2011-05-01', to: '2012-05-01' } };

      expect((await list(former, { filter })).totalCount).toBe(8);
      expect((await list(former, { filter: { ...filter, state: { in: ['OPEN'] } } })).totalCount).toBe(0);
    });

    it('filtered by a field that is withheld from the caller is empty, whatever the value', async () => {
      const byName = { applicantName: { eq: '欧阳安' } };
      const byNumber = { applicantIdNumber: { in: ['990106199003070017'] } };

      expect((await list(former, { filter: byName })).totalCount).toBe(1);
      expect(await list(other, { filter: byName })).toEqual(
        await list(other, { filter: { applicantName: { eq: 'x' } } }),
      );
      expect((await list(other, { filter: byNumber })).edges).toEqual([]);
    });

    it('filtered by an identity number, region or agency code that cannot exist is refused, naming the part and not the number', async () => {
      for (const [filter, part] of [
        [{ applicantIdNumber: { eq: '990106199013070017' } }, 'birth date'],
        [{ applicantIdNumber: { eq: '990106199003070018' } }, 'check character'],
        [{ agency: { in: ['11990000MB0DEM017X'] } }, 'check character'],
        [{ region: { eq: '99' } }, 'length'],
      ] as const) {
        const { errors } = await ask(running, LIST, former, { filter });
        expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INVALID_INPUT']);
        expect(errors?.[0]?.message).toContain(part);
        expect(JSON.stringify(errors)).not.toContain('9901');
      }
    });

    it('filtered by a field that is masked for the caller is empty too', async () => {
      expect(await one(other, opened, 'applicantName')).toEqual({ applicantName: expect.stringMatching(/^张\*+$/) });
      for (const guess of ['张三丰', '张**', '张*']) {
        expect((await list(other, { filter: { applicantName: { eq: guess } } })).totalCount).toBe(0);
      }
    });

    it.each(['ASC', 'DESC'])(
      'sorted by a field that is withheld comes in the order of the keys (%s)',
      async (direction) => {
        const orderBy = { field: 'ARCHIVE_DUE_ON', direction };
        const page = await list(other, { filter: inRegion, orderBy, first: 25 });
        const ids = page.edges.map((edge: { node: { id: string } }) => edge.node.id);

        expect(ids).toEqual(listed.map((each) => String(each.id)).toSorted());
      },
    );
  });

  describe('a cursor', () => {
    const cursorOf = async (who: AccessContext): Promise<string> =>
      (await list(who, { filter: inRegion, first: 3 })).pageInfo.endCursor;
    const codeOf = async (who: AccessContext, variables: Record<string, unknown>): Promise<unknown> =>
      (await ask(running, LIST, who, variables)).errors?.[0]?.extensions['code'];

    it('is good for its caller and query', async () => {
      const after = await cursorOf(former);

      expect(await codeOf(former, { filter: inRegion, first: 3, after })).toBeUndefined();
    });

    it('of another caller, filter or order is refused', async () => {
      const after = await cursorOf(former);

      expect(await codeOf(other, { filter: inRegion, after })).toBe('INVALID_INPUT');
      expect(await codeOf({ ...former, useCause: '其他' }, { filter: inRegion, after })).toBe('INVALID_INPUT');
      expect(await codeOf(former, { filter: { region: { eq: '990102' } }, after })).toBe('INVALID_INPUT');
      const orderBy = { field: 'CASE_NUMBER', direction: 'ASC' };
      expect(await codeOf(former, { filter: inRegion, orderBy, after })).toBe('INVALID_INPUT');
    });

    it('that is forged, cut or empty is refused', async () => {
      const after = await cursorOf(former);
      const flipped = `${after.slice(0, 20)}${after[20] === 'A' ? 'B' : 'A'}${after.slice(21)}`;

      for (const forged of [flipped, after.slice(0, -2), after.slice(0, 8), '', 'WzEsMl0']) {
        expect(await codeOf(former, { filter: inRegion, after: forged }), forged).toBe('INVALID_INPUT');
      }
    });
  });

  describe('a joint case', () => {
    const FIELDS = 'internalOpinion parts { agency { uscc } opinion }';

    it('shows each agency the opinion in its own part and not that of the other', async () => {
      expect((await one(other, joint, FIELDS)).parts).toEqual([
        { agency: { uscc: rows.otherAgency }, opinion: '同意' },
      ]);
      expect((await one(former, joint, FIELDS)).parts).toEqual([{ agency: { uscc: rows.otherAgency }, opinion: null }]);
    });
  });

  describe('the link to a licence', () => {
    const FIELDS = 'licences { typeName licence { id } }';

    it('is given only where that licence is there for the caller', async () => {
      const theirs = (await one(other, withLicences, FIELDS)).licences;
      const linksOf = (found: { licence: { id: string } | null }[]): unknown[] =>
        found.map((each) => each.licence?.id ?? null);

      expect(theirs).toHaveLength(3);
      expect(linksOf(theirs).filter((id) => id !== null)).toEqual([plainLicence.id]);
    });

    it('to a sensitive licence is given to its issuer', async () => {
      const ours: { licence: { id: string } | null }[] = (await one(former, withLicences, FIELDS)).licences;
      const ids = ours.flatMap((each) => (each.licence === null ? [] : [each.licence.id]));

      expect(new Set(ids)).toEqual(new Set([plainLicence.id, sensitiveLicence.id]));
    });
  });

  describe('an opened case', () => {
    const FIELDS = 'caseNumber applicantName applicantIdNumber disclosure { field outcome reason }';
    const person = access({ role: 'PERSON', subjectRef: subjectRef('990101199003070025') });

    it('of an adult gives everyone masks', async () => {
      expect(await one(person, opened, 'caseNumber applicantName title')).toEqual({
        caseNumber: opened.caseNumber,
        applicantName: '张**',
        title: null,
      });
    });

    it('of a minor gives none, and does not say why', async () => {
      const found = await one(person, minor, FIELDS);
      const reason = found.disclosure.find((each: { field: string }) => each.field === 'applicantName');

      expect(found).toMatchObject({ caseNumber: minor.caseNumber, applicantName: null, applicantIdNumber: null });
      expect(reason).toEqual({ field: 'applicantName', outcome: 'WITHHOLD', reason: 'RESTRICTED' });
    });

    it('of somebody who is of age today gives masks from the birthday on', async () => {
      const dayBefore = access({ role: 'PERSON', today: '2033-05-31' });
      const birthday = access({ role: 'PERSON', today: '2033-06-01' });

      expect(await one(dayBefore, minor, 'applicantName')).toEqual({ applicantName: null });
      expect(await one(birthday, minor, 'applicantName')).toEqual({ applicantName: '李**' });
    });
  });

  describe('a destroyed case', () => {
    const FIELDS =
      'id state caseNumber agency { uscc } item { name } title materials { id } steps { id } tombstone { recordCode destroyedOn listNumber }';

    it('is a tombstone to those who could see it before', async () => {
      for (const who of [former, other]) {
        expect(await one(who, destroyed, FIELDS)).toEqual({
          id: destroyed.id,
          state: null,
          caseNumber: null,
          agency: null,
          item: null,
          title: null,
          materials: [],
          steps: [],
          tombstone: { recordCode: destroyed.recordCode, destroyedOn: '2026-01-05', listNumber: 'X-2026-1' },
        });
      }
    });

    it('stays absent for those who could not', async () => {
      expect(await one(other, destroyedSensitive, 'id')).toBeNull();
      expect(await one(former, destroyedSensitive, 'tombstone { listNumber }')).toEqual({
        tombstone: { listNumber: 'X-2026-1' },
      });
    });

    it('is found by none of its fields', async () => {
      const number = { number: String(destroyed.caseNumber) };

      expect((await dataOf(running, BY_NUMBER, former, number)).caseByNumber).toBeNull();
      expect((await list(former, { filter: { caseNumber: { eq: number.number } } })).totalCount).toBe(0);
    });
  });

  it('reads a page of cases with all that hangs on them in one statement a kind', async () => {
    const query = `query ($first: Int) { cases(first: $first, filter: { region: { eq: "990101" } }) { totalCount edges { node {
      id item { name } agency { uscc } steps { step } parts { state } materials { name } licences { typeName licence { id } } } } } }`;
    const countFor = (first: number): Promise<number> => statementsOf(() => dataOf(running, query, former, { first }));
    await countFor(1);

    // The list, its count, items, steps, parts, materials, snapshots, and which licences are there.
    expect(await countFor(20)).toBe(8);
    expect(await countFor(2)).toBe(8);
  });

  it('can be asked for by every role', async () => {
    const roles = ['AGENCY', 'ARCHIVE_HALL', 'NATIONAL_PLATFORM', 'PERSON', 'ENTERPRISE', 'AUDITOR'] as const;

    for (const role of roles) {
      expect((await dataOf(running, BY_ID, access({ role }), { id: String(ordinary.id) })).case.state).toBe(
        'COMPLETED',
      );
    }
  });
});
