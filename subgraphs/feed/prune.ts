/**
 * Takes out, a bounded batch at a time, what nobody has to read or to answer for any more. Whoever comes for it later is
 * told from the beginning (`CURSOR_EXPIRED`), never a part.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Chore, EntityManager, Runtime } from '../kernel/index.ts';
import { BASELINE } from './rights.ts';
import type { FeedStream } from './stream.ts';

const BATCH = 5_000;
const REST_MS = 60_000;
const DAY_MS = 86_400_000;

interface Pruning {
  readonly tx: EntityManager;
  readonly table: (name: string) => RawBuilder<unknown>;
  /** What is younger stays. */
  readonly before: RawBuilder<Date>;
}

/** At once again while there is something to take out; otherwise now and then. */
export function pruning({ schema }: FeedStream): Chore {
  const last = new WeakMap<Runtime, number>();
  return async (runtime) => {
    const now = Date.now();
    if (Math.abs(now - (last.get(runtime) ?? 0)) < REST_MS) return 0;
    const kept = runtime.services.profile.feedKeptDays;
    const before = sql<Date>`${new Date(now - kept * DAY_MS)}::timestamptz`;
    let done = 0;
    for (const prune of [pruneTouched, pruneEntries, pruneTaken, beginForgetting, goOnForgetting])
      done += await runtime
        .fork()
        .transactional((tx) => prune({ tx, table: (name) => sql.table(`${schema}.${name}`), before }));
    if (done === 0) last.set(runtime, now);
    return done;
  };
}

/**
 * Events that tell of touched records, when every consumer that has asked lately has seen them. All others are facts and
 * acts: a store that is restored catches up by them, and acts are kept by law. The last number stays, since the next one
 * is counted from it.
 */
async function pruneTouched({ tx, table, before }: Pruning): Promise<number> {
  const [outbox, watch] = [table('outbox'), table('feed_watch')];
  const { rows } = await sql<{ looked: number }>`with bound as (
      select w.looked, least(w.position, (select max(position) - 1 from ${outbox}),
        (select min(seen) from ${table('feed_consumer')} where coalesce(pulled_at, generation_at) >= ${before})) as position
      from ${watch} w where id = 1 for update skip locked),
    first as (select o.position, o.kind, o.at from ${outbox} o, bound
      where o.position > bound.looked and o.position <= bound.position order by o.position limit ${BATCH}),
    past as (select position, kind from first
      where position < coalesce((select min(position) from first where at >= ${before}), ${2 ** 53}::int8)),
    gone as (delete from ${outbox} o using past
      where o.position = past.position and past.kind = 'RECORDS_TOUCHED' returning o.position)
    update ${watch} set looked = ends.looked,
      pruned = greatest(pruned, coalesce((select max(position) from gone), 0))
    from (select max(position) as looked, count(*)::int as n from past) as ends where ends.looked is not null and id = 1
    returning ends.n as looked`.execute(tx.getKysely());
  return rows[0]?.looked ?? 0;
}

/** Where a consumer has purged up to; nothing is beyond it but what it has still to answer for. */
function purged({ table }: Pruning): RawBuilder<unknown> {
  return sql`(select a.generation, a.sequence from ${table('feed_ack')} a
    where a.consumer = c.id and a.stage = 'PURGED' union all select 0, 0 order by 1 desc, 2 desc limit 1)`;
}

/** Of generations that are over nobody reads anything; withdrawals stay until they are acknowledged, and some time more. */
async function pruneEntries(pruning: Pruning): Promise<number> {
  const { tx, table, before } = pruning;
  const entries = table('feed_entry');
  const isOver = sql`e.consumer = c.id and e.generation < c.generation and (e.due_by is null
    or (e.at < ${before} and (e.generation, e.sequence) <= ${purged(pruning)}))`;
  const { numAffectedRows } = await sql`with c as (select id, generation from ${table('feed_consumer')} c
      where exists (select from ${entries} e where ${isOver}) order by id limit 1 for update skip locked),
    next as (select e.consumer, e.generation, e.sequence from ${entries} e, c where ${isOver} limit ${BATCH})
    delete from ${entries} e using next
    where (e.consumer, e.generation, e.sequence) = (next.consumer, next.generation, next.sequence)`.execute(
    tx.getKysely(),
  );
  return Number(numAffectedRows ?? 0n);
}

/**
 * Up to when what was taken back from a consumer is purged and acknowledged. A day off: the times of entries follow the
 * clocks of requests, not quite the order of numbers.
 */
function answeredFor(pruning: Pruning): RawBuilder<unknown> {
  return sql`coalesce((select e.at - interval '1 day' from ${pruning.table('feed_entry')} e
    where e.consumer = c.id and e.due_by is not null and (e.generation, e.sequence) > ${purged(pruning)}
    order by e.generation, e.sequence limit 1), 'infinity')`;
}

/** That a record was taken back is kept so long: given again after that, it is a new one. */
async function pruneTaken(pruning: Pruning): Promise<number> {
  const { tx, table, before } = pruning;
  const told = table('feed_told');
  const isPast = sql`t.consumer = c.id and t.state = 'TAKEN' and t.at < ${before} and t.at < ${answeredFor(pruning)}`;
  const { numAffectedRows } = await sql`with c as (select id from ${table('feed_consumer')} c
      where exists (select from ${told} t where ${isPast}) order by id limit 1 for update skip locked),
    next as (select t.consumer, t.record_id from ${told} t, c where ${isPast} limit ${BATCH})
    delete from ${told} t using next where (t.consumer, t.record_id) = (next.consumer, next.record_id)`.execute(
    tx.getKysely(),
  );
  return Number(numAffectedRows ?? 0n);
}

/** A consumer whose grant ended long ago and that has not asked since: if it comes again, it is told from the beginning. */
async function beginForgetting({ tx, table, before }: Pruning): Promise<number> {
  const consumers = table('feed_consumer');
  const { numAffectedRows } = await sql`update ${consumers} set forgetting = true, rewriting = null,
      generation = generation + 1, generation_at = now(), last_sequence = 0, baseline_sequence = 0,
      previous_sequence = null, sweep = ${JSON.stringify(BASELINE)}::jsonb,
      seen = (select coalesce(max(position), 0) from ${table('outbox')})
    where id = (select id from ${consumers} where ended_at < ${before} and not ended
        and coalesce(pulled_at, generation_at) < ${before} and last_sequence > 0 and not forgetting
      order by id limit 1 for update skip locked)`.execute(tx.getKysely());
  return Number(numAffectedRows ?? 0n);
}

async function goOnForgetting(pruning: Pruning): Promise<number> {
  const { tx, table } = pruning;
  const consumers = table('feed_consumer');
  const { rows } = await sql<{ id: string }>`select id from ${consumers} where forgetting order by id limit 1
    for update skip locked`.execute(tx.getKysely());
  const [consumer] = rows;
  if (consumer === undefined) return 0;
  const forgotten = await forgetSome(pruning, Number(consumer.id));
  if (forgotten === 0)
    await sql`update ${consumers} set forgetting = false where id = ${consumer.id}`.execute(tx.getKysely());
  return forgotten + 1;
}

/**
 * Some of what a consumer was told, under its lock: the rows are gone, and of what it has still to answer for it is known
 * that it was told. @returns how much
 */
export function forget(tx: EntityManager, schema: string, consumer: number): Promise<number> {
  return forgetSome({ tx, table: (name) => sql.table(`${schema}.${name}`), before: sql<Date>`now()` }, consumer);
}

async function forgetSome(pruning: Pruning, consumer: number): Promise<number> {
  const { tx, table } = pruning;
  const told = table('feed_told');
  const { rows } = await sql<{ n: number }>`with c as (select ${consumer}::int8 as id),
    open as (select ${answeredFor(pruning)} as at from c),
    next as (select t.record_id, t.at < open.at as past from ${told} t, open
      where t.consumer = ${consumer} and (t.state <> 'TAKEN' or t.at < open.at) limit ${BATCH}),
    gone as (delete from ${told} t using next
      where t.consumer = ${consumer} and t.record_id = next.record_id and next.past),
    kept as (update ${told} t set state = 'TAKEN', hash = null from next
      where t.consumer = ${consumer} and t.record_id = next.record_id and not next.past)
    select count(*)::int as n from next`.execute(tx.getKysely());
  return rows[0]?.n ?? 0;
}
