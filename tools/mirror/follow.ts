/** One stream followed: taken from the beginning, kept up, acknowledged, and begun anew when its cursor has expired. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FeedStream } from '../../schema/feed-streams.ts';
import { BatchFault } from './batch.ts';
import { SourceError, type Source } from './source.ts';
import type { MirrorStore, StreamState } from './store.ts';

export interface Progress {
  readonly stream: FeedStream;
  /** Sequence of the last change that is in the copy. */
  readonly sequence: number;
  readonly more: boolean;
}

export interface FollowParts {
  readonly source: Pick<Source, 'batch' | 'acknowledge'>;
  readonly store: MirrorStore;
  /** How long a gateway that does not answer is waited for. */
  readonly patienceMs: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Baselines that expire one after the other: the gateway changes faster than it is read, or its clock is wrong. */
const BASELINES = 20;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const FAULTS = 5;

/** Until nothing more is to be had at that moment. @throws SourceError, BatchFault when asking again does not help */
export async function catchUp(parts: FollowParts, stream: FeedStream): Promise<void> {
  for (let baselines = 0; baselines < BASELINES;) {
    const state = await parts.store.read(stream);
    const step = await take(parts, stream, state);
    if (step === 'EXPIRED') {
      baselines += 1;
      await parts.store.startBaseline(stream, state);
    } else if (step !== 'MOVED' && !step.more) return settle(parts, stream);
    else if (step !== 'MOVED' && step.tombstones) await settle(parts, stream);
  }
  throw new SourceError('CURSOR_EXPIRED', `${stream}: every baseline expired before it was complete.`);
}

type Step = 'EXPIRED' | 'MOVED' | { readonly more: boolean; readonly tombstones: boolean };

async function take(parts: FollowParts, stream: FeedStream, state: StreamState): Promise<Step> {
  try {
    const batch = await patiently(parts, () => parts.source.batch(stream, state));
    const { manifest } = batch;
    const { done } = await parts.store.apply(stream, state, batch);
    if (!done) return 'MOVED';
    parts.onProgress?.({ stream, sequence: manifest.toSequence ?? state.sequence ?? 0, more: manifest.more });
    return { more: manifest.more, tombstones: manifest.tombstones > 0 };
  } catch (error) {
    // A cursor that is refused is of another consumer: what is held is not what this one may see.
    const isRefused = error instanceof SourceError && error.code === 'INVALID_INPUT' && state.cursor !== null;
    if (isRefused || (error instanceof SourceError && error.code === 'CURSOR_EXPIRED')) return 'EXPIRED';
    throw error;
  }
}

/** Purges what was withdrawn, and says so. Whatever is killed in between is said again. */
async function settle(parts: FollowParts, stream: FeedStream): Promise<void> {
  const { cursor, acknowledged } = await parts.store.read(stream);
  if (cursor === null || cursor === acknowledged) return;
  await parts.store.purge(stream);
  try {
    for (const stage of ['RECEIVED', 'LOADED', 'PURGED'] as const)
      await patiently(parts, () => parts.source.acknowledge(stream, cursor, stage));
  } catch (error) {
    // The next pull begins anew, and acknowledges that.
    if (error instanceof SourceError && error.code === 'CURSOR_EXPIRED') return;
    throw error;
  }
  await parts.store.acknowledged(stream, cursor);
}

/** What may be right the next time is asked again, ever more slowly. */
export async function patiently<T>(
  { patienceMs, signal }: Pick<FollowParts, 'patienceMs' | 'signal'>,
  ask: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS, faults = 0; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof BatchFault) faults += 1;
      const mayPass = error instanceof BatchFault ? faults < FAULTS : isPassing(error);
      if (!mayPass || signal?.aborted === true || performance.now() + pauseMs > deadline) throw error;
      await pause(pauseMs * (0.5 + Math.random()), undefined, signal === undefined ? {} : { signal });
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof SourceError && (error.code === 'UNAVAILABLE' || error.code === 'LIMIT_EXCEEDED');
}
