/** `npm run package -- check PATH…`: whether packages are whole, and what the four-property check says of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PackageChecker, type Checked } from './checker.ts';
import type { PackageCommand } from './command.ts';
import { countPackages, Progress } from './progress.ts';
import { summarise, toText, type Summary } from './report.ts';

const HELP = `PATH… [--stage GD|YJ] [--json]

Reads packages (归档信息包) and runs the four-property check over them, as at intake. Nothing is kept.

  PATH        a package, or a folder: then every .zip below it, and 说明文件.TXT and 目录文件.XML if they are there
  --stage     GD: as at archiving; YJ: as at transfer and receipt (the default)
  --json      one JSON object a line for each package, the last line sums up
  --help      this text

A package that is malformed is REFUSED with every fault; FAILED is one that a check returns; for one that is
FOR_A_PERSON a named person has to decide. PROFILE and CLAMD are those of the gateway. What only the archive knows
(the item's scope list, whether a number is taken there) is checked at import.

Exit code: 0 when every package passed, 1 otherwise.
`;

export const check: PackageCommand = {
  summary: 'whether packages are whole and pass the four-property check',
  help: HELP,
  run: async (args) => {
    const options = readOptions(args);
    if (options === null) {
      process.stderr.write(`usage: npm run package -- check ${HELP}`);
      return 1;
    }
    const staging = await mkdtemp(join(tmpdir(), 'package-check-'));
    try {
      return await checkAll(options, await PackageChecker.open(staging, options.stage));
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  },
};

interface Options {
  readonly paths: readonly string[];
  readonly stage: 'GD' | 'YJ';
  readonly isJson: boolean;
}

function readOptions(args: readonly string[]): Options | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, stage: { type: 'string' } },
    });
    const { stage = 'YJ', json = false } = values;
    return positionals.length > 0 && (stage === 'GD' || stage === 'YJ')
      ? { paths: positionals, stage, isJson: json }
      : null;
  } catch {
    return null;
  }
}

async function checkAll({ paths, isJson }: Options, checker: PackageChecker): Promise<number> {
  const total = await countPackages(paths).catch(toMessage);
  if (typeof total === 'string') return stop(total);
  const progress = new Progress(total);
  const print = (checked: Checked): void => {
    const isQuiet = checked.status === 'PASSED' && !isJson;
    if (!isQuiet) progress.print(isJson ? JSON.stringify(checked) : toText(checked));
  };
  const all: Summary = { PASSED: 0, FOR_A_PERSON: 0, FAILED: 0, REFUSED: 0 };
  let isWhole = true;
  const add = (checked: Checked): void => {
    if (checked.status !== 'PASSED') isWhole = false;
    print(checked);
    if (checked.kind === 'TRANSFER') return;
    all[checked.status] += 1;
    progress.step();
  };
  try {
    for (const path of paths) for await (const checked of checker.check(path)) add(checked);
  } catch (error) {
    return stop(toMessage(error));
  } finally {
    progress.stop();
  }
  process.stdout.write(`${isJson ? JSON.stringify({ summary: all }) : summarise(all)}\n`);
  return isWhole && all.PASSED > 0 ? 0 : 1;
}

/** What the file system says: a path that is not there is the caller's. @throws anything else again */
function toMessage(error: unknown): string {
  if (error instanceof Error && 'syscall' in error) return error.message;
  throw error;
}

function stop(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}
