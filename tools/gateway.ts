/** `npm run -s gateway`: the gateway alone, with the subgraphs at the addresses in SUBGRAPHS. */
import { openHouse, startGateway } from '../gateway/index.ts';
import { loadServices, readConfig, runUntilSignal } from '../subgraphs/kernel/index.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  const services = loadServices(config);
  const house = await openHouse(config, services);
  const gateway = await startGateway({ config, services, house });
  process.stdout.write(`ready ${await gateway.listen()}\n`);
  return async () => {
    await gateway.close();
    await house.close();
  };
});
