/** What is done once in a while, for each installation that runs in this process. */
import type { Chore, Services } from '../../kernel/index.ts';
import { expireLicences } from './expiry.ts';
import { sweepFiles } from './files.ts';

const EXPIRE_MS = 60_000;
const SWEEP_MS = 10 * 60_000;

/** @param atOnce whether the first turn of a process does it: whoever only reads opens no store */
function everyMs(ms: number, atOnce: boolean, chore: Chore): Chore {
  const last = new WeakMap<Services, number>();
  return async (runtime, sources) => {
    const now = Date.now();
    const before = last.get(runtime.services);
    if (before === undefined && !atOnce) last.set(runtime.services, now);
    if (before === undefined ? !atOnce : now - before < ms) return 0;
    const did = await chore(runtime, sources);
    // A full batch may not have been all.
    if (did === 0) last.set(runtime.services, now);
    return did;
  };
}

export const chores: readonly Chore[] = [
  everyMs(EXPIRE_MS, true, (runtime) => expireLicences(runtime, Date.now())),
  everyMs(SWEEP_MS, false, (runtime) => sweepFiles(runtime)),
];
