/** Subgraphs that run alone: HTTP keep-alive, each call signed with its access context. */
import { Agent, request } from 'undici';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { signCall, type SubgraphName } from '../../subgraphs/kernel/index.ts';
import type { SubgraphFetch, SubgraphResponse } from '../engine.ts';
import type { House } from '../house.ts';

const TIMEOUT_MS = 10_000;

export function httpTransport(peers: Readonly<Record<string, string>>, key: Buffer): House {
  const agent = new Agent({
    connections: 64,
    keepAliveTimeout: 30_000,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });

  const post = async (call: {
    name: string;
    path: string;
    body: string;
    context: AccessContext | null;
    signal?: AbortSignal | undefined;
  }): Promise<unknown> => {
    const headers = {
      'content-type': 'application/json',
      ...signCall(key, call.name + call.path, call.body, call.context),
    };
    const options = {
      method: 'POST',
      headers,
      body: call.body,
      dispatcher: agent,
      signal: call.signal ?? null,
    } as const;
    try {
      const answer = await request(`${peers[call.name]}${call.path}`, options);
      const text = await answer.body.text();
      if (answer.statusCode === 200) return JSON.parse(text);
    } catch (cause) {
      throw new DomainError('UNAVAILABLE', undefined, { cause });
    }
    throw new DomainError('UNAVAILABLE');
  };

  const fetch: SubgraphFetch<AccessContext> = async ({ service, query, operationName, variables, context, signal }) => {
    const body = JSON.stringify({ query, operationName, variables });
    return (await post({ name: service.toLowerCase(), path: '/graphql', body, context, signal })) as SubgraphResponse;
  };

  return {
    fetch,
    call: async (subgraph: SubgraphName, name, input) => {
      const answer = (await post({
        name: subgraph,
        path: `/call/${name}`,
        body: JSON.stringify(input ?? null),
        context: null,
      })) as { result: unknown };
      return answer.result;
    },
    ping: async () => {
      for (const url of Object.values(peers)) {
        const { statusCode, body } = await request(`${url}/health/ready`, { dispatcher: agent });
        await body.dump();
        if (statusCode !== 200) throw new DomainError('UNAVAILABLE');
      }
    },
    close: () => agent.close(),
  };
}
