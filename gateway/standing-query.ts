/** Whose grant a caller may use, and whose demand. */
import type { AccessContext } from '../schema/actor.ts';
import type { StandingQuery } from './grants.ts';

type Asker = Pick<AccessContext, 'role' | 'agency' | 'onBehalfOf' | 'actorId'>;

/** The platform uses the grants of the agency that it asks for, and nobody else's. */
export function toStandingQuery(
  { role, agency, onBehalfOf, actorId }: Asker,
  named: { readonly grantId: string | null; readonly demandId: string | null },
): StandingQuery {
  return {
    grantId: named.grantId,
    agency,
    grantee: role === 'NATIONAL_PLATFORM' ? onBehalfOf : agency,
    ...(named.demandId === null ? {} : { demand: { id: named.demandId, officer: actorId } }),
  };
}
