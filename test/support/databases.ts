/**
 * The kinds of database that integration tests run on. PGlite always; PostgreSQL where a server answers.
 * With `TEST_DATABASE_URL` only PostgreSQL is used: the same suite on the other database.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { openPglite, openPostgres, type Database } from '../../subgraphs/kernel/index.ts';

/** `url` is for other processes; PGlite has none. */
export interface TestDatabaseHandle extends Database {
  readonly url?: string;
}

export interface TestDatabase {
  readonly kind: 'PGlite' | 'PostgreSQL';
  /** An empty one of its own; `close` leaves nothing behind. */
  open(): Promise<TestDatabaseHandle>;
}

const LOCAL_SERVER = { host: '127.0.0.1', port: 5432 };
const LOCAL_URL = 'postgresql://root@127.0.0.1:5432/test';

const pglite: TestDatabase = { kind: 'PGlite', open: () => openPglite(null) };

const found = await findDatabases();

/** For `describe.each(databases())('… on $kind', …)`. */
export function databases(): readonly TestDatabase[] {
  return found;
}

/** @throws in CI when there is no PostgreSQL: there the suite must run on both */
async function findDatabases(): Promise<readonly TestDatabase[]> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') return [postgres(given)];
  if (await answers(LOCAL_SERVER)) return [pglite, postgres(LOCAL_URL)];
  const sentence = 'No PostgreSQL on 127.0.0.1:5432 and no TEST_DATABASE_URL: the tests on PostgreSQL';
  if ((process.env['CI'] ?? '') !== '') throw new Error(`${sentence} cannot run, and in CI they must.`);
  console.warn(`${sentence} are SKIPPED.`);
  return [pglite];
}

function postgres(url: string): TestDatabase {
  return {
    kind: 'PostgreSQL',
    async open() {
      const name = `asg_test_${randomBytes(6).toString('hex')}`;
      await administer(url, `create database "${name}"`);
      const database = await openPostgres(withDatabase(url, name));
      return {
        ...database,
        url: withDatabase(url, name),
        async close() {
          await database.close();
          await administer(url, `drop database if exists "${name}" with (force)`);
        },
      };
    },
  };
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
