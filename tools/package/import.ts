/** `npm run package -- import …`: offline packages into the e-archive, with the checks of online intake. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '../../subgraphs/kernel/index.ts';
import type { PackageCommand } from './command.ts';
import { IMPORT_JOURNAL, ImportRun, type ImportOptions } from './exchange/import-run.ts';
import { CALLER_HELP, CALLER_OPTIONS, readCaller, readCount } from './exchange/options.ts';
import { startProgress } from './exchange/progress.ts';

const text = { type: 'string' } as const;

export const importCases: PackageCommand = {
  summary: 'packages into the e-archive, with the checks of online intake',
  help: `--url URL --token TOKEN PATH…

Sends packages, or all packages in folders, to the gateway as an archivist or a handling system of your agency. Each is
archived as a whole or not at all, once, however often it is sent:

  ACCEPTED       archived now
  ALREADY_THERE  this package, or this record with this seal, is archived
  REFUSED        may not come in, with all reasons
  RETURNED       the four-property check found something: put it right and send it again

Ended at any point and started again, it goes on where it was.

${CALLER_HELP}  --work DIR          folder for ${IMPORT_JOURNAL} (one line a package) and report.json; package-import unless given
  --at-once N         how many packages at the same time; 12 unless given
`,
  run: async (args) => {
    const options = readOptions(args);
    const run = await ImportRun.open(options);
    const { packages, outcomes, reasons } = await run.run(startProgress('packages'));
    const told = Object.entries(outcomes).map(([outcome, n]) => `${outcome} ${n}`);
    process.stdout.write(`${packages} packages: ${told.join(', ')}\n`);
    for (const [code, n] of Object.entries(reasons)) process.stdout.write(`  ${code}: ${n}\n`);
    process.stdout.write(`${join(options.work, IMPORT_JOURNAL)}\n`);
    return outcomes.REFUSED + outcomes.RETURNED === 0 ? 0 : 1;
  },
};

/** @throws StartError naming what is wrong */
function readOptions(args: readonly string[]): ImportOptions {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new StartError('A package, or a folder with packages, is needed.');
  return {
    caller: readCaller(values),
    paths: positionals,
    work: values.work ?? 'package-import',
    atOnce: readCount('--at-once', values['at-once'], 12),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...CALLER_OPTIONS, work: text, 'at-once': text },
    });
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : 'Unknown option.', { cause });
  }
}
