/** A gateway with its five subgraphs in a process of its own, by its environment: what it prints is looked at. */
import { openHouse, startGateway } from '../../gateway/index.ts';
import { loadServices, readConfig } from '../../subgraphs/kernel/index.ts';
import { runUntilSignal } from '../../subgraphs/wire/index.ts';

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
