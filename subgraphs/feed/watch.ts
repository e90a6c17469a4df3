/**
 * What has to be taken back is entered for whoever was told, whether or not it asks: a record that was destroyed or
 * classified, and what a grant showed that has ended. The deadline runs from then.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { toInstant, toShanghaiDate } from '../../schema/ids.ts';
import { BIT, unpackLabel } from '../../schema/policy/label.ts';
import { Context, type Chore, type EntityManager, type EventHandler, type Runtime } from '../kernel/index.ts';
import { advanceAs } from './advance.ts';
import type { Consumer } from './consumer.ts';
import { dueBy } from './log.ts';
import type { FeedStream } from './stream.ts';

const EVENTS = 50;

/** From `sharing`: `{ grantId, state }`. What the grant showed is taken back by a chore, in steps. */
export function grantChanged(schema: string): EventHandler {
  return async (tx, payloads) => {
    const latest = new Map(payloads.map((each) => [String(each['grantId']), String(each['state'])]));
    const over = [...latest].filter(([, state]) => state !== 'ACTIVE' && state !== 'SUSPENDED').map(([id]) => id);
    await sql`update ${sql.table(`${schema}.feed_consumer`)} set ended = true,
        ended_at = coalesce(ended_at, ${toInstant(Date.now())}::timestamptz)
      where grant_id = any(${over}::text[])`.execute(tx.getKysely());
  };
}

export function feedChores(stream: FeedStream): readonly Chore[] {
  return [(runtime) => enterWithdrawals(stream, runtime), (runtime) => endGrants(stream, runtime)];
}

/** So many events without a touch are not looked at again and again. */
const IDLE = 1_000;

/** @returns how many events were looked at */
async function enterWithdrawals({ schema, records }: FeedStream, runtime: Runtime): Promise<number> {
  const outbox = sql.table(`${schema}.outbox`);
  const watch = sql.table(`${schema}.feed_watch`);
  const em = runtime.fork();
  const { rows } = await sql<Touched>`with past as (select position from ${watch} where id = 1),
    next as (select o.position, o.payload->'ids' as ids from ${outbox} o, past
      where o.position > past.position and o.kind = 'RECORDS_TOUCHED' order by o.position limit ${EVENTS})
    select position::float8 as position, ids from next union all select (select max(position)::float8 from ${outbox}), null
    from past where not exists (select from next)
      and (select max(position) from ${outbox}) > past.position + ${IDLE} order by position`.execute(em.getKysely());
  const last = rows.at(-1);
  if (last === undefined) return 0;
  await em.transactional(async (tx) => {
    const moved = await sql`update ${watch} set position = ${last.position}
      where id = 1 and position < ${last.position}`.execute(tx.getKysely());
    if (moved.numAffectedRows !== 1n) return;
    const touched = [...new Set(rows.flatMap(({ ids }) => ids ?? []))];
    const facts = await records.factsOf(tx, touched);
    const gone = touched.flatMap((id, n) => {
      const bits = facts.get(id)?.facts ?? 0;
      if (unpackLabel(bits).openness === 'CLASSIFIED') return [{ id, n, kind: 'WITHDRAWN' }];
      return (bits & BIT.DESTROYED) === 0 ? [] : [{ id, n, kind: 'DESTROYED' }];
    });
    await withdraw(tx, schema, runtime, gone);
  });
  return rows.length;
}

interface Touched {
  readonly position: number;
  readonly ids: readonly string[] | null;
}

/** For every consumer that holds them, in one statement and in this order. Consumers are locked in theirs. */
async function withdraw(
  tx: EntityManager,
  schema: string,
  { services }: Runtime,
  gone: readonly { readonly id: string; readonly n: number; readonly kind: string }[],
): Promise<void> {
  if (gone.length === 0) return;
  const db = tx.getKysely();
  const now = Date.now();
  const at = toInstant(now);
  const due = dueBy(toShanghaiDate(now), services.profile);
  const list = sql`jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) as r (id uuid, n int, kind text)`;
  const told = sql.table(`${schema}.feed_told`);
  const consumers = sql.table(`${schema}.feed_consumer`);
  await sql`select id from ${consumers} where id in (select t.consumer from ${told} t join ${list} on t.record_id = r.id
    where t.state <> 'TAKEN') order by id for update`.execute(db);
  await sql`with hit as (select t.consumer, t.record_id, t.version, c.generation, r.kind, t.state,
        c.last_sequence + (row_number() over (partition by t.consumer order by r.n))::int as sequence
      from ${told} t join ${list} on t.record_id = r.id join ${consumers} c on c.id = t.consumer
      where t.state in ('HELD', 'PART')),
    entered as (insert into ${sql.table(`${schema}.feed_entry`)}
        (consumer, generation, sequence, record_id, kind, version, at, due_by)
      select consumer, generation, sequence, record_id, kind, version + 1, ${at}::timestamptz, ${due}::timestamptz from hit),
    kept as (update ${told} t set state = 'TAKEN', version = hit.version + 1, sequence = hit.sequence, hash = null,
        at = ${at}::timestamptz
      from hit where t.consumer = hit.consumer and t.record_id = hit.record_id)
    update ${consumers} c set last_sequence = ends.sequence,
        previous_sequence = case when c.rewriting is null then c.previous_sequence end
      from (select consumer, max(sequence) as sequence from hit group by consumer) as ends where c.id = ends.consumer`.execute(
    db,
  );
}

/** One step for each consumer whose grant has ended, as if it asked: it asks without the grant. */
async function endGrants(stream: FeedStream, runtime: Runtime): Promise<number> {
  const consumers = sql.table(`${stream.schema}.feed_consumer`);
  const { rows } = await sql<{ key: string; asker: Consumer['asker'] }>`select key, asker from ${consumers}
    where ended order by id limit 20`.execute(runtime.fork().getKysely());
  for (const { key, asker } of rows) {
    const context = new Context(toAccess(asker), runtime.services, runtime.fork());
    const { consumer } = await advanceAs(stream, context, { key, isAsked: false });
    if (consumer.sweep !== null && consumer.sweep.stage === 'TOLD') continue;
    await sql`update ${consumers} set ended = false where key = ${key}`.execute(runtime.fork().getKysely());
  }
  return rows.length;
}

function toAccess(asker: Consumer['asker']): AccessContext {
  const now = Date.now();
  return {
    ...asker,
    requestId: randomUUID(),
    actorId: 'feed',
    region: null,
    posts: [],
    subjectRef: null,
    at: toInstant(now),
    today: toShanghaiDate(now),
    grant: null,
    demand: null,
    epoch: 0,
  };
}
