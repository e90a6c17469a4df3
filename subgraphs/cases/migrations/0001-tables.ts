import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "cases"."case_record" ("id" uuid not null, "record_code" text not null, "case_number" text not null, "item_id" uuid not null, "state" text not null, "title" text not null, "applicant_type" text not null, "applicant_name" text not null, "applicant_id_type" text not null, "applicant_id_number" text not null, "applicant_phone" text null, "applicant_address" text null, "legal_representative" text null, "contact_name" text null, "contact_phone" text null, "complainant_name" text null, "bank_account" text null, "circumstances" text null, "trade_secret" text null, "internal_opinion" text null, "handler_name" text null, "remarks" text null, "result" text null, "received_at" timestamptz(3) not null, "accepted_at" timestamptz(3) null, "completed_on" date null, "archive_due_on" date null, "archived_on" date null, "destroyed_on" date null, "destruction_list_number" text null, "facts" int not null, "forming_unit" text not null, "hall" text null, "transferrer" text null, "subjects" text[] not null default '{}', "minor_until" date null, "region" text not null, "item_code" text not null, "period_on" date null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "cases"."case_record" add constraint "case_record_record_code_unique" unique ("record_code")`,
    );
    this.addSql(
      `alter table "cases"."case_record" add constraint "case_record_case_number_unique" unique ("case_number")`,
    );
    this.addSql(`create index "case_record_item_id_index" on "cases"."case_record" ("item_id")`);
    this.addSql(`create index "case_record_forming_unit_index" on "cases"."case_record" ("forming_unit")`);
    this.addSql(
      `create table "cases"."case_material" ("id" uuid not null, "case_id" uuid not null, "part_agency" text null, "sequence" int not null, "material_class" text not null, "name" text not null, "obtained_by" text not null, "format" text not null, "file_name" text not null, "file_bytes" int not null, "digest_sm3" text not null, primary key ("id"))`,
    );
    this.addSql(`create index "case_material_case_id_index" on "cases"."case_material" ("case_id")`);
    this.addSql(
      `create table "cases"."case_part" ("id" uuid not null, "case_id" uuid not null, "agency" text not null, "state" text not null, "opinion" text null, "archived_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "case_part_case_id_index" on "cases"."case_part" ("case_id")`);
    this.addSql(
      `create table "cases"."case_step" ("id" uuid not null, "case_id" uuid not null, "sequence" int not null, "step" text not null, "unit" text not null, "handler_name" text null, "at" timestamptz(3) not null, "note" text null, primary key ("id"))`,
    );
    this.addSql(`create index "case_step_case_id_index" on "cases"."case_step" ("case_id")`);
    this.addSql(
      `create table "cases"."licence_copy" ("id" uuid not null, "facts" int not null, "forming_unit" text not null, "hall" text null, "transferrer" text null, "subjects" text[] not null default '{}', "minor_until" date null, "region" text not null, "item_code" text not null, "period_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "licence_copy_forming_unit_index" on "cases"."licence_copy" ("forming_unit")`);
    this.addSql(
      `create table "cases"."licence_snapshot" ("id" uuid not null, "case_id" uuid not null, "licence_id" uuid not null, "identifier" text not null, "version" text not null, "type_code" text not null, "type_name" text not null, "issuer" text not null, "holder_name" text not null, "holder_type" text not null, "holder_number" text not null, "status_at_use" text not null, "called_at" timestamptz(3) not null, "use_cause" text not null, primary key ("id"))`,
    );
    this.addSql(`create index "licence_snapshot_case_id_index" on "cases"."licence_snapshot" ("case_id")`);
    this.addSql(
      `create table "cases"."service_item" ("id" uuid not null, "task_code" text not null, "version" text not null, "name" text not null, "item_type" text not null, "agency" text not null, "by_reference" boolean not null, "sensitive" boolean not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "cases"."service_item" add constraint "service_item_task_code_version_unique" unique ("task_code", "version")`,
    );
  }
}
