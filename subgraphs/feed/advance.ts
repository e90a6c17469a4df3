/**
 * Brings a consumer's log up to date, a bounded step at a time: each is one transaction under the consumer's lock, and
 * whoever is killed leaves the next where it was. What comes first in the outbox is told first, whatever lies between:
 * neither order nor numbers tell of records that the consumer may not see.
 */
import { sql } from 'kysely';
import { Context, type EntityManager } from '../kernel/index.ts';
import { consumerKey, lockConsumer, saveConsumer, type Consumer } from './consumer.ts';
import { writeBaseline } from './generation.ts';
import { enqueue } from './log.ts';
import { forget } from './prune.ts';
import { BASELINE, rightsOf, sweepFor } from './rights.ts';
import type { FeedStream } from './stream.ts';
import { sweepNew, sweepTold } from './sweep.ts';
import { tellOf } from './tell.ts';

/** Records looked at in one step. */
const STEP = 500;
/** How exactly it is known when a consumer asked last. */
const DAY_MS = 86_400_000;
/** Events looked at in one step; each names 500 records at most. */
const EVENTS = 50;

export interface Advanced {
  readonly consumer: Consumer;
  /** There may be more; false: nothing was left when this step looked. */
  readonly more: boolean;
}

/** On PGlite nothing inside awaits anything but the transaction's own entity manager. */
export function advance(stream: FeedStream, context: Context): Promise<Advanced> {
  return advanceAs(stream, context, { key: consumerKey(context), isAsked: true });
}

export interface Advancing {
  readonly key: string;
  /** Of a consumer that does not ask, nothing is forgotten: what it holds is what it has to answer for. */
  readonly isAsked: boolean;
}

/** @param context of the consumer itself, or made up from what is known of it */
export function advanceAs(stream: FeedStream, context: Context, { key, isAsked }: Advancing): Promise<Advanced> {
  return context.em.transactional(async (tx) => {
    const consumer = await lockConsumer(tx, stream.schema, key);
    const before = JSON.stringify(consumer);
    const inner = new Context(context.access, context.services, tx);
    if (isAsked) await wake(inner, stream.schema, consumer);
    await adoptRights(stream, inner, consumer);
    const more = await step(stream, inner, consumer, isAsked);
    if (JSON.stringify(consumer) !== before) await saveConsumer(tx, stream.schema, consumer);
    return { consumer, more };
  });
}

/**
 * Who has not asked for so long that events may have been pruned begins anew whether or not any were: else that would
 * tell of records that it may not see.
 */
async function wake({ em, services }: Context, schema: string, consumer: Consumer): Promise<void> {
  const now = Date.now();
  const { pulledAt, generationAt } = consumer;
  if (now - (pulledAt ?? generationAt).getTime() > services.profile.feedKeptDays * DAY_MS) {
    const { rows } = await sql<{ end: number }>`select coalesce(max(position), 0)::float8 as "end"
      from ${sql.table(`${schema}.outbox`)}`.execute(em.getKysely());
    beginAnew(consumer, rows[0]?.end ?? 0);
  }
  if (pulledAt === null || now - pulledAt.getTime() > DAY_MS) consumer.pulledAt = new Date(now);
}

/** What the rights have become, and what of it has to be looked at. */
async function adoptRights(stream: FeedStream, context: Context, consumer: Consumer): Promise<void> {
  const before = consumer.rights;
  const now = rightsOf(context.access, context.accessClass);
  consumer.sweep = sweepFor(before, now, consumer.sweep);
  if (before.day < now.day) {
    const ids = await stream.records.ofAge(context.em, { after: before.day, until: now.day });
    await enqueue(context.em, { schema: stream.schema, consumer: consumer.id }, ids);
  }
  consumer.rights = now;
  if (now.grant !== null) Object.assign(consumer, { ended: false, endedAt: null });
}

/** What has to be taken back comes first, then what is due, then what is new. */
async function step(stream: FeedStream, context: Context, consumer: Consumer, isAsked: boolean): Promise<boolean> {
  if (consumer.forgetting) {
    consumer.forgetting = (await forget(context.em, stream.schema, consumer.id)) > 0;
    return true;
  }
  if (consumer.rewriting !== null) {
    await writeBaseline(context.em, stream.schema, consumer);
    return true;
  }
  if (consumer.sweep?.stage === 'TOLD') {
    await sweepTold(stream, context, consumer);
    return true;
  }
  const due = await takeDue(context.em, stream.schema, consumer.id);
  if (due.length > 0) {
    await tellOf(stream, context, consumer, due);
    return true;
  }
  if (consumer.sweep !== null) {
    await sweepNew(stream, context, consumer);
    return true;
  }
  const { ids, isLast, end } = await readTouched(context.em, stream.schema, consumer);
  if (end !== null) {
    if (isAsked) beginAnew(consumer, end);
    return isAsked;
  }
  await tellOf(stream, context, consumer, ids);
  return !isLast;
}

async function takeDue(tx: EntityManager, schema: string, consumer: number): Promise<string[]> {
  const due = sql.table(`${schema}.feed_due`);
  const { rows } = await sql<{ id: string; n: number }>`with next as (select record_id from ${due}
      where consumer = ${consumer} order by n limit ${STEP})
    delete from ${due} d using next where d.consumer = ${consumer} and d.record_id = next.record_id
    returning d.record_id as id, d.n::float8 as n`.execute(tx.getKysely());
  return rows.toSorted((a, b) => a.n - b.n).map(({ id }) => id);
}

/** Some of what was touched since is not known any more: told from the beginning, it misses nothing. */
function beginAnew(consumer: Consumer, end: number): void {
  consumer.generation += 1;
  consumer.generationAt = new Date();
  consumer.rewriting = null;
  consumer.seen = end;
  consumer.forgetting = true;
  consumer.sweep = BASELINE;
  Object.assign(consumer, { lastSequence: 0, baselineSequence: 0, previousSequence: null });
}

/**
 * Records touched after what the consumer has seen, by their first touch; moves it on.
 *
 * @returns `end` of the outbox, and nothing else, when some of it has been pruned unseen
 */
async function readTouched(
  tx: EntityManager,
  schema: string,
  consumer: Consumer,
): Promise<{ ids: string[]; isLast: boolean; end: number | null }> {
  const outbox = sql.table(`${schema}.outbox`);
  // In one statement: between two of them what is asked for might go.
  const { rows } = await sql<{ position: number; ids: string[] | null; pruned: number | null }>`with last as (
      select max(position) as position from ${outbox}),
    next as (select position, payload->'ids' as ids from ${outbox}
      where position > ${consumer.seen} and kind = 'RECORDS_TOUCHED' order by position limit ${EVENTS})
    select position::float8 as position, ids, null::float8 as pruned from next
    union all select coalesce(position, 0)::float8, null,
        (select pruned::float8 from ${sql.table(`${schema}.feed_watch`)} where id = 1) from last
    order by position`.execute(tx.getKysely());
  const end = rows.findLast((row) => row.ids === null);
  if (end !== undefined && (end.pruned ?? 0) > consumer.seen) return { ids: [], isLast: false, end: end.position };
  const events = rows.filter((row) => row.ids !== null);
  const ids = new Set<string>();
  let taken = 0;
  for (const event of events) {
    if (ids.size >= STEP) break;
    for (const id of event.ids ?? []) ids.add(id);
    consumer.seen = event.position;
    taken += 1;
  }
  const isLast = taken === events.length && events.length < EVENTS;
  if (isLast && end !== undefined) consumer.seen = Math.max(consumer.seen, end.position);
  return { ids: [...ids], isLast, end: null };
}
