import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "holdings"."content_erasure" ("id" uuid not null, "case_id" uuid not null, "rows" int not null, "files" text[] not null, "digests" text[] not null, "bytes" bigint not null, primary key ("id"))`,
    );
    this.addSql(
      `create table "holdings"."description_change" ("id" uuid not null, "record_id" uuid not null, "case_id" uuid not null, "field" text not null, "before" text null, "after" text null, "reason" text not null, "changed_by" text not null, "at" timestamptz(3) not null, primary key ("id"))`,
    );
    this.addSql(`create index "description_change_record_id_index" on "holdings"."description_change" ("record_id")`);
    this.addSql(`create index "description_change_case_id_index" on "holdings"."description_change" ("case_id")`);
    this.addSql(
      `create table "holdings"."number_series" ("series" text not null, "last" int not null, primary key ("series"))`,
    );
    this.addSql(
      `create table "holdings"."record_file" ("id" uuid not null, "record_id" uuid not null, "case_id" uuid not null, "file_code" text not null, "name" text not null, "format" text not null, "size_bytes" bigint not null, "sm3" text not null, "sha256" text not null, "derived_from" uuid null, "added_at" timestamptz(3) not null, primary key ("id"))`,
    );
    this.addSql(`create index "record_file_record_id_index" on "holdings"."record_file" ("record_id")`);
    this.addSql(`create index "record_file_case_id_index" on "holdings"."record_file" ("case_id")`);
    this.addSql(
      `create table "holdings"."retention_copy" ("case_id" uuid not null, "period" text not null, "state" text not null, "held" boolean not null, "disputed" boolean not null, primary key ("case_id"))`,
    );
    this.addSql(
      `create table "holdings"."seal_stripping" ("file_id" uuid not null, "case_id" uuid not null, "before_sm3" text not null, "before_sha256" text not null, "after_sm3" text not null, "after_sha256" text not null, "removed" text[] not null, "kept" text[] not null, "at" timestamptz(3) not null, primary key ("file_id"))`,
    );
    this.addSql(`create index "seal_stripping_case_id_index" on "holdings"."seal_stripping" ("case_id")`);
    this.addSql(
      `create table "holdings"."staged_file" ("id" uuid not null, "item_id" uuid not null, "case_id" uuid not null, "file_code" text not null, "description" jsonb not null, "size_bytes" bigint not null, "sm3" text not null, "sha256" text not null, "received_at" timestamptz(3) not null, "stored_id" uuid null, "stored" jsonb null, primary key ("id"))`,
    );
    this.addSql(`create index "staged_file_case_id_index" on "holdings"."staged_file" ("case_id")`);
    this.addSql(
      `alter table "holdings"."staged_file" add constraint "staged_file_item_id_file_code_unique" unique ("item_id", "file_code")`,
    );
    this.#batches();
  }

  #batches(): void {
    this.addSql(
      `create table "holdings"."transfer_batch" ("id" uuid not null, "number" text not null, "agency" text not null, "hall" text not null, "requirement_id" uuid not null, "kind" text not null, "state" text not null, "agreement" jsonb null, "drafted_by" text not null, "drafted_at" timestamptz(3) not null, "submitted_by" text null, "submitted_at" timestamptz(3) null, "manifest" text null, "manifest_sm3" text null, "receipt_number" text null, "receipt" text null, "receipt_sm3" text null, "received_by" text null, "received_on" date null, "transferrer_consent" boolean not null default false, "reason" text null, primary key ("id"))`,
    );
    this.addSql(`create index "transfer_batch_agency_index" on "holdings"."transfer_batch" ("agency")`);
    this.addSql(`create index "transfer_batch_hall_index" on "holdings"."transfer_batch" ("hall")`);
    this.addSql(
      `alter table "holdings"."transfer_batch" add constraint "transfer_batch_hall_number_unique" unique ("hall", "number")`,
    );
    this.addSql(
      `alter table "holdings"."transfer_batch" add constraint "transfer_batch_hall_receipt_number_unique" unique ("hall", "receipt_number")`,
    );
    this.addSql(
      `create table "holdings"."transfer_claim" ("case_id" uuid not null, "item_id" uuid not null, "token" uuid not null, "kept" boolean not null default false, primary key ("case_id"))`,
    );
    this.addSql(
      `alter table "holdings"."transfer_claim" add constraint "transfer_claim_item_id_unique" unique ("item_id")`,
    );
    this.addSql(
      `create table "holdings"."transfer_item" ("id" uuid not null, "batch_id" uuid not null, "case_id" uuid not null, "sequence" int not null, "state" text not null, "opening_advice" text null, "opening_opinion" text null, "disclosure_status" text null, "secrecy_change" text null, "attempt" int not null default 1, "reasons" jsonb not null, "description" jsonb null, "manifest_sm3" text null, "file_count" int null, "report" jsonb null, "checked_at" timestamptz(3) null, "decided_by" text null, "decided_at" timestamptz(3) null, "record_id" uuid null, primary key ("id"))`,
    );
    this.addSql(`create index "transfer_item_batch_id_index" on "holdings"."transfer_item" ("batch_id")`);
    this.addSql(`create index "transfer_item_case_id_index" on "holdings"."transfer_item" ("case_id")`);
    this.addSql(
      `alter table "holdings"."transfer_item" add constraint "transfer_item_batch_id_case_id_unique" unique ("batch_id", "case_id")`,
    );
    this.addSql(
      `create table "holdings"."transfer_requirement" ("id" uuid not null, "hall" text not null, "version" int not null, "level" text not null, "formats" text[] not null, "metadata" text[] not null, "statements" text[] not null, "collectable" text[] not null, "seal_rule" text not null, "note" text null, "published_by" text not null, "published_at" timestamptz(3) not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "holdings"."transfer_requirement" add constraint "transfer_requirement_hall_version_unique" unique ("hall", "version")`,
    );
    this.addSql(
      `alter table "holdings"."case_copy" add "record_code" text null, add "state" text null, add "completed_on" date null, add "archived_on" date null`,
    );
    this.addSql(
      `alter table "holdings"."fonds" add "forming_unit" text null, add "registered_by" text null, add "registered_on" date null`,
    );
    this.addSql(`create index "fonds_forming_unit_index" on "holdings"."fonds" ("forming_unit")`);
  }
}
