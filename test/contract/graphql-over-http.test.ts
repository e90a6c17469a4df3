/** The server audits of `graphql-http`: what https://graphql.github.io/graphql-over-http/draft/ asks of a server. */
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headersOf, startTestGateway, type LocalTestGateway } from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

const AUDITS = 61;
const JSON_TYPE = 'application/json; charset=utf-8';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

let gateway: LocalTestGateway;
let url: string;

beforeAll(async () => {
  gateway = await startTestGateway({ database: await PGLITE.open() });
  url = `${await gateway.gateway.app.listen({ port: 0 })}/graphql`;
});
afterAll(() => gateway.close());

/** As a client with a token does it. */
async function fetchAs(address: string, init: RequestInit = {}): Promise<Response> {
  const identity = await headersOf(gateway.config, { as: 'auditor' });
  return fetch(address, { ...init, headers: { ...identity, ...(init.headers as Record<string, string>) } });
}

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetchAs(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('audit', () => {
  const audits = serverAudits({ url: () => url, fetchFn: fetchAs });

  it('is complete', () => expect(audits).toHaveLength(AUDITS));

  for (const { id, name, fn } of audits) {
    it(`${id} ${name}`, async () => {
      const result = await fn();
      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    });
  }
});

const WRONG = {
  'of a document that does not parse': { query: '{' },
  'of a field that does not exist': { query: '{ nothing }' },
  'of an operation that does not exist': { query: 'query A { __typename }', operationName: 'B' },
  'of a variable of the wrong type': { query: 'query ($id: ID!) { case(id: $id) { id } }', variables: { id: [] } },
};

describe('the status', () => {
  it.each(Object.entries(WRONG))('%s is 400 without data for clients that know GraphQL', async (_title, body) => {
    const answer = await post(body, { accept: 'application/graphql-response+json' });

    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, RESPONSE_TYPE]);
    const told = await answer.json();
    expect(told).toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT' } }] });
    expect(told).not.toHaveProperty('data');
  });

  it.each(Object.entries(WRONG))('%s is 200 without data for all others', async (_title, body) => {
    const answer = await post(body);

    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, JSON_TYPE]);
    expect(await answer.json()).not.toHaveProperty('data');
  });

  it.each([
    ['without a token', { authorization: 'Bearer no' }, 401, 'UNAUTHENTICATED'],
    ['with a grant that is none', { 'x-sharing-grant': 'no' }, 400, 'INVALID_INPUT'],
  ])('%s is that of the catalogue, whatever is accepted', async (_title, headers, status, code) => {
    for (const [accept, type] of [
      ['application/json', JSON_TYPE],
      ['application/graphql-response+json', RESPONSE_TYPE],
    ]) {
      const answer = await post({ query: '{ __typename }' }, { ...headers, accept: accept ?? '' });

      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code } }] });
    }
  });

  it('of an operation beyond the limits is 429', async () => {
    expect((await post({ query: `{ ${'__typename '.repeat(3_000)} }` })).status).toBe(429);
  });

  it('of a mutation by GET is 405, and nothing is executed', async () => {
    const query = 'mutation { __typename }';
    const answer = await fetchAs(`${url}?query=${encodeURIComponent(query)}`);

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answer.json()).not.toHaveProperty('data');
  });

  it('of another method is 405', async () => {
    const answer = await fetchAs(url, { method: 'DELETE' });

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it.each([
    ['text/plain', JSON.stringify({ query: '{ __typename }' })],
    ['application/graphql', '{ __typename }'],
    ['application/x-www-form-urlencoded', 'query=%7B__typename%7D'],
  ])('of a body of type %s is 415', async (type, body) => {
    expect((await fetchAs(url, { method: 'POST', body, headers: { 'content-type': type } })).status).toBe(415);
  });
});

describe('the media type', () => {
  it.each([
    ['application/graphql-response+json, application/json;q=0.9', RESPONSE_TYPE],
    ['application/json, application/graphql-response+json', RESPONSE_TYPE],
    ['application/json, application/graphql-response+json;q=0.5', JSON_TYPE],
    ['text/html, application/*', JSON_TYPE],
    ['application/json;q=0, */*', RESPONSE_TYPE],
    ['Application/JSON; charset=utf-8', JSON_TYPE],
  ])('for %s is %s', async (accept, type) => {
    const answer = await post({ query: '{ __typename }' }, { accept });

    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
  });

  it('that nobody can answer in is refused before anything is executed', async () => {
    const answer = await post({ query: '{ __typename }' }, { accept: 'text/html' });

    expect(answer.status).toBe(406);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT' } }] });
  });
});
