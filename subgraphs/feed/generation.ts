/**
 * A log that has grown far beyond what its consumer holds is begun anew with what it holds. What the old one said of
 * withdrawals is kept: their deadlines run on.
 */
import { sql } from 'kysely';
import type { Context, EntityManager } from '../kernel/index.ts';
import { lockConsumer, saveConsumer, type Consumer } from './consumer.ts';
import { FIRST_KEY } from './rights.ts';

/**
 * So many times what is held, and some: for a reader that begins from the start anyway, and for everybody, when too much
 * is kept.
 */
const LIMITS = { ASKED: 2, GROWN: 4 } as const;
const SPARE = 100;
export const GROWN_SPARE = 10_000;
const WINDOW = 5_000;

/**
 * Begins the log anew if it is worth it. Whoever has read the old one to its end goes on in the new one; all others begin
 * anew too.
 *
 * @returns the consumer as it then is; null when nothing was done
 */
export async function rewriteIfWorth(
  schema: string,
  context: Context,
  of: { readonly key: string; readonly consumer: Consumer; readonly isAsked: boolean },
): Promise<Consumer | null> {
  const { key, isAsked } = of;
  const isOld = olderThan(context.services.profile.feedKeptDays);
  if (!mayBeWorth(of.consumer, isAsked, isOld)) return null;
  return context.em.transactional(async (tx) => {
    const consumer = await lockConsumer(tx, schema, key);
    if (!mayBeWorth(consumer, isAsked, isOld)) return null;
    const { rows } = await sql<{ held: number }>`select count(*)::int as held from ${sql.table(`${schema}.feed_told`)}
      where consumer = ${consumer.id} and state in ('HELD', 'PART')`.execute(tx.getKysely());
    const held = rows[0]?.held ?? 0;
    const times = isAsked ? LIMITS.ASKED : isOld(consumer) ? 1 : LIMITS.GROWN;
    if (consumer.lastSequence > times * held + SPARE) return rewrite(tx, schema, context, consumer);
    await saveConsumer(tx, schema, { ...consumer, rewriteAfter: LIMITS.GROWN * held + GROWN_SPARE });
    return null;
  });
}

/** Without counting. A sweep comes first: what it finds is what the log would begin with. */
function mayBeWorth(consumer: Consumer, isAsked: boolean, isOld: (consumer: Consumer) => boolean): boolean {
  const { lastSequence, baselineSequence, rewriteAfter, sweep, rewriting, forgetting } = consumer;
  if (sweep !== null || rewriting !== null || forgetting) return false;
  if (isAsked) return lastSequence > LIMITS.ASKED * baselineSequence + SPARE;
  return lastSequence > rewriteAfter || (isOld(consumer) && lastSequence > baselineSequence + SPARE);
}

/** As long entries are kept at least, if the log has not outgrown the second limit. */
function olderThan(days: number): (consumer: Consumer) => boolean {
  return ({ generationAt }) => Date.now() - generationAt.getTime() > days * 86_400_000;
}

/** The first window at once; the others are steps of their own (`advance.ts`), each one transaction. */
async function rewrite(tx: EntityManager, schema: string, context: Context, consumer: Consumer): Promise<Consumer> {
  const begun: Consumer = {
    ...consumer,
    generation: consumer.generation + 1,
    generationAt: new Date(context.access.at),
    lastSequence: 0,
    baselineSequence: 0,
    previousSequence: consumer.lastSequence,
    rewriting: FIRST_KEY,
  };
  await writeBaseline(tx, schema, begun);
  await saveConsumer(tx, schema, begun);
  return begun;
}

/**
 * A window of what a log that is begun anew begins with; moves the consumer on. Whoever was told of a withdrawal between
 * two windows cannot tell it from what the log began with: then readers of the generation before begin anew as well.
 */
export async function writeBaseline(tx: EntityManager, schema: string, consumer: Consumer): Promise<void> {
  const told = sql.table(`${schema}.feed_told`);
  const { rows } = await sql<{ end: string | null; n: number }>`with next as (
      select record_id, version, at,
        ${consumer.lastSequence}::int + (row_number() over (order by record_id))::int as sequence
      from ${told} where consumer = ${consumer.id} and state in ('HELD', 'PART')
        and record_id > ${consumer.rewriting}::uuid order by record_id limit ${WINDOW}),
    entered as (insert into ${sql.table(`${schema}.feed_entry`)}
        (consumer, generation, sequence, record_id, kind, version, at)
      select ${consumer.id}, ${consumer.generation}, sequence, record_id, 'UPSERT', version, at from next),
    moved as (update ${told} t set sequence = next.sequence from next
      where t.consumer = ${consumer.id} and t.record_id = next.record_id)
    select count(*)::int as n, (select record_id from next order by record_id desc limit 1) as "end" from next`.execute(
    tx.getKysely(),
  );
  const { n = 0, end = null } = rows[0] ?? {};
  consumer.lastSequence += n;
  consumer.baselineSequence = consumer.lastSequence;
  consumer.rewriteAfter = LIMITS.GROWN * consumer.lastSequence + GROWN_SPARE;
  consumer.rewriting = n < WINDOW ? null : end;
}
