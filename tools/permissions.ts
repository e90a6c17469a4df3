/** `npm run -s permissions -- diff A B`: who gains or loses which field, before a change is live, and who lets it. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_PORT, issueToken } from '../gateway/index.ts';
import { toShanghaiDate } from '../schema/ids.ts';
import { readConfig, StartError } from '../subgraphs/kernel/index.ts';
import { approve, propose, reject, type Compared, type Desk } from './permissions/change.ts';
import { diff } from './permissions/diff.ts';
import { readOperations } from './permissions/operations.ts';
import { toMarkdown, toText } from './permissions/report.ts';
import { reportShadow } from './permissions/shadow.ts';
import { readSide } from './permissions/side.ts';

const LOCAL = `http://127.0.0.1:${DEFAULT_PORT}`;
const USAGE = `usage: npm run -s permissions -- diff A B [--markdown] [--operations FOLDER] [--on YYYY-MM-DD]
       npm run -s permissions -- shadow [ADDRESS]
       npm run -s permissions -- propose A B --reason TEXT WHO
       npm run -s permissions -- approve CHANGE A B [--note TEXT] WHO
       npm run -s permissions -- reject CHANGE --note TEXT WHO

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

propose enters B, supergraph and profile, as the policy that is to follow A, which must be the live one, with who gains
and loses how many fields. Another security officer approves it, after the same comparison has found the same, or
rejects it. WHO is --token-file FILE with a bearer token or, of a demo city, --as NAME; and --url ADDRESS unless it is
${LOCAL}.

diff ends with 0 when nobody gains or loses anything, with 2 when somebody does; all end with 1 when they fail.
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

function read() {
  const text = { type: 'string' } as const;
  return parseArgs({
    allowPositionals: true,
    options: {
      markdown: { type: 'boolean', default: false },
      operations: text,
      on: text,
      reason: text,
      note: text,
      url: text,
      as: text,
      'token-file': text,
      help: { type: 'boolean', default: false },
    },
  });
}

type Values = ReturnType<typeof read>['values'];

async function run(): Promise<void> {
  const { values, positionals } = read();
  const [command, ...given] = positionals;
  if (values.help) return void process.stdout.write(USAGE);
  const told = await tell(command, given, values);
  if (told !== null) return void process.stdout.write(told);
  process.stderr.write(USAGE);
  process.exitCode = 1;
}

/** Null when it is not asked as the usage says. */
async function tell(command: string | undefined, given: readonly string[], values: Values): Promise<string | null> {
  const [a, b, c] = given;
  const { reason, note = '' } = values;
  const count = given.length;
  if (command === 'shadow' && count <= 1) return reportShadow(a ?? LOCAL);
  if (command === 'diff' && a !== undefined && b !== undefined && count === 2) return tellDiff(a, b, values);
  if (command === 'propose' && a !== undefined && b !== undefined && count === 2 && reason !== undefined)
    return propose(await deskOf(values), await compare(a, b, values), reason);
  if (command === 'approve' && a !== undefined && b !== undefined && c !== undefined && count === 3)
    return approve(await deskOf(values), await compare(b, c, values), { id: a, note });
  if (command === 'reject' && a !== undefined && count === 1) return reject(await deskOf(values), { id: a, note });
  return null;
}

async function compare(a: string, b: string, values: Values): Promise<Compared> {
  const [before, after] = [await readSide(a), await readSide(b)];
  const today = values.on ?? toShanghaiDate(Date.now());
  const operations = readOperations(values.operations ?? null);
  return { before, after, comparison: diff(before, after, { operations, today }) };
}

async function tellDiff(a: string, b: string, values: Values): Promise<string> {
  const { comparison } = await compare(a, b, values);
  const { facts, groups, operations } = comparison;
  const isSame = facts.length + operations.length === 0 && groups.every(({ changes }) => changes.length === 0);
  process.exitCode = isSame ? 0 : 2;
  return values.markdown ? toMarkdown(comparison) : toText(comparison);
}

async function deskOf(values: Values): Promise<Desk> {
  const { as, 'token-file': file, url = LOCAL } = values;
  if ((as === undefined) === (file === undefined)) throw new StartError('Give one of --token-file and --as.');
  const token = file === undefined ? await issueToken(readConfig(), as ?? '') : readToken(file);
  return { address: url, token };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StartError(`--token-file: ${file} cannot be read.`, { cause });
  }
}
