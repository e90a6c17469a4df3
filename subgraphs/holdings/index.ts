/** The only face of `holdings` to the rest of the house. */
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { archivalRecordFeed } from './feed.ts';
import { countContent, load } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import { ArchivalRecordConnectionResolver, ArchivalRecordResolver, CaseResolver, FondsResolver } from './resolvers.ts';
import { findArchivalRecord, findCaseLink } from './service.ts';

export type { FondsRow, HoldingLoad, RecordRow } from './load.ts';

export const holdings = defineSubgraph({
  name: 'holdings',
  resolvers: [
    ArchivalRecordResolver,
    CaseResolver,
    FondsResolver,
    ArchivalRecordConnectionResolver,
    ...archivalRecordFeed.resolvers,
  ],
  orphanedTypes: [],
  references: {
    ArchivalRecord: ({ id }, context) => findArchivalRecord(context, String(id)),
    Case: ({ id }, context) => findCaseLink(context, String(id)),
  },
  access: { ...policy, ...archivalRecordFeed.access },
  entities: ENTITIES,
  migrations,
  consumes: { ...consumes, sharing: () => archivalRecordFeed.handlers },
  calls: { countContent, load, ...archivalRecordFeed.calls },
  chores: archivalRecordFeed.chores,
});
