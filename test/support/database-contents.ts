/** What a database of a test holds before the test begins. */
import { startHouse, type LocalHouse } from '../../gateway/index.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { loadDemoWorld } from '../../tools/demo/load-world.ts';
import { testServices } from './services.ts';

export type Content = 'empty' | 'migrated' | 'demo';

interface Filling {
  /** What it begins with; null: nothing. */
  readonly from: Content | null;
  /** Leaves the database open and with nothing running on it. */
  readonly fill: (database: Database) => Promise<void>;
}

export const CONTENTS: Readonly<Record<Content, Filling>> = {
  empty: { from: null, fill: async () => undefined },
  migrated: { from: null, fill: (database) => startOnce(database, async () => undefined) },
  demo: {
    from: 'migrated',
    fill: (database) => startOnce(database, async ({ running, settle }) => void (await loadDemoWorld(running, settle))),
  },
};

async function startOnce(database: Database, act: (house: LocalHouse) => Promise<void>): Promise<void> {
  const house = await startHouse({ ...database, close: async () => undefined }, testServices(), null);
  await act(house);
  await house.settle();
  await house.close();
}
