/** How fast content is read where others are served beside it. */
import { setTimeout as pause } from 'node:timers/promises';

export interface Pace {
  /** Returns when so many bytes more may be read. */
  take(bytes: number): Promise<void>;
}

export const UNHURRIED: Pace = { take: async () => undefined };

/** Shared by all files that are read at the same time: together they read no more. */
export function paceOf(bytesPerSecond: number): Pace {
  let freeAtMs = 0;
  return {
    take: async (bytes) => {
      const now = performance.now();
      freeAtMs = Math.max(freeAtMs, now) + (bytes * 1_000) / bytesPerSecond;
      const waitMs = freeAtMs - (bytes * 1_000) / bytesPerSecond - now;
      if (waitMs > 1) await pause(waitMs);
    },
  };
}
