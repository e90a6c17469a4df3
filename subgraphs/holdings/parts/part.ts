/** What one part of `holdings` adds to the whole: records, transfer, preservation, opening and use. */
import type { EntitySchema } from '@mikro-orm/core';
import type { EventHandler, PolicyTable, SubgraphParts } from '../../kernel/index.ts';

/** A table that goes with the content of a destroyed record: its rows are deleted by `case_id`, in the commit of the tombstone. */
export interface ContentTable {
  readonly table: string;
  /** Its `id` names content in the store `holdings`, and `size_bytes` and `sm3` tell of it: that is deleted too. */
  readonly hasFiles: boolean;
}

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
  readonly fromCases?: Readonly<Record<string, EventHandler>>;
  /** What this subgraph has told itself: work that an act has ordered survives the process that ordered it. */
  readonly fromHoldings?: Readonly<Record<string, EventHandler>>;
}
