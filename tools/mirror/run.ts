/** The mirror as a process: opens the copy, follows every stream, and with `--once` compares and ends. */
import cliProgress from 'cli-progress';
import type { FeedStream } from '../../schema/feed-streams.ts';
import { openPostgres, StartError } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { BatchFault } from './batch.ts';
import { catchUp, type FollowParts, type Progress } from './follow.ts';
import { followLive } from './live.ts';
import type { MirrorOptions } from './options.ts';
import { reconcile, type Comparison } from './reconcile.ts';
import { Source, SourceError } from './source.ts';
import { MirrorStore } from './store.ts';

/** @returns the exit code: 0 when the copy is what it should be @throws StartError */
export async function runMirror(options: MirrorOptions): Promise<number> {
  const database = await (options.databaseUrl === null
    ? openPglite(options.folder)
    : openPostgres(options.databaseUrl));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const bars = new Bars(options.streams);
  try {
    const store = await MirrorStore.open(database);
    if (options.rebaseline)
      for (const stream of options.streams) await store.startBaseline(stream, await store.read(stream));
    process.stdout.write(`mirroring ${options.streams.join(', ')} from ${options.url}\n`);
    const parts = { source: new Source(options), store, signal: stop.signal, onProgress: bars.show };
    return await (options.once
      ? runOnce({ ...parts, patienceMs: options.patienceMs }, options.streams, bars)
      : runForever({ ...parts, patienceMs: Number.POSITIVE_INFINITY }, options.streams, bars));
  } catch (error) {
    if (stop.signal.aborted) return 0;
    if (error instanceof SourceError || error instanceof BatchFault)
      throw new StartError(`${error instanceof SourceError ? `${error.code}: ` : ''}${error.message}`, {
        cause: error,
      });
    throw error;
  } finally {
    bars.stop();
    await database.close();
  }
}

interface Parts extends FollowParts {
  readonly source: Source;
  readonly signal: AbortSignal;
}

async function runOnce(parts: Parts, streams: readonly FeedStream[], bars: Bars): Promise<number> {
  const compared: Comparison[] = [];
  for (const stream of streams) {
    await catchUp(parts, stream);
    compared.push(await reconcile(parts, stream));
  }
  bars.stop();
  for (const { stream, rows, differences } of compared) {
    process.stdout.write(`${stream}: ${rows} records${differences.length === 0 ? '' : ', differing:'}\n`);
    for (const each of differences) process.stdout.write(`  ${each.id} ${each.what}\n`);
  }
  const isEqual = compared.every(({ differences }) => differences.length === 0);
  process.stdout.write(`reconcile: ${isEqual ? 'equal' : 'different'}\n`);
  return isEqual ? 0 : 1;
}

async function runForever(parts: Parts, streams: readonly FeedStream[], bars: Bars): Promise<number> {
  for (const stream of streams) await catchUp(parts, stream);
  bars.stop();
  process.stdout.write(`following ${streams.join(', ')}\n`);
  await Promise.all(streams.map((stream) => followLive(parts, stream)));
  return 0;
}

/** A line a stream. How much there is nobody tells beforehand: the end moves on while there is more. */
class Bars {
  readonly #multi = new cliProgress.MultiBar({
    format: '{stream} {bar} {value} changes | {duration_formatted}',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
    stopOnComplete: false,
  });
  readonly #bars = new Map<FeedStream, cliProgress.SingleBar>();

  constructor(streams: readonly FeedStream[]) {
    const width = Math.max(...streams.map(({ length }) => length));
    for (const stream of streams) this.#bars.set(stream, this.#multi.create(1, 0, { stream: stream.padEnd(width) }));
  }

  readonly show = ({ stream, sequence, more }: Progress): void => {
    const bar = this.#bars.get(stream);
    bar?.setTotal(Math.max(1, more ? Math.ceil(sequence * 1.25) : sequence));
    bar?.update(more ? sequence : Math.max(1, sequence));
  };

  stop(): void {
    this.#multi.stop();
  }
}
