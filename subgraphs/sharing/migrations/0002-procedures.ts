import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "sharing"."act" ("id" bigserial primary key, "target" uuid not null, "name" text not null, "at" timestamptz(3) not null, "actor_id" text not null, "role" text not null, "agency" text null, "state" text not null, "note" text null, "rule_id" text null, "clause" text not null)`,
    );
    this.addSql(`create index "act_target_index" on "sharing"."act" ("target")`);
    this.addSql(
      `create table "sharing"."sharing_application" ("id" uuid not null, "entry_id" uuid not null, "applicant" text not null, "provider" text not null, "state" text not null, "basis" text not null, "scenario" text not null, "named" text[] not null, "field_bases" jsonb not null, "rows" jsonb not null, "use_causes" text[] not null, "modes" text[] not null, "valid_from" date null, "valid_to" date null, "quota_period" text null, "quota_requests" int null, "quota_subjects" int null, "return_flow" boolean not null, "impact_digest" text null, "impact_reference" text null, "missing" jsonb not null, "drafted_by" text not null, "submitted_by" text null, "endorsed_by" text null, "due_on" date null, "due_provisional" boolean not null default false, "extension_days" int null, "extension_reason" text null, "extension_requested_by" text null, "extension_consented_by" text null, "decided_by" text null, "rule_id" text null, "refusal_reasons" text[] not null default '{}', "grant_id" uuid null, primary key ("id"))`,
    );
    this.addSql(`create index "sharing_application_entry_id_index" on "sharing"."sharing_application" ("entry_id")`);
    this.addSql(`create index "sharing_application_applicant_index" on "sharing"."sharing_application" ("applicant")`);
    this.addSql(`create index "sharing_application_provider_index" on "sharing"."sharing_application" ("provider")`);
    this.addSql(
      `create table "sharing"."catalogue_draft" ("id" uuid not null, "entry_id" uuid null, "is_revision" boolean not null, "version" int not null, "state" text not null, "code" text not null, "provider" text not null, "name" text not null, "attribute" text not null, "modes" text[] not null, "conditions" text null, "legal_basis" text null, "update_cycle" text not null, "fields" text[] not null, "offered_masked" text[] not null, "format" text not null, "data_class" text not null, "data_level" int not null, "secrecy_risk" text null, "pi_impact" text null, "drafted_by" text not null, "review_due_on" date not null, "review_due_provisional" boolean not null, "due_on" date null, "due_provisional" boolean not null default false, "extension_reason" text null, "return_reasons" text[] not null default '{}', "reviewed_by" text null, "published_by" text null, primary key ("id"))`,
    );
    this.addSql(`create index "catalogue_draft_entry_id_index" on "sharing"."catalogue_draft" ("entry_id")`);
    this.addSql(`create index "catalogue_draft_provider_index" on "sharing"."catalogue_draft" ("provider")`);
    this.addSql(
      `create table "sharing"."correction" ("id" uuid not null, "grant_id" uuid not null, "requester" text not null, "provider" text not null, "record_type" text not null, "record_id" text not null, "coordinate" text not null, "text" text not null, "state" text not null, "requested_on" date not null, "due_on" date not null, "due_provisional" boolean not null, "answer" text null, "answered_by" text null, "answered_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "correction_grant_id_index" on "sharing"."correction" ("grant_id")`);
    this.addSql(`create index "correction_requester_index" on "sharing"."correction" ("requester")`);
    this.addSql(`create index "correction_provider_index" on "sharing"."correction" ("provider")`);
    this.addSql(
      `create table "sharing"."dispute" ("id" uuid not null, "grant_id" uuid not null, "opened_by" text not null, "text" text not null, "stage" text not null, "state" text not null, "records" jsonb not null, "outcome" text null, "opened_on" date not null, "settled_on" date null, primary key ("id"))`,
    );
    this.addSql(`create index "dispute_grant_id_index" on "sharing"."dispute" ("grant_id")`);
    this.addSql(
      `alter table "sharing"."catalogue_entry" add "version" int not null default 1, add "format" text not null default 'JSON', add "data_class" text not null default 'GENERAL', add "data_level" int not null default 1, add "secrecy_risk" text null, add "pi_impact" text null, add "published_on" date null, add "withdrawn_on" date null, add "withdrawal_cause" text null`,
    );
    this.addSql(
      `alter table "sharing"."sharing_grant" add "application_id" uuid null, add "rule_id" text null, add "granted_on" date null, add "quota_period" text null, add "quota_requests" int null, add "quota_subjects" int null, add "field_bases" jsonb null, add "impact_digest" text null, add "impact_reference" text null, add "breach" text null, add "rectify_by" date null, add "end_cause" text null, add "end_reason" text null, add "ended_on" date null, add "dispose_by" date null, add "dispose_by_provisional" boolean not null default false, add "disposed_on" date null, add "disposal" text null`,
    );
    this.addSql(`create index "sharing_grant_application_id_index" on "sharing"."sharing_grant" ("application_id")`);
  }
}
