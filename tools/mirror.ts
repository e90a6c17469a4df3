/** `npm run mirror -- --url URL --token TOKEN --into DIR`: keeps a copy of what a consumer may see, and proves it equal. */
import { runMirror } from './mirror/run.ts';
import { HELP, readOptions } from './mirror/options.ts';
import { StartError } from '../subgraphs/kernel/index.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(HELP);
  else process.exitCode = await runMirror(options);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
