/**
 * Ways round the decision, each tried on the demo city: by key and representation, across identities, by filters, orders,
 * counts and cursors. The measure is the plain answer.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { callerOf, type AttackWorld, type Caller, type Row } from '../../support/attack-world.ts';
import { LISTS } from '../../support/plain.ts';
import { city } from './open.ts';

const TRANSPORT = callerOf('transport');
const GRANTEE = callerOf('civil-affairs');
const OWNER = callerOf('housing');
const HALL = callerOf('city-archives');
const CITIZEN = callerOf('citizen');
const AUDITOR = callerOf('auditor');
const FORGED = callerOf('transport with the grant of civil affairs');
const STRANGERS = [TRANSPORT, CITIZEN, AUDITOR, FORGED];
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let world: AttackWorld;
/** A housing case whose number and applicant a stranger is not shown. */
let target: Row;
/** One that a stranger is not told of at all. */
let absent: Row;

beforeAll(async () => {
  ({ world } = city());
  const [owned, strange] = [await world.known(OWNER), await world.known(TRANSPORT)];
  const cases = [...owned.rows.values()].filter((row) => row.__typename === 'Case');
  target = find(
    cases,
    (row) => typeof row['applicantName'] === 'string' && strange.rows.get(`Case:${row.id}`)?.['applicantName'] === null,
  );
  absent = find(cases, (row) => !strange.rows.has(`Case:${row.id}`));
}, 240_000);

function find(rows: readonly Row[], fits: (row: Row) => boolean): Row {
  const found = rows.find(fits);
  if (found === undefined) throw new Error('The demo city has no such case.');
  return found;
}

async function holds(caller: Caller, query: string, variables?: Record<string, unknown>) {
  const answered = await world.attack(caller, { query, ...(variables === undefined ? {} : { variables }) });
  expect({ caller: caller.title, query, leaks: answered.leaks }).toMatchObject({ leaks: [] });
  return answered;
}

describe('by key and representation', () => {
  const FORMS: readonly [title: string, query: (id: string) => string][] = [
    ['a case', (id) => `{ case(id: "${id}") { __typename id title applicantName applicantIdNumber } }`],
    [
      'its parts',
      (id) =>
        `{ case(id: "${id}") { id materials { __typename id name fileName digestSm3 } parts { __typename id opinion } steps { __typename id note handlerName } } }`,
    ],
    [
      'its licences',
      (id) => `{ case(id: "${id}") { id licences { __typename id holderName holderNumber identifier } } }`,
    ],
    [
      'its holding and retention',
      (id) =>
        `{ case(id: "${id}") { id holding { __typename id title location } retention { __typename id basis explanation held } } }`,
    ],
    [
      'the case of its own holding',
      (id) => `{ case(id: "${id}") { id holding { id case { __typename id title applicantName } } } }`,
    ],
    [
      'the case of the holding’s case',
      (id) =>
        `{ case(id: "${id}") { id holding { case { holding { case { __typename id applicantName complainantName } } } } } }`,
    ],
    ['the same key in capitals', (id) => `{ case(id: "${id.toUpperCase()}") { __typename id applicantName } }`],
    [
      'the same key twice',
      (id) => `{ a: case(id: "${id}") { __typename id title } b: case(id: "${id}") { __typename id applicantName } }`,
    ],
    [
      'a key of another type',
      (id) =>
        `{ licence(id: "${id}") { __typename id holderName } archivalRecord(id: "${id}") { __typename id title } retentionDecision(id: "${id}") { __typename id } }`,
    ],
  ];

  for (const caller of STRANGERS)
    it.each(FORMS)(`${caller.title}: %s`, async (_title, query) => {
      await holds(caller, query(target.id));
      const unknown = await holds(caller, query(UNKNOWN));
      const hidden = await holds(caller, query(absent.id));
      const isTold = (await world.known(caller)).rows.has(`Case:${absent.id}`);
      if (!isTold) expect(hidden.body.replaceAll(absent.id, UNKNOWN)).toBe(unknown.body.replaceAll(absent.id, UNKNOWN));
    });

  it.each([
    '{ node(id: "x") { id } }',
    '{ nodes(ids: ["x"]) { id } }',
    '{ _entities(representations: [{ __typename: "Case", id: "x" }]) { __typename } }',
    '{ _service { sdl } }',
    '{ case(id: "x") { label } }',
    '{ case(id: "x") { provider } }',
    '{ case(id: "x") { __label: id } }',
    '{ case(id: "x") { __pruned_5_title_title: id } }',
    '{ case(id: "x") { facts } }',
    '{ case(id: "x") { subjects } }',
    '{ caseByNumber(number: "x", label: 1) { id } }',
    'mutation { case(id: "x") { id } }',
    'subscription { case(id: "x") { id } }',
    '{ __type(name: "Case") { fields(includeDeprecated: true) { name isDeprecated } } case(id: "x") { formingUnit } }',
    '{ cases(filter: { id: { eq: "x" } }) { totalCount } }',
    '{ cases(where: {}) { totalCount } }',
  ])('there is no other way to a record: %s', async (query) => {
    const { answer } = await holds(TRANSPORT, query.replaceAll('"x"', `"${target.id}"`));
    expect(answer.errors?.length).toBeGreaterThan(0);
    expect(answer.data ?? null).toBeNull();
  });
});

describe('answers are nobody else’s', () => {
  const QUERIES: readonly string[] = [
    '{ cases(first: 30) { totalCount edges { node { __typename id title applicantName applicantIdNumber } } } }',
    '{ licences(first: 30) { totalCount edges { node { __typename id holderName holderNumber identifier } } } }',
    '{ archivalRecords(first: 30) { totalCount edges { node { __typename id title location referenceCode } } } }',
    '{ retentionDecisions(first: 30) { totalCount edges { node { __typename id basis explanation held } } } }',
    '{ cases(first: 9) { edges { node { __typename id materials { __typename id name } licences { __typename id holderName } } } } }',
  ];

  it.each(QUERIES)('whoever asked before with the same text: %s', async (query) => {
    const order = [OWNER, TRANSPORT, GRANTEE, FORGED, HALL, AUDITOR, CITIZEN];
    const first = new Map<Caller, string>();
    for (const caller of order) first.set(caller, (await holds(caller, query)).body);
    for (const caller of order.toReversed()) expect((await holds(caller, query)).body).toBe(first.get(caller));
  });

  it.each(QUERIES)('who asks at the same moment: %s', async (query) => {
    const order = Array.from({ length: 4 }, () => [OWNER, TRANSPORT, GRANTEE, HALL, CITIZEN]).flat();
    const together = await Promise.all(order.map((caller) => holds(caller, query)));
    for (const [at, caller] of order.entries()) expect(together[at]?.body).toBe((await holds(caller, query)).body);
  });

  it.each(['GET', 'POST'] as const)('and no cache may keep them (%s)', async (method) => {
    const query = QUERIES[0] ?? '';
    const sent =
      method === 'GET'
        ? { url: `/graphql?query=${encodeURIComponent(query)}` }
        : { url: '/graphql', payload: JSON.stringify({ query }) };
    const headers = { 'content-type': 'application/json' };
    for (const caller of [OWNER, TRANSPORT]) {
      const answer = await world.request(caller, { method, headers, ...sent });
      expect(answer.leaks).toEqual([]);
      expect(answer.headers['cache-control']).toMatch(/no-store/);
    }
  });

  it.each([
    ['a query by its digest alone', { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }],
    [
      'a digest with another text',
      { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: 'b'.repeat(64) } } },
    ],
    [
      'an identity in the body',
      { query: '{ cases(first: 5) { edges { node { __typename id title } } } }', actor: 'housing', role: 'AGENCY' },
    ],
    [
      'an identity in the extensions',
      {
        query: '{ cases(first: 5) { edges { node { __typename id title } } } }',
        extensions: { access: { role: 'ARCHIVE_HALL' } },
      },
    ],
    [
      'a context in the variables',
      {
        query: '{ cases(first: 5) { edges { node { __typename id title } } } }',
        variables: { context: { role: 'ARCHIVE_HALL' } },
      },
    ],
  ])('nor by %s', async (_title, body) => {
    const { body: text, leaks } = await world.request(TRANSPORT, {
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    expect(leaks).toEqual([]);
    const known = await world.known(TRANSPORT);
    expect(world.verify(known, (JSON.parse(text) as { data?: unknown }).data)).toEqual([]);
  });

  it.each([
    { 'x-access': 'e30.AAAA' },
    { 'x-sharing-grant': UNKNOWN },
    { 'x-on-behalf-of': '11990000MB0DEM017Y' },
    { 'x-forwarded-user': 'housing' },
    { 'x-statutory-demand': UNKNOWN },
    { 'x-request-id': 'housing' },
    { cookie: 'token=housing' },
  ])('nor by a header that others would trust: %o', async (headers) => {
    const answered = await world.attack(TRANSPORT, {
      query: '{ cases(first: 50) { edges { node { __typename id title applicantName } } } }',
      headers: headers as unknown as Record<string, string>,
    });
    expect(answered.leaks).toEqual([]);
  });
});

describe('filters, orders, counts, cursors and pages tell nothing:', () => {
  const PROBES: readonly [title: string, make: (row: Row) => string][] = [
    ['the applicant’s name', (row) => `filter: { applicantName: { eq: ${JSON.stringify(row['applicantName'])} } }`],
    [
      'the applicant’s number',
      (row) => `filter: { applicantIdNumber: { eq: ${JSON.stringify(row['applicantIdNumber'])} } }`,
    ],
    [
      'names, one of which it is',
      (row) => `filter: { applicantName: { in: ["nobody", ${JSON.stringify(row['applicantName'])}] } }`,
    ],
    [
      'the number with what is known beside it',
      (row) =>
        `filter: { region: { eq: ${JSON.stringify(row['region'])} }, applicantIdNumber: { eq: ${JSON.stringify(row['applicantIdNumber'])} } }`,
    ],
    ['the case number', (row) => `filter: { caseNumber: { eq: ${JSON.stringify(row['caseNumber'])} } }`],
  ];

  for (const caller of [TRANSPORT, AUDITOR, FORGED])
    it.each(PROBES)(`${caller.title} looks for %s`, async (_title, make) => {
      const plain = (await world.known(caller)).rows.get(`Case:${target.id}`);
      const of = (row: Row): string =>
        `{ cases(first: 5, ${make(row)}) { totalCount pageInfo { hasNextPage endCursor } edges { node { __typename id } } } }`;
      const found = await holds(caller, of(target));
      const nobody = {
        ...target,
        applicantName: '无名氏',
        applicantIdNumber: '990106198801017777',
        caseNumber: 'NONE-1',
      };
      const missed = await holds(caller, of(nobody));
      const field = _title.includes('case number') ? 'caseNumber' : 'applicantName';
      if (plain?.[field] === null || plain === undefined) expect(found.answer).toEqual(missed.answer);
    });

  it.each(LISTS.flatMap(({ root, orders }) => Object.keys(orders).map((order) => [root, order] as const)))(
    'an order of %s by %s puts a hidden value where an empty one would be',
    async (root, order) => {
      for (const direction of ['ASC', 'DESC'])
        await holds(
          TRANSPORT,
          `{ ${root}(first: 500, orderBy: { field: ${order}, direction: ${direction} }) { totalCount edges { node { __typename id } } } }`,
        );
    },
  );

  it.each(LISTS.map(({ root, type }) => [root, type] as const))(
    'the pages of %s are of the same rows, and their count is no greater',
    async (root, type) => {
      for (const caller of [TRANSPORT, CITIZEN]) {
        const own = [...(await world.known(caller)).rows.values()].filter((row) => row.__typename === type);
        const { answer } = await holds(caller, `{ ${root}(first: 1) { totalCount } }`);
        expect(answer.data?.[root]).toEqual({ totalCount: own.length });
      }
    },
  );

  it.each([0, -1, 501, 1e9])('a page of %d is refused', async (first) => {
    const { code } = await holds(TRANSPORT, `{ cases(first: ${first}) { totalCount } }`);
    expect(code).toBe('INVALID_INPUT');
  });

  it.each([
    'applicantName',
    'applicantIdNumber',
    'title',
    'bankAccount',
    'complainantName',
    'remarks',
    'APPLICANT_NAME',
    'TITLE',
  ])('there is no order by %s', async (field) => {
    const { answer } = await holds(TRANSPORT, `{ cases(orderBy: { field: ${field}, direction: ASC }) { totalCount } }`);
    expect(answer.data ?? null).toBeNull();
  });

  it('what a question costs is the same for hidden and for unknown records', async () => {
    const cost = async (id: string): Promise<unknown> => {
      const { answer, body } = await holds(
        TRANSPORT,
        'query ($id: ID!) { case(id: $id) { __typename id title steps { __typename id } } }',
        { id },
      );
      return [body.length, Object.keys(answer.extensions ?? {})];
    };
    expect(await cost(absent.id)).toEqual(await cost(UNKNOWN));
  });
});
