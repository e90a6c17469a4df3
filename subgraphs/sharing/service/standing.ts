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
  readonly registered: Registered;
}

/** What is registered for the grant and in force. */
export interface Registered {
  /** The grant is used by these operations alone. */
  readonly only: boolean;
  readonly operations: readonly { readonly name: string; readonly version: number; readonly hash: string }[];
  readonly keys: readonly { readonly id: string; readonly algorithm: string; readonly publicKey: string }[];
}

export const NOTHING_REGISTERED: Registered = { only: false, operations: [], keys: [] };

interface StandingInput {
  readonly grantId: string | null;
  readonly agency: string | null;
  readonly grantee: string | null;
  readonly demand?: { readonly id: string; readonly officer: string };
}

const REGISTERED = sql<Registered>`jsonb_build_object('only', g.registered_only,
  'operations', (select coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'version', o.version, 'hash', o.hash)), '[]')
    from sharing.registered_operation o where o.grant_id = g.id and o.state = 'IN_FORCE'),
  'keys', (select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'algorithm', k.algorithm, 'publicKey', k.public_key)), '[]')
    from sharing.operation_key k where k.grant_id = g.id and k.withdrawn_at is null))`;

/** Any id will do: an unknown grant and one of somebody else are both null. */
export async function findStanding(runtime: Runtime, input: unknown): Promise<Standing> {
  const { grantId, agency, grantee, demand } = input as StandingInput;
  const em = runtime.fork();
  const epoch = await readEpoch(em);
  const { rows } = await sql<
    GrantView & { isMetered: boolean; registered: Registered }
  >`select g.id, g.version, e.code as "entryCode",
      e.attribute = 'NON_SHARING' as "entryNonSharing", array[e.provider] as providers, g.grantee, g.state,
      g.use_causes as "useCauses", g.modes, g.valid_from::text as "validFrom", g.valid_to::text as "validTo", g.named,
      g.with_basis as "withBasis", e.offered_masked as "offeredMasked", g.rows, g.consents, g.exhausted,
      g.return_flow as "returnFlow",
      g.quota_requests is not null as "isMetered", ${REGISTERED} as registered
    from sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id
    where g.id::text = ${grantId} and g.grantee = ${grantee}`.execute(em.getKysely());
  const { isMetered = false, registered = NOTHING_REGISTERED, ...found } = rows[0] ?? {};
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
    registered,
  };
}
