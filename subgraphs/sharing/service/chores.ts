/** What nobody asks for, for each installation that runs in this process. */
import { toShanghaiDate } from '../../../schema/ids.ts';
import type { Chore, Services } from '../../kernel/index.ts';
import { sweepExpired } from './grant-life.ts';
import { forgetNonces } from './operation-keys.ts';
import { indexLog } from './subject-view.ts';

const SWEEP_MS = 10 * 60_000;

/**
 * Enters by this machine's clock what has expired, first when a process is ten minutes old: nothing waits for it, and a
 * process that lives by another clock, as tests do, is not overtaken by this one.
 */
function sweepNowAndThen(): Chore {
  const last = new WeakMap<Services, number>();
  return async ({ services, fork }) => {
    const now = Date.now();
    const before = last.get(services);
    if (before !== undefined && now - before < SWEEP_MS) return 0;
    last.set(services, now);
    if (before === undefined) return 0;
    return fork().transactional(async (tx) => {
      await forgetNonces(tx, new Date(now));
      return sweepExpired(tx, toShanghaiDate(now));
    });
  };
}

export const chores: readonly Chore[] = [indexLog, sweepNowAndThen()];
