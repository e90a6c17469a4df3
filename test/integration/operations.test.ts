/** Registered operations as REST services, over the demo city: what GraphQL answers, row by row, with its refusals. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import type { House } from '../../gateway/index.ts';
import { DomainError } from '../../schema/errors.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { DEMO_OPERATION, OPERATION_KEYS, OPERATIONS } from '../../tools/demo/operations.ts';
import { PGLITE } from '../support/databases.ts';
import { part, startTestGateway, TEST_NOW, wrapHouse, type LocalTestGateway, headersOf } from '../support/gateway.ts';
import { testServices } from '../support/services.ts';
import {
  callOperation,
  DEMO_KEY,
  codesOf,
  type CallAnswer,
  type OperationCall,
  grantLikeDemo,
  withoutRequest,
} from '../support/operations.ts';

const ID = DEMO_MAIN_CASE_ID;
const [OPERATION] = OPERATIONS;
const DOCUMENT = String(OPERATION?.document);
/** Every sixth of them, and the main one: each demo case is there for something of its own. */
const CASES: readonly string[] = (demoWorld().cases.cases ?? [])
  .map(({ id }) => String(id))
  .filter((id, at) => at % 6 === 0 || id === ID)
  .slice(0, 12);
const LONG = { timeout: 30_000, interval: 50 };

let gateway: LocalTestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ database: await PGLITE.openDemo(), now: () => TEST_NOW });
});
afterAll(() => gateway.close());

const call = (given: OperationCall): Promise<CallAnswer> => callOperation(gateway, given);
const grantWith = (given: Partial<(typeof GRANTS)[number]>) => grantLikeDemo(gateway, given);

/** Until this gateway has heard of it, four times a second. */
const until = <T>(ask: () => Promise<T>, wanted: T): Promise<void> => expect.poll(ask, LONG).toEqual(wanted);

describe('a call', () => {
  const query = DOCUMENT;

  it.each(['civil-affairs', 'national-platform'] as const)(
    'answers %s field by field what GraphQL answers, for every case, by GET and by POST',
    async (as) => {
      for (const id of CASES) {
        const graphql = withoutRequest(await gateway.ask({ as, query, variables: { id } }));
        const got = await call({ as, query: { id } });
        const posted = await call({ as, body: { id } });

        expect([got.status, withoutRequest(got.body)]).toEqual([200, graphql]);
        expect([posted.status, withoutRequest(posted.body)]).toEqual([200, graphql]);
      }
      expect(CASES.length).toBeGreaterThan(5);
    },
  );

  it('shows what the grant shows, and masks what it masks', async () => {
    const { body } = await call({ query: { id: ID } });
    const shown = part<Record<string, unknown>>(body.data, 'case');

    expect([shown['applicantName'], shown['applicantIdNumber']]).toEqual(['欧阳明远', '990*************17']);
    expect(body.extensions?.disclosure?.entries.map(({ coordinate }) => coordinate)).toContain(
      'Case.applicantIdNumber',
    );
  });

  it('that has the use cause of nothing is shown what GraphQL shows then', async () => {
    const headers = { 'x-use-cause': 'curiosity' };
    const graphql = await gateway.ask({ as: 'civil-affairs', query, variables: { id: ID }, headers });

    expect(withoutRequest((await call({ query: { id: ID }, headers })).body)).toEqual(withoutRequest(graphql));
    expect(part<Record<string, unknown>>(graphql.data, 'case')['applicantName']).toBeNull();
  });

  it('is refused whole where it demands strict disclosure, as GraphQL is', async () => {
    const answer = await call({ query: { id: ID }, headers: { 'x-disclosure': 'strict' } });

    expect([answer.body.data, codesOf(answer)]).toEqual([null, ['FORBIDDEN']]);
  });

  it('is named in the access log, whichever way it came; any other operation has no name there', async () => {
    const { requestId } = await call({ query: { id: ID } });
    await call({ body: { rows: [{ id: ID }] } });
    await gateway.ask({ as: 'civil-affairs', query: '{ cases(first: 1) { edges { node { id } } } }' });
    const log = '{ accessLog(first: 500) { edges { node { requestId operation } } } }';
    const { data } = await gateway.ask({ as: 'auditor', query: log });
    const rows = part<{ edges: { node: { requestId: string; operation: string | null } }[] }>(data, 'accessLog').edges;
    const named = rows.filter(({ node }) => node.operation === DEMO_OPERATION).map(({ node }) => node.requestId);

    expect(named).toContain(requestId);
    expect(named.filter((each) => each.endsWith('.1'))).not.toEqual([]);
    expect(rows.filter(({ node }) => node.operation === null)).not.toEqual([]);
  });

  it.each([
    ['what is missing', {}, 'id: must be given, a ID!'],
    ['what is unknown', { id: ID, other: '1' }, 'there is none but id'],
  ])('names %s', async (_title, given, message) => {
    const got = await call({ query: given });
    const posted = await call({ body: given });

    expect([got.status, got.body.errors?.[0]?.message]).toEqual([400, `${message}.`]);
    expect([posted.status, posted.body.errors?.[0]?.message]).toEqual([400, `${message}.`]);
  });
});

describe('a list of calls', () => {
  it('has one answer or one error a row, in their order', async () => {
    const absent = randomUUID();
    const rows = [{ id: ID }, { id: absent }, { id: 7.5 }, 'no object', { other: 1 }, { id: ID }];
    const { status, body } = await call({ body: { rows } });
    const [first, , , , , last] = body.rows ?? [];

    expect(status).toBe(200);
    expect(body.rows?.map((each) => [each.row, each.status, codesOf({ body: each })])).toEqual([
      [0, 200, []],
      [1, 200, []],
      [2, 400, ['INVALID_INPUT']],
      [3, 400, ['INVALID_INPUT']],
      [4, 400, ['INVALID_INPUT']],
      [5, 200, []],
    ]);
    expect(first?.data).toEqual(last?.data);
    expect(body.rows?.[1]?.data).toEqual({ case: null });
  });

  it('answers each row what a call of its own answers', async () => {
    const { body } = await call({ body: { rows: CASES.map((id) => ({ id })) } });
    for (const [at, id] of CASES.entries()) {
      const { row, status, ...answer } = body.rows?.[at] ?? { row: -1, status: 0 };

      expect([row, status]).toEqual([at, 200]);
      expect(withoutRequest(answer)).toEqual(withoutRequest((await call({ query: { id } })).body));
    }
  });

  it.each([[[]], [Array.from({ length: 101 }, () => ({ id: ID }))]])('has 1 to 100 rows', async (rows) => {
    const answer = await call({ body: { rows } });

    expect([answer.status, codesOf(answer)]).toEqual([400, ['INVALID_INPUT']]);
  });

  it('spends the grant row by row, and tells from which row on it is used up, and for how long', async () => {
    const { grant, keyId } = await grantWith({ quotaPeriod: 'DAY', quotaRequests: 3 });
    const headers = { 'x-sharing-grant': grant };
    const key = { ...DEMO_KEY, keyId };
    await until(async () => (await call({ headers, key, name: 'none' })).status, 404);
    const { body } = await call({ headers, key, body: { rows: Array.from({ length: 5 }, () => ({ id: ID })) } });

    expect(body.rows?.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    // From noon to midnight, in Shanghai.
    expect(body.rows?.map(({ retryAfter }) => retryAfter)).toEqual([undefined, undefined, undefined, 43_200, 43_200]);
    const alone = await call({ headers, key, query: { id: ID } });
    expect([alone.status, alone.retryAfter, codesOf(alone)]).toEqual([429, '43200', ['LIMIT_EXCEEDED']]);
    const graphql = await gateway.gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(await headersOf(gateway.config, { as: 'civil-affairs', headers })),
      },
      payload: { query: '{ cases(first: 1) { edges { node { id } } } }' },
    });
    expect([graphql.statusCode, graphql.headers['retry-after']]).toEqual([429, '43200']);
  });
});

describe('what is registered', () => {
  it('is seen by the two parties of the grant and by who supervises, and by nobody else', async () => {
    const query = `query ($id: ID!) { grant(id: $id) { registeredOnly operations { name state hash } operationKeys { id } } }`;
    const seen = async (as: 'civil-affairs' | 'housing' | 'auditor' | 'transport'): Promise<unknown> =>
      (await gateway.ask({ as, query, variables: { id: DEMO_GRANT_ID }, headers: { 'x-sharing-grant': undefined } }))
        .data;
    const grant = {
      registeredOnly: false,
      operations: expect.arrayContaining([{ name: DEMO_OPERATION, state: 'IN_FORCE', hash: OPERATION?.hash }]),
      operationKeys: expect.arrayContaining([{ id: OPERATION_KEYS[0]?.id }]),
    };

    for (const as of ['civil-affairs', 'housing', 'auditor'] as const) expect(await seen(as)).toEqual({ grant });
    expect(await seen('transport')).toEqual({ grant: null });
  });

  it('is described for who holds the grant, and for nobody else', async () => {
    const describe = async (as: 'civil-affairs' | 'transport'): Promise<Record<string, unknown>> => {
      const headers = await headersOf(gateway.config, { as, headers: { 'x-sharing-grant': DEMO_GRANT_ID } });
      const { body } = await gateway.gateway.app.inject({ url: '/operations/openapi.json', headers });
      return JSON.parse(body) as Record<string, unknown>;
    };

    expect(Object.keys((await describe('civil-affairs'))['paths'] ?? {})).toContain(`/operations/${DEMO_OPERATION}`);
    expect((await describe('transport'))['paths']).toEqual({});
  });
});

describe('a part that does not answer', () => {
  it('makes 503 with Retry-After of a call that brought nothing, and the body stays what GraphQL answers', async () => {
    const house: House = {
      ...gateway.house,
      fetch: async (request) => {
        if (request.service.toLowerCase() === 'cases') throw new DomainError('UNAVAILABLE');
        return gateway.house.fetch(request);
      },
      close: async () => undefined,
    };
    const broken = await wrapHouse(house, testServices());
    const answer = await callOperation(broken, { query: { id: ID } });
    const graphql = await broken.ask({ as: 'civil-affairs', query: DOCUMENT, variables: { id: ID } });
    const rows = await callOperation(broken, { body: { rows: [{ id: ID }] } });
    await broken.close();

    expect([answer.status, answer.retryAfter, codesOf(answer)]).toEqual([503, '2', ['UNAVAILABLE']]);
    expect(withoutRequest(answer.body)).toEqual(withoutRequest(graphql));
    expect(rows.body.rows?.map(({ status, retryAfter }) => [status, retryAfter])).toEqual([[503, 2]]);
  });

  it('is UNAVAILABLE where it is the one that knows the grant, not an operation that there is not', async () => {
    const house: House = {
      ...gateway.house,
      call: async () => {
        throw new Error('down');
      },
      close: async () => undefined,
    };
    const broken = await wrapHouse(house, testServices());
    const answer = await callOperation(broken, { query: { id: ID } });
    await broken.close();

    expect([answer.status, answer.retryAfter, codesOf(answer)]).toEqual([503, '2', ['UNAVAILABLE']]);
  });
});
