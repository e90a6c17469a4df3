/**
 * What is in force is asked again before every fetch: a query under way goes on without a grant or demand that has
 * changed since it was let in. Its labels then say so, and the second lock decides by them. Where nobody can tell
 * whether it has changed, the fetch fails: a record that is absent without the grant would be missing without a word.
 *
 * @clause 809 art. 25, 27
 */
import { isDeepStrictEqual } from 'node:util';
import type { AccessContext } from '../schema/actor.ts';
import { DomainError } from '../schema/errors.ts';
import type { SubgraphFetch, SubgraphRequest, SubgraphResponse } from './engine.ts';
import { NO_STANDING, type Grants } from './grants.ts';
import { toStandingQuery } from './standing-query.ts';

/** A fetch may have waited for its turn: what took longer is asked anew if the grant has changed meanwhile. */
const SURE_FOR_MS = 1_000;

type Request = SubgraphRequest<AccessContext>;
type Known = Pick<Grants, 'isCurrent' | 'find'>;

export function inForce(fetch: SubgraphFetch<AccessContext>, grants: Known): SubgraphFetch<AccessContext> {
  const ask = async (request: Request): Promise<SubgraphResponse> => {
    const sent = await asOfNow(request, grants);
    const sentAtMs = performance.now();
    const answer = await fetch(sent);
    if (sent.kind === 'mutation' || performance.now() - sentAtMs <= SURE_FOR_MS) return answer;
    const again = await asOfNow(sent, grants);
    return again === sent ? answer : fetch(again);
  };
  return (request) => (hasNothing(request.context) ? fetch(request) : ask(request));
}

/** Whether grant and demand are what they were when this was let in. @throws UNAVAILABLE when `sharing` is not heard */
export async function holds(context: AccessContext, grants: Known): Promise<boolean> {
  const { grant, demand } = await standingNow(context, grants);
  return grant === context.grant && demand === context.demand;
}

function hasNothing({ grant, demand }: AccessContext): boolean {
  return grant === null && demand === null;
}

/** @returns the very request when nothing has changed @throws UNAVAILABLE when `sharing` is not heard */
async function asOfNow(request: Request, grants: Known): Promise<Request> {
  const { context } = request;
  const { grant, demand } = await standingNow(context, grants);
  return grant === context.grant && demand === context.demand
    ? request
    : { ...request, context: { ...context, grant, demand } };
}

/**
 * A changed grant is none for the rest of the query, even one that now gives more: it was planned by the old one.
 *
 * @throws UNAVAILABLE when `sharing` is not heard
 */
async function standingNow(context: AccessContext, grants: Known): Promise<Pick<AccessContext, 'grant' | 'demand'>> {
  const { grant, demand } = context;
  if (hasNothing(context) || grants.isCurrent(context.epoch)) return context;
  const named = { grantId: grant?.id ?? null, demandId: demand?.id ?? null };
  const standing = await grants.find(toStandingQuery(context, named));
  if (standing === NO_STANDING)
    throw new DomainError('UNAVAILABLE', 'Whether the grant still holds cannot be found out.', {
      clause: '809 art. 25',
    });
  return {
    grant: isDeepStrictEqual(standing.grant, grant) ? grant : null,
    demand: isDeepStrictEqual(standing.demand, demand) ? demand : null,
  };
}
