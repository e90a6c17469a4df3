/** Feeds: what has become of a subgraph's records for each consumer, in the consumer's own order. */
import type { PolicyTable, SubgraphParts } from '../kernel/index.ts';
import { feedResolverOf, withdrawalResolverOf, type FeedNames } from './resolvers.ts';
import type { FeedStream } from './stream.ts';
import { readPosition } from './position.ts';
import { pruning } from './prune.ts';
import { feedChores, grantChanged } from './watch.ts';

export { feedMigration, feedUpkeepMigration } from './migration.ts';
export type { FeedPosition } from './position.ts';
export type { FeedStream } from './stream.ts';

const CONSUMERS = ['NATIONAL_PLATFORM', 'AGENCY', 'ARCHIVE_HALL'] as const;

/** What a subgraph adds to its parts for its records to be fed. */
export interface Feed {
  readonly resolvers: readonly [new () => object, new () => object];
  readonly access: PolicyTable;
  readonly calls: SubgraphParts['calls'];
  readonly chores: NonNullable<SubgraphParts['chores']>;
  /** Of `sharing`. */
  readonly handlers: ReturnType<NonNullable<SubgraphParts['consumes']['sharing']>>;
}

export function defineFeed(stream: FeedStream, names: FeedNames): Feed {
  const { name } = names;
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  return {
    resolvers: [feedResolverOf(stream, names), withdrawalResolverOf(stream, names)],
    access: {
      [`Query.${field}Changes`]: { call: CONSUMERS, clause: '809 art. 22' },
      [`Query.${field}Reconciliation`]: { call: CONSUMERS, clause: '809 art. 29' },
      [`Query.${field}Tree`]: { call: CONSUMERS, clause: '809 art. 29' },
      [`Query.overdue${name}Withdrawals`]: {
        call: ['AGENCY', 'ARCHIVE_HALL', 'DATA_AUTHORITY'],
        clause: '809 art. 27',
      },
      [`Mutation.acknowledge${name}Changes`]: { call: CONSUMERS, clause: '809 art. 27' },
    },
    calls: { feedPosition: (runtime, input) => readPosition(stream, runtime, input) },
    chores: [...feedChores(stream), pruning(stream)],
    handlers: { GRANT_CHANGED: grantChanged(stream.schema) },
  };
}
