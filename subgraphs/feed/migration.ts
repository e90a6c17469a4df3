/** The tables of a feed, and the triggers that tell which records were touched: the same in every subgraph that has one. */
import { Migration } from '@mikro-orm/migrations';
import type { NamedMigration } from '../kernel/index.ts';

/** A table whose rows a record is made of. */
export interface TouchedTable {
  readonly table: string;
  /** Selects the keys of the records concerned as `id`, from the rows `touched`. */
  readonly ids: string;
}

export interface FeedTables {
  readonly schema: string;
  readonly touched: readonly TouchedTable[];
  /** What the scans of this feed need beside: statements. */
  readonly indexes?: readonly string[];
}

/** Keys in one event at most. */
const PART = 500;

/**
 * `RECORDS_TOUCHED` `{ ids }` goes into the outbox with every statement that writes a row, whoever writes it: nobody can
 * forget to tell. Other subgraphs are not told of it.
 *
 * @param name number and name of the migration in its subgraph
 */
export function feedMigration(name: string, { schema, touched, indexes = [] }: FeedTables): NamedMigration {
  return {
    name,
    class: class FeedMigration extends Migration {
      override up(): void {
        for (const statement of tables(schema)) this.addSql(statement);
        for (const statement of touched.flatMap((each) => triggers(schema, each))) this.addSql(statement);
        for (const statement of indexes) this.addSql(statement);
      }
    },
  };
}

function tables(schema: string): string[] {
  const table = (name: string): string => `"${schema}"."${name}"`;
  return [
    `create table ${table('feed_consumer')} (
      "id" bigint generated always as identity primary key,
      "key" text not null unique,
      "asker" jsonb not null,
      "grant_id" text null,
      "ended" boolean not null default false,
      "salt" text not null,
      "generation" int not null default 1,
      "generation_at" timestamptz(3) not null default now(),
      "last_sequence" int not null default 0,
      "baseline_sequence" int not null default 0,
      "previous_sequence" int null,
      "rewrite_after" int not null default 10000,
      "seen" bigint not null,
      "rights" jsonb not null,
      "sweep" jsonb null,
      "pulled_at" timestamptz(3) null)`,
    `create index "feed_consumer_grant" on ${table('feed_consumer')} ("grant_id")`,
    `create table ${table('feed_class')} (
      "consumer" bigint not null, "id" int not null, "label" int not null, "signature" text not null,
      primary key ("consumer", "id"), unique ("consumer", "label", "signature"))`,
    `create table ${table('feed_told')} (
      "consumer" bigint not null, "record_id" uuid not null, "state" text not null, "class" int not null,
      "version" int not null, "hash" text null, "sequence" int not null, "at" timestamptz(3) not null,
      "agency" text null, "provider" text null, "place" int null, "edition" text null,
      primary key ("consumer", "record_id")) with (fillfactor = 80)`,
    `create index "feed_told_record" on ${table('feed_told')} ("record_id")`,
    `create index "feed_told_class" on ${table('feed_told')} ("consumer", "class")`,
    `create table ${table('feed_entry')} (
      "consumer" bigint not null, "generation" int not null, "sequence" int not null, "record_id" uuid not null,
      "kind" text not null, "version" int not null, "at" timestamptz(3) not null,
      "due_by" timestamptz(3) null, primary key ("consumer", "generation", "sequence"))`,
    `create index "feed_entry_due" on ${table('feed_entry')} ("due_by") where "due_by" is not null`,
    `create table ${table('feed_due')} (
      "consumer" bigint not null, "record_id" uuid not null, "n" bigint generated always as identity,
      primary key ("consumer", "record_id"))`,
    `create index "feed_due_order" on ${table('feed_due')} ("consumer", "n")`,
    `create table ${table('feed_ack')} (
      "consumer" bigint not null, "stage" text not null, "generation" int not null, "sequence" int not null,
      "at" timestamptz(3) not null, primary key ("consumer", "stage"))`,
    `create table ${table('feed_watch')} ("id" int primary key, "position" bigint not null)`,
    `insert into ${table('feed_watch')} select 1, coalesce(max("position"), 0) from ${table('outbox')}`,
  ];
}

/** What it takes to prune, to write a long log anew in steps, and to find the records of a class in order. */
export function feedUpkeepMigration(name: string, schema: string): NamedMigration {
  const table = (of: string): string => `"${schema}"."${of}"`;
  return {
    name,
    class: class FeedUpkeepMigration extends Migration {
      override up(): void {
        this.addSql(`alter table ${table('feed_consumer')}
          add column "ended_at" timestamptz(3) null,
          add column "forgetting" boolean not null default false,
          add column "rewriting" uuid null`);
        this.addSql(`alter table ${table('feed_watch')}
          add column "looked" bigint not null default 0,
          add column "pruned" bigint not null default 0`);
        this.addSql(`drop index "${schema}"."feed_told_class"`);
        this.addSql(`create index "feed_told_class" on ${table('feed_told')} ("consumer", "class", "record_id")`);
        this.addSql(
          `create index "feed_told_taken" on ${table('feed_told')} ("consumer", "at") where "state" = 'TAKEN'`,
        );
        this.addSql(`create index "feed_entry_withdrawn" on ${table('feed_entry')}
          ("consumer", "generation", "sequence") where "due_by" is not null`);
      }
    },
  };
}

/** Transition tables want a trigger for each kind of statement. */
function triggers(schema: string, { table, ids }: TouchedTable): string[] {
  const run = `"${schema}"."feed_touched_${table}"`;
  const on = (event: string, rows: string): string =>
    `create trigger "feed_touched_${event}" after ${event} on "${schema}"."${table}"
      referencing ${rows} table as touched for each statement execute function ${run}()`;
  return [
    `create function ${run}() returns trigger language plpgsql as $$ begin
      insert into "${schema}"."outbox" (kind, payload)
      select 'RECORDS_TOUCHED', jsonb_build_object('ids', jsonb_agg(id order by id))
      from (select id, (row_number() over (order by id) - 1) / ${PART} as part
        from (select distinct id from (${ids}) as each) as keys) as parts group by part order by part;
      return null; end $$`,
    on('insert', 'new'),
    on('update', 'new'),
    on('delete', 'old'),
  ];
}
