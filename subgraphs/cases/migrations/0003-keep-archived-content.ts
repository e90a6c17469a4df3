import { Migration } from '@mikro-orm/migrations';

/**
 * Archived content does not change, whoever tries: only custody, opening state and the destruction of the record do.
 * 16384 is the DESTROYED bit of `facts`. Loading says that it loads, since it writes a case before its contents.
 */
const KEEP_CASE = `create function "cases"."keep_archived_case"() returns trigger language plpgsql as $$
declare
  movable text[] := array['facts', 'hall', 'transferrer'];
begin
  if old.state <> 'ARCHIVED' or (old.facts & 16384) <> 0 then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op = 'UPDATE' then
    if (new.facts & 16384) <> 0 or (to_jsonb(new) - movable) = (to_jsonb(old) - movable) then return new; end if;
  end if;
  raise exception 'archived content does not change' using errcode = 'integrity_constraint_violation';
end $$`;

const KEEP_CONTENT = `create function "cases"."keep_archived_content"() returns trigger language plpgsql as $$
declare
  content jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  part text := coalesce(content->>'part_agency', content->>'unit', '');
  is_kept boolean;
begin
  if coalesce(current_setting('cases.loading', true), '') <> 'on' then
    select (r.facts & 16384) = 0 and coalesce(p.state, r.state) = 'ARCHIVED' into is_kept
      from cases.case_record r left join cases.case_part p on p.case_id = r.id and p.agency = part
      where r.id = (content->>'case_id')::uuid;
    if coalesce(is_kept, false) then
      raise exception 'archived content does not change' using errcode = 'integrity_constraint_violation';
    end if;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$`;

const CONTENT_TABLES = ['case_step', 'case_material', 'licence_snapshot', 'archive_package', 'check_report'];

export class M extends Migration {
  override up(): void {
    this.addSql(KEEP_CASE);
    this.addSql(KEEP_CONTENT);
    this.addSql(`create trigger "keep_archived" before update or delete on "cases"."case_record"
      for each row execute function "cases"."keep_archived_case"()`);
    for (const table of CONTENT_TABLES)
      this.addSql(`create trigger "keep_archived" before insert or update or delete on "cases"."${table}"
        for each row execute function "cases"."keep_archived_content"()`);
  }
}
