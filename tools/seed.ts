/** `npm run seed -- --cases N`: loads N further demo cases in bulk, on top of the demo city. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import {
  loadServices,
  readConfig,
  StartError,
  type Config,
  type EventSource,
  type RunningSubgraph,
  type SubgraphName,
} from '../subgraphs/kernel/index.ts';
import { openDatabase } from '../subgraphs/wire/index.ts';
import { bulkChunks, rowsOf, type BulkChunk, type BulkRange } from './demo/bulk.ts';
import { isLoadedNow, loadDemoWorld } from './demo/load-world.ts';
import { SUBGRAPHS } from '../gateway/index.ts';

const HELP = `Loads demo cases in bulk: the same ones in every run.

npm run seed -- --cases N [--from N] [--database-url URL]

  --cases N           how many
  --from N            number of the first one; 0 unless given
  --database-url URL  PostgreSQL to load into; DATABASE_URL unless given, else PGlite in DATA_DIR
  --help              this text
`;

const CHUNK = 2_000;
/** Between looks at events that wait for somebody's open transaction. */
const WAIT_MS = 100;
/** About so many: cases are told to the others again when their custody is known. */
const EVENTS_PER_CASE = 11;

type Running = ReadonlyMap<SubgraphName, RunningSubgraph>;

try {
  const options = readOptions();
  if (options === null) process.stdout.write(HELP);
  else await seed(options.config, options.range);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** @throws StartError naming the option that is wrong */
function readOptions(): { readonly config: Config; readonly range: BulkRange } | null {
  const { values } = parseOptions();
  if (values.help === true) return null;
  const config = readConfig();
  if (config.mode === 'production') throw new StartError('Demo cases do not exist in production.');
  const databaseUrl = values['database-url'];
  const range = {
    count: parseNumber('--cases', values.cases, 1),
    from: parseNumber('--from', values.from ?? '0', 0),
    chunkSize: CHUNK,
  };
  if (databaseUrl === undefined) return { config, range };
  return { config: { ...config, databaseUrl: readConfig({ DATABASE_URL: databaseUrl }).databaseUrl }, range };
}

function parseOptions() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: { cases: text, from: text, 'database-url': text, help: { type: 'boolean' } },
    });
  } catch (cause) {
    throw new StartError(`${cause instanceof Error ? cause.message : 'Unknown option.'}\n\n${HELP}`, { cause });
  }
}

function parseNumber(option: string, text: string | undefined, least: number): number {
  const value = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (value >= least) return value;
  throw new StartError(`${option} must be a whole number from ${least} to 999999999.\n\n${HELP}`);
}

async function seed(config: Config, range: BulkRange): Promise<void> {
  const database = await openDatabase(config);
  try {
    const running = await startAll(database, config);
    await loadDemoWorld(running, () => settle(running));
    const startedAtMs = performance.now();
    const rows = await load(running, range);
    const loadedAtMs = performance.now();
    const events = await settleWithBar(running, range.count);
    const settledAtMs = performance.now();
    report('rows', rows, loadedAtMs - startedAtMs);
    report('events', events, settledAtMs - loadedAtMs);
  } finally {
    await database.close();
  }
}

async function startAll(database: Awaited<ReturnType<typeof openDatabase>>, config: Config): Promise<Running> {
  const services = loadServices(config);
  const running = new Map<SubgraphName, RunningSubgraph>();
  for (const subgraph of SUBGRAPHS) running.set(subgraph.name, await subgraph.start(database, services));
  return running;
}

async function load(running: Running, range: BulkRange): Promise<number> {
  const bar = startBar('cases ', range.count);
  let rows = 0;
  try {
    for (const chunk of bulkChunks(range)) {
      await loadChunk(running, chunk, range);
      rows += rowsOf(chunk);
      bar.increment(chunk.count);
    }
  } finally {
    bar.stop();
  }
  return rows;
}

/** Cases come last: a chunk that was cut short before them can be loaded again. */
async function loadChunk(running: Running, chunk: BulkChunk, { from, count }: BulkRange): Promise<void> {
  const into = (name: 'licences' | 'holdings' | 'cases'): Promise<boolean> =>
    isLoadedNow(running.get(name)?.call('load', chunk[name]) ?? Promise.resolve());
  await into('licences');
  await into('holdings');
  if (await into('cases')) return;
  const last = chunk.first + chunk.count - 1;
  throw new StartError(
    `Cases ${chunk.first} to ${last}, or some of them, are already loaded; use --from ${from + count}.`,
  );
}

async function settleWithBar(running: Running, cases: number): Promise<number> {
  const bar = startBar('events', cases * EVENTS_PER_CASE);
  let events = 0;
  await settle(running, (taken) => {
    events += taken;
    if (events > bar.getTotal()) bar.setTotal(events);
    bar.update(events);
  });
  bar.setTotal(events);
  bar.stop();
  return events;
}

/** Until nothing is left: the first quiet round may have numbered what the second takes. */
async function settle(running: Running, onTaken: (taken: number) => void = () => undefined): Promise<void> {
  const sources = Object.fromEntries([...running].map(([name, { events }]) => [name, events])) as Record<
    SubgraphName,
    EventSource
  >;
  for (let quiet = 0; quiet < 2;) {
    let taken = 0;
    let waiting = 0;
    for (const subgraph of running.values()) taken += await subgraph.turn(sources);
    for (const subgraph of running.values()) waiting += await subgraph.backlog();
    quiet = taken + waiting === 0 ? quiet + 1 : 0;
    onTaken(taken);
    if (taken === 0 && waiting > 0) await sleep(WAIT_MS);
  }
}

function startBar(what: string, total: number) {
  const bar = new cliProgress.SingleBar({
    format: `${what} {bar} {percentage}% | {value} of {total} | {eta_formatted} left`,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(total, 0);
  return bar;
}

function report(what: string, count: number, tookMs: number): void {
  const perSecond = Math.round((count * 1000) / tookMs);
  process.stdout.write(`${count} ${what} in ${(tookMs / 1000).toFixed(1)} s, ${perSecond} ${what}/s\n`);
}
