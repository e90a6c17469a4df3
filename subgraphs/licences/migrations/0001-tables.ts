import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "licences"."licence" ("id" uuid not null, "identifier" text not null, "check_digit" text not null, "type_code" text not null, "number" text not null, "version" text not null, "issued_on" date not null, "valid_from" date null, "valid_to" date null, "current_status" text not null, "raw_status_code" text not null, "holder_name" text not null, "holder_type" text not null, "holder_number" text not null, "remarks" text null, "facts" int not null, "forming_unit" text not null, "hall" text null, "transferrer" text null, "subjects" text[] not null default '{}', "minor_until" date null, "region" text not null, "item_code" text not null, "period_on" date null, primary key ("id"))`,
    );
    this.addSql(`alter table "licences"."licence" add constraint "licence_identifier_unique" unique ("identifier")`);
    this.addSql(`create index "licence_type_code_index" on "licences"."licence" ("type_code")`);
    this.addSql(`create index "licence_holder_number_index" on "licences"."licence" ("holder_number")`);
    this.addSql(`create index "licence_forming_unit_index" on "licences"."licence" ("forming_unit")`);
    this.addSql(
      `create table "licences"."licence_type" ("code" text not null, "name" text not null, "defining_authority" text not null, "status_codes" jsonb not null default '{}', primary key ("code"))`,
    );
  }
}
