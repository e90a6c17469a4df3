/** The only face of `sharing` to the rest of the house. */
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { load, setGrantState } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import {
  AccessLogResolver,
  AgencyResolver,
  CatalogueEntryResolver,
  COUNT_RESOLVERS,
  GrantResolver,
} from './resolvers.ts';
import { appendLog, findAgency, findStanding, readEpoch, readRemedies } from './service.ts';

export type { SharingLoad } from './load.ts';
export type { AccessLogRow, Remedies, Standing } from './service.ts';

export const sharing = defineSubgraph({
  name: 'sharing',
  resolvers: [AgencyResolver, CatalogueEntryResolver, GrantResolver, AccessLogResolver, ...COUNT_RESOLVERS],
  orphanedTypes: [],
  references: { Agency: ({ uscc }, context) => findAgency(context, String(uscc)) },
  access: policy,
  entities: ENTITIES,
  migrations,
  consumes: {},
  calls: {
    load,
    setGrantState,
    findStanding,
    appendLog,
    readEpoch: (runtime) => readEpoch(runtime.fork()),
    readRemedies,
  },
});
