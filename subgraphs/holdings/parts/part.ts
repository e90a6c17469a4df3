/** What one part of `holdings` adds to the whole: records, transfer, preservation, opening and use. */
import type { EntitySchema } from '@mikro-orm/core';
import type { ContentTable } from '../destruction.ts';
import type { EventHandler, PolicyTable, SubgraphParts } from '../../kernel/index.ts';

export interface HoldingsPart {
  readonly resolvers: readonly (new () => object)[];
  readonly policy: PolicyTable;
  readonly entities: readonly EntitySchema[];
  readonly calls?: SubgraphParts['calls'];
  readonly chores?: SubgraphParts['chores'];
  readonly content?: readonly ContentTable[];
  readonly references?: SubgraphParts['references'];
  readonly orphanedTypes?: SubgraphParts['orphanedTypes'];
  /** Kinds of `retention`, beside those of `cases` that `events.ts` reads. */
  readonly fromRetention?: Readonly<Record<string, EventHandler>>;
}
