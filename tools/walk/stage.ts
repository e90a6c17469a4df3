/** Where a walk takes place: a PostgreSQL database of its own with the demo city in it, and gateway processes on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { issueToken, openHouse, type LocalHouse } from '../../gateway/index.ts';
import { loadServices, projectRoot, readConfig, StartError, type Config } from '../../subgraphs/kernel/index.ts';
import { loadDemoWorld } from '../demo/load-world.ts';

const LOCAL_SERVER = 'postgresql://root@127.0.0.1:5432/postgres';
const STARTS_WITHIN_MS = 60_000;

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

export interface Question {
  /** A demo identity. */
  readonly as: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One gateway process. */
export interface Endpoint {
  readonly url: string;
  ask(question: Question): Promise<Answer>;
}

export interface Stage {
  readonly gateways: readonly Endpoint[];
  close(): Promise<void>;
}

/**
 * @param server where the database is made; the one of the environment or of this machine unless given
 * @throws StartError when there is no PostgreSQL, or a gateway does not start
 */
export async function openStage(
  gateways: number,
  server: string = readConfig().databaseUrl ?? LOCAL_SERVER,
): Promise<Stage> {
  const name = `asg_walk_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database "${name}"`);
  const keyDir = mkdtempSync(join(tmpdir(), 'asg-walk-'));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const environment = { KEY_DIR: keyDir, DATABASE_URL: url.href, PORT: '0', LOG_LEVEL: 'error' };
  const processes: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    for (const each of processes) each.kill('SIGTERM');
    await Promise.all(processes.map(ended));
    await administer(server, `drop database if exists "${name}" with (force)`);
    rmSync(keyDir, { recursive: true });
  };
  try {
    const config = readConfig(environment);
    await fill(config);
    for (let at = 0; at < gateways; at += 1) processes.push(startGateway(environment));
    const urls = await Promise.all(processes.map(readyUrl));
    return { gateways: urls.map((each) => toEndpoint(each, config)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(statement);
  } catch (cause) {
    throw new StartError('The walk needs a PostgreSQL server: set DATABASE_URL.', { cause });
  } finally {
    await client.end().catch(() => null);
  }
}

async function fill(config: Config): Promise<void> {
  const house = await openHouse(config, loadServices(config));
  try {
    if (!isLocal(house)) throw new StartError('A walk needs the subgraphs in its own processes: unset SUBGRAPHS.');
    await loadDemoWorld(house.running, house.settle);
  } finally {
    await house.close();
  }
}

function isLocal(house: object): house is LocalHouse {
  return 'running' in house;
}

/** By `env`, which adds to the environment of this process what is the stage's own. */
function startGateway(environment: Readonly<Record<string, string>>): ChildProcess {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const script = join(projectRoot(), 'tools/gateway.ts');
  return spawn('env', [...settings, process.execPath, '--import', 'tsx', script], {
    cwd: projectRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The address in its line `ready http://…`. */
function readyUrl(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error('a process with an output expected');
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new StartError('A gateway process did not start.'));
    const timer = setTimeout(fail, STARTS_WITHIN_MS);
    child.once('exit', fail);
    createInterface(stdout).on('line', (line) => {
      if (!line.startsWith('ready ')) return;
      clearTimeout(timer);
      child.off('exit', fail);
      resolve(line.slice('ready '.length));
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function toEndpoint(url: string, config: Config): Endpoint {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (name: string): Promise<string> => {
    const token = tokens.get(name) ?? issueToken(config, name);
    tokens.set(name, token);
    return token;
  };
  return {
    url,
    ask: async ({ as, query, variables = {}, headers = {} }) => {
      const authorization = `Bearer ${await tokenOf(as)}`;
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization, ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
  };
}
