import { expect, it, vi } from 'vitest';
import type { AccessContext, GrantView } from '../schema/actor.ts';
import type { SubgraphRequest } from './engine.ts';
import { NO_STANDING, type StandingQuery } from './grants.ts';
import { inForce } from './in-force.ts';

const GRANT = { id: 'G', version: 1, state: 'ACTIVE' } as unknown as GrantView;
const DEMAND = { id: 'D', recordId: 'R', until: '2026-11-22T00:00:00+08:00' };
const CONTEXT = {
  role: 'AGENCY',
  actorId: 'u1',
  agency: 'A',
  onBehalfOf: null,
  grant: GRANT,
  demand: DEMAND,
  epoch: 3,
} as unknown as AccessContext;

interface World {
  readonly epoch: number;
  readonly grant?: object | null;
  readonly demand?: object | null;
}

/** What a subgraph is told of grant and demand, and what `sharing` was asked before. */
async function fetched(context: AccessContext, { epoch, grant = null, demand = null }: World) {
  const asked: StandingQuery[] = [];
  let told: AccessContext | undefined;
  const fetch = inForce(
    async (request) => {
      told = request.context;
      return {};
    },
    {
      isCurrent: (each) => each === epoch,
      find: async (query) => {
        asked.push(query);
        return { epoch, predecessors: [], isMetered: false, grant, demand } as never;
      },
    },
  );
  await fetch({ service: 'CASES', context } as SubgraphRequest<AccessContext>);
  return { grant: told?.grant, demand: told?.demand, asked };
}

it('asks nothing while nothing has changed', async () => {
  expect(await fetched(CONTEXT, { epoch: 3 })).toEqual({ grant: GRANT, demand: DEMAND, asked: [] });
});

it('goes on with the grant when something else has changed', async () => {
  const { grant, demand, asked } = await fetched(CONTEXT, { epoch: 4, grant: { ...GRANT }, demand: { ...DEMAND } });

  expect([grant, demand]).toEqual([GRANT, DEMAND]);
  expect(asked).toEqual([{ grantId: 'G', agency: 'A', grantee: 'A', demand: { id: 'D', officer: 'u1' } }]);
});

it.each([
  ['revoked', { ...GRANT, state: 'TERMINATED' }],
  ['gone', null],
  ['changed, be it to give more', { ...GRANT, version: 2 }],
  ['used up', { ...GRANT, exhausted: true }],
])('goes on without a grant that is %s', async (_title, grant) => {
  expect(await fetched(CONTEXT, { epoch: 4, grant, demand: DEMAND })).toMatchObject({ grant: null, demand: DEMAND });
});

it('goes on without a demand that was ended', async () => {
  expect(await fetched(CONTEXT, { epoch: 4, grant: GRANT })).toMatchObject({ grant: GRANT, demand: null });
});

it('fetches nothing while nobody can tell whether the grant still holds, so that the answer says where it is short', async () => {
  const sent: unknown[] = [];
  const fetch = inForce(
    async (request) => {
      sent.push(request);
      return {};
    },
    { isCurrent: () => false, find: async () => NO_STANDING },
  );

  await expect(fetch({ service: 'CASES', context: CONTEXT } as SubgraphRequest<AccessContext>)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  expect(sent).toEqual([]);
});

it('asks nothing for who has neither', async () => {
  const context = { ...CONTEXT, grant: null, demand: null };

  expect(await fetched(context, { epoch: 9 })).toEqual({ grant: null, demand: null, asked: [] });
});

it.each([
  [
    'is asked again without a grant that ended while it waited',
    'query',
    { ...GRANT, state: 'TERMINATED' },
    1_001,
    [GRANT, null],
  ],
  ['is not asked again while the grant is the same', 'query', { ...GRANT }, 5_000, [GRANT]],
  ['that was answered within a second is used', 'query', { ...GRANT, state: 'TERMINATED' }, 1_000, [GRANT]],
  ['that changes something is never done twice', 'mutation', { ...GRANT, state: 'TERMINATED' }, 5_000, [GRANT]],
] as const)('a fetch %s', async (_title, kind, later, tookMs, told) => {
  vi.useFakeTimers();
  let epoch = 3;
  const grants: unknown[] = [];
  const fetch = inForce(
    async ({ context }) => {
      grants.push(context.grant);
      epoch = 4;
      vi.advanceTimersByTime(tookMs);
      return {};
    },
    {
      isCurrent: (each) => each === epoch,
      find: async () => ({ epoch, predecessors: [], isMetered: false, grant: later, demand: DEMAND }) as never,
    },
  );
  await fetch({ service: 'CASES', kind, context: CONTEXT } as SubgraphRequest<AccessContext>);
  vi.useRealTimers();

  expect(grants).toEqual(told);
});
