/**
 * What a change of rights comes to: of the records told of, those whose label class is disclosed in another way; of
 * those in reach, the ones that are there now. Both by index and a window at a time.
 */
import { sql } from 'kysely';
import type { Context } from '../kernel/index.ts';
import { Classes } from './classes.ts';
import type { Consumer } from './consumer.ts';
import { dueBy, enqueue } from './log.ts';
import { FIRST_KEY, hasRelation, signatureNow, signatureOf, toClassLabel, type Sweep } from './rights.ts';
import { isLess } from './rules.ts';
import type { FeedStream } from './stream.ts';
import { readTold, tellOf } from './tell.ts';

/** Records in one window: of those that are only counted off, and of those whose labels are computed. */
const WINDOW = { told: 20_000, joined: 2_000, fresh: 1_000 } as const;

export async function sweepTold(stream: FeedStream, context: Context, consumer: Consumer): Promise<void> {
  const { sweep } = consumer;
  if (sweep === null) return;
  const end = sweep.joined
    ? await lookAgain(stream, context, consumer, sweep)
    : await takeBack(stream, context, consumer, sweep);
  if (end !== null) consumer.sweep = { ...sweep, after: end };
  else consumer.sweep = sweep.bodies?.length === 0 ? null : { ...sweep, stage: 'NEW', after: FIRST_KEY };
}

/**
 * The class alone tells what becomes of its records: in one statement a window they are taken back, without being read.
 * What is left of them, or has grown, is read afterwards.
 *
 * @returns the last key of the window; null at the end
 */
async function takeBack(
  { schema, records }: FeedStream,
  context: Context,
  consumer: Consumer,
  sweep: Sweep,
): Promise<string | null> {
  const { em, access, accessClass, services } = context;
  const table = services.policy.table(accessClass, records.typeName);
  const classes = await Classes.read(em, { schema, consumer: consumer.id });
  const changed = classes.all().flatMap((each) => {
    const now = signatureNow(table, each, consumer.rights);
    if (now === each.signature) return [];
    return [{ id: each.id, isLess: isLess(each.signature, now), isGone: now === 'A' || now === 'T' }];
  });
  const lesser = changed.filter((each) => each.isLess).map(({ id }) => id);
  const gone = changed.filter((each) => each.isGone).map(({ id }) => id);
  const ids = (of: readonly number[]) => sql`any(${[...of]}::int[])`;
  const told = sql.table(`${schema}.feed_told`);
  const { rows } = await sql<{ end: string | null; taken: number }>`with next as (
      select record_id, class, version from ${told} where consumer = ${consumer.id}
        and class = ${ids(changed.map(({ id }) => id))} and state in ('HELD', 'PART')
        and record_id > ${sweep.after}::uuid order by record_id limit ${WINDOW.told}),
    less as (select *, ${consumer.lastSequence}::int + (row_number() over (order by record_id))::int as sequence
      from next where class = ${ids(lesser)}),
    entered as (insert into ${sql.table(`${schema}.feed_entry`)}
        (consumer, generation, sequence, record_id, kind, version, at, due_by)
      select ${consumer.id}, ${consumer.generation}, sequence, record_id, 'RESTRICTED', version + 1,
        ${access.at}::timestamptz, ${dueBy(access.today, services.profile)}::timestamptz from less),
    kept as (update ${told} t set state = case when less.class = ${ids(gone)} then 'TAKEN' else 'CUT' end,
        version = less.version + 1, sequence = less.sequence, hash = null, at = ${access.at}::timestamptz
      from less where t.consumer = ${consumer.id} and t.record_id = less.record_id),
    queued as (insert into ${sql.table(`${schema}.feed_due`)} (consumer, record_id)
      select ${consumer.id}, record_id from next where class <> all(${gone}::int[]) order by record_id
      on conflict (consumer, record_id) do nothing)
    select (select count(*)::int from less) as taken,
      (select record_id from next order by record_id desc limit 1) as "end"`.execute(em.getKysely());
  consumer.lastSequence += rows[0]?.taken ?? 0;
  return rows[0]?.end ?? null;
}

/** Relations have changed: labels of what may have lost one are computed anew, and what differs is looked at. */
async function lookAgain(
  { schema, records }: FeedStream,
  context: Context,
  consumer: Consumer,
  sweep: Sweep,
): Promise<string | null> {
  const of = { schema, consumer: consumer.id };
  const table = context.services.policy.table(context.accessClass, records.typeName);
  const classes = await Classes.read(context.em, of);
  const affected = classes
    .all()
    .filter((each) => hasRelation(each) || signatureOf(table, each.label) !== each.signature)
    .map(({ id }) => id);
  const { rows } = await sql<{ id: string; class: number }>`select record_id as id, class
    from ${sql.table(`${schema}.feed_told`)}
    where consumer = ${consumer.id} and class = any(${affected}::int[]) and state in ('HELD', 'PART')
      and record_id > ${sweep.after}::uuid order by record_id limit ${WINDOW.joined}`.execute(context.em.getKysely());
  const ids = rows.map(({ id }) => id);
  const labels = new Map(
    (await records.present(context, { ids, limit: null })).map(({ id, label }) => [id, toClassLabel(label)]),
  );
  const differing = rows.filter((row) => {
    const label = labels.get(row.id);
    return label === undefined || signatureOf(table, label) !== classes.signature(row.class);
  });
  await enqueue(
    context.em,
    of,
    differing.map(({ id }) => id),
  );
  return ids.at(-1) ?? null;
}

/** Records in reach that are there and were not told of, or are disclosed in another way than they were. */
export async function sweepNew(stream: FeedStream, context: Context, consumer: Consumer): Promise<void> {
  const { sweep } = consumer;
  if (sweep === null) return;
  const { schema, records } = stream;
  const { after, bodies } = sweep;
  const limit = WINDOW.fresh;
  const found = await records.present(context, { after, limit, ...(bodies === null ? {} : { bodies }) });
  const of = { schema, consumer: consumer.id };
  const keys = found.map(({ id }) => id);
  const told = await readTold(context, of, keys);
  const table = context.services.policy.table(context.accessClass, records.typeName);
  const classes = await Classes.read(context.em, of);
  const differing = found.filter(({ id, label }) => {
    const before = told.get(id);
    if (before === undefined || before.state === 'TAKEN') return true;
    return signatureOf(table, toClassLabel(label)) !== classes.signature(before.class);
  });
  await tellOf(
    stream,
    context,
    consumer,
    differing.map(({ id }) => id),
  );
  const last = found.at(-1);
  if (last !== undefined && found.length === limit) consumer.sweep = { ...sweep, after: last.id };
  else consumer.sweep = null;
  // What a consumer is told first is what its log begins with.
  if (consumer.sweep === null && consumer.previousSequence === null && consumer.baselineSequence === 0)
    consumer.baselineSequence = consumer.lastSequence;
}
