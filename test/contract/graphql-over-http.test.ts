/** The server audits of `graphql-http`: what https://graphql.github.io/graphql-over-http/draft/ asks of a server. */
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPglite } from '../../subgraphs/kernel/index.ts';
import { headersOf, startTestGateway, type LocalTestGateway } from '../support/gateway.ts';

const AUDITS = 61;
const JSON_TYPE = 'application/json; charset=utf-8';
const RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

let gateway: LocalTestGateway;
let url: string;

beforeAll(async () => {
  gateway = await startTestGateway({ database: await openPglite(null) });
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
