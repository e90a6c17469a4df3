/** `npm run -s permissions -- diff A B`: who gains or loses which field, before a change is live. */
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from '../gateway/index.ts';
import { toShanghaiDate } from '../schema/ids.ts';
import { StartError } from '../subgraphs/kernel/index.ts';
import { diff } from './permissions/diff.ts';
import { readOperations } from './permissions/operations.ts';
import { toMarkdown, toText } from './permissions/report.ts';
import { reportShadow } from './permissions/shadow.ts';
import { readSide } from './permissions/side.ts';

const LOCAL = `http://127.0.0.1:${DEFAULT_PORT}`;
const USAGE = `usage: npm run -s permissions -- diff A B [--markdown] [--operations FOLDER] [--on YYYY-MM-DD]
       npm run -s permissions -- shadow [ADDRESS]

  A, B  what was and what will be, each one of
          a supergraph file
          a folder: of this project (.), or one that holds supergraph.graphql and beside it what differs of
          profile.json, calls.json (who may call), grants.json, entries.json (catalogue entries)
          a git revision: with the classes and the rules that it had
  --markdown    for a review, instead of a table
  --operations  recorded operations (.graphql, or Markdown that holds them); the project's own unless given
  --on          the day on which everybody asks; today unless given

shadow prints what the candidate policy of a running gateway (SHADOW_SUPERGRAPH, SHADOW_PROFILE) would have decided
otherwise, in how many records of real answers; of ${LOCAL} unless another address is given.

diff ends with 0 when nobody gains or loses anything, with 2 when somebody does, with 1 when it could not be found out.
`;

// Whoever reads may stop, as `head` does.
process.stdout.on('error', () => process.exit());
try {
  await run();
} catch (error) {
  if (!(error instanceof StartError) && !(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      markdown: { type: 'boolean', default: false },
      operations: { type: 'string' },
      on: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, a, b] = positionals;
  if (values.help) return void process.stdout.write(USAGE);
  if (command === 'shadow' && positionals.length <= 2) {
    process.stdout.write(await reportShadow(a ?? LOCAL));
    return;
  }
  if (command !== 'diff' || a === undefined || b === undefined || positionals.length > 3) {
    process.stderr.write(USAGE);
    process.exitCode = 1;
    return;
  }
  const [before, after] = [await readSide(a), await readSide(b)];
  const today = values.on ?? toShanghaiDate(Date.now());
  const comparison = diff(before, after, { operations: readOperations(values.operations ?? null), today });
  process.stdout.write(values.markdown ? toMarkdown(comparison) : toText(comparison));
  const { facts, groups, operations } = comparison;
  const isSame = facts.length + operations.length === 0 && groups.every(({ changes }) => changes.length === 0);
  process.exitCode = isSame ? 0 : 2;
}
