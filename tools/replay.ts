/**
 * `npm run -s replay`: after rows have been restored from a backup and before they are served, whatever has been
 * destroyed since is destroyed again. `npm start` does it by itself.
 */
import { openHouse } from '../gateway/index.ts';
import { loadServices, readConfig, StartError } from '../subgraphs/kernel/index.ts';
import { replayDestructions } from './replay-destructions.ts';

const HELP = `usage: npm run -s replay

After a restore in the separate form, before anything serves: what has been destroyed is destroyed again. It reads the
same environment as the gateway (DATABASE_URL, SUBGRAPHS, KEY_DIR …). \`npm start\` does it by itself.
`;

if (process.argv.length > 2) {
  process.stderr.write(HELP);
  process.exitCode = process.argv[2] === '--help' ? 0 : 1;
} else {
  await replay();
}

async function replay(): Promise<void> {
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
}
