import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "holdings"."archival_record" ("id" uuid not null, "case_id" uuid not null, "record_code" text not null, "reference_code" text null, "fonds_id" uuid not null, "title" text null, "custody" text not null, "opening_state" text not null, "sealed" boolean not null, "opened_on" date null, "transfer_batch" text null, "transferred_on" date null, "received_on" date null, "opening_opinion" text null, "disclosure_status" text null, "secrecy_change" text null, "location" text null, "custody_facts" int not null, "hall" text null, "transferrer" text null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "holdings"."archival_record" add constraint "archival_record_case_id_unique" unique ("case_id")`,
    );
    this.addSql(
      `alter table "holdings"."archival_record" add constraint "archival_record_record_code_unique" unique ("record_code")`,
    );
    this.addSql(
      `alter table "holdings"."archival_record" add constraint "archival_record_reference_code_unique" unique ("reference_code")`,
    );
    this.addSql(`create index "archival_record_fonds_id_index" on "holdings"."archival_record" ("fonds_id")`);
    this.addSql(
      `create table "holdings"."case_copy" ("id" uuid not null, "destroyed_on" date null, "destruction_list_number" text null, "facts" int not null, "forming_unit" text not null, "hall" text null, "transferrer" text null, "subjects" text[] not null default '{}', "minor_until" date null, "region" text not null, "item_code" text not null, "period_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "case_copy_forming_unit_index" on "holdings"."case_copy" ("forming_unit")`);
    this.addSql(
      `create table "holdings"."fonds" ("id" uuid not null, "number" text not null, "name" text not null, "hall" text not null, primary key ("id"))`,
    );
    this.addSql(`alter table "holdings"."fonds" add constraint "fonds_hall_number_unique" unique ("hall", "number")`);
  }
}
