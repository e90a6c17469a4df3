/**
 * A log that has grown far beyond what its consumer holds is begun anew with what it holds. What the old one said of
 * withdrawals is kept: their deadlines run on.
 */
import { sql } from 'kysely';
import type { Context, EntityManager } from '../kernel/index.ts';
import { lockConsumer, saveConsumer, type Consumer } from './consumer.ts';

/**
 * So many times what is held, and some: for a reader that begins from the start anyway, and for everybody, when too much
 * is kept.
 */
const LIMITS = { ASKED: 2, GROWN: 4 } as const;
const SPARE = 100;
export const GROWN_SPARE = 10_000;
/** As long entries are kept at least, if the log has not outgrown the second limit. */
const KEPT_DAYS = 90;
const WINDOW = 20_000;

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
  if (!mayBeWorth(of.consumer, isAsked)) return null;
  return context.em.transactional(async (tx) => {
    const consumer = await lockConsumer(tx, schema, key);
    if (!mayBeWorth(consumer, isAsked)) return null;
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
function mayBeWorth(consumer: Consumer, isAsked: boolean): boolean {
  const { lastSequence, baselineSequence, rewriteAfter, sweep } = consumer;
  if (sweep !== null) return false;
  if (isAsked) return lastSequence > LIMITS.ASKED * baselineSequence + SPARE;
  return lastSequence > rewriteAfter || (isOld(consumer) && lastSequence > baselineSequence + SPARE);
}

function isOld({ generationAt }: Consumer): boolean {
  return Date.now() - generationAt.getTime() > KEPT_DAYS * 86_400_000;
}

async function rewrite(tx: EntityManager, schema: string, context: Context, consumer: Consumer): Promise<Consumer> {
  const generation = consumer.generation + 1;
  const count = await writeBaseline(tx, schema, { ...consumer, generation });
  await sql`delete from ${sql.table(`${schema}.feed_entry`)} where consumer = ${consumer.id}
    and generation = ${consumer.generation} and due_by is null`.execute(tx.getKysely());
  const rewritten = {
    ...consumer,
    generation,
    generationAt: new Date(context.access.at),
    lastSequence: count,
    baselineSequence: count,
    previousSequence: consumer.lastSequence,
    rewriteAfter: LIMITS.GROWN * count + GROWN_SPARE,
  };
  await saveConsumer(tx, schema, rewritten);
  return rewritten;
}

async function writeBaseline(tx: EntityManager, schema: string, consumer: Consumer): Promise<number> {
  const told = sql.table(`${schema}.feed_told`);
  let after = '00000000-0000-0000-0000-000000000000';
  let count = 0;
  for (;;) {
    const { rows } = await sql<{ end: string | null; n: number }>`with next as (
        select record_id, version, at, ${count}::int + (row_number() over (order by record_id))::int as sequence
        from ${told} where consumer = ${consumer.id} and state in ('HELD', 'PART') and record_id > ${after}::uuid
        order by record_id limit ${WINDOW}),
      entered as (insert into ${sql.table(`${schema}.feed_entry`)}
          (consumer, generation, sequence, record_id, kind, version, at)
        select ${consumer.id}, ${consumer.generation}, sequence, record_id, 'UPSERT', version, at from next),
      moved as (update ${told} t set sequence = next.sequence from next
        where t.consumer = ${consumer.id} and t.record_id = next.record_id)
      select count(*)::int as n, (select record_id from next order by record_id desc limit 1) as "end" from next`.execute(
      tx.getKysely(),
    );
    const [window] = rows;
    if (window === undefined || window.end === null) return count;
    count += window.n;
    after = window.end;
  }
}
