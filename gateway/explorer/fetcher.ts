/** Sends GraphiQL's operations to the gateway, with who asks and for what purpose in the headers. */
import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { GraphQLError } from 'graphql';

/** Who asks, and for what purpose. Empty text means "not given": its header is then left out. */
export interface AccessRequest {
  readonly token: string;
  readonly grant: string;
  readonly useCause: string;
  readonly onBehalfOf: string;
}

/**
 * A fetcher that reads `access` anew for each request. What keeps a request from being answered (a header
 * value that cannot travel, no connection, no JSON) becomes an error in the answer: GraphiQL would show a
 * thrown one with its stack.
 */
export function createFetcher(access: () => AccessRequest, signal: AbortSignal): Fetcher {
  const send = createSend(access, signal);
  return (params, options) =>
    send(params, options).catch((cause: unknown) => {
      return { errors: [new GraphQLError(cause instanceof Error ? cause.message : String(cause))] };
    });
}

function createSend(access: () => AccessRequest, signal: AbortSignal) {
  return async ({ query, variables, operationName }: FetcherParams, options?: FetcherOpts) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      cache: 'no-store',
      headers: { ...options?.headers, ...toHeaders(access()) },
      body: JSON.stringify({ query, variables, operationName }),
      signal,
    });
    return readJson(response);
  };
}

/** HTTP headers carry ASCII: other text goes percent-encoded, as the gateway expects it. */
function toHeaderText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}

function toHeaders(access: AccessRequest): Record<string, string> {
  const given = Object.entries({
    'x-sharing-grant': access.grant,
    'x-use-cause': access.useCause,
    'x-on-behalf-of': access.onBehalfOf,
    authorization: access.token && `Bearer ${access.token}`,
  })
    .map(([name, value]) => [name, toHeaderText(value.trim())] as const)
    .filter(([, value]) => value !== '');
  return {
    accept: 'application/graphql-response+json, application/json',
    'content-type': 'application/json',
    ...Object.fromEntries(given),
  };
}

async function readJson(response: Response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`网关的答复不是 JSON。The gateway answered HTTP ${response.status} without JSON.`, {
      cause,
    });
  }
}
