/** The access log: written before an answer leaves, read by whoever it concerns. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context, Runtime } from '../../kernel/index.ts';
import { visibleLog } from '../policy.ts';
import { page, type Row } from './page.ts';

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
