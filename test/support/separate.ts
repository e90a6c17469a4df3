/** Five subgraphs that run alone on one PostgreSQL database, each behind a Unix socket, filled with the demo world. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHouse, SUBGRAPHS, type House } from '../../gateway/index.ts';
import { readConfig, type SubgraphName } from '../../subgraphs/kernel/index.ts';
import { serveSubgraph, type ServedSubgraph } from '../../subgraphs/wire/index.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import type { TestDatabase } from './databases.ts';
import { TEST_KEYS, testServices } from './services.ts';

export const NAMES: readonly SubgraphName[] = ['cases', 'licences', 'retention', 'holdings', 'sharing'];

export interface Separate {
  /** For the sockets of others, such as proxies. */
  readonly folder: string;
  socketOf(name: SubgraphName): string;
  /** What a gateway has of them. @param socketOf where it finds each, when not there where they are */
  openHouse(limits?: Parameters<typeof openHouse>[2], socketOf?: (name: SubgraphName) => string): Promise<House>;
  stop(name: SubgraphName): Promise<void>;
  /** Again, after it was stopped. */
  start(name: SubgraphName): Promise<void>;
  close(): Promise<void>;
}

export async function startSeparate(open: TestDatabase['open']): Promise<Separate> {
  const database = await open();
  const folder = mkdtempSync(join(tmpdir(), 'asg-separate-'));
  for (const [name, key] of Object.entries(TEST_KEYS)) writeFileSync(join(folder, `${name}.key`), key.toString('hex'));
  const socketOf = (name: SubgraphName): string => join(folder, `${name}.sock`);
  const configOf = (find: (name: SubgraphName) => string, extra: NodeJS.ProcessEnv = {}) =>
    readConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEY_DIR: folder,
      DATABASE_URL: database.url,
      SUBGRAPHS: NAMES.map((name) => `${name}=unix:${find(name)}`).join(','),
      ...extra,
    });
  const served = new Map<SubgraphName, ServedSubgraph>();
  const separate: Separate = {
    folder,
    socketOf,
    openHouse: (limits, find = socketOf) => openHouse(configOf(find), testServices(), limits),
    stop: async (name) => {
      await served.get(name)?.close();
      served.delete(name);
    },
    start: async (name) => {
      const subgraph = SUBGRAPHS.find((each) => each.name === name);
      if (subgraph === undefined) throw new RangeError(`There is no subgraph ${name}.`);
      served.set(name, await serveSubgraph(subgraph, configOf(socketOf, { SOCKET: socketOf(name) })));
    },
    close: async () => {
      for (const each of served.values()) await each.close();
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
  for (const name of NAMES) await separate.start(name);
  await fill(separate);
  return separate;
}

async function fill(separate: Separate): Promise<void> {
  const house = await separate.openHouse({ timeoutMs: 60_000 });
  const world = demoWorld();
  for (const name of ['licences', 'cases', 'retention', 'holdings', 'sharing'] as const)
    await house.call(name, 'load', world[name]);
  await house.close();
}
