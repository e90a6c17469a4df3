/** Our gateway with the cheap subgraphs behind its own transports. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse, startAnySupergraph } from '../../gateway/index.ts';
import { loadServices, readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { benchConfig } from './bench-config.ts';
import { PEERS, socketOf } from './cheap-server.ts';
import type { Endpoint } from './endpoint.ts';
import { startWithBoth } from './ours.ts';

/** @param addressOf where each subgraph is; calls and answers are signed */
export async function startBothRemote(addressOf: (name: string) => string, keyDir: string): Promise<Endpoint> {
  const peers = Object.fromEntries(PEERS.map((name) => [name, addressOf(name)]));
  const config = { ...benchConfig(keyDir), peers };
  const services = loadServices(config);
  return startWithBoth({ config, services, house: await openHouse(config, services) });
}

export function unixAddress(keyDir: string): (name: string) => string {
  return (name) => `unix:${socketOf(name, keyDir)}`;
}

/** As `SUPERGRAPH=file` starts it: any supergraph over plain HTTP, none of our rules. */
export async function startAnyRemote(base: string, keyDir: string): Promise<Endpoint> {
  const file = join(keyDir, 'supergraph.graphql');
  const addressed = readProjectFile(SUPERGRAPH_FILE).replaceAll(/url: "http:\/\/(\w+)"/g, `url: "${base}/$1/graphql"`);
  writeFileSync(file, addressed);
  const gateway = await startAnySupergraph({ config: benchConfig(keyDir), file });
  return { url: `${await gateway.listen()}/graphql`, headers: {} };
}
