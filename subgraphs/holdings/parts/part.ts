/** What one part of `holdings` adds to the whole: records, transfer, preservation, opening and use. */
import type { EntitySchema } from '@mikro-orm/core';
import type { ContentTable } from '../destruction.ts';
import type { Chore, EventHandler, PolicyTable, SubgraphParts } from '../../kernel/index.ts';

export interface HoldingsPart {
  readonly resolvers: readonly (new () => object)[];
  readonly policy: PolicyTable;
  readonly entities: readonly EntitySchema[];
  readonly calls?: SubgraphParts['calls'];
  readonly chores?: SubgraphParts['chores'];
  /** Those that have to know of all content in the store. */
  readonly choresAmong?: (content: readonly ContentTable[]) => readonly Chore[];
  readonly content?: readonly ContentTable[];
  readonly references?: SubgraphParts['references'];
  readonly orphanedTypes?: SubgraphParts['orphanedTypes'];
  /** Kinds of `retention`, beside those of `cases` that `events.ts` reads. */
  readonly fromRetention?: Readonly<Record<string, EventHandler>>;
  readonly fromCases?: Readonly<Record<string, EventHandler>>;
  /** What this subgraph has told itself: work that an act has ordered survives the process that ordered it. */
  readonly fromHoldings?: Readonly<Record<string, EventHandler>>;
}
