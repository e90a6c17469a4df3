/** An installation opened by a command: its subgraphs on its database, and nothing that runs by itself. */
import { SUBGRAPHS } from '../../gateway/index.ts';
import {
  openPostgres,
  StartError,
  type Config,
  type Database,
  type EntityManager,
  type RunningSubgraph,
  type Services,
  type SubgraphName,
} from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';

export interface Installation {
  readonly database: Database;
  call(subgraph: SubgraphName, name: string, input: unknown): Promise<unknown>;
  fork(): EntityManager;
  close(): Promise<void>;
}

/** Whatever stands in DATA_DIR of a restore: that is what the command is there to end. */
export async function openInstallation(config: Config, services: Services): Promise<Installation> {
  const database = await (config.databaseUrl === null ? openPglite(config.dataDir) : openPostgres(config.databaseUrl));
  const running = new Map<SubgraphName, RunningSubgraph>();
  try {
    for (const subgraph of SUBGRAPHS) running.set(subgraph.name, await subgraph.start(database, services));
  } catch (error) {
    await database.close();
    throw error;
  }
  const find = (name: SubgraphName): RunningSubgraph => {
    const found = running.get(name);
    if (found === undefined) throw new StartError(`${name} is not there.`);
    return found;
  };
  return {
    database,
    call: (subgraph, name, input) => find(subgraph).call(name, input),
    fork: () => find('cases').fork(),
    close: () => database.close(),
  };
}
