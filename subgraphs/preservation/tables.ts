/** The tables that a subgraph needs for the work on its content; the same in each. */

/** Statements for a migration. `preservation_job` survives the process that works on it; `set_file` is what a set has. */
export function preservationTables(schema: string): readonly string[] {
  return [
    `create table "${schema}"."preservation_job" ("id" uuid not null, "kind" text not null, "job" jsonb not null, "progress" jsonb null, "version" int not null default 0, "is_open" boolean not null default true, "retry_at" timestamptz(3) null, "ordered_at" timestamptz(3) not null default now(), primary key ("id"))`,
    `create index "preservation_job_open" on "${schema}"."preservation_job" ("ordered_at") where "is_open"`,
    `create table "${schema}"."set_place" ("id" uuid not null, "keeper" text not null, "medium" text not null, primary key ("id"))`,
    `create table "${schema}"."set_file" ("set_id" uuid not null, "file_id" text not null, primary key ("set_id", "file_id"))`,
    `create index "set_file_file_id_index" on "${schema}"."set_file" ("file_id")`,
  ];
}
