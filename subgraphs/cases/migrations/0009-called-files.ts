import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `alter table "cases"."licence_snapshot" add "part_agency" text null, add "file_state" text null, add "retry_at" timestamptz(3) null`,
    );
    this.addSql(
      `create index "licence_snapshot_file_state_index" on "cases"."licence_snapshot" ("file_state") where "file_state" in ('AWAITED', 'MISSING')`,
    );
    this.addSql(`alter table "cases"."case_material" add "called_id" uuid null`);
    // What was called into cases that can still be written to comes after.
    this.addSql(`update "cases"."licence_snapshot" l set "file_state" = 'AWAITED' from "cases"."case_record" r
      where r."id" = l."case_id" and l."system_key" like 'call/%' and l."digest_sm3" is not null
        and r."state" in ('OPEN', 'COMPLETED', 'RETURNED')`);
  }
}
