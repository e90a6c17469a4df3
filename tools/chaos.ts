/** `npm run -s chaos -- feed`: what holds while everything around it is killed. The same file is the relay that is killed. */
import { openHouse } from '../gateway/index.ts';
import { loadServices, readConfig, StartError } from '../subgraphs/kernel/index.ts';
import { runUntilSignal } from '../subgraphs/wire/index.ts';
import { runFeedChaos } from './chaos/feed.ts';
import { HELP, readOptions } from './chaos/options.ts';
import { RELAY } from './chaos/stage.ts';

if (process.argv.includes(RELAY)) await relay();
else await main();

/** All subgraphs in this process, asked by nobody: they number and hand on events. */
async function relay(): Promise<void> {
  await runUntilSignal(async () => {
    const config = readConfig();
    const house = await openHouse(config, loadServices(config));
    process.stdout.write('ready\n');
    return () => house.close();
  });
}

async function main(): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options === null) process.stdout.write(HELP);
    else if (!(await runFeedChaos(options, (line) => process.stdout.write(`${line}\n`)))) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
