/** The access log: written before an answer leaves, read by whoever it concerns. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context, EntityManager, Runtime } from '../../kernel/index.ts';
import { visibleLog } from '../policy.ts';
import { page, type Row } from './page.ts';
import { countSubjects, readGuards } from './quota.ts';

export function listLog(context: Context, request: PageRequest): Promise<Page<Row>> {
  const columns = sql`l.id::text as id, l.at, l.request_id as "requestId", l.actor_id as "actorId", l.role, l.agency,
    l.on_behalf_of as "onBehalfOf", l.grant_id as "grantId", l.use_cause as "useCause", l.operation_hash as "operationHash", l.operation,
    l.outcomes, l.record_ids as "recordIds", l.policy_version as "policyVersion", l.demand_id as "demandId", l.refusal`;
  return page(context, request, {
    name: 'log',
    columns,
    from: sql`sharing.access_log l`,
    id: sql`l.id`,
    where: visibleLog(context.access),
  });
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
  /** Name of the registered operation, where it was one. */
  readonly operation?: string | null;
  readonly outcomes: readonly { coordinate: string; outcome: string; rule: string; count: number }[];
  readonly recordIds: Readonly<Record<string, readonly string[]>>;
  readonly policyVersion: string;
  readonly demandId: string | null;
  /** Keys of the cases and licences whose subjects were read about. */
  readonly about: readonly string[];
  /** Those of them where the grant gave something; counted, not kept. */
  readonly granted: readonly string[];
  /** Error code of an answer that was refused. */
  readonly refusal: string | null;
}

export interface AppendResult {
  /** Request ids of answers that must not leave: the grant's subjects of this period are used up. */
  readonly refused: readonly string[];
}

/** Durable when it returns: all rows of the batch at once. A row that is already there stays as it is. */
export async function appendLog(runtime: Runtime, input: unknown): Promise<AppendResult> {
  const rows = input as readonly AccessLogRow[];
  const em = runtime.fork();
  const guards = await readGuards(em, rows);
  if (guards.length === 0) {
    await insertRows(em, rows);
    return { refused: [] };
  }
  return em.transactional(async (tx) => {
    const refused = await countSubjects(tx, guards, rows);
    const kept = rows.map((row) => (refused.includes(row.requestId) ? { ...row, ...NOTHING_GIVEN } : row));
    await insertRows(tx, kept);
    return { refused };
  });
}

async function insertRows(em: EntityManager, rows: readonly AccessLogRow[]): Promise<void> {
  await sql`with written as (insert into sharing.access_log (at, request_id, actor_id, role, agency, on_behalf_of, grant_id,
      use_cause, operation_hash, outcomes, record_ids, policy_version, demand_id, about, refusal, operation)
    select (r->>'at')::timestamptz, r->>'requestId', r->>'actorId', r->>'role', r->>'agency', r->>'onBehalfOf',
      r->>'grantId', r->>'useCause', r->>'operationHash', r->'outcomes', r->'recordIds', r->>'policyVersion',
      r->>'demandId', array(select jsonb_array_elements_text(coalesce(r->'about', '[]'))), r->>'refusal', r->>'operation'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r on conflict (request_id) do nothing
    returning id, about)
    insert into sharing.access_log_pending (log_id) select id from written where cardinality(about) > 0`.execute(
    em.getKysely(),
  );
}

const NOTHING_GIVEN = { outcomes: [], recordIds: {}, about: [], refusal: 'LIMIT_EXCEEDED' } as const;
