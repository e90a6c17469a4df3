/** Subgraphs of anybody's: GraphQL over HTTP with kept-alive connections, and nothing of ours in the request. */
import { Agent, request } from 'undici';
import type { SubgraphFetch, SubgraphResponse } from '../engine.ts';

const TIMEOUT_MS = 10_000;
const CONNECTIONS = 64;
const ANSWER_BYTES = 64 * 1024 * 1024;

export interface PlainHttp {
  /** @param urls subgraph name → address that takes the POST */
  fetchFrom(urls: ReadonlyMap<string, string>): SubgraphFetch<null>;
  /** After the requests under way. */
  close(): Promise<void>;
}

export function createPlainHttp(): PlainHttp {
  const dispatcher = new Agent({
    connections: CONNECTIONS,
    keepAliveTimeout: 30_000,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    maxResponseSize: ANSWER_BYTES,
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
  };
  return {
    fetchFrom:
      (urls) =>
      async ({ service, query, operationName, variables, signal }) => {
        const url = urls.get(service);
        if (url === undefined) throw new Error(`There is no address for ${service}.`);
        const timeout = AbortSignal.timeout(TIMEOUT_MS);
        const answer = await request(url, {
          method: 'POST',
          headers,
          body: JSON.stringify({ query, variables, operationName }),
          dispatcher,
          signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        });
        // Whatever the status: a body with errors says more than the status does.
        return toResponse(JSON.parse(await answer.body.text()));
      },
    close: () => dispatcher.close(),
  };
}

function toResponse(body: unknown): SubgraphResponse {
  if (typeof body !== 'object' || body === null) throw new Error('The answer is no object.');
  return body;
}
