/** The demo city, opened once for all attacks on it: filling it and asking it plainly costs more than attacking it. */
import { afterAll, beforeAll } from 'vitest';
import { PGLITE } from '../../support/databases.ts';
import { AttackOracle } from '../../support/attack-oracle.ts';
import { AttackWorld, CALLERS, type Caller } from '../../support/attack-world.ts';

export interface City {
  readonly world: AttackWorld;
  readonly oracle: AttackOracle;
}

/** In `npm run test:deep` all of them; else those that the attacks are made by. */
export const CITY_CALLERS: readonly Caller[] = CALLERS.filter(
  ({ title }) =>
    process.env['DEEP'] !== undefined ||
    /^(housing|market|transport|civil-affairs|city-archives|citizen|enterprise|auditor|transport with the grant of civil affairs)$/.test(
      title,
    ),
);

let opened: City | undefined;

export function city(): City {
  if (opened === undefined) throw new Error('The city is not open.');
  return opened;
}

beforeAll(async () => {
  const database = await PGLITE.openDemo();
  const world = await AttackWorld.start(database);
  opened = { world, oracle: await AttackOracle.read(database, world.classified) };
  for (const caller of CITY_CALLERS) await world.known(caller);
  for (const caller of CITY_CALLERS) await world.hidden(caller);
}, 600_000);

afterAll(async () => {
  await opened?.world.close();
  opened = undefined;
});
