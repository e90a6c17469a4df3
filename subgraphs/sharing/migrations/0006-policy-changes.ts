import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "sharing"."policy_change" ("id" uuid not null, "digest" text not null, "base" text null, "state" text not null, "effects" jsonb not null, "reason" text null, "proposed_by" text null, "proposed_at" timestamptz(3) null, "decided_by" text null, "decided_at" timestamptz(3) null, "note" text null, "live_at" timestamptz(3) null, primary key ("id"))`,
    );
  }
}
