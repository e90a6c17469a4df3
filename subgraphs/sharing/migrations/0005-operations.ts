import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "sharing"."registered_operation" ("grant_id" uuid not null, "name" text not null, "version" int not null, "document" text not null, "hash" text not null, "variables" jsonb not null, "state" text not null, "registered_by" text not null, "registered_at" timestamptz(3) not null, "withdrawn_by" text null, "withdrawn_at" timestamptz(3) null, "withdrawn_for" text null, "reason" text null, primary key ("grant_id", "name", "version"))`,
    );
    this.addSql(
      `create table "sharing"."operation_key" ("id" uuid not null, "grant_id" uuid not null, "algorithm" text not null, "public_key" text not null, "registered_by" text not null, "registered_at" timestamptz(3) not null, "withdrawn_by" text null, "withdrawn_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`create index "operation_key_grant_id_index" on "sharing"."operation_key" ("grant_id")`);
    this.addSql(
      `create table "sharing"."spent_nonce" ("key_id" uuid not null, "nonce" text not null, "until" timestamptz(3) not null, primary key ("key_id", "nonce"))`,
    );
    this.addSql(`create index "spent_nonce_until_index" on "sharing"."spent_nonce" ("until")`);
    this.addSql(`alter table "sharing"."access_log" add "operation" text null`);
    this.addSql(`alter table "sharing"."sharing_grant" add "registered_only" boolean not null default false`);
  }
}
