/** What a database of a test holds before the test begins. */
import { startHouse } from '../../gateway/index.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { loadDemoWorld } from '../../tools/demo/load-world.ts';
import { testServices } from './services.ts';

export type Content = 'empty' | 'migrated' | 'demo';

/** Each leaves the database open and with nothing running on it. */
export const FILLERS: Readonly<Record<Content, (database: Database) => Promise<void>>> = {
  empty: async () => undefined,
  migrated: (database) => fill(database, false),
  demo: (database) => fill(database, true),
};

async function fill(database: Database, withDemo: boolean): Promise<void> {
  const house = await startHouse({ ...database, close: async () => undefined }, testServices(), (error) => {
    throw error;
  });
  if (withDemo) await loadDemoWorld(house.running, house.settle);
  await house.settle();
  await house.close();
}
