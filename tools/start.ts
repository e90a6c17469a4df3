/** `npm start`: everything in one process; in development with demo data in an embedded database. */
import { join } from 'node:path';
import { openHouse, startGateway, watchSupergraph, type LocalHouse } from '../gateway/index.ts';
import { loadServices, projectRoot, readConfig, SUPERGRAPH_FILE } from '../subgraphs/kernel/index.ts';
import { settingsOf } from '../subgraphs/preservation/index.ts';
import { runUntilSignal } from '../subgraphs/wire/index.ts';
import { buildExplorer } from './explorer.ts';
import { loadDemoWorld } from './demo/load-world.ts';
import { replayDestructions } from './replay-destructions.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const services = loadServices(config);
  // Whatever is wrong with media and converters is told now, not when the first is needed.
  settingsOf(services);
  const explorer = buildExplorer();
  const house = await openHouse(config, services);
  if (config.mode !== 'production' && isLocal(house)) await loadDemoWorld(house.running, house.settle);
  // In the separate form `npm run -s replay` does it: there subgraphs may be down when a gateway starts.
  if (isLocal(house)) await replayDestructions(house);
  await explorer;
  const gateway = await startGateway({ config, services, house });
  const file = join(projectRoot(), SUPERGRAPH_FILE);
  const stopWatching = watchSupergraph({ file, gateway, logLevel: config.logLevel });
  process.stdout.write(`ready ${await gateway.listen()}\n`);
  return async () => {
    await stopWatching();
    await gateway.close();
    await house.close();
  };
});

function isLocal(house: object): house is LocalHouse {
  return 'running' in house;
}
