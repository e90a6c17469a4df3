/**
 * `npm run -s gateway`: the gateway alone, with the subgraphs at the addresses in SUBGRAPHS.
 * With SUPERGRAPH=file: any Federation 2 supergraph, with the subgraphs at the addresses it names, without our rules.
 */
import { join } from 'node:path';
import { openHouse, startAnySupergraph, startGateway, watchSupergraph } from '../gateway/index.ts';
import { loadServices, projectRoot, readConfig, SUPERGRAPH_FILE, type Config } from '../subgraphs/kernel/index.ts';
import { runUntilSignal } from '../subgraphs/wire/index.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  return config.supergraphFile === null ? startOurs(config) : startAny(config, config.supergraphFile);
});

async function startOurs(config: Config): Promise<() => Promise<void>> {
  const services = loadServices(config);
  const house = await openHouse(config, services);
  const gateway = await startGateway({ config, services, house });
  const file = join(projectRoot(), SUPERGRAPH_FILE);
  const stopWatching = watchSupergraph({ file, gateway, logLevel: config.logLevel });
  process.stdout.write(`ready ${await gateway.listen()}\n`);
  return async () => {
    await stopWatching();
    await gateway.close();
    await house.close();
  };
}

async function startAny(config: Config, file: string): Promise<() => Promise<void>> {
  const gateway = await startAnySupergraph({ config, file });
  const stopWatching = watchSupergraph({ file, gateway, logLevel: config.logLevel });
  process.stdout.write(`ready ${await gateway.listen()}\n`);
  return async () => {
    await stopWatching();
    await gateway.close();
  };
}
