/** What a consumer says of withdrawals, and what is known of those who say nothing. */
import { sql } from 'kysely';
import type { Context, ActResult } from '../kernel/index.ts';
import { act } from '../kernel/index.ts';
import { consumerKey, lockConsumer, openConsumer } from './consumer.ts';
import { openPosition } from './page.ts';
import type { FeedStream } from './stream.ts';

/** Whoever has purged has loaded, and whoever has loaded has received. */
export const STAGES = ['RECEIVED', 'LOADED', 'PURGED'] as const;
export type Stage = (typeof STAGES)[number];

export interface Acknowledged {
  readonly stage: Stage;
  readonly generation: number;
  readonly sequence: number;
  readonly at: Date;
}

/**
 * Never goes back: said again, or late, it changes nothing.
 *
 * @throws INVALID_INPUT for a cursor that is not this consumer's own, of this stream
 */
export async function acknowledge(
  stream: FeedStream,
  context: Context,
  { through, stage }: { readonly through: string; readonly stage: Stage },
): Promise<ActResult & { readonly acknowledgement: Acknowledged | null }> {
  const { schema } = stream;
  const key = consumerKey(context);
  const { generation, sequence } = openPosition(stream, context, through);
  await openConsumer(stream, context, key);
  const reached = STAGES.slice(0, STAGES.indexOf(stage) + 1);
  return act(context, { schema, name: `acknowledge ${stream.records.typeName} changes` }, async (tx) => {
    const { id } = await lockConsumer(tx, schema, key);
    const table = sql.table(`${schema}.feed_ack`);
    await sql`insert into ${table} as t (consumer, stage, generation, sequence, at)
      select ${id}, stage, ${generation}, ${sequence}, ${context.access.at}::timestamptz
      from unnest(${[...reached]}::text[]) as stage
      on conflict (consumer, stage) do update set generation = excluded.generation, sequence = excluded.sequence,
        at = excluded.at
      where (t.generation, t.sequence) < (excluded.generation, excluded.sequence)`.execute(tx.getKysely());
    const { rows } = await sql<Acknowledged>`select stage, generation, sequence, at from ${table}
      where consumer = ${id} and stage = ${stage}`.execute(tx.getKysely());
    return { target: null, violations: [], acknowledgement: rows[0] ?? null };
  });
}

export interface Overdue {
  readonly consumer: string;
  readonly grant: string | null;
  readonly count: number;
  readonly dueBy: Date;
  readonly records: readonly string[];
}

const MOST_KEYS = 500;

/** For a provider, what was its own, by key; for an office, numbers. */
export async function listOverdue({ schema }: FeedStream, { access, em }: Context): Promise<readonly Overdue[]> {
  const table = (name: string) => sql.table(`${schema}.${name}`);
  const isOffice = access.role === 'DATA_AUTHORITY';
  const bodies = access.agency === null ? [] : [access.agency, ...access.predecessors];
  const mine = isOffice ? sql`` : sql`and t.provider = any(${bodies}::text[])`;
  const { rows } =
    await sql<Overdue>`select coalesce(c.asker->>'onBehalfOf', c.asker->>'agency', c.asker->>'role') as consumer,
      c.grant_id as "grant", count(distinct e.record_id)::int as count, min(e.due_by) as "dueBy",
      (array_agg(distinct e.record_id::text order by e.record_id::text))[1:${isOffice ? 0 : MOST_KEYS}::int] as records
    from ${table('feed_entry')} e
    join ${table('feed_consumer')} c on c.id = e.consumer
    join ${table('feed_told')} t on t.consumer = e.consumer and t.record_id = e.record_id
    left join ${table('feed_ack')} a on a.consumer = e.consumer and a.stage = 'PURGED'
    where e.due_by < ${access.at}::timestamptz ${mine}
      and (e.generation, e.sequence) > (coalesce(a.generation, 0), coalesce(a.sequence, 0))
    group by c.id, c.asker, c.grant_id order by min(e.due_by), c.id`.execute(em.getKysely());
  return rows;
}
