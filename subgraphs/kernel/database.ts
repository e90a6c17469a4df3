/** One database for a process: PGlite in a locked folder, or PostgreSQL. Each subgraph has its own schema in it. */
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { MikroORM, type Constructor, type EntitySchema, type Options } from '@mikro-orm/core';
import { Migrator, type Migration } from '@mikro-orm/migrations';
import { PgliteDriver } from '@mikro-orm/pglite';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { createPostgreSqlTypeParsers, type SqlEntityManager } from '@mikro-orm/sql';
import { sql } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { parse as parseArray } from 'postgres-array';

/** Made by migrations that subgraphs share, not by entities. */
const SHARED_TABLES = ['outbox', 'inbox', /^feed_/];

export type EntityManager = SqlEntityManager;

/** Migrations are listed, not found by file name: the same list runs from source and from `dist/`. */
export interface NamedMigration {
  readonly name: string;
  readonly class: Constructor<Migration>;
}

export interface OrmOptions {
  readonly schema: string;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly NamedMigration[];
}

/** An open database; `orm` connects one subgraph to it, migrated to the newest version. */
export interface Database {
  readonly kind: 'pglite' | 'postgresql';
  orm(options: OrmOptions): Promise<SubgraphOrm>;
  close(): Promise<void>;
}

interface PgliteDatabase extends Database {
  readonly pglite: PGlite;
}

export interface SubgraphOrm {
  /** A fresh entity manager: one per request or task. */
  fork(): EntityManager;
  readonly orm: MikroORM;
}

/** A write transaction that is idle for longer than this is ended, so that the outbox never waits for it. */
const IDLE_TRANSACTION_MS = 30_000;

/** @param given where its rows are; with `loadDataDir`, a copy of what another had */
export async function usePglite(given: PGliteOptions, afterClose: () => void): Promise<PgliteDatabase> {
  const pglite = new PGlite({ ...given, parsers: createPostgreSqlTypeParsers((text) => parseArray(text)) });
  await pglite.waitReady;
  const connection = { driver: PgliteDriver, dbName: 'postgres', driverOptions: { pglite } };
  const close = async (): Promise<void> => {
    await pglite.close();
    afterClose();
  };
  return { ...open('pglite', connection, close), pglite };
}

export async function openPostgres(url: string): Promise<Database> {
  const driverOptions = {
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
    onPoolCreated: giveLostConnectionsBack,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    statement_timeout: IDLE_TRANSACTION_MS,
  };
  return open('postgresql', { driver: PostgreSqlDriver, clientUrl: url, pool: { min: 0, max: 8 }, driverOptions });
}

/** Kysely does not give back the connection of a transaction that it cannot roll back: each loss would cost one of eight. */
function giveLostConnectionsBack(pool: Pool): void {
  pool.on('acquire', (client) => client.once('end', giveBack));
  pool.on('release', (_error, client) => client.off('end', giveBack));
}

function giveBack(this: PoolClient): void {
  const { release } = this;
  this.release = () => undefined;
  release(true);
}

function open(kind: Database['kind'], connection: Partial<Options>, afterClose?: () => Promise<void>): Database {
  const opened: MikroORM[] = [];
  return {
    kind,
    async orm(options) {
      const orm = await MikroORM.init({
        ...connection,
        schema: options.schema,
        entities: [...options.entities],
        extensions: [Migrator],
        migrations: { migrationsList: [...options.migrations], snapshot: false },
        // Triggers are written by migrations alone.
        schemaGenerator: { skipTables: SHARED_TABLES, ignoreTriggers: true },
        logger: () => undefined,
      });
      opened.push(orm);
      const fork = (): EntityManager => orm.em.fork() as EntityManager;
      await migrate({ orm, fork }, kind, options.schema);
      return { orm, fork };
    },
    async close() {
      for (const orm of opened.splice(0)) await orm.close(true);
      await afterClose?.();
    },
  };
}

/** Several processes may start at once: on PostgreSQL a lock lets one migrate and the others find it done. */
async function migrate({ orm, fork }: SubgraphOrm, kind: Database['kind'], schema: string): Promise<void> {
  const up = async (): Promise<void> => {
    await sql`create schema if not exists ${sql.id(schema)}`.execute(fork().getKysely());
    await orm.migrator.up();
  };
  if (kind === 'pglite') return up();
  await fork().transactional(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('migrate'))`.execute(tx.getKysely());
    await up();
  });
}
