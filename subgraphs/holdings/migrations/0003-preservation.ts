import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "holdings"."backup_rehearsal" ("id" uuid not null, "backup" text not null, "backup_at" timestamptz(3) not null, "outcome" text not null, "report" jsonb not null, "rehearsed_by" text not null, "rehearsed_at" timestamptz(3) not null, primary key ("id"))`,
    );
    this.addSql(
      `create table "holdings"."file_conversion" ("run_id" uuid not null, "file_id" text not null, "case_id" uuid not null, "outcome" text not null, "derived_id" text null, "version" text not null, "from_format" text not null, "to_format" text not null, "before_sm3" text not null, "before_sha256" text not null, "after_sm3" text null, "after_sha256" text null, "checks" jsonb not null, "reason" text null, "at" timestamptz(3) not null, primary key ("run_id", "file_id"))`,
    );
    this.addSql(`create index "file_conversion_case_id_index" on "holdings"."file_conversion" ("case_id")`);
    this.addSql(
      `create table "holdings"."medium_reading" ("id" uuid not null, "set_id" uuid not null, "outcome" text not null, "note" text not null, "read_by" text not null, "read_on" date not null, primary key ("id"))`,
    );
    this.addSql(`create index "medium_reading_set_id_index" on "holdings"."medium_reading" ("set_id")`);
    this.addSql(
      `create table "holdings"."preservation_incident" ("id" uuid not null, "keeper" text not null, "set_id" uuid not null, "run_id" uuid not null, "kind" text not null, "file" text not null, "other" text null, "round" int not null default 0, "state" text not null, "found_at" timestamptz(3) not null, "repaired_from" uuid null, "repaired_at" timestamptz(3) null, "hindrance" text null, "settled_by" text null, "settled_at" timestamptz(3) null, "reason" text null, primary key ("id"))`,
    );
    this.addSql(`create index "preservation_incident_keeper_index" on "holdings"."preservation_incident" ("keeper")`);
    this.addSql(`create index "preservation_incident_run_id_index" on "holdings"."preservation_incident" ("run_id")`);
    this.addSql(
      `alter table "holdings"."preservation_incident" add constraint "preservation_incident_set_id_kind_file_round_unique" unique ("set_id", "kind", "file", "round")`,
    );
    this.addSql(
      `create table "holdings"."preservation_job" ("id" uuid not null, "number" bigserial not null, "kind" text not null, "job" jsonb not null, "progress" jsonb null, "version" int not null default 0, "is_open" boolean not null default true, "reason" text null, "retry_at" timestamptz(3) null, "ordered_at" timestamptz(3) not null default now(), primary key ("id"))`,
    );
    this.addSql(
      `create index "preservation_job_is_open_number_index" on "holdings"."preservation_job" ("is_open", "number")`,
    );
    this.addSql(
      `create table "holdings"."preservation_plan" ("id" uuid not null, "keeper" text not null, "set_id" uuid not null, "work" text not null, "every_days" int not null, "permille" int not null, "next_on" date not null, "state" text not null, "set_by" text not null, "set_at" timestamptz(3) not null, "ended_by" text null, "ended_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`create index "preservation_plan_keeper_index" on "holdings"."preservation_plan" ("keeper")`);
    this.addSql(
      `create table "holdings"."preservation_run" ("id" uuid not null, "work" text not null, "keeper" text not null, "set_id" uuid null, "from_set_id" uuid null, "plan_id" uuid null, "incident_id" uuid null, "permille" int null, "is_migration" boolean not null default false, "converter" text null, "state" text not null, "reason" text null, "files" int not null default 0, "bytes" bigint not null default '0', "busy_ms" int not null default 0, "ordered_by" text not null, "ordered_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(`create index "preservation_run_set_id_index" on "holdings"."preservation_run" ("set_id")`);
    this.addSql(
      `create index "preservation_run_keeper_ordered_at_index" on "holdings"."preservation_run" ("keeper", "ordered_at")`,
    );
    this.addSql(
      `create table "holdings"."preservation_set" ("id" uuid not null, "keeper" text not null, "keeper_kind" text not null, "role" text not null, "kind" text not null, "label" text not null, "mount" text null, "place" text not null, "state" text not null, "read_every_days" int not null, "last_read_on" date null, "read_due_on" date not null, "complete_at" timestamptz(3) null, "files" int not null default 0, "bytes" bigint not null default '0', "replaced_by" uuid null, "reason" text null, "registered_by" text not null, "registered_at" timestamptz(3) not null, "ended_by" text null, "ended_at" timestamptz(3) null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "holdings"."preservation_set" add constraint "preservation_set_keeper_label_unique" unique ("keeper", "label")`,
    );
    this.addSql(
      `create table "holdings"."set_file" ("set_id" uuid not null, "file_key" uuid not null, primary key ("set_id", "file_key"))`,
    );
    this.addSql(`create index "set_file_file_key_index" on "holdings"."set_file" ("file_key")`);
    this.addSql(
      `create table "holdings"."set_place" ("id" uuid not null, "keeper" text not null, "medium" text not null, primary key ("id"))`,
    );
  }
}
