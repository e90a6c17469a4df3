/** Where a feed runs in chaos: databases of its own, the demo city with bulk cases, and processes that may be killed. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DEMO_GRANT_ID, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { issueToken, SUBGRAPHS } from '../../gateway/index.ts';
import {
  loadServices,
  openPostgres,
  readConfig,
  StartError,
  type Database,
  type EventSource,
  type RunningSubgraph,
  type SubgraphName,
} from '../../subgraphs/kernel/index.ts';
import { bulkChunks } from '../demo/bulk.ts';
import { loadDemoWorld } from '../demo/load-world.ts';
import { Supervised } from './processes.ts';
import type { Running } from './writers.ts';

/** The consumer whose mirrors are looked at: civil affairs, with the grant of the demo city. */
export const CONSUMER = { identity: 'civil-affairs', grant: DEMO_GRANT_ID, useCause: DEMO_USE_CAUSE } as const;

const CHUNK = 500;

export interface MirrorPlace {
  readonly name: string;
  /** Options that say where it keeps its copy. */
  readonly args: readonly string[];
  open(): Promise<Database>;
}

export interface Stage {
  readonly running: Running;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly gateway: Supervised;
  readonly relay: Supervised;
  readonly mirrors: readonly { readonly place: MirrorPlace; readonly process: Supervised }[];
  /** What every mirror is started with. */
  readonly mirrorArgs: readonly string[];
  /** Until no event is left unnumbered or unconsumed. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** @throws StartError when there is no PostgreSQL */
export async function openStage(
  server: string,
  places: (folder: string, own: OwnDatabase) => Promise<MirrorPlace[]>,
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-chaos-'));
  const own = new OwnDatabase(server);
  try {
    return await build(folder, own, await places(folder, own));
  } catch (error) {
    await own.dropAll();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function build(folder: string, own: OwnDatabase, places: readonly MirrorPlace[]): Promise<Stage> {
  const port = await freePort();
  const databaseUrl = await own.create('house');
  const environment = {
    KEY_DIR: join(folder, 'keys'),
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    LOG_LEVEL: 'error',
  };
  const config = readConfig(environment);
  const database = await openPostgres(databaseUrl);
  const services = loadServices(config);
  const running = new Map<SubgraphName, RunningSubgraph>();
  for (const subgraph of SUBGRAPHS) running.set(subgraph.name, await subgraph.start(database, services));
  await loadDemoWorld(running, () => settle(running));
  const token = join(folder, 'token');
  writeFileSync(token, await issueToken(config, CONSUMER.identity), { mode: 0o600 });
  const url = `http://127.0.0.1:${port}`;
  const purpose = ['--grant', CONSUMER.grant, '--use-cause', CONSUMER.useCause];
  const mirrorArgs = ['--url', url, '--token-file', token, ...purpose];
  const gateway = new Supervised({ name: 'gateway', script: 'gateway', args: [], environment, ready: 'ready ' });
  const relay = new Supervised({ name: 'relay', script: 'chaos', args: [RELAY], environment, ready: 'ready' });
  const mirrors = places.map((place) => ({ place, process: mirrorOf(place, mirrorArgs) }));
  return {
    running,
    url,
    environment,
    gateway,
    relay,
    mirrors,
    mirrorArgs,
    headers: {
      authorization: `Bearer ${await issueToken(config, CONSUMER.identity)}`,
      'x-sharing-grant': CONSUMER.grant,
      'x-use-cause': CONSUMER.useCause,
      'x-share-mode': 'BATCH',
    },
    settle: () => settle(running),
    close: async () => {
      await Promise.all([gateway, relay, ...mirrors.map(({ process }) => process)].map((each) => each.stop('SIGKILL')));
      await database.close();
      await own.dropAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What tells the command that it is the process of a relay. */
export const RELAY = '--relay';

function mirrorOf({ name, args }: MirrorPlace, common: readonly string[]): Supervised {
  return new Supervised({ name, script: 'mirror', args: [...common, ...args], environment: {}, ready: 'mirroring ' });
}

/** Bulk cases from number 0 on. @returns their keys */
export async function fillStage(running: Running, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const chunk of bulkChunks({ from: 0, count, chunkSize: CHUNK })) {
    for (const name of ['licences', 'holdings', 'cases'] as const) await running.get(name)?.call('load', chunk[name]);
    for (const { id } of chunk.cases.cases ?? []) ids.push(String(id));
  }
  return ids;
}

/** Between looks at events that wait for somebody's open transaction. */
const WAIT_MS = 50;

async function settle(running: Running): Promise<void> {
  const sources = Object.fromEntries([...running].map(([name, { events }]) => [name, events])) as Record<
    SubgraphName,
    EventSource
  >;
  for (let quiet = 0; quiet < 2;) {
    let busy = 0;
    for (const subgraph of running.values()) busy += await subgraph.turn(sources);
    for (const subgraph of running.values()) busy += await subgraph.backlog();
    quiet = busy === 0 ? quiet + 1 : 0;
    if (busy > 0) await pause(WAIT_MS);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Databases that are made for a run and dropped with it. */
export class OwnDatabase {
  readonly #server: string;
  readonly #names: string[] = [];
  readonly #run = randomBytes(4).toString('hex');

  constructor(server: string) {
    this.#server = server;
  }

  /** @returns its address @throws StartError when the server does not answer */
  async create(what: string): Promise<string> {
    const name = `asg_chaos_${this.#run}_${what}`;
    await this.#administer(`create database "${name}"`);
    this.#names.push(name);
    const url = new URL(this.#server);
    url.pathname = `/${name}`;
    return url.href;
  }

  async dropAll(): Promise<void> {
    for (const name of this.#names.splice(0)) await this.#administer(`drop database if exists "${name}" with (force)`);
  }

  async #administer(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#server });
    try {
      await client.connect();
      await client.query(statement);
    } catch (cause) {
      throw new StartError('Chaos needs a PostgreSQL server: set DATABASE_URL.', { cause });
    } finally {
      await client.end().catch(() => null);
    }
  }
}
