import { Migration } from '@mikro-orm/migrations';

const OPENING = [
  `create table "holdings"."opening_review" ("id" uuid not null, "record_id" uuid not null, "case_id" uuid not null, "open_key" text null, "keeper" text not null, "advisor" text null, "unit_gone_basis" text null, "cause" text not null, "state" text not null, "due_on" date null, "result" text not null, "reasons" text[] not null, "statement" text not null, "deferred_until" date null, "consent_number" text null, "early_ground" text null, "proposed_by" text not null, "proposed_at" timestamptz(3) not null, "opinion" text null, "opinion_reasons" text[] not null default '{}', "opinion_text" text null, "advised_by" text null, "advised_at" timestamptz(3) null, "decision" text null, "decision_reasons" text[] not null default '{}', "decision_note" text null, "decided_by" text null, "decided_at" timestamptz(3) null, primary key ("id"))`,
  `create index "opening_review_record_id_index" on "holdings"."opening_review" ("record_id")`,
  `create index "opening_review_case_id_index" on "holdings"."opening_review" ("case_id")`,
  `alter table "holdings"."opening_review" add constraint "opening_review_open_key_unique" unique ("open_key")`,
  `create index "opening_review_keeper_index" on "holdings"."opening_review" ("keeper")`,
  `create index "opening_review_advisor_index" on "holdings"."opening_review" ("advisor")`,
  `create table "holdings"."record_seal" ("id" uuid not null, "record_id" uuid not null, "case_id" uuid not null, "keeper" text not null, "reason" text not null, "basis" text not null, "sealed_by" text not null, "sealed_at" timestamptz(3) not null, "lift_reason" text null, "lifted_by" text null, "lifted_at" timestamptz(3) null, primary key ("id"))`,
  `create index "record_seal_record_id_index" on "holdings"."record_seal" ("record_id")`,
  `create index "record_seal_case_id_index" on "holdings"."record_seal" ("case_id")`,
  `create index "record_seal_keeper_index" on "holdings"."record_seal" ("keeper")`,
];

const USE = [
  `create table "holdings"."copy_file" ("id" uuid not null, "copy_id" uuid not null, "record_id" uuid not null, "case_id" uuid not null, "size_bytes" bigint not null, "sm3" text not null, "sha256" text not null, "contents" jsonb not null, "evidence" text not null, primary key ("id"))`,
  `alter table "holdings"."copy_file" add constraint "copy_file_copy_id_unique" unique ("copy_id")`,
  `create index "copy_file_record_id_index" on "holdings"."copy_file" ("record_id")`,
  `create index "copy_file_case_id_index" on "holdings"."copy_file" ("case_id")`,
  `create table "holdings"."copy_series" ("series" text not null, "last" int not null, primary key ("series"))`,
  `create table "holdings"."issued_copy" ("id" uuid not null, "request_id" uuid not null, "number" text not null, "mark" text not null, "code_hash" text not null, "kind" text not null, "format" text not null, "keeper" text not null, "actor_id" text not null, "role" text not null, "agency" text null, "asking_hall" text null, "purpose" text not null, "reserved_at" timestamptz(3) not null, "issued_at" timestamptz(3) null, "withdrawn_at" timestamptz(3) null, "withdrawn_by" text null, "withdrawn_reason" text null, primary key ("id"))`,
  `alter table "holdings"."issued_copy" add constraint "issued_copy_request_id_unique" unique ("request_id")`,
  `alter table "holdings"."issued_copy" add constraint "issued_copy_number_unique" unique ("number")`,
  `alter table "holdings"."issued_copy" add constraint "issued_copy_mark_unique" unique ("mark")`,
  `create index "issued_copy_keeper_index" on "holdings"."issued_copy" ("keeper")`,
  `create table "holdings"."use_request" ("id" uuid not null, "state" text not null, "keeper" text not null, "asking_hall" text null, "actor_id" text not null, "role" text not null, "agency" text null, "subject_ref" text null, "for_whom" text not null, "purpose" text not null, "proof" text not null, "wanted" text not null, "kind" text not null, "format" text not null, "requested_at" timestamptz(3) not null, "forwarded_by" text null, "forwarded_at" timestamptz(3) null, "record_id" uuid null, "case_id" uuid null, "accepted_by" text null, "accepted_at" timestamptz(3) null, "consent_of" text null, "unit_consent" boolean null, "unit_note" text null, "unit_by" text null, "unit_at" timestamptz(3) null, "third_party_needed" boolean not null default false, "third_party_evidence" text null, "third_party_by" text null, "handled_note" text null, "handled_by" text null, "handled_at" timestamptz(3) null, "decided_by" text null, "decided_at" timestamptz(3) null, "issued_as" text null, "refusal" text null, "refusal_text" text null, "feedback" text null, "feedback_by" text null, "feedback_at" timestamptz(3) null, primary key ("id"))`,
  `create index "use_request_keeper_index" on "holdings"."use_request" ("keeper")`,
  `create index "use_request_asking_hall_index" on "holdings"."use_request" ("asking_hall")`,
  `create index "use_request_actor_id_index" on "holdings"."use_request" ("actor_id")`,
  `create index "use_request_record_id_index" on "holdings"."use_request" ("record_id")`,
  `create index "use_request_case_id_index" on "holdings"."use_request" ("case_id")`,
  `create index "use_request_consent_of_index" on "holdings"."use_request" ("consent_of")`,
];

export class M extends Migration {
  override up(): void {
    for (const statement of [...OPENING, ...USE]) this.addSql(statement);
  }
}
