/** `npm run -s signing -- list|rotate|revoke KEY`: the keys that sign certified copies. */
import { loadServices, readConfig, StartError } from '../subgraphs/kernel/index.ts';
import { KeyFiles } from '../subgraphs/signing/index.ts';

const HELP = `usage: npm run -s signing -- list|rotate|revoke KEY

  list        every key, with its state
  rotate      new keys sign from now on; those before verify for ever
  revoke KEY  nothing signed with it counts any more
`;

const [command = '', keyId = ''] = process.argv.slice(2);
try {
  const keys = new KeyFiles(loadServices(readConfig()).signing);
  if (command === 'rotate') await keys.rotate();
  else if (command === 'revoke' && keyId !== '') await keys.revoke(keyId);
  else if (command !== 'list') throw new StartError(HELP);
  for (const { keyId: id, algorithm, state, createdAt } of await keys.publicKeys())
    process.stdout.write(`${id}  ${algorithm.padEnd(8)} ${state.padEnd(8)} ${createdAt}\n`);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
