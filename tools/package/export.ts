/** `npm run package -- export …`: cases as offline packages, decided for the caller who exports. */
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { StartError } from '../../subgraphs/kernel/index.ts';
import type { PackageCommand } from './command.ts';
import { ExportRun, type ExportOptions } from './exchange/export-run.ts';
import { CALLER_HELP, CALLER_OPTIONS, agencyOf, readCaller, readCount } from './exchange/options.ts';
import { startProgress } from './exchange/progress.ts';

const text = { type: 'string' } as const;

export const exportCases: PackageCommand = {
  summary: 'cases as packages, with what you are shown of them',
  help: `--url URL --token TOKEN --into DIR [--case ID …] [--filter JSON]

Asks the gateway as you, fetches the files, and writes one package for each case. What is withheld from you is not in
it, and why is; what is masked is marked as a mask; a file is there whole or not at all. Every disclosure is on the
access log. Ended at any point and started again, it goes on where it was: packages that are there are verified.

${CALLER_HELP}  --into DIR          folder for the packages, the journal and report.json
  --case ID           key of a case; may be given several times
  --filter JSON       a CaseFilter of the schema; archived cases unless given
  --at-once N         how many cases at the same time; 4 unless given
`,
  run: async (args) => {
    const options = readOptions(args);
    await mkdir(options.into, { recursive: true });
    const run = await ExportRun.open(options);
    const progress = startProgress('cases');
    const report = await run.run(progress);
    process.stdout.write(
      `${report.exported} exported: ${report.complete} complete, ${report.decided} with fields masked or withheld; ${report.absent} not there for you; ${report.failed.length} failed\n`,
    );
    for (const { caseId, reason } of report.failed) process.stdout.write(`  ${caseId}: ${reason}\n`);
    process.stdout.write(`${join(options.into, 'report.json')}\n`);
    return report.failed.length === 0 ? 0 : 1;
  },
};

/** @throws StartError naming what is wrong */
function readOptions(args: readonly string[]): ExportOptions {
  const { values } = parse(args);
  const caller = readCaller(values);
  if (values.into === undefined) throw new StartError('--into DIR is needed.');
  return {
    caller,
    agency: agencyOf(caller.token),
    into: values.into,
    caseIds: values.case ?? null,
    filter: readFilter(values.filter),
    atOnce: readCount('--at-once', values['at-once'], 4),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...CALLER_OPTIONS,
        into: text,
        case: { type: 'string', multiple: true },
        filter: text,
        'at-once': text,
      },
    });
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : 'Unknown option.', { cause });
  }
}

function readFilter(json: string | undefined): Readonly<Record<string, unknown>> {
  if (json === undefined) return { state: { eq: 'ARCHIVED' } };
  try {
    return JSON.parse(json) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new StartError('--filter must be JSON, such as {"state":{"eq":"ARCHIVED"}}.', { cause });
  }
}
