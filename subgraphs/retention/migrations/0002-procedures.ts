import { Migration } from '@mikro-orm/migrations';

export class M extends Migration {
  override up(): void {
    this.addSql(
      `create table "retention"."appraisal" ("id" uuid not null, "body" text not null, "number" text not null, "state" text not null, "report" text null, "opened_by" text not null, "opened_on" date not null, "concluded_by" text null, "concluded_on" date null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "retention"."appraisal" add constraint "appraisal_body_number_unique" unique ("body", "number")`,
    );
    this.addSql(
      `create table "retention"."appraisal_item" ("appraisal_id" uuid not null, "case_id" uuid not null, "conclusion" text null, "period" text null, primary key ("appraisal_id", "case_id"))`,
    );
    this.addSql(`create index "appraisal_item_case_id_index" on "retention"."appraisal_item" ("case_id")`);
    this.addSql(
      `create table "retention"."backup_set" ("id" uuid not null, "body" text not null, "label" text not null, "medium" text not null, "taken_on" date not null, "registered_by" text not null, "retired_on" date null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "retention"."backup_set" add constraint "backup_set_body_label_unique" unique ("body", "label")`,
    );
    this.addSql(
      `create table "retention"."certificate" ("list_id" uuid not null, "issued_by" text not null, "issued_on" date not null, "body" text not null, "digest_sm3" text not null, primary key ("list_id"))`,
    );
    this.addSql(
      `create table "retention"."backup_confirmation" ("list_id" uuid not null, "set_id" uuid not null, "method" text not null, "confirmed_by" text not null, "confirmed_on" date not null, primary key ("list_id", "set_id"))`,
    );
    this.addSql(
      `create table "retention"."destruction_item" ("list_id" uuid not null, "case_id" uuid not null, "record_code" text not null, "period" text not null, "completed_on" date not null, "due_on" date not null, "state" text not null, "reasons" text[] not null default '{}', primary key ("list_id", "case_id"))`,
    );
    this.addSql(`create index "destruction_item_case_id_index" on "retention"."destruction_item" ("case_id")`);
    this.addSql(
      `create table "retention"."destruction_list" ("id" uuid not null, "body" text not null, "number" text not null, "appraisal_id" uuid not null, "state" text not null, "return_reason" text null, "proposed_by" text not null, "proposed_on" date not null, "executed_on" date null, primary key ("id"))`,
    );
    this.addSql(
      `create index "destruction_list_appraisal_id_index" on "retention"."destruction_list" ("appraisal_id")`,
    );
    this.addSql(
      `alter table "retention"."destruction_list" add constraint "destruction_list_body_number_unique" unique ("body", "number")`,
    );
    this.addSql(
      `create table "retention"."failed_check" ("case_id" uuid not null, "stage" text not null, "failed" int not null, primary key ("case_id", "stage"))`,
    );
    this.addSql(
      `create table "retention"."destruction_hand" ("list_id" uuid not null, "actor" text not null, "hand" text not null, "seat" int not null, "at" timestamptz(3) not null, primary key ("list_id", "actor"))`,
    );
    this.addSql(
      `alter table "retention"."destruction_hand" add constraint "destruction_hand_list_id_hand_seat_unique" unique ("list_id", "hand", "seat")`,
    );
    this.addSql(
      `create table "retention"."open_transfer" ("case_id" uuid not null, "state" text not null, primary key ("case_id"))`,
    );
    this.#more();
    this.#existing();
  }

  #more(): void {
    this.addSql(
      `create table "retention"."appraisal_opinion" ("appraisal_id" uuid not null, "case_id" uuid not null, "appraiser" text not null, "recommendation" text not null, "text" text not null, "given_on" date not null, primary key ("appraisal_id", "case_id", "appraiser"))`,
    );
    this.addSql(
      `create table "retention"."content_receipt" ("case_id" uuid not null, "store" text not null, "rows" int not null, "files" int not null, "bytes" bigint not null, "digests" text[] not null default '{}', primary key ("case_id", "store"))`,
    );
    this.addSql(
      `create table "retention"."rectification" ("id" uuid not null, "agency" text not null, "number" text not null, "demand" text not null, "due_on" date not null, "state" text not null, "issued_by" text not null, "issued_on" date not null, "answer" text null, "answered_by" text null, "answered_on" date null, "closed_by" text null, "closed_on" date null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "retention"."rectification" add constraint "rectification_agency_number_unique" unique ("agency", "number")`,
    );
    this.addSql(
      `create table "retention"."restriction" ("id" uuid not null, "case_id" uuid not null, "demanded_by" text not null, "placed_on" date not null, "was_non_sharing" boolean not null, "lifted_on" date null, "lifted_by" text null, "lift_ground" text null, primary key ("id"))`,
    );
    this.addSql(`create index "restriction_case_id_index" on "retention"."restriction" ("case_id")`);
  }

  #existing(): void {
    this.addSql(`create index "decision_state_due_on_index" on "retention"."decision" ("state", "due_on")`);
    this.addSql(
      `alter table "retention"."hold" add "until" date null, add "ground" text null, add "placed_by" text null, add "placed_for" text null, add "lifted_by" text null, add "dispute_id" text null`,
    );
    this.addSql(
      `alter table "retention"."hold" add constraint "hold_dispute_id_case_id_unique" unique ("dispute_id", "case_id")`,
    );
    this.addSql(`alter table "retention"."schedule_rule" add "material_class" text null`);
    this.addSql(
      `alter table "retention"."schedule" add "drafted_by" text null, add "submitted_by" text null, add "submitted_on" date null, add "decided_by" text null, add "return_reason" text null`,
    );
    // A certificate cites the entries of its list.
    this.addSql(`create index "outbox_act_target" on "retention"."outbox" ((payload->>'target')) where kind = 'ACT'`);
  }
}
