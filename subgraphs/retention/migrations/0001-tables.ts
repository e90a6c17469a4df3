import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "retention"."case_copy" ("id" uuid not null, "record_code" text null, "state" text null, "task_code" text null, "completed_on" date null, "archived_on" date null, "facts" int not null, "forming_unit" text not null, "hall" text null, "transferrer" text null, "subjects" text[] not null default '{}', "minor_until" date null, "region" text not null, "item_code" text not null, "period_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "case_copy_forming_unit_index" on "retention"."case_copy" ("forming_unit")`);
    this.addSql(
      `create table "retention"."decision" ("id" uuid not null, "case_id" uuid not null, "rule_id" uuid not null, "rule_code" text not null, "period" text not null, "period_years" int null, "basis" text not null, "starts_on" date not null, "due_on" date null, "explanation" text not null, "state" text not null, "destroyed_on" date null, "destruction_list_number" text null, primary key ("id"))`,
    );
    this.addSql(`alter table "retention"."decision" add constraint "decision_case_id_unique" unique ("case_id")`);
    this.addSql(
      `create table "retention"."hold" ("id" uuid not null, "case_id" uuid not null, "reason" text not null, "placed_on" date not null, "lifted_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "hold_case_id_index" on "retention"."hold" ("case_id")`);
    this.addSql(
      `create table "retention"."schedule_rule" ("id" uuid not null, "schedule_id" uuid not null, "code" text not null, "item_code" text not null, "period" text not null, "basis" text not null, "look_back_administration" int not null, "look_back_litigation" int not null, "look_back_audit" int not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "retention"."schedule_rule" add constraint "schedule_rule_schedule_id_code_unique" unique ("schedule_id", "code")`,
    );
    this.addSql(
      `create table "retention"."schedule" ("id" uuid not null, "agency" text not null, "version" text not null, "title" text not null, "state" text not null, "approved_on" date null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "retention"."schedule" add constraint "schedule_agency_version_unique" unique ("agency", "version")`,
    );
  }
}
