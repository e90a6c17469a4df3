/**
 * The kinds of database that integration tests run on. PGlite always; PostgreSQL where a server answers.
 * With `TEST_DATABASE_URL` only PostgreSQL is used: the same suite on the other database.
 *
 * To make one from nothing takes seconds. So each worker makes one of each content, and its tests get copies.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { openPostgres, usePglite, type Database } from '../../subgraphs/kernel/index.ts';
import { CONTENTS, type Content } from './database-contents.ts';

/** `url` is for other processes; PGlite has none. */
export interface TestDatabaseHandle extends Database {
  readonly url?: string;
}

/** Each opens a database of its own; `close` leaves nothing behind. */
export interface TestDatabase {
  readonly kind: 'PGlite' | 'PostgreSQL';
  /** As it is after the first start of the five subgraphs: migrated, and without a row. */
  open(): Promise<TestDatabaseHandle>;
  /** With the demo city in it. */
  openDemo(): Promise<TestDatabaseHandle>;
  /** Before any migration. */
  openEmpty(): Promise<TestDatabaseHandle>;
}

const LOCAL_SERVER = { host: '127.0.0.1', port: 5432 };
const LOCAL_URL = 'postgresql://root@127.0.0.1:5432/test';

const pgliteCopies = new Map<Content, Promise<Blob>>();

/** For tests to which the kind does not matter. */
export const PGLITE: TestDatabase = {
  kind: 'PGlite',
  open: () => openPgliteCopy('migrated'),
  openDemo: () => openPgliteCopy('demo'),
  openEmpty: () => openPgliteCopy('empty'),
};

const found = await findDatabases();

/** For `describe.each(databases())('… on $kind', …)`. */
export function databases(): readonly TestDatabase[] {
  return found;
}

/** For rules that lie above storage: on every kind in `npm run test:deep`, on the last of them in `npm test`. */
export function anyDatabase(): readonly TestDatabase[] {
  return process.env['DEEP'] === undefined ? found.slice(-1) : found;
}

/** @throws in CI when there is no PostgreSQL: there the suite must run on both */
async function findDatabases(): Promise<readonly TestDatabase[]> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return [postgres(given)];
  if (await answers(LOCAL_SERVER)) return [PGLITE, postgres(LOCAL_URL)];
  const sentence = 'No PostgreSQL on 127.0.0.1:5432 and no TEST_DATABASE_URL: the tests on PostgreSQL';
  if ((process.env['CI'] ?? '') !== '') throw new Error(`${sentence} cannot run, and in CI they must.`);
  console.warn(`${sentence} are SKIPPED.`);
  return [PGLITE];
}

async function openPgliteCopy(content: Content): Promise<TestDatabaseHandle> {
  return usePglite({ loadDataDir: await once(pgliteCopies, content, fillPglite) }, () => undefined);
}

/** `PGLITE_DUMPS`: a folder in which processes that run after one another leave the contents for the next. */
async function fillPglite(content: Content): Promise<Blob> {
  const folder = process.env['PGLITE_DUMPS'];
  if (folder === undefined) return dump(content);
  const file = join(folder, `${content}.tar`);
  if (!existsSync(file)) writeFileSync(file, Buffer.from(await (await dump(content)).arrayBuffer()));
  return new Blob([readFileSync(file)]);
}

async function dump(content: Content): Promise<Blob> {
  const { from, fill } = CONTENTS[content];
  const loadDataDir = from === null ? undefined : await once(pgliteCopies, from, fillPglite);
  const database = await usePglite(loadDataDir === undefined ? {} : { loadDataDir }, () => undefined);
  await fill(database);
  const filled = await database.pglite.dumpDataDir('none');
  await database.close();
  return filled;
}

function postgres(url: string): TestDatabase {
  const templates = new Map<Content, Promise<string>>();
  const fill = async (content: Content): Promise<string> => {
    const { from, fill: fillUp } = CONTENTS[content];
    const name = newName(content);
    const template = from === null ? '' : ` template "${await once(templates, from, fill)}"`;
    await administer(url, `create database "${name}"${template}`);
    const database = await openPostgres(withDatabase(url, name));
    await fillUp(database);
    await database.close();
    return name;
  };
  const openCopy = async (content: Content): Promise<TestDatabaseHandle> => {
    const name = newName('copy');
    await administer(url, `create database "${name}" template "${await once(templates, content, fill)}"`);
    const database = await openPostgres(withDatabase(url, name));
    return {
      ...database,
      url: withDatabase(url, name),
      async close() {
        await database.close();
        await administer(url, `drop database if exists "${name}" with (force)`);
      },
    };
  };
  return {
    kind: 'PostgreSQL',
    open: () => openCopy('migrated'),
    openDemo: () => openCopy('demo'),
    openEmpty: () => openCopy('empty'),
  };
}

/** @returns a name by which `drop-databases.ts` finds at the end of the run what is still there */
function newName(what: string): string {
  return `${process.env['TEST_DATABASES'] ?? 'asg_test'}_${what}_${randomBytes(6).toString('hex')}`;
}

function once<T>(made: Map<Content, Promise<T>>, content: Content, make: (content: Content) => Promise<T>): Promise<T> {
  const making = made.get(content) ?? make(content);
  made.set(content, making);
  return making;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

function answers(server: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...server, timeout: 1_000 });
    const end = (isThere: boolean) => () => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}

const counting = new AsyncLocalStorage<{ statements: number }>();
countQueries(PGlite.prototype);
countQueries(pg.Client.prototype);

/** How many statements reach the database because of `run`. What runs beside it, such as timers, does not count. */
export async function statementsOf(run: () => Promise<unknown>): Promise<number> {
  const counted = { statements: 0 };
  await counting.run(counted, run);
  return counted.statements;
}

/** Both drivers have one method through which every statement goes. */
function countQueries(prototype: object): void {
  const query: unknown = Reflect.get(prototype, 'query');
  if (typeof query !== 'function') throw new TypeError('a database client expected');
  Reflect.set(prototype, 'query', function counted(this: unknown, ...given: unknown[]): unknown {
    const counted = counting.getStore();
    if (counted !== undefined) counted.statements += 1;
    return Reflect.apply(query, this, given);
  });
}
