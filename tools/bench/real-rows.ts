/** The five subgraphs with real rows in a database: the demo city and bulk cases. */
import { SUBGRAPHS, type House } from '../../gateway/index.ts';
import {
  Context,
  loadServices,
  openPostgres,
  readProjectFile,
  SUPERGRAPH_FILE,
  type Database,
  type EventSource,
  type RunningSubgraph,
  type Services,
  type SubgraphName,
} from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { bulkChunks } from '../demo/bulk.ts';
import { isLoadedNow, loadDemoWorld } from '../demo/load-world.ts';
import { benchConfig } from './bench-config.ts';
import type { Endpoint, LocalSubgraph } from './endpoint.ts';
import type { RealSpec } from './host.ts';
import { startMonolith } from './monolith.ts';
import { NOBODY, withoutDecisions } from './open-policy.ts';
import { startWithBoth, startWithout } from './ours.ts';
import { compiledSources, localSources, startStock } from './stock.ts';

type Running = ReadonlyMap<SubgraphName, RunningSubgraph>;

const CHUNK = 500;

/** Contestants that share this process and one database. */
export async function startOnRealRows({ keyDir, cases, databaseUrl }: RealSpec): Promise<Record<string, Endpoint>> {
  const config = benchConfig(keyDir);
  const services = loadServices(config);
  const database = await openRows(databaseUrl);
  const deciding = await startAll(database, services);
  await loadDemoWorld(deciding, () => settle(deciding));
  await loadBulk(deciding, cases);
  const supergraphSdl = readProjectFile(SUPERGRAPH_FILE);
  const open = withoutDecisions(services);
  const showing = await startAll(database, open);
  const local = [...showing.values()].map((running) => toLocal(running, open));
  return {
    both: await startWithBoth({ config, services, house: toHouse(deciding) }),
    without: await startWithout(toHouse(showing).fetch),
    stock: await startStock(supergraphSdl, localSources(local)),
    'stock-compiled': await startStock(supergraphSdl, compiledSources(local)),
    monolith: await startMonolith(local, supergraphSdl),
  };
}

/** PGlite in memory unless there is an address. */
export function openRows(databaseUrl: string | null): Promise<Database> {
  return databaseUrl === null ? openPglite(null) : openPostgres(databaseUrl);
}

async function startAll(database: Database, services: Services): Promise<Running> {
  const running = new Map<SubgraphName, RunningSubgraph>();
  for (const subgraph of SUBGRAPHS) running.set(subgraph.name, await subgraph.start(database, services));
  return running;
}

/** Chunks that are there already stay as they are. */
async function loadBulk(running: Running, count: number): Promise<void> {
  for (const chunk of bulkChunks({ from: 0, count, chunkSize: CHUNK })) {
    for (const name of ['licences', 'holdings', 'cases'] as const)
      await isLoadedNow(running.get(name)?.call('load', chunk[name]) ?? Promise.resolve());
  }
  await settle(running);
}

/** Events are passed on here once, and not while anybody is measured. */
async function settle(running: Running): Promise<void> {
  const entries = [...running].map(([name, { events }]) => [name, events] as const);
  const sources = Object.fromEntries(entries) as Record<SubgraphName, EventSource>;
  for (let busy = 1; busy > 0;) {
    busy = 0;
    for (const subgraph of running.values()) busy += await subgraph.turn(sources);
    for (const subgraph of running.values()) busy += await subgraph.backlog();
  }
}

function get(running: Running, name: string): RunningSubgraph {
  const found = [...running.values()].find((each) => each.name === name.toLowerCase());
  if (found === undefined) throw new RangeError(`There is no subgraph ${name}.`);
  return found;
}

/** As in one process by default, but for the turning of events. */
function toHouse(running: Running): House {
  return {
    fetch: ({ service, query, operationName, variables, context }) =>
      get(running, service).execute({ query, operationName, variables }, context),
    call: (subgraph, name, input) => get(running, subgraph).call(name, input),
    stream: (subgraph, name, call) => get(running, subgraph).call(name, call),
    close: async () => undefined,
  };
}

function toLocal(running: RunningSubgraph, services: Services): LocalSubgraph {
  const { name, schema } = running;
  return {
    name,
    schema,
    references: SUBGRAPHS.find((each) => each.name === name)?.references ?? {},
    context: () => new Context(NOBODY, services, running.fork()),
    execute: (request) => running.execute(request, NOBODY),
  };
}
