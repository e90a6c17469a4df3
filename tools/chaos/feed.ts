/** A feed in chaos, from the first record to the verdict. */
import { join } from 'node:path';
import cliProgress from 'cli-progress';
import { FEED_STREAM_NAMES, type FeedStream } from '../../schema/feed-streams.ts';
import { openPostgres, readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { fixturesOf } from '../demo/stable.ts';
import { Source } from '../mirror/source.ts';
import { MirrorStore } from '../mirror/store.ts';
import type { ChaosOptions } from './options.ts';
import { run, type Supervised } from './processes.ts';
import { fillStage, openStage, type MirrorPlace, type OwnDatabase, type Stage } from './stage.ts';
import { judge, listVisible, type Verdict } from './verdict.ts';
import { Lane, restoreGrant } from './writers.ts';

export type Print = (line: string) => void;

const LANES = 4;
/** Cases that are there before anything changes: one for so many changes. */
const CHANGES_PER_CASE = 12;
const LEAST_CASES = 200;
/** More of them would only take longer to load and to compare: new ones come all the time. */
const MOST_CASES = 20_000;
/** With more changes than this, the grant changes more seldom. */
const CALM = 100_000;
/** The last tenth is written in peace: what was killed last has something left to catch up with. */
const KILLS_UNTIL = 0.9;

/** @returns whether nothing was lost, doubled or kept */
export async function runFeedChaos(options: ChaosOptions, print: Print): Promise<boolean> {
  const { changes, seed, kills, server } = options;
  print(`chaos feed --changes ${changes} --seed ${seed} --kills ${kills}`);
  const startedAtMs = performance.now();
  const stage = await openStage(server, placesOf);
  try {
    const cases = Math.min(MOST_CASES, Math.max(LEAST_CASES, Math.round(changes / CHANGES_PER_CASE)));
    const caseIds = await fillStage(stage.running, cases);
    await stage.settle();
    print(`${cases} cases loaded after ${seconds(startedAtMs)} s`);
    await Promise.all([stage.gateway.start(), stage.relay.start()]);
    await Promise.all(stage.mirrors.map(({ process }) => process.start()));
    const writtenAtMs = performance.now();
    await write(stage, { ...options, caseIds, firstNew: cases });
    print(`${changes} rows changed in ${seconds(writtenAtMs)} s; killed: ${killsOf(stage)}`);
    return await conclude(stage, print, startedAtMs);
  } finally {
    await stage.close();
  }
}

/** Two with one identity: one with an embedded database, one on the server. */
async function placesOf(folder: string, own: OwnDatabase): Promise<MirrorPlace[]> {
  const into = join(folder, 'mirror');
  const databaseUrl = await own.create('mirror');
  return [
    { name: 'mirror on PGlite', args: ['--into', into], open: () => openPglite(into) },
    { name: 'mirror on PostgreSQL', args: ['--database', databaseUrl], open: () => openPostgres(databaseUrl) },
  ];
}

interface Writing extends Pick<ChaosOptions, 'changes' | 'seed' | 'kills'> {
  readonly caseIds: readonly string[];
  readonly firstNew: number;
}

async function write(stage: Stage, { changes, seed, kills, caseIds, firstNew }: Writing): Promise<void> {
  const bar = new cliProgress.SingleBar({
    format: 'changes {bar} {percentage}% | {value} of {total} | {killed} killed | {eta_formatted} left',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(changes, 0, { killed: 0 });
  const executioner = new Executioner(stage, { changes, seed, kills });
  const calm = Math.max(1, Math.round(changes / CALM));
  const parts = { running: stage.running, seed, caseIds, firstNew, calm };
  let written = 0;
  const lanes = Array.from({ length: LANES }, (_each, lane) => new Lane(parts, { lane, lanes: LANES }));
  try {
    await Promise.all(
      lanes.map(async (lane) => {
        while (written < changes) {
          written += await lane.act().catch(unlessDeadlock);
          executioner.at(written);
          bar.update(Math.min(written, changes), { killed: executioner.done });
        }
      }),
    );
  } finally {
    bar.stop();
  }
}

/** Writers and relays meet in the same rows: the one whom the database sends away does something else. */
function unlessDeadlock(error: unknown): number {
  const isDeadlock = error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001');
  if (!isDeadlock) throw error;
  return 0;
}

/** Kills after so many changes, whoever the dice name. */
class Executioner {
  readonly #victims: readonly Supervised[];
  readonly #due: number[];
  readonly #pick: (list: readonly Supervised[]) => Supervised;
  done = 0;

  constructor({ gateway, relay, mirrors }: Stage, { changes, seed, kills }: Omit<Writing, 'caseIds' | 'firstNew'>) {
    const { int, pick } = fixturesOf(`chaos/${seed}/kills`);
    this.#victims = [gateway, relay, ...mirrors.map(({ process }) => process)];
    this.#pick = pick;
    const until = Math.max(1, Math.round(changes * KILLS_UNTIL));
    this.#due = Array.from({ length: kills }, () => int(0, until)).toSorted((a, b) => a - b);
  }

  /** Who is not at work yet is killed when it is: the next change asks again. */
  at(written: number): void {
    const [next] = this.#due;
    if (next === undefined || written < next) return;
    if (!this.#pick(this.#victims).kill()) return;
    this.#due.shift();
    this.done += 1;
  }
}

function killsOf({ gateway, relay, mirrors }: Stage): string {
  const all = [gateway, relay, ...mirrors.map(({ process }) => process)];
  return all.map(({ name, kills }) => `${name} ${kills}`).join(', ');
}

async function conclude(stage: Stage, print: Print, startedAtMs: number): Promise<boolean> {
  await restoreGrant(stage.running);
  await stage.relay.stop();
  await stage.settle();
  await Promise.all(stage.mirrors.map(({ process }) => process.stop('SIGKILL')));
  let isRight = true;
  for (const { place } of stage.mirrors) {
    const args = [...stage.mirrorArgs, ...place.args, '--once', '--patience', '120'];
    const { code, output } = await run({ script: 'mirror', args, environment: {} });
    const isEqual = code === 0 && output.includes('reconcile: equal');
    print(`${place.name}: ${isEqual ? 'reconcile: equal' : output}`);
    isRight &&= isEqual;
  }
  const sdl = readProjectFile(SUPERGRAPH_FILE);
  for (const stream of FEED_STREAM_NAMES) {
    const visible = await listVisible(stage, sdl, stream);
    const doubled = await countDoubled(stage, stream);
    for (const { place } of stage.mirrors) {
      const verdict = await judgePlace(place, stream, visible);
      print(`${stream}, ${place.name}: ${told(verdict)}, ${doubled} doubled`);
      isRight &&= verdict.lost.length + verdict.stale.length + verdict.shouldBeGone.length + doubled === 0;
    }
  }
  print(`${isRight ? 'nothing lost, nothing doubled, nothing kept' : 'NOT RIGHT'} after ${seconds(startedAtMs)} s`);
  return isRight;
}

function told({ records, lost, stale, shouldBeGone }: Verdict): string {
  const some = (ids: readonly string[]): string => (ids.length === 0 ? '' : ` (${ids.slice(0, 3).join(', ')})`);
  return [
    `${records} records`,
    `${lost.length} lost${some(lost)}`,
    `${stale.length} stale${some(stale)}`,
    `${shouldBeGone.length} that should be gone${some(shouldBeGone)}`,
  ].join(', ');
}

async function judgePlace(
  place: MirrorPlace,
  stream: FeedStream,
  visible: ReadonlyMap<string, string>,
): Promise<Verdict> {
  const database = await place.open();
  try {
    return await judge(stream, visible, (await MirrorStore.open(database)).records(stream));
  } finally {
    await database.close();
  }
}

/** Records whose content comes more than once to somebody who reads from the beginning. */
async function countDoubled({ url, headers }: Stage, stream: FeedStream): Promise<number> {
  const { authorization = '', ...purpose } = headers;
  const source = new Source({ url, token: () => authorization.slice('Bearer '.length), headers: purpose });
  const seen = new Map<string, number>();
  let place: { cursor: string | null; generation: number; sequence: number | null } = {
    cursor: null,
    generation: 0,
    sequence: 0,
  };
  for (;;) {
    const { manifest, lines } = await source.batch(stream, place);
    for (const { id, record } of lines) if (record !== null) seen.set(id, (seen.get(id) ?? 0) + 1);
    if (!manifest.more) return [...seen.values()].filter((count) => count > 1).length;
    const sequence = manifest.toSequence ?? place.sequence;
    place = { cursor: manifest.next, generation: manifest.generation, sequence };
  }
}

function seconds(fromMs: number): string {
  return ((performance.now() - fromMs) / 1_000).toFixed(1);
}
