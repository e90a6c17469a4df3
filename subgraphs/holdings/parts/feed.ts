/** The feed of archival records. */
import { archivalRecordFeed } from '../feed.ts';
import type { HoldingsPart } from './part.ts';

export const feed: HoldingsPart = {
  resolvers: archivalRecordFeed.resolvers,
  policy: archivalRecordFeed.access,
  entities: [],
  calls: archivalRecordFeed.calls,
  chores: archivalRecordFeed.chores,
};
