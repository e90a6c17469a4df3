/** `npm run bench`: what decisions and the access log cost, and how the gateway stands against others. Prints Markdown. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { projectRoot, StartError } from '../subgraphs/kernel/index.ts';
import { HOST_OPTION, runHost } from './bench/host.ts';
import { HELP, readOptions, type Options } from './bench/options.ts';

if (process.argv.includes(HOST_OPTION)) await host();
else await main();

/** The same file is each process of the bench. */
async function host(): Promise<void> {
  const { build } = await import('./bench/contestants.ts');
  await runHost(build);
}

async function main(): Promise<void> {
  try {
    const options = readOptions();
    if (options === null) process.stdout.write(HELP);
    else await bench(options);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function bench({ cases, databaseUrl, effort, files, records, profile, groups }: Options): Promise<void> {
  const { onCheapRows, onRealRows } = await import('./bench/sections.ts');
  const { measureParts } = await import('./bench/parts.ts');
  const { measureSimulation } = await import('./bench/simulation.ts');
  const { measureIntake } = await import('./bench/intake.ts');
  const { measureInspection } = await import('./bench/preservation.ts');
  const { measureFeed } = await import('./bench/feed.ts');
  const keyDir = mkdtempSync(join(tmpdir(), 'asg-bench-'));
  const common = { root: projectRoot(), keyDir };
  const profiling = profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`];
  try {
    process.stdout.write('Medians of interleaved rounds. Ratios count; times are of this machine at this moment.\n\n');
    const tables = {
      real: () => onRealRows({ ...common, kind: 'real', cases, databaseUrl }, effort),
      cheap: () => onCheapRows(common, { effort, profiling }),
      retention: async () => {
        const records = databaseUrl === null ? 100_000 : 1_000_000;
        return `## Retention\n\n${await measureSimulation({ keyDir, databaseUrl, records })}`;
      },
      parts: async () => `## Parts\n\n${await measureParts({ keyDir, databaseUrl })}`,
      feed: async () => `## Feed\n\n${await measureFeed({ keyDir, databaseUrl, records })}`,
      archiving: async () => `## Archiving\n\n${await measureIntake({ keyDir, databaseUrl })}`,
      preservation: async () => `## Preservation\n\n${await measureInspection(files)}`,
    };
    for (const group of groups) process.stdout.write(`${await tables[group]()}\n`);
  } finally {
    rmSync(keyDir, { recursive: true });
  }
}
