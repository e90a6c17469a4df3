import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(`create table "sharing"."access_log_pending" ("log_id" bigserial primary key)`);
    this.addSql(
      `create table "sharing"."access_log_record" ("record_id" uuid not null, "log_id" bigint not null, primary key ("record_id", "log_id"))`,
    );
    this.addSql(
      `create table "sharing"."answer_lease" ("id" uuid not null, "grant_id" uuid not null, "period_from" timestamptz(3) not null, "size" int not null, primary key ("id"))`,
    );
    this.addSql(`create index "answer_lease_grant_id_index" on "sharing"."answer_lease" ("grant_id")`);
    this.addSql(
      `create table "sharing"."consent" ("id" uuid not null, "grant_id" uuid not null, "kind" text not null, "giver" text not null, "coordinates" text[] not null default '{}', "added" text[] not null default '{}', "given_by" text not null, "given_at" timestamptz(3) not null, "withdrawn_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`create index "consent_grant_id_index" on "sharing"."consent" ("grant_id")`);
    this.addSql(
      `create table "sharing"."demand" ("id" uuid not null, "kind" text not null, "document_number" text not null, "authority" text not null, "legal_basis" text not null, "officers" text[] not null, "record_id" uuid not null, "provider" text not null, "recorded_by" text not null, "recorded_at" timestamptz(3) not null, "approvers" text[] not null default '{}', "until" timestamptz(3) not null, "kept_until" date null, "kept_basis" text null, "ended_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`create index "demand_authority_index" on "sharing"."demand" ("authority")`);
    this.addSql(`create index "demand_record_id_index" on "sharing"."demand" ("record_id")`);
    this.addSql(`create index "demand_provider_index" on "sharing"."demand" ("provider")`);
    this.addSql(
      `alter table "sharing"."demand" add constraint "demand_authority_document_number_unique" unique ("authority", "document_number")`,
    );
    this.addSql(
      `create table "sharing"."grant_subject" ("grant_id" uuid not null, "period_from" timestamptz(3) not null, "subject" text not null, primary key ("grant_id", "period_from", "subject"))`,
    );
    this.addSql(
      `create table "sharing"."grant_usage" ("grant_id" uuid not null, "period_from" timestamptz(3) not null, "answers" int not null, primary key ("grant_id", "period_from"))`,
    );
    this.addSql(
      `create table "sharing"."hall_confirmation" ("grant_id" uuid not null, "hall" text not null, "since" timestamptz(3) not null, "confirmed_at" timestamptz(3) null, primary key ("grant_id", "hall"))`,
    );
    this.addSql(
      `create table "sharing"."record_copy" ("id" uuid not null, "type_name" text not null default 'Case', "facts" int not null, "forming_unit" text not null, "hall" text null, "transferrer" text null, "subjects" text[] not null default '{}', "minor_until" date null, "region" text not null, "item_code" text not null, "period_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "record_copy_forming_unit_index" on "sharing"."record_copy" ("forming_unit")`);
    this.addSql(`create index "record_copy_subjects_index" on "sharing"."record_copy" using gin ("subjects")`);
    this.addSql(
      `create table "sharing"."record_request" ("id" uuid not null, "kind" text not null, "record_id" uuid not null, "subject" text not null, "provider" text not null, "statement" text not null, "state" text not null, "requested_at" timestamptz(3) not null, "due_on" date not null, "answer" text null, "answered_by" text null, "answered_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`create index "record_request_record_id_index" on "sharing"."record_request" ("record_id")`);
    this.addSql(`create index "record_request_subject_index" on "sharing"."record_request" ("subject")`);
    this.addSql(`create index "record_request_provider_index" on "sharing"."record_request" ("provider")`);
    this.addSql(
      `alter table "sharing"."access_log" add "demand_id" text null, add "about" text[] not null default '{}', add "refusal" text null`,
    );
    this.addSql(`create index "access_log_demand_id_index" on "sharing"."access_log" ("demand_id")`);
  }
}
