/** Use cases of `sharing`: the catalogue, grants as decisions need them, and the access log. */
import { sql, type RawBuilder } from 'kysely';
import type { GrantView } from '../../schema/actor.ts';
import { COUNT_CAP, openCursor, sealCursor, type Page, type PageRequest } from '../disclosure/index.ts';
import type { Context, EntityManager, Runtime } from '../kernel/index.ts';
import { visibleGrants, visibleLog } from './policy.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export function findAgency(context: Context, uscc: string): Promise<Row | null> {
  return context.load('Agency.uscc', uscc, async (usccs) => {
    const query = sql<Row>`select uscc as id, uscc, name, kind, region from sharing.agency where uscc = any(${[...usccs]}::text[])`;
    const { rows } = await query.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.id, row]));
  });
}

const ENTRY_COLUMNS = sql`e.id, e.code, e.name, e.provider, e.attribute, e.modes, e.conditions, e.legal_basis as "legalBasis",
  e.update_cycle as "updateCycle", e.fields, e.offered_masked as "offeredMasked"`;

export function listEntries(context: Context, request: PageRequest, provider: string | null): Promise<Page<Row>> {
  const where = sql<boolean>`e.state = 'PUBLISHED' and (${provider}::text is null or e.provider = ${provider})`;
  return page(context, request, {
    name: `entries:${provider ?? ''}`,
    columns: ENTRY_COLUMNS,
    from: sql`sharing.catalogue_entry e`,
    id: sql`e.id`,
    where,
  });
}

export function findEntry(context: Context, id: string): Promise<Row | null> {
  return context.load('CatalogueEntry.id', id, async (ids) => {
    const query = sql<Row>`select ${ENTRY_COLUMNS} from sharing.catalogue_entry e where e.id = any(${[...ids]}::uuid[])`;
    const { rows } = await query.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.id, row]));
  });
}

export function listGrants(context: Context, request: PageRequest): Promise<Page<Row>> {
  const columns = sql`g.id, g.state, g.entry_id as "entryId", g.grantee, g.basis, g.scenario, g.use_causes as "useCauses", g.modes,
    g.valid_from as "validFrom", g.valid_to as "validTo", g.named`;
  const from = sql`sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id`;
  return page(context, request, { name: 'grants', columns, from, id: sql`g.id`, where: visibleGrants(context.access) });
}

export function listLog(context: Context, request: PageRequest): Promise<Page<Row>> {
  const columns = sql`l.id::text as id, l.at, l.request_id as "requestId", l.actor_id as "actorId", l.role, l.agency,
    l.on_behalf_of as "onBehalfOf", l.grant_id as "grantId", l.use_cause as "useCause", l.operation_hash as "operationHash",
    l.outcomes, l.record_ids as "recordIds", l.policy_version as "policyVersion"`;
  return page(context, request, {
    name: 'log',
    columns,
    from: sql`sharing.access_log l`,
    id: sql`l.id`,
    where: visibleLog(context.access),
  });
}

interface ListParts {
  readonly name: string;
  readonly columns: RawBuilder<unknown>;
  readonly from: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly where: RawBuilder<boolean>;
}

async function page(context: Context, request: PageRequest, parts: ListParts): Promise<Page<Row>> {
  const key = context.services.keys.cursor;
  const binding = JSON.stringify([parts.name, context.access.actorId, context.access.agency]);
  const [lastId] = request.after === null ? [] : openCursor(key, binding, request.after);
  const beyond = lastId === undefined ? sql`true` : sql`${parts.id} > ${lastId}`;
  const db = context.em.getKysely();
  const query = sql<Row>`select ${parts.columns} from ${parts.from} where ${parts.where} and ${beyond} order by ${parts.id} limit ${request.first + 1}`;
  const { rows } = await query.execute(db);
  const edges = rows.slice(0, request.first).map((node) => ({ node, cursor: sealCursor(key, binding, [node.id]) }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > request.first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () => {
      const count = sql<{
        n: number;
      }>`select count(*)::int as n from (select 1 from ${parts.from} where ${parts.where} limit ${COUNT_CAP}) as found`;
      return (await count.execute(db)).rows[0]?.n ?? 0;
    },
  };
}

/** What a gateway needs to make an access context, as of one epoch. */
export interface Standing {
  readonly epoch: number;
  readonly grant: GrantView | null;
  readonly predecessors: readonly string[];
}

/** Any id will do: an unknown grant and one of somebody else are both null. */
export async function findStanding(runtime: Runtime, input: unknown): Promise<Standing> {
  const { grantId, agency, grantee } = input as Record<'grantId' | 'agency' | 'grantee', string | null>;
  const em = runtime.fork();
  const epoch = await readEpoch(em);
  const { rows } = await sql<GrantView>`select g.id, g.version, e.code as "entryCode",
      e.attribute = 'NON_SHARING' as "entryNonSharing", array[e.provider] as providers, g.grantee, g.state,
      g.use_causes as "useCauses", g.modes, g.valid_from::text as "validFrom", g.valid_to::text as "validTo", g.named,
      g.with_basis as "withBasis", e.offered_masked as "offeredMasked", g.rows, g.consents, g.exhausted,
      g.return_flow as "returnFlow"
    from sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id
    where g.id::text = ${grantId} and g.grantee = ${grantee}`.execute(em.getKysely());
  const grant = rows[0] ?? null;
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
  };
}

/** What a body has succeeded is its own, to share and to agree to. */
async function readPredecessors(
  em: EntityManager,
  usccs: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const query = sql<{ uscc: string; predecessors: string[] }>`select uscc, predecessors from sharing.agency
    where uscc = any(${[...usccs]}::text[])`;
  const { rows } = await query.execute(em.getKysely());
  return new Map(rows.map((row) => [row.uscc, row.predecessors]));
}

export async function readEpoch(em: EntityManager): Promise<number> {
  const { rows } = await sql<{ value: number }>`select value::int as value from sharing.epoch where id = 1`.execute(
    em.getKysely(),
  );
  return rows[0]?.value ?? 0;
}

/** Coordinate → which published entries hold it, and whose they are: whom to apply to. */
export type Remedies = Readonly<Record<string, readonly { readonly provider: string; readonly code: string }[]>>;

export async function readRemedies(runtime: Runtime): Promise<Remedies> {
  const query = sql<{ coordinate: string; offers: Remedies[string] }>`select field as coordinate,
      jsonb_agg(jsonb_build_object('provider', provider, 'code', code) order by code) as offers
    from sharing.catalogue_entry, unnest(fields) as field
    where state = 'PUBLISHED' and attribute <> 'NON_SHARING' group by field`;
  const { rows } = await query.execute(runtime.fork().getKysely());
  return Object.fromEntries(rows.map(({ coordinate, offers }) => [coordinate, offers]));
}

/** One answer, as the log keeps it. */
export interface AccessLogRow {
  readonly at: string;
  readonly requestId: string;
  readonly actorId: string;
  readonly role: string;
  readonly agency: string | null;
  readonly onBehalfOf: string | null;
  readonly grantId: string | null;
  readonly useCause: string | null;
  readonly operationHash: string;
  readonly outcomes: readonly { coordinate: string; outcome: string; rule: string; count: number }[];
  readonly recordIds: Readonly<Record<string, readonly string[]>>;
  readonly policyVersion: string;
}

/** Durable when it returns: all rows of the batch in one transaction. A row that is already there stays as it is. */
export async function appendLog(runtime: Runtime, input: unknown): Promise<void> {
  const rows = input as readonly AccessLogRow[];
  await sql`insert into sharing.access_log (at, request_id, actor_id, role, agency, on_behalf_of, grant_id, use_cause,
      operation_hash, outcomes, record_ids, policy_version)
    select (r->>'at')::timestamptz, r->>'requestId', r->>'actorId', r->>'role', r->>'agency', r->>'onBehalfOf', r->>'grantId',
      r->>'useCause', r->>'operationHash', r->'outcomes', r->'recordIds', r->>'policyVersion'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r on conflict (request_id) do nothing`.execute(
    runtime.fork().getKysely(),
  );
}
