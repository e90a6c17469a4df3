/** The only face of `holdings` to the rest of the house. */
import { defineSubgraph } from '../kernel/index.ts';
import { consumesOf } from './events.ts';
import { countContentOf } from './load.ts';
import { archivalRecordFeed } from './feed.ts';
import { migrations } from './migrations/index.ts';
import { feed } from './parts/feed.ts';
import { opening } from './parts/opening.ts';
import type { HoldingsPart } from './parts/part.ts';
import { preservation } from './parts/preservation.ts';
import { records } from './parts/records.ts';
import { transfer } from './parts/transfer.ts';
import { eraseContent, sweepNowAndThen } from './service/chores.ts';

export { namedFiles } from './keeping.ts';
export type { Awaited } from './service/content.ts';
export type { DeliveryAnswer, DeliveryCall } from './service/deliveries.ts';
export type { FondsRow, HoldingLoad, RecordRow } from './load.ts';
export type { CopyAnswer, CopyVerdict } from './service/copy-downloads.ts';

const parts: readonly HoldingsPart[] = [records, transfer, preservation, opening, feed];
const content = parts.flatMap((part) => part.content ?? []);
const [first, ...more] = parts.flatMap((part) => part.resolvers);
if (first === undefined) throw new Error('holdings has no resolver');

/** Each part names its own; no name is used twice. */
function merged<T>(maps: readonly (Readonly<Record<string, T>> | undefined)[]): Readonly<Record<string, T>> {
  return Object.fromEntries(maps.flatMap((map) => Object.entries(map ?? {})));
}

export const holdings = defineSubgraph({
  name: 'holdings',
  resolvers: [first, ...more],
  orphanedTypes: parts.flatMap((part) => part.orphanedTypes ?? []),
  references: merged(parts.map((part) => part.references)),
  access: merged(parts.map((part) => part.policy)),
  entities: parts.flatMap((part) => part.entities),
  migrations,
  consumes: {
    ...consumesOf(content),
    cases: (services) => merged([consumesOf(content).cases?.(services), ...parts.map((part) => part.fromCases)]),
    retention: () => merged(parts.map((part) => part.fromRetention)),
    holdings: () => merged(parts.map((part) => part.fromHoldings)),
    sharing: () => archivalRecordFeed.handlers,
  },
  calls: { ...merged(parts.map((part) => part.calls)), countContent: countContentOf(content) },
  chores: [
    eraseContent,
    sweepNowAndThen(content),
    ...parts.flatMap((part) => [...(part.chores ?? []), ...(part.choresAmong?.(content) ?? [])]),
  ],
});
