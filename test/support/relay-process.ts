/** A relay and both consumers in a process of their own, to be killed: `relay-process.ts <url>`. */
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgres } from '../../subgraphs/kernel/index.ts';
import { CONSUMERS, consumeOnce, number, openEventHouse, writeDown } from './event-house.ts';

const SLOW_MS = 8;

const house = await openEventHouse(await openPostgres(process.argv[2] ?? ''));
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function forever(turn: () => Promise<unknown>): Promise<never> {
  for (;;) {
    await turn();
    await pause(1);
  }
}

await Promise.all([
  forever(() => number(house)),
  ...CONSUMERS.map((name) => forever(() => consumeOnce(house, name, { handler: writeDown(name, SLOW_MS) }))),
]);
