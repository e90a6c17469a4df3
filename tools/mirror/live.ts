/** After the baseline: a pull for every hint, and now and then without one, since hints may get lost. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FeedStream } from '../../schema/feed-streams.ts';
import { catchUp, type FollowParts } from './follow.ts';
import type { Source } from './source.ts';

/** Without a hint. */
const PULL_EVERY_MS = 30_000;
const RECONNECT_MS = 1_000;

export interface LiveParts extends FollowParts {
  readonly source: Pick<Source, 'batch' | 'acknowledge' | 'hints'>;
  readonly signal: AbortSignal;
}

/** Until `signal`. @throws what `catchUp` throws */
export async function followLive(parts: LiveParts, stream: FeedStream): Promise<void> {
  const { signal } = parts;
  const bell = new Bell();
  const listening = listen(parts, stream, bell);
  try {
    while (!signal.aborted) {
      await catchUp(parts, stream);
      await bell.wait(PULL_EVERY_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.race([listening, pause(0)]);
  }
}

/** A line of hints that ends or breaks is opened again; until then the pulls by the clock have to do. */
async function listen({ source, signal }: LiveParts, stream: FeedStream, bell: Bell): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const _hint of source.hints(stream, signal)) bell.ring();
    } catch {
      // Whatever is wrong, the next pull finds out.
    }
    await pause(RECONNECT_MS, undefined, { signal }).catch(() => null);
    bell.ring();
  }
}

/** Rung while nobody waits, it is heard by the next who does. */
class Bell {
  #isRung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
    }
    this.#isRung = false;
    this.#wake = null;
  }
}
