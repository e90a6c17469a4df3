import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "sharing"."inspection" ("id" bigserial primary key, "at" timestamptz(3) not null, "request_id" text not null, "actor_id" text not null, "role" text not null, "reason" text not null, "record_id" text not null, "viewed_as" jsonb not null, "policy_version" text not null)`,
    );
  }
}
