/**
 * `npm run -s replay`: after rows have been restored from a backup and before they are served, whatever has been
 * destroyed since is destroyed again. `npm start` does it by itself.
 */
import { openHouse } from '../gateway/index.ts';
import { loadServices, readConfig, StartError } from '../subgraphs/kernel/index.ts';
import { replayDestructions } from './replay-destructions.ts';

const config = readConfig();
const house = await openHouse(config, loadServices(config));
try {
  const again = await replayDestructions(house);
  process.stdout.write(again ? 'Destroyed again.\n' : 'Nothing that was destroyed is there.\n');
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await house.close();
}
