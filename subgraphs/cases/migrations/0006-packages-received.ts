import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "cases"."package_receipt" ("id" uuid not null, "case_id" uuid not null, "agency" text not null, "sm3" text not null, "sha256" text not null, "bytes" bigint not null, "run" text null, "received_by" text not null, "received_at" timestamptz(3) not null, primary key ("id"))`,
    );
    this.addSql(`create index "package_receipt_case_id_index" on "cases"."package_receipt" ("case_id")`);
    this.addSql(
      `alter table "cases"."package_receipt" add constraint "package_receipt_agency_sha256_unique" unique ("agency", "sha256")`,
    );
    this.addSql(`alter table "cases"."archiving_step" add "brought" boolean not null default false`);
    this.addSql(`alter table "cases"."check_report" add "brought" boolean not null default false`);
  }
}
