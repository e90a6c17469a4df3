/**
 * The copy: a table a stream, and where each stream stands. What a batch changes and the cursor behind it commit
 * together, so that a mirror killed at any point goes on as if it had not been.
 */
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { sql, type RawBuilder } from 'kysely';
import { FEED_STREAM_NAMES, type FeedStream } from '../../schema/feed-streams.ts';
import type { Database, EntityManager } from '../../subgraphs/kernel/index.ts';
import { outcomeOf, type Batch, type Outcome } from './batch.ts';

const SCHEMA = 'mirror';
const PAGE = 2_000;

const StreamEntity = defineEntity({
  name: 'StreamEntity',
  tableName: 'stream',
  properties: {
    name: p.text().primary(),
    generation: p.integer(),
    cursor: p.text().nullable(),
    sequence: p.bigint().nullable(),
    epoch: p.integer(),
    baseline: p.boolean(),
    acknowledged: p.text().nullable(),
  },
});

class MirrorMigration extends Migration {
  override up(): void {
    this.addSql(`create table "mirror"."stream" (
      "name" text primary key, "generation" int not null default 0, "salt" text null, "cursor" text null,
      "sequence" bigint null default 0, "epoch" int not null default 1, "baseline" boolean not null default true,
      "acknowledged" text null, "changed_at" timestamptz(3) not null default now())`);
    this.addSql(`create table "mirror"."withdrawal" (
      "stream" text not null, "epoch" int not null, "sequence" bigint not null, "record_id" uuid not null,
      "kind" text not null, "at" timestamptz(3) not null, "due_by" timestamptz(3) null,
      "purged_at" timestamptz(3) null, primary key ("stream", "epoch", "sequence"))`);
    this.addSql(`create index "withdrawal_unpurged" on "mirror"."withdrawal" ("stream") where "purged_at" is null`);
    for (const stream of FEED_STREAM_NAMES) {
      this.addSql(`create table "mirror"."${tableName(stream)}" (
        "id" uuid primary key, "version" int not null, "hash" text not null, "sequence" bigint not null,
        "epoch" int not null, "at" timestamptz(3) not null, "record" jsonb not null)`);
      this.addSql(`insert into "mirror"."stream" ("name") values ('${stream}')`);
    }
  }
}

function tableName(stream: FeedStream): string {
  return stream.replaceAll('-', '_');
}

function tableOf(stream: FeedStream): RawBuilder<unknown> {
  return sql.table(`${SCHEMA}.${tableName(stream)}`);
}

export interface StreamState {
  readonly generation: number;
  readonly cursor: string | null;
  /** Of the last change that is in the copy; null: a new generation has not said yet where it is. */
  readonly sequence: number | null;
  /** Raised with every baseline: rows of an earlier one go when the new one is complete. */
  readonly epoch: number;
  /** A baseline is under way. */
  readonly baseline: boolean;
  /** The cursor through which everything has been acknowledged. */
  readonly acknowledged: string | null;
}

export interface Applied {
  /** False when another process has moved this stream on meanwhile: nothing was changed. */
  readonly done: boolean;
  readonly upserted: number;
  readonly deleted: number;
}

export interface Held {
  readonly id: string;
  readonly hash: string;
}

export class MirrorStore {
  readonly #fork: () => EntityManager;

  private constructor(fork: () => EntityManager) {
    this.#fork = fork;
  }

  static async open(database: Database): Promise<MirrorStore> {
    const migrations = [{ name: 'Migration00000000000001_mirror', class: MirrorMigration }];
    const { fork } = await database.orm({ schema: SCHEMA, entities: [StreamEntity], migrations });
    return new MirrorStore(fork);
  }

  async read(stream: FeedStream): Promise<StreamState> {
    const { rows } = await sql<StreamState>`select generation, cursor, sequence::int as sequence, epoch, baseline,
      acknowledged from mirror.stream where name = ${stream}`.execute(this.#fork().getKysely());
    const [state] = rows;
    if (state === undefined) throw new RangeError(`There is no stream ${stream} in this copy.`);
    return state;
  }

  /** From the beginning: what is held stays until the new baseline is complete. */
  async startBaseline(stream: FeedStream, { epoch }: Pick<StreamState, 'epoch'>): Promise<void> {
    await sql`update mirror.stream set cursor = null, sequence = 0, epoch = epoch + 1, baseline = true,
      acknowledged = null, changed_at = now() where name = ${stream} and epoch = ${epoch}`.execute(
      this.#fork().getKysely(),
    );
  }

  /** All of the batch and its cursor, or nothing. */
  apply(stream: FeedStream, before: StreamState, { manifest, lines }: Batch): Promise<Applied> {
    const outcome = outcomeOf(lines);
    const isSame = before.sequence === 0 || before.generation === manifest.generation;
    const sequence = manifest.toSequence ?? (isSame ? before.sequence : null);
    return this.#fork().transactional(async (tx) => {
      const moved = await sql`update mirror.stream set generation = ${manifest.generation}, salt = ${manifest.salt},
          cursor = ${manifest.next ?? before.cursor}, sequence = ${sequence}::bigint,
          baseline = baseline and ${manifest.more}, changed_at = now()
        where name = ${stream} and sequence is not distinct from ${before.sequence}::bigint and epoch = ${before.epoch}
          and cursor is not distinct from ${before.cursor}::text`.execute(tx.getKysely());
      if (moved.numAffectedRows !== 1n) return { done: false, upserted: 0, deleted: 0 };
      await this.#change(tx, stream, { outcome, epoch: before.epoch });
      const swept = before.baseline && !manifest.more ? await this.#sweep(tx, stream, before.epoch) : 0;
      return { done: true, upserted: outcome.upserts.length, deleted: outcome.deletes.length + swept };
    });
  }

  async #change(
    tx: EntityManager,
    stream: FeedStream,
    { outcome, epoch }: { readonly outcome: Outcome; readonly epoch: number },
  ): Promise<void> {
    const { upserts, deletes, tombstones } = outcome;
    const db = tx.getKysely();
    if (upserts.length > 0)
      await sql`insert into ${tableOf(stream)} (id, version, hash, sequence, epoch, at, record)
        select id, version, hash, sequence, ${epoch}::int, at, record
        from jsonb_to_recordset(${JSON.stringify(upserts)}::jsonb)
          as each (id uuid, version int, hash text, sequence bigint, at timestamptz, record jsonb)
        on conflict (id) do update set version = excluded.version, hash = excluded.hash, sequence = excluded.sequence,
          epoch = excluded.epoch, at = excluded.at, record = excluded.record`.execute(db);
    if (deletes.length > 0)
      await sql`delete from ${tableOf(stream)} where id = any(${deletes.map(({ id }) => id)}::uuid[])`.execute(db);
    if (tombstones.length > 0)
      await sql`insert into mirror.withdrawal (stream, epoch, sequence, record_id, kind, at, due_by)
        select ${stream}::text, ${epoch}::int, sequence, id, kind, at, "dueBy"
        from jsonb_to_recordset(${JSON.stringify(tombstones)}::jsonb)
          as each (sequence bigint, id uuid, kind text, at timestamptz, "dueBy" timestamptz)
        on conflict do nothing`.execute(db);
  }

  /** What the complete baseline did not name is not to be held any more. */
  async #sweep(tx: EntityManager, stream: FeedStream, epoch: number): Promise<number> {
    const gone = await sql`delete from ${tableOf(stream)} where epoch < ${epoch}`.execute(tx.getKysely());
    return Number(gone.numAffectedRows ?? 0n);
  }

  /**
   * Takes what was deleted out of the files too, as far as the database lets it: dead rows are vacuumed away, and a
   * checkpoint lets the log be used again.
   *
   * @returns whether there was anything
   */
  async purge(stream: FeedStream): Promise<boolean> {
    const db = this.#fork().getKysely();
    const { rows } = await sql<{ last: string | null }>`select max(sequence) as last from mirror.withdrawal
      where stream = ${stream} and purged_at is null`.execute(db);
    if ((rows[0]?.last ?? null) === null) return false;
    const { rows: open } = await sql<{ epoch: number; sequence: string }>`select epoch, sequence
      from mirror.withdrawal where stream = ${stream} and purged_at is null`.execute(db);
    await sql`vacuum ${tableOf(stream)}`.execute(db);
    await sql`checkpoint`.execute(db).catch(() => null);
    await sql`update mirror.withdrawal w set purged_at = now()
      from jsonb_to_recordset(${JSON.stringify(open)}::jsonb) as each (epoch int, sequence bigint)
      where w.stream = ${stream} and w.epoch = each.epoch and w.sequence = each.sequence`.execute(db);
    return true;
  }

  async acknowledged(stream: FeedStream, cursor: string): Promise<void> {
    await sql`update mirror.stream set acknowledged = ${cursor} where name = ${stream} and cursor = ${cursor}`.execute(
      this.#fork().getKysely(),
    );
  }

  /** The records themselves, in order of id; read a page at a time. */
  async *records(stream: FeedStream): AsyncGenerator<Readonly<Record<string, unknown>>> {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const { rows } = await sql<{ record: Record<string, unknown> }>`select record from ${tableOf(stream)}
        where id > ${after}::uuid order by id limit ${PAGE}`.execute(this.#fork().getKysely());
      for (const { record } of rows) yield record;
      if (rows.length < PAGE) return;
      after = String(rows.at(-1)?.record['id']);
    }
  }

  /** What is held, by key. */
  async held(stream: FeedStream): Promise<readonly Held[]> {
    const { rows } = await sql<Held>`select id::text as id, hash from ${tableOf(stream)} order by id`.execute(
      this.#fork().getKysely(),
    );
    return rows;
  }
}
