/** `npm run -s walk -- NAME`: walks through a procedure step by step on a database of its own, and prints each step. */
import { StartError } from '../subgraphs/kernel/index.ts';

const WALKS = {
  archiving: () => import('./walk/archiving.ts'),
  packages: () => import('./walk/packages.ts'),
  retention: () => import('./walk/retention.ts'),
  sharing: () => import('./walk/sharing.ts'),
  transfer: () => import('./walk/transfer.ts'),
} as const;

const HELP = `usage: npm run -s walk -- ${Object.keys(WALKS).join('|')}

  archiving  one case with real files from opening to the archive, over GraphQL and HTTP, and its check reports
  packages   archived cases as packages out of one house into an empty one, and the proof that they are the same
  retention  one record through hold, release, expiry, appraisal, list, four people, execution and certificate
  sharing    from an application to a grant, its quota and its end, over two gateway processes on PostgreSQL
  transfer   records from their agency into the hall: returned once, received, and what each is shown of them

sharing: DATABASE_URL names the server, else the local one; the walk makes a database there, and drops it at the end.
`;

const [name = ''] = process.argv.slice(2);
const found = Object.entries(WALKS).find(([each]) => each === name)?.[1];
if (found === undefined) {
  process.stderr.write(HELP);
  process.exitCode = 1;
} else {
  const { walk } = await found();
  try {
    await walk((line) => void process.stdout.write(`${line}\n`));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
