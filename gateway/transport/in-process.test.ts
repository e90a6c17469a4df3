import { describe, expect, it } from 'vitest';
import { access } from '../../test/support/services.ts';
import type { RunningSubgraph, WireResponse } from '../../subgraphs/kernel/index.ts';
import type { SubgraphRequest } from '../engine.ts';
import { inProcessTransport } from './in-process.ts';
import type { AccessContext } from '../../schema/actor.ts';

const request = (signal?: AbortSignal): SubgraphRequest<AccessContext> => ({
  service: 'CASES',
  kind: 'query',
  query: '{ a }',
  operationName: undefined,
  variables: {},
  context: access(),
  signal,
});

function start(execute: () => Promise<WireResponse>) {
  const cases = { name: 'cases', execute: async () => execute() } as unknown as RunningSubgraph;
  return inProcessTransport(new Map([['cases', cases]]));
}

describe('a subgraph in this process', () => {
  it('answers', async () => {
    const { fetch } = start(async () => ({ data: { a: 1 } }));

    expect(await fetch(request(new AbortController().signal))).toEqual({ data: { a: 1 } });
  });

  it('is not waited for when time is over', async () => {
    const { fetch } = start(() => new Promise(() => undefined));
    const caller = new AbortController();
    const asked = fetch(request(caller.signal));
    caller.abort(new Error('time is over'));

    await expect(asked).rejects.toThrow('time is over');
  });
});
