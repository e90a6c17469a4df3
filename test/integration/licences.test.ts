import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { localDate } from '../../schema/ids.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { licences } from '../../subgraphs/licences/index.ts';
import { anyDatabase, statementsOf } from '../support/databases.ts';
import { ask, dataOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef, testServices } from '../support/services.ts';

const FIELDS = `id typeCode typeName issuer { uscc } region identifier checkDigit number version issuedOn validTo
  currentStatus rawStatusCode holderName holderType holderNumber remarks`;
const BY_ID = `query ($id: ID!) { licence(id: $id) { ${FIELDS} } }`;
const BY_IDENTIFIER = `query ($identifier: String!) { licenceByIdentifier(identifier: $identifier) { id } }`;
const LIST = `query ($filter: LicenceFilter, $orderBy: LicenceOrder, $first: Int) {
  licences(filter: $filter, orderBy: $orderBy, first: $first) { totalCount edges { node { id issuedOn } } } }`;
const ENTITIES = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Licence { id holderName currentStatus } } }`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

describe.each(anyDatabase())('licences on $kind', ({ open }) => {
  const rows = createRows(11);
  const ordinary = rows.licence({ holderName: '欧阳安', remarks: '自由文本', rawStatusCode: '07' });
  const sensitive = rows.licence({ sensitive: true });
  const explained = rows.licence({ rawStatusCode: '03' });
  const enterprise = rows.licence({ holderType: '001', holderNumber: rows.fixtures.uscc({ category: '91' }) });
  const child = rows.licence({
    holderNumber: rows.fixtures.citizen({ bornOn: localDate('2015-06-01') }),
    standing: ['990101198003070017'],
  });
  const legacy = rows.licence();
  const legacyIdentifier = `${legacy.identifier.slice(0, -1)}${legacy.identifier.endsWith('A') ? 'B' : 'A'}`;
  const many = Array.from({ length: 20 }, (_each, at) =>
    rows.licence({ region: '990201', issuedOn: `2020-01-${String(20 - at).padStart(2, '0')}` }),
  );
  const issuer: AccessContext = access({ agency: rows.agency, useCause: '核验', actorId: 'issuer' });
  const other: AccessContext = access({ agency: rows.otherAgency, useCause: '核验', actorId: 'other' });
  let database: Database;
  let running: RunningSubgraph;

  beforeAll(async () => {
    database = await open();
    running = await licences.start(database, testServices());
    await running.call('load', {
      types: [{ ...rows.licenceType, statusCodes: { '03': 'CANCELLED' } }],
      licences: [
        ordinary,
        sensitive,
        explained,
        enterprise,
        child,
        { ...legacy, identifier: legacyIdentifier },
        ...many,
      ],
    });
  });
  afterAll(() => database.close());

  const one = async (who: AccessContext, id: string) => (await dataOf(running, BY_ID, who, { id })).licence;
  const list = async (who: AccessContext, variables: Record<string, unknown>) =>
    (await dataOf(running, LIST, who, variables)).licences;

  it('shows the issuer the whole licence, read from its identifier and status code', async () => {
    expect(await one(issuer, ordinary.id)).toEqual({
      id: ordinary.id,
      typeCode: rows.licenceType.code,
      typeName: rows.licenceType.name,
      issuer: { uscc: rows.agency },
      region: '990106',
      identifier: ordinary.identifier,
      checkDigit: 'VALID',
      number: ordinary.number,
      version: '001',
      issuedOn: '2023-05-06',
      validTo: '2033-05-05',
      currentStatus: 'REVOKED',
      rawStatusCode: '07',
      holderName: '欧阳安',
      holderType: '111',
      holderNumber: ordinary.holderNumber,
      remarks: '自由文本',
    });
  });

  it('shows another agency type, issuer and region, and nothing else', async () => {
    const found = await one(other, ordinary.id);
    const shown = Object.entries(found).flatMap(([field, value]) => (value === null ? [] : [field]));

    expect(shown).toEqual(['id', 'typeCode', 'typeName', 'issuer', 'region']);
  });

  it('shows the holder, and a guardian, the licence but not the remarks', async () => {
    const holder = access({ role: 'PERSON', subjectRef: subjectRef(ordinary.holderNumber) });
    const guardian = access({ role: 'PERSON', subjectRef: subjectRef('990101198003070017') });

    expect(await one(holder, ordinary.id)).toMatchObject({
      holderName: '欧阳安',
      currentStatus: 'REVOKED',
      remarks: null,
    });
    expect(await one(guardian, child.id)).toMatchObject({ holderName: child.holderName });
  });

  it('takes the meaning of a status code from the licence type where codes differ', async () => {
    expect(await one(issuer, explained.id)).toMatchObject({ rawStatusCode: '03', currentStatus: 'CANCELLED' });
  });

  describe('looking up by identifier', () => {
    const find = async (who: AccessContext, identifier: string) =>
      (await dataOf(running, BY_IDENTIFIER, who, { identifier })).licenceByIdentifier;

    it('finds it for those who may read the identifier, and for nobody else', async () => {
      expect(await find(issuer, ordinary.identifier)).toEqual({ id: ordinary.id });
      expect(await find(other, ordinary.identifier)).toBeNull();
    });

    it('takes one whose check character does not agree, and says that it does not', async () => {
      expect(await find(issuer, legacyIdentifier)).toEqual({ id: legacy.id });
      expect(await one(issuer, legacy.id)).toMatchObject({ checkDigit: 'MISMATCH_LEGACY' });
    });

    it('names every faulty part of a malformed one, and repeats none of it', async () => {
      const identifier = `1.2.156.3005.2.${rows.licenceType.code}.${rows.agency}.440301199003070017x.1.U`;
      const { errors } = await ask(running, BY_IDENTIFIER, issuer, { identifier });

      expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
      expect(errors?.[0]?.message).toMatch(/^identifier: serial: .*; version: /);
      expect(JSON.stringify(errors)).not.toMatch(/4403|19900307/);
    });
  });

  it('hides a sensitive licence as if it were not there, by key and through _entities', async () => {
    const ids = [sensitive.id, UNKNOWN, ordinary.id].map((id) => ({ __typename: 'Licence', id }));
    const [invisible, unknown] = [
      await ask(running, BY_ID, other, { id: sensitive.id }),
      await ask(running, BY_ID, other, { id: UNKNOWN }),
    ];

    expect(JSON.stringify(invisible)).toBe(JSON.stringify(unknown));
    expect((await dataOf(running, ENTITIES, other, { ids }))._entities).toEqual([
      null,
      null,
      { id: ordinary.id, holderName: null, currentStatus: null },
    ]);
    expect((await dataOf(running, ENTITIES, issuer, { ids }))._entities[0]).toMatchObject({ id: sensitive.id });
  });

  it('filters by a field only where the caller is shown it', async () => {
    const filter = { holderNumber: { eq: ordinary.holderNumber } };

    expect((await list(issuer, { filter })).totalCount).toBe(1);
    expect((await list(other, { filter })).totalCount).toBe(0);
    expect((await list(other, { filter: { issuer: { eq: rows.agency }, region: { eq: '990201' } } })).totalCount).toBe(
      20,
    );
  });

  it('sorts by day of issue for those who are shown it, by key for all others', async () => {
    const request = { filter: { region: { eq: '990201' } }, orderBy: { field: 'ISSUED_ON', direction: 'ASC' } };
    const idsOf = (page: { edges: { node: { id: string } }[] }): string[] => page.edges.map(({ node }) => node.id);
    const ids = many.map(({ id }) => id);

    expect(idsOf(await list(issuer, request))).toEqual(ids.toReversed());
    expect(idsOf(await list(other, request))).toEqual(ids.toSorted());
  });

  it('lists the licence types to everyone', async () => {
    const query = '{ licenceTypes { code name definingAuthority { uscc } } }';

    expect((await dataOf(running, query, access({ role: 'PERSON' }))).licenceTypes).toEqual([
      { code: rows.licenceType.code, name: rows.licenceType.name, definingAuthority: { uscc: rows.agency } },
    ]);
  });

  it('takes nothing of a load in which one identifier is malformed', async () => {
    const fresh = rows.licence();
    const malformed = rows.licence({ identifier: '1.2.156.3005.2.X' });

    await expect(running.call('load', { licences: [fresh, malformed] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await one(issuer, fresh.id)).toBeNull();
  });

  it('reads a page in one statement, and one more to count', async () => {
    const run = () => list(issuer, { filter: { region: { eq: '990201' } }, first: 20 });
    await run();

    expect(await statementsOf(run)).toBe(2);
  });

  it('tells of the label facts of each licence, its status and version, and of nothing else', async () => {
    await numberAll(running);
    const events = await running.events(0, 500);
    const told = new Set(events.map(({ kind, payload }) => [kind, ...Object.keys(payload).toSorted()].join(' ')));

    expect(events).toHaveLength(6 + many.length);
    expect([...told]).toEqual([
      'LICENCE_CHANGED facts formingUnit hall id itemCode minorUntil periodOn region status subjects transferrer version',
    ]);
    expect(JSON.stringify(events)).not.toContain(ordinary.holderNumber);
    expect(events.map(({ payload }) => payload).find(({ id }) => id === child.id)).toMatchObject({
      minorUntil: '2033-06-01',
      subjects: [subjectRef(child.holderNumber), subjectRef('990101198003070017')],
    });
  });
});
