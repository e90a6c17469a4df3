/** What has been destroyed stays destroyed, whatever a restore has brought back. */
import { setTimeout as pause } from 'node:timers/promises';
import type { House } from '../gateway/index.ts';
import { StartError, type SubgraphName } from '../subgraphs/kernel/index.ts';

const KEEPERS = ['cases', 'holdings'] as const satisfies readonly SubgraphName[];
const LOOK_MS = 200;
const PATIENCE_MS = 120_000;

/**
 * Asks those who hold content whether they hold any of a destroyed record; if so it is destroyed again, and this
 * returns when it is gone. To be called before anybody is served.
 *
 * @returns whether there was any
 * @throws StartError when it does not go
 */
export async function replayDestructions(house: Pick<House, 'call'>): Promise<boolean> {
  if (!(await isAnyBack(house))) return false;
  await house.call('retention', 'replay', null);
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    if (!(await isAnyBack(house))) return true;
    await pause(LOOK_MS);
  }
  throw new StartError('Records that were destroyed are back, and do not go. Nothing is served.');
}

async function isAnyBack({ call }: Pick<House, 'call'>): Promise<boolean> {
  for (let after: string | null = null; ;) {
    const page = (await call('retention', 'listDestroyed', { after })) as readonly string[];
    for (const keeper of KEEPERS) if (Number(await call(keeper, 'countContent', { caseIds: page })) > 0) return true;
    const last = page.at(-1);
    if (last === undefined) return false;
    after = last;
  }
}
