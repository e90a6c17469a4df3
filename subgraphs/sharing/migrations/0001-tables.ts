import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "sharing"."access_log" ("id" bigserial primary key, "at" timestamptz(3) not null, "request_id" text not null, "actor_id" text not null, "role" text not null, "agency" text null, "on_behalf_of" text null, "grant_id" text null, "use_cause" text null, "operation_hash" text not null, "outcomes" jsonb not null, "record_ids" jsonb not null, "policy_version" text not null)`,
    );
    this.addSql(`create index "access_log_at_index" on "sharing"."access_log" ("at")`);
    this.addSql(
      `alter table "sharing"."access_log" add constraint "access_log_request_id_unique" unique ("request_id")`,
    );
    this.addSql(`create index "access_log_agency_index" on "sharing"."access_log" ("agency")`);
    this.addSql(`create index "access_log_grant_id_index" on "sharing"."access_log" ("grant_id")`);
    this.addSql(
      `create table "sharing"."agency" ("uscc" text not null, "name" text not null, "kind" text not null, "region" text not null, "predecessors" text[] not null default '{}', primary key ("uscc"))`,
    );
    this.addSql(
      `create table "sharing"."catalogue_entry" ("id" uuid not null, "code" text not null, "provider" text not null, "name" text not null, "attribute" text not null, "modes" text[] not null, "conditions" text null, "legal_basis" text null, "update_cycle" text not null, "state" text not null, "fields" text[] not null, "offered_masked" text[] not null, primary key ("id"))`,
    );
    this.addSql(`alter table "sharing"."catalogue_entry" add constraint "catalogue_entry_code_unique" unique ("code")`);
    this.addSql(`create index "catalogue_entry_provider_index" on "sharing"."catalogue_entry" ("provider")`);
    this.addSql(`create table "sharing"."epoch" ("id" serial primary key, "value" bigint not null)`);
    this.addSql(
      `create table "sharing"."sharing_grant" ("id" uuid not null, "version" int not null, "entry_id" uuid not null, "grantee" text not null, "state" text not null, "basis" text not null, "scenario" text not null, "use_causes" text[] not null, "modes" text[] not null, "valid_from" date not null, "valid_to" date not null, "named" text[] not null, "with_basis" text[] not null, "rows" jsonb not null, "consents" jsonb not null, "exhausted" boolean not null default false, "return_flow" boolean not null default false, "grantee_approver" text null, "provider_approver" text null, primary key ("id"))`,
    );
    this.addSql(`create index "sharing_grant_entry_id_index" on "sharing"."sharing_grant" ("entry_id")`);
    this.addSql(`create index "sharing_grant_grantee_index" on "sharing"."sharing_grant" ("grantee")`);
  }
}
