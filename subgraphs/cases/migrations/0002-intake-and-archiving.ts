import { Migration } from '@mikro-orm/migrations';

const STATEMENTS = [
  `create table "cases"."archive_package" ("id" uuid not null, "case_id" uuid not null, "part_agency" text null, "metadata" text not null, "elements" jsonb not null, "manifest" text not null, "manifest_sm3" text not null, "sealed_at" timestamptz(3) not null, primary key ("id"))`,
  `create index "archive_package_case_id_index" on "cases"."archive_package" ("case_id")`,
  `create table "cases"."archiving_step" ("id" uuid not null, "case_id" uuid not null, "part_agency" text null, "number" int not null, "from_state" text not null, "to_state" text not null, "actor" text not null, "at" timestamptz(3) not null, "reasons" jsonb not null, primary key ("id"))`,
  `create index "archiving_step_case_id_index" on "cases"."archiving_step" ("case_id")`,
  `create table "cases"."case_annotation" ("id" uuid not null, "case_id" uuid not null, "unit" text not null, "text" text not null, "written_by" text not null, "written_at" timestamptz(3) not null, primary key ("id"))`,
  `create index "case_annotation_case_id_index" on "cases"."case_annotation" ("case_id")`,
  `create table "cases"."case_file" ("id" text not null, "owner" text null, "upload_key" text null, "case_id" uuid null, "bytes" bigint not null, "sm3" text not null, "sha256" text not null, "at" timestamptz(3) not null, primary key ("id"))`,
  `create index "case_file_case_id_index" on "cases"."case_file" ("case_id")`,
  `alter table "cases"."case_file" add constraint "case_file_owner_upload_key_unique" unique ("owner", "upload_key")`,
  `create table "cases"."check_override" ("id" uuid not null, "case_id" uuid not null, "agency" text not null, "check_code" text not null, "object" text not null, "reason" text not null, "given_by" text not null, "given_at" timestamptz(3) not null, primary key ("id"))`,
  `alter table "cases"."check_override" add constraint "check_override_case_id_agency_check_code_object_unique" unique ("case_id", "agency", "check_code", "object")`,
  `create table "cases"."check_policy" ("agency" text not null, "check_code" text not null, "policy" text not null, "set_by" text not null, "set_at" timestamptz(3) not null, primary key ("agency", "check_code"))`,
  `create table "cases"."check_report" ("id" uuid not null, "case_id" uuid not null, "part_agency" text null, "number" int not null, "stage" text not null, "verdict" text not null, "at" timestamptz(3) not null, "findings" jsonb not null, primary key ("id"))`,
  `create index "check_report_case_id_index" on "cases"."check_report" ("case_id")`,
  `create table "cases"."door_notice" ("id" uuid not null, "kind" text not null, "agency" text null, "sender" text not null, "at" timestamptz(3) not null, "decision" text null, "decided_by" text null, "decided_at" timestamptz(3) null, primary key ("id"))`,
  `create table "cases"."handling_system" ("id" uuid not null, "agency" text not null, "system" text not null, "task_code" text not null, "region" text not null, "registered_by" text not null, "registered_at" timestamptz(3) not null, primary key ("id"))`,
  `alter table "cases"."handling_system" add constraint "handling_system_agency_system_task_code_region_unique" unique ("agency", "system", "task_code", "region")`,
  `create table "cases"."scope_list" ("id" uuid not null, "agency" text not null, "task_code" text not null, "item_version" text not null, "number" int not null, "state" text not null, "content" jsonb not null, "automatic" boolean not null, "drafted_by" text not null, "drafted_at" timestamptz(3) not null, "reviewed_by" text null, "reviewed_at" timestamptz(3) null, "reason" text null, primary key ("id"))`,
  `alter table "cases"."scope_list" add constraint "scope_list_agency_task_code_item_version_number_unique" unique ("agency", "task_code", "item_version", "number")`,
  `alter table "cases"."case_record" drop constraint "case_record_case_number_unique"`,
  `alter table "cases"."case_record" add "announced" boolean not null default true, add "system" text null, add "system_key" text null, add "input_digest" text null`,
  `create index "case_record_case_number_index" on "cases"."case_record" ("case_number")`,
  `create index "case_record_state_index" on "cases"."case_record" ("state")`,
  `alter table "cases"."case_record" add constraint "case_record_forming_unit_system_system_key_unique" unique ("forming_unit", "system", "system_key")`,
  `alter table "cases"."case_material" add "code" text null, add "digest_sha256" text null, add "file_id" text null, add "system_key" text null, add "input_digest" text null`,
  `create index "case_material_file_id_index" on "cases"."case_material" ("file_id")`,
  `alter table "cases"."case_material" add constraint "case_material_case_id_system_key_unique" unique ("case_id", "system_key")`,
  `alter table "cases"."case_part" add "completed_on" date null`,
  `alter table "cases"."case_part" add constraint "case_part_case_id_agency_unique" unique ("case_id", "agency")`,
  `alter table "cases"."case_step" add "system_key" text null, add "input_digest" text null`,
  `alter table "cases"."case_step" add constraint "case_step_case_id_system_key_unique" unique ("case_id", "system_key")`,
  `alter table "cases"."licence_snapshot" add "system_key" text null, add "input_digest" text null`,
  `alter table "cases"."licence_snapshot" alter column "licence_id" drop not null`,
  `alter table "cases"."licence_snapshot" add constraint "licence_snapshot_case_id_system_key_unique" unique ("case_id", "system_key")`,
  `alter table "cases"."service_item" add "paper_also_by" text null`,
];

export class M extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}
