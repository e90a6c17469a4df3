/**
 * What is in force is asked again before every fetch: a query under way goes on without a grant or demand that has
 * changed since it was let in. Its labels then say so, and the second lock decides by them.
 *
 * @clause 809 art. 25, 27
 */
import { isDeepStrictEqual } from 'node:util';
import type { AccessContext } from '../schema/actor.ts';
import type { SubgraphFetch } from './engine.ts';
import type { Grants } from './grants.ts';
import { toStandingQuery } from './standing-query.ts';

export function inForce(
  fetch: SubgraphFetch<AccessContext>,
  grants: Pick<Grants, 'isCurrent' | 'find'>,
): SubgraphFetch<AccessContext> {
  return (request) => {
    const { context } = request;
    if (context.grant === null && context.demand === null) return fetch(request);
    if (grants.isCurrent(context.epoch)) return fetch(request);
    return recheck(context, grants).then((current) => fetch({ ...request, context: current }));
  };
}

/** A changed grant is none for the rest of the query, even one that now gives more: it was planned by the old one. */
async function recheck(context: AccessContext, grants: Pick<Grants, 'find'>): Promise<AccessContext> {
  const { grant, demand } = context;
  const standing = await grants.find(
    toStandingQuery(context, { grantId: grant?.id ?? null, demandId: demand?.id ?? null }),
  );
  return {
    ...context,
    grant: isDeepStrictEqual(standing.grant, grant) ? grant : null,
    demand: isDeepStrictEqual(standing.demand, demand) ? demand : null,
  };
}
