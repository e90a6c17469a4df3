/** What a subgraph's body may be before the engine looks at it. Pure. */
import type { SubgraphResponse } from '../engine.ts';

/**
 * A GraphQL body is used whatever the status: what it says of errors says more. The engine trusts nothing inside.
 *
 * @throws TypeError when it is none
 */
export function readGraphQL(body: unknown): SubgraphResponse {
  if (!isResponse(body)) throw new TypeError('The answer is not GraphQL.');
  return body;
}

function isResponse(body: unknown): body is SubgraphResponse {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}
