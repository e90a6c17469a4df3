import { Migration } from '@mikro-orm/migrations';

/** What was done, and what was issued, does not change, whoever tries. */
const KEEP_HISTORY = `create function "licences"."keep_history"() returns trigger language plpgsql as $$
begin
  raise exception 'the history of a licence does not change' using errcode = 'integrity_constraint_violation';
end $$`;

const TABLES = [
  `create table "licences"."annotated_copy" ("id" uuid not null, "copy_key" text not null, "input_digest" text not null, "licence_id" uuid not null, "version" text not null, "use_cause" text not null, "creator" text not null, "actor_id" text not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "file_id" text null, "bytes" bigint not null, "sm3" text not null, "sha256" text not null, primary key ("id"))`,
  `create index "annotated_copy_licence_id_index" on "licences"."annotated_copy" ("licence_id")`,
  `create index "annotated_copy_sm3_index" on "licences"."annotated_copy" ("sm3")`,
  `create index "annotated_copy_sha256_index" on "licences"."annotated_copy" ("sha256")`,
  `alter table "licences"."annotated_copy" add constraint "annotated_copy_creator_actor_id_copy_key_unique" unique ("creator", "actor_id", "copy_key")`,
  `create table "licences"."licence_act" ("id" uuid not null, "licence_id" uuid not null, "sequence" int not null, "operation" text not null, "version" text not null, "raw_status_code" text null, "status" text not null, "at" timestamptz(3) not null, "recorded_at" timestamptz(3) not null, "body" text not null, "actor_id" text not null, "reason" text null, "source" text null, "source_id" text null, "batch" text null, "input_digest" text null, primary key ("id"))`,
  `alter table "licences"."licence_act" add constraint "licence_act_body_source_source_id_operation_unique" unique ("body", "source", "source_id", "operation")`,
  `alter table "licences"."licence_act" add constraint "licence_act_licence_id_sequence_unique" unique ("licence_id", "sequence")`,
  `create table "licences"."licence_call" ("id" uuid not null, "call_key" text not null, "input_digest" text not null, "case_id" uuid not null, "caller" text not null, "actor_id" text not null, "state" text not null default 'PENDING', "licence_id" uuid not null, "identifier" text not null, "version" text not null, "number" text not null, "issued_on" date not null, "valid_from" date null, "valid_to" date null, "holder_name" text not null, "holder_type" text not null, "holder_number" text not null, "status_at_use" text not null, "called_at" timestamptz(3) not null, "use_cause" text not null, "file_id" text null, "file_bytes" bigint null, "digest_sm3" text null, "digest_sha256" text null, primary key ("id"))`,
  `create index "licence_call_licence_id_index" on "licences"."licence_call" ("licence_id")`,
  `alter table "licences"."licence_call" add constraint "licence_call_caller_actor_id_call_key_unique" unique ("caller", "actor_id", "call_key")`,
  `create table "licences"."licence_file" ("id" text not null, "owner" text null, "upload_key" text null, "licence_id" uuid null, "bytes" bigint not null, "sm3" text not null, "sha256" text not null, "at" timestamptz(3) not null, primary key ("id"))`,
  `create index "licence_file_licence_id_index" on "licences"."licence_file" ("licence_id")`,
  `create index "licence_file_sm3_index" on "licences"."licence_file" ("sm3")`,
  `create index "licence_file_sha256_index" on "licences"."licence_file" ("sha256")`,
  `alter table "licences"."licence_file" add constraint "licence_file_owner_upload_key_unique" unique ("owner", "upload_key")`,
  `create table "licences"."licence_finding" ("id" uuid not null, "licence_id" uuid not null, "code" text not null, "raw_status_code" text not null, "source" text not null, "at" timestamptz(3) not null, "resolved_at" timestamptz(3) null, primary key ("id"))`,
  `create index "licence_finding_licence_id_index" on "licences"."licence_finding" ("licence_id")`,
  `create table "licences"."licence_use" ("id" uuid not null, "kind" text not null, "outcome" text not null, "licence_id" uuid null, "use_cause" text null, "actor_id" text not null, "role" text not null, "agency" text null, "on_behalf_of" text null, "request_id" text not null, "at" timestamptz(3) not null, primary key ("id"))`,
  `create index "licence_use_licence_id_index" on "licences"."licence_use" ("licence_id")`,
  `create table "licences"."licence_version" ("id" uuid not null, "licence_id" uuid not null, "identifier" text not null, "version" text not null, "number" text not null, "issued_on" date not null, "valid_from" date null, "valid_to" date null, "holder_name" text not null, "file_id" text null, primary key ("id"))`,
  `alter table "licences"."licence_version" add constraint "licence_version_identifier_unique" unique ("identifier")`,
  `alter table "licences"."licence_version" add constraint "licence_version_licence_id_version_unique" unique ("licence_id", "version")`,
  `create table "licences"."status_mapping" ("id" uuid not null, "type_code" text not null, "issuer" text not null, "source" text not null, "codes" jsonb not null, "set_by" text not null, "set_at" timestamptz(3) not null, primary key ("id"))`,
  `alter table "licences"."status_mapping" add constraint "status_mapping_type_code_issuer_source_unique" unique ("type_code", "issuer", "source")`,
  `create index "licence_current_status_valid_to_index" on "licences"."licence" ("current_status", "valid_to")`,
  `alter table "licences"."licence_type" add "items" jsonb not null default '[]'`,
];

export class M extends Migration {
  override up(): void {
    for (const statement of TABLES) this.addSql(statement);
    // Licences that were here before have one version, and nobody has told what was done to them.
    this
      .addSql(`insert into "licences"."licence_version" ("id", "licence_id", "identifier", "version", "number", "issued_on", "valid_from", "valid_to", "holder_name")
      select gen_random_uuid(), "id", "identifier", "version", "number", "issued_on", "valid_from", "valid_to", "holder_name" from "licences"."licence"`);
    this.addSql(KEEP_HISTORY);
    for (const table of ['licence_act', 'licence_version'])
      this.addSql(`create trigger "keep_history" before update or delete on "licences"."${table}"
        for each row execute function "licences"."keep_history"()`);
  }
}
