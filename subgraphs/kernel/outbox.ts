/**
 * Events: written with the act they tell of, numbered in one order, consumed once.
 * A number is given only when every transaction that could still come before has ended (`xid < xmin`), so that who has
 * seen position n has seen all up to n; by id, since of two acts on one record the later publishes later, whoever began.
 */
import { Migration } from '@mikro-orm/migrations';
import { sql } from 'kysely';
import type { EntityManager, NamedMigration } from './database.ts';

export interface OutboxEvent {
  readonly position: number;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Pulls what a subgraph has published after a position, in order. */
export interface EventSource {
  (after: number, limit: number): Promise<readonly OutboxEvent[]>;
  /** One of its calls that answers with content; not there where events come by themselves. */
  readonly open?: (call: string, input: object) => Promise<unknown>;
}

/** Reacts to events of one kind, in order, in the transaction that also moves the consumer on. */
export type EventHandler = (tx: EntityManager, payloads: readonly Readonly<Record<string, unknown>>[]) => Promise<void>;

const BATCH = 500;
/** For the subgraph itself, which reads its outbox: others are told what has changed by events of its own. */
const TOUCHED = 'RECORDS_TOUCHED';

/** The tables of outbox and inbox, the same in every subgraph. */
export function outboxMigration(schema: string): NamedMigration {
  return {
    name: 'Migration00000000000000_outbox',
    class: class OutboxMigration extends Migration {
      override up(): void {
        this.addSql(`create table "${schema}"."outbox" (
          "id" bigint generated always as identity primary key,
          "tx" xid8 not null default pg_current_xact_id(),
          "position" bigint unique,
          "kind" text not null,
          "payload" jsonb not null,
          "at" timestamptz(3) not null default now())`);
        this.addSql(`create index "outbox_unnumbered" on "${schema}"."outbox" ("tx", "id") where "position" is null`);
        this.addSql(`create table "${schema}"."inbox" ("source" text primary key, "position" bigint not null)`);
      }
    },
  };
}

/** Appends events inside the caller's transaction: they exist if and only if what they tell of does. */
export async function publish(
  tx: EntityManager,
  schema: string,
  kind: string,
  payloads: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  if (payloads.length === 0) return;
  await sql`insert into ${sql.table(`${schema}.outbox`)} (kind, payload)
    select ${kind}::text, each from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as each`.execute(
    tx.getKysely(),
  );
}

/** Numbers what can be numbered. Any number of relays may run: the lock lets one through. */
export async function numberEvents(em: EntityManager, schema: string): Promise<number> {
  const outbox = sql.table(`${schema}.outbox`);
  // Asked first and outside: with nothing to number, a turn costs one statement and not five.
  const { rows: waiting } = await sql`select 1 from ${outbox} where position is null limit 1`.execute(em.getKysely());
  if (waiting.length === 0) return 0;
  return em.transactional(async (tx) => {
    const db = tx.getKysely();
    const { rows } = await sql<{
      free: boolean;
    }>`select pg_try_advisory_xact_lock(hashtext(${`${schema}.outbox`})) as free`.execute(db);
    if (rows[0]?.free !== true) return 0;
    const numbered = await sql`with open as (select min(id) as id from ${outbox}
        where position is null and tx >= pg_snapshot_xmin(pg_current_snapshot())),
      ready as (select o.id, row_number() over (order by o.id) as n from ${outbox} as o, open
        where o.position is null and (open.id is null or o.id < open.id) order by o.id limit ${20 * BATCH}),
      last as (select coalesce(max(position), 0) as position from ${outbox})
      update ${outbox} as o set position = last.position + ready.n from ready, last where o.id = ready.id`.execute(db);
    return Number(numbered.numAffectedRows ?? 0n);
  });
}

export async function countUnnumbered(em: EntityManager, schema: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(`${schema}.outbox`)}
    where position is null`.execute(em.getKysely());
  return rows[0]?.n ?? 0;
}

export async function readEvents(
  em: EntityManager,
  schema: string,
  after: number,
  limit: number,
): Promise<OutboxEvent[]> {
  const { rows } =
    await sql<OutboxEvent>`select position::int8 as position, kind, payload from ${sql.table(`${schema}.outbox`)}
    where position > ${after} and kind <> ${TOUCHED} order by position limit ${Math.min(limit, BATCH)}`.execute(
      em.getKysely(),
    );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

export interface Subscription {
  readonly schema: string;
  readonly source: string;
  readonly handlers: Readonly<Record<string, EventHandler>>;
  /** How far the inbox is at least, as this process has seen: with nothing after it, the inbox need not be read. */
  reached?: number;
}

/**
 * Takes one batch. Effects and position commit together, and only if nobody else has moved the position: a consumer
 * killed at any point, or running twice, applies each event once.
 *
 * @returns how many events were taken
 */
export async function consume(
  fork: () => EntityManager,
  subscription: Subscription,
  pull: EventSource,
): Promise<number> {
  const { source, reached } = subscription;
  if (reached !== undefined && (await pull(reached, 1)).length === 0) return 0;
  const inbox = sql.table(`${subscription.schema}.inbox`);
  const { rows } = await sql<{ position: string }>`select position from ${inbox} where source = ${source}`.execute(
    fork().getKysely(),
  );
  const before = rows[0] === undefined ? 0 : Number(rows[0].position);
  subscription.reached = before;
  const events = await pull(before, BATCH);
  const last = events.at(-1);
  if (last === undefined) return 0;
  await fork().transactional(async (tx) => {
    const db = tx.getKysely();
    await sql`insert into ${inbox} (source, position) values (${source}, 0) on conflict do nothing`.execute(db);
    const moved =
      await sql`update ${inbox} set position = ${last.position} where source = ${source} and position = ${before}`.execute(
        db,
      );
    if (moved.numAffectedRows !== 1n) return;
    for (const run of runsOf(events)) await subscription.handlers[run.kind]?.(tx, run.payloads);
  });
  return events.length;
}

/** Neighbours of one kind go to their handler together: order is kept, statements are saved. */
function runsOf(events: readonly OutboxEvent[]): { kind: string; payloads: Readonly<Record<string, unknown>>[] }[] {
  const runs: { kind: string; payloads: Readonly<Record<string, unknown>>[] }[] = [];
  for (const { kind, payload } of events) {
    const run = runs.at(-1);
    if (run?.kind === kind) run.payloads.push(payload);
    else runs.push({ kind, payloads: [payload] });
  }
  return runs;
}
