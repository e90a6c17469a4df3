/** Grants as decisions need them: what a gateway asks for before it makes an access context. */
import { sql } from 'kysely';
import type { Demand, GrantView } from '../../../schema/actor.ts';
import type { Runtime } from '../../kernel/index.ts';
import { readPredecessors } from './agencies.ts';
import { findDemand } from './demands.ts';
import { readEpoch } from './epoch.ts';

/** What a gateway needs to make an access context, as of one epoch. */
export interface Standing {
  readonly epoch: number;
  readonly grant: GrantView | null;
  readonly predecessors: readonly string[];
  /** The demand, if it is approved, runs, and names this body and this officer. */
  readonly demand: Demand | null;
  /** The grant allows so many answers a period. */
  readonly isMetered: boolean;
}

interface StandingInput {
  readonly grantId: string | null;
  readonly agency: string | null;
  readonly grantee: string | null;
  readonly demand?: { readonly id: string; readonly officer: string };
}

/** Any id will do: an unknown grant and one of somebody else are both null. */
export async function findStanding(runtime: Runtime, input: unknown): Promise<Standing> {
  const { grantId, agency, grantee, demand } = input as StandingInput;
  const em = runtime.fork();
  const epoch = await readEpoch(em);
  const { rows } = await sql<GrantView & { isMetered: boolean }>`select g.id, g.version, e.code as "entryCode",
      e.attribute = 'NON_SHARING' as "entryNonSharing", array[e.provider] as providers, g.grantee, g.state,
      g.use_causes as "useCauses", g.modes, g.valid_from::text as "validFrom", g.valid_to::text as "validTo", g.named,
      g.with_basis as "withBasis", e.offered_masked as "offeredMasked", g.rows, g.consents, g.exhausted,
      g.return_flow as "returnFlow",
      g.quota_requests is not null as "isMetered"
    from sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id
    where g.id::text = ${grantId} and g.grantee = ${grantee}`.execute(em.getKysely());
  const { isMetered = false, ...found } = rows[0] ?? {};
  const grant = rows[0] === undefined ? null : (found as GrantView);
  const asked = [
    ...(agency === null ? [] : [agency]),
    ...(grant === null ? [] : [...grant.providers, ...grant.consents.units]),
  ];
  const predecessors = await readPredecessors(em, asked);
  const succeeded = (bodies: readonly string[]): string[] =>
    bodies.flatMap((uscc) => [uscc, ...(predecessors.get(uscc) ?? [])]);
  return {
    epoch,
    grant: grant && {
      ...grant,
      providers: succeeded(grant.providers),
      consents: { ...grant.consents, units: succeeded(grant.consents.units) },
    },
    predecessors: agency === null ? [] : (predecessors.get(agency) ?? []),
    demand: demand === undefined || agency === null ? null : await findDemand(em, { ...demand, agency }),
    isMetered,
  };
}
