/** `npm run -s token -- NAME`: prints a bearer token of a demo identity; without a name, lists them. */
import { DEMO_IDENTITIES, DEMO_STAFF, issueToken } from '../gateway/index.ts';
import { readConfig, StartError } from '../subgraphs/kernel/index.ts';

const [name] = process.argv.slice(2);
try {
  if (name === undefined)
    for (const [each, { title }] of Object.entries({ ...DEMO_IDENTITIES, ...DEMO_STAFF }))
      process.stdout.write(`${each}\t${title.en} · ${title.zh}\n`);
  else process.stdout.write(`${await issueToken(readConfig(), name)}\n`);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
