/** Our gateway around the cheap subgraphs, all in one process as by default. */
import type { House } from '../../gateway/index.ts';
import { loadServices } from '../../subgraphs/kernel/index.ts';
import { cheapSharing } from './cheap-sharing.ts';
import type { CheapSubgraph } from './cheap-subgraphs.ts';
import { benchConfig } from './bench-config.ts';
import type { Endpoint } from './endpoint.ts';
import { startWithBoth, startWithout } from './ours.ts';

export async function startBothCheap(subgraphs: readonly CheapSubgraph[], keyDir: string): Promise<Endpoint> {
  const config = benchConfig(keyDir);
  const house: House = {
    fetch: ({ service, query, operationName, variables, context }) =>
      find(subgraphs, service).executeFor({ query, operationName, variables }, context),
    call: await cheapSharing(keyDir),
    stream: () => Promise.reject(new Error('no files here')),
    close: async () => undefined,
  };
  return startWithBoth({ config, services: loadServices(config), house });
}

export function startWithoutCheap(subgraphs: readonly CheapSubgraph[]): Promise<Endpoint> {
  return startWithout(({ service, query, operationName, variables }) =>
    find(subgraphs, service).execute({ query, operationName, variables }),
  );
}

function find(subgraphs: readonly CheapSubgraph[], service: string): CheapSubgraph {
  const found = subgraphs.find(({ name }) => name === service.toLowerCase());
  if (found === undefined) throw new RangeError(`There is no subgraph ${service}.`);
  return found;
}
