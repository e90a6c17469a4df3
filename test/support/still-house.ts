/** The five subgraphs with relays that run only when told to: where nothing changes, they cost more than the answers. */
import { SUBGRAPHS, type LocalHouse } from '../../gateway/index.ts';
import { inProcessTransport } from '../../gateway/transport/in-process.ts';
import type { Database, EventSource, RunningSubgraph, Services, SubgraphName } from '../../subgraphs/kernel/index.ts';

export async function startStillHouse(database: Database, services: Services): Promise<LocalHouse> {
  const running = new Map<SubgraphName, RunningSubgraph>();
  for (const subgraph of SUBGRAPHS) running.set(subgraph.name, await subgraph.start(database, services));
  const sources: Partial<Record<SubgraphName, EventSource>> = Object.fromEntries(
    [...running].map(([name, { events }]) => [name, events]),
  );
  return {
    ...inProcessTransport(running),
    running,
    settle: async () => {
      for (let busy = 1; busy > 0;) {
        busy = 0;
        for (const subgraph of running.values()) busy += await subgraph.turn(sources);
        for (const subgraph of running.values()) busy += await subgraph.backlog();
      }
    },
    close: () => database.close(),
  };
}
