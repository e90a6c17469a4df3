/** All rows of all subgraphs out of one snapshot into files of lines, and back: text as PostgreSQL writes it, exactly. */
import { IsolationLevel } from '@mikro-orm/core';
import { sql } from 'kysely';
import { SUBGRAPHS } from '../../gateway/index.ts';
import { StartError, type EntityManager } from '../../subgraphs/kernel/index.ts';
import type { Head } from './head.ts';
import { LineWriter, readLines } from './lines.ts';

type TableHead = Head['tables'][number];
type Column = TableHead['columns'][number];

const SCHEMAS = SUBGRAPHS.map(({ name }) => name as string);
const MIGRATIONS = 'mikro_orm_migrations';
const FETCH = 2_000;
const INSERT = 500;
const INSERT_CHARACTERS = 4_000_000;

interface Table {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly Column[];
}

export type RowsHead = Pick<Head, 'tables' | 'sequences' | 'migrations'>;

/** Below this many a backup of an empty or foreign database is refused. */
export async function readMigrations(em: EntityManager): Promise<Head['migrations']> {
  const entries: [string, string[]][] = [];
  for (const schema of SCHEMAS) {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(`${schema}.${MIGRATIONS}`)}
      order by name`.execute(em.getKysely());
    entries.push([schema, rows.map(({ name }) => name)]);
  }
  return Object.fromEntries(entries);
}

async function listTables(em: EntityManager): Promise<readonly Table[]> {
  const { rows } = await sql<Table>`select n.nspname as schema, c.relname as "table",
      jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
        order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and n.nspname = any(${SCHEMAS}::text[]) and c.relname <> ${MIGRATIONS}
    group by n.nspname, c.relname order by 1, 2`.execute(em.getKysely());
  return rows;
}

/**
 * @param alongside in the same snapshot: what else has to agree with the rows
 * @returns what the head says of it
 */
export async function dumpRows(
  em: EntityManager,
  folder: string,
  alongside: (tx: EntityManager) => Promise<void>,
): Promise<RowsHead> {
  return em.transactional(
    async (tx) => {
      await sql`set local datestyle = 'ISO, YMD'`.execute(tx.getKysely());
      await sql`set local timezone = 'UTC'`.execute(tx.getKysely());
      const tables: TableHead[] = [];
      for (const table of await listTables(tx)) tables.push(await dumpTable(tx, folder, table));
      await alongside(tx);
      const { rows } = await sql<Head['sequences'][number]>`select schemaname as schema, sequencename as name,
          last_value::text as last from pg_sequences
        where schemaname = any(${SCHEMAS}::text[]) and last_value is not null order by 1, 2`.execute(tx.getKysely());
      const sequences = rows.filter(({ name }) => !name.startsWith(MIGRATIONS));
      return { tables, sequences, migrations: await readMigrations(tx) };
    },
    { isolationLevel: IsolationLevel.REPEATABLE_READ },
  );
}

async function dumpTable(tx: EntityManager, folder: string, table: Table): Promise<TableHead> {
  const db = tx.getKysely();
  const values = sql.join(table.columns.map(({ name }) => sql`${sql.id(name)}::text`));
  await sql`declare backup no scroll cursor for
    select to_jsonb(array[${values}])::text as line from ${sql.table(`${table.schema}.${table.table}`)}`.execute(db);
  const writer = await LineWriter.open(folder, `rows/${table.schema}.${table.table}.ndjson`);
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.raw(String(FETCH))} from backup`.execute(db);
    if (rows.length === 0) break;
    for (const { line } of rows) await writer.write(line);
  }
  await sql`close backup`.execute(db);
  return { ...table, columns: [...table.columns], ...(await writer.close()) };
}

/** Whether anything has ever happened in this database: whatever happens leaves an event. */
export async function isUntouched(em: EntityManager): Promise<boolean> {
  for (const schema of SCHEMAS) {
    const { rows } = await sql`select 1 from ${sql.table(`${schema}.outbox`)} limit 1`.execute(em.getKysely());
    if (rows.length > 0) return false;
  }
  return true;
}

/**
 * Everything or nothing: whoever is killed leaves the database as it was.
 *
 * @throws StartError when the tables are not those of the backup
 */
export async function loadRows(em: EntityManager, folder: string, head: Head): Promise<void> {
  await assertSameTables(em, head);
  await em.transactional(async (tx) => {
    const db = tx.getKysely();
    const names = head.tables.map(({ schema, table }) => sql.table(`${schema}.${table}`));
    await sql`truncate ${sql.join(names)}`.execute(db);
    for (const table of head.tables) await loadTable(tx, folder, table);
    for (const { schema, name, last } of head.sequences)
      await sql`select setval(${`"${schema}"."${name}"`}::regclass, ${last}::bigint)`.execute(db);
    // Transactions of another server mean nothing here: an event that waits for a number would wait for ever.
    for (const schema of SCHEMAS)
      await sql`update ${sql.table(`${schema}.outbox`)} set tx = pg_current_xact_id()`.execute(db);
  });
}

async function assertSameTables(em: EntityManager, head: Head): Promise<void> {
  const here = await readMigrations(em);
  if (JSON.stringify(here) !== JSON.stringify(head.migrations))
    throw new StartError('The backup was made by another version: restore it with that one, then start the newer one.');
}

async function loadTable(tx: EntityManager, folder: string, head: TableHead): Promise<void> {
  const db = tx.getKysely();
  const table = sql.table(`${head.schema}.${head.table}`);
  const names = sql.join(head.columns.map(({ name }) => sql.id(name)));
  const values = sql.join(head.columns.map(({ type }, at) => sql.raw(`(r->>${at})::${type}`)));
  await sql`alter table ${table} disable trigger user`.execute(db);
  const insert = async (lines: readonly string[]): Promise<void> => {
    await sql`insert into ${table} (${names}) overriding system value
      select ${values} from jsonb_array_elements(${`[${lines.join(',')}]`}::jsonb) as r`.execute(db);
  };
  let held: string[] = [];
  let length = 0;
  for await (const lines of readLines(`${folder}/${head.file}`, INSERT))
    for (const line of lines) {
      held.push(line);
      length += line.length;
      if (held.length < INSERT && length < INSERT_CHARACTERS) continue;
      await insert(held);
      held = [];
      length = 0;
    }
  if (held.length > 0) await insert(held);
  await sql`alter table ${table} enable trigger user`.execute(db);
}

/** Which tables do not have as many rows as the head says. */
export async function countDiffering(em: EntityManager, head: Head): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const { schema, table, lines } of head.tables) {
    const { rows } = await sql<{ n: string }>`select count(*)::text as n
      from ${sql.table(`${schema}.${table}`)}`.execute(em.getKysely());
    if (Number(rows[0]?.n) !== lines) differing.push(`${schema}.${table}: ${rows[0]?.n} rows, ${lines} expected`);
  }
  return differing;
}
