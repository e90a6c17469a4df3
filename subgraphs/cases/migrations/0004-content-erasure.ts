import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "cases"."content_erasure" ("id" uuid not null, "case_id" uuid not null, "rows" int not null, "files" text[] not null, "digests" text[] not null, "bytes" bigint null, primary key ("id"))`,
    );
  }
}
