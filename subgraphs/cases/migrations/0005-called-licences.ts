import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `alter table "cases"."licence_snapshot" add "number" text null, add "issued_on" date null, add "valid_from" date null, add "valid_to" date null, add "file_ref" text null, add "file_bytes" int null, add "digest_sm3" text null, add "digest_sha256" text null`,
    );
  }
}
