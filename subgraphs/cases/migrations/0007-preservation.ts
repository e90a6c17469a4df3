import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "cases"."derived_file" ("id" text not null, "case_id" uuid not null, "source_id" text not null, "format" text not null, "converter" text not null, primary key ("id"))`,
    );
    this.addSql(`create index "derived_file_case_id_index" on "cases"."derived_file" ("case_id")`);
    this.addSql(
      `create table "cases"."preservation_job" ("id" uuid not null, "number" bigserial not null, "kind" text not null, "job" jsonb not null, "progress" jsonb null, "version" int not null default 0, "is_open" boolean not null default true, "reason" text null, "retry_at" timestamptz(3) null, "ordered_at" timestamptz(3) not null default now(), primary key ("id"))`,
    );
    this.addSql(
      `create index "preservation_job_is_open_number_index" on "cases"."preservation_job" ("is_open", "number")`,
    );
    this.addSql(
      `create table "cases"."set_file" ("set_id" uuid not null, "file_key" text not null, primary key ("set_id", "file_key"))`,
    );
    this.addSql(`create index "set_file_file_key_index" on "cases"."set_file" ("file_key")`);
    this.addSql(
      `create table "cases"."set_place" ("id" uuid not null, "keeper" text not null, "medium" text not null, primary key ("id"))`,
    );
  }
}
