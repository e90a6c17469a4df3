/** The only face of `licences` to the rest of the house. */
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { load } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import { LicenceConnectionResolver, LicenceResolver } from './resolvers.ts';
import { findLicence } from './service.ts';

export type { LicenceLoad, LicenceRow, LicenceTypeRow } from './load.ts';

export const licences = defineSubgraph({
  name: 'licences',
  resolvers: [LicenceResolver, LicenceConnectionResolver],
  orphanedTypes: [],
  references: { Licence: ({ id }, context) => findLicence(context, String(id)) },
  access: policy,
  entities: ENTITIES,
  migrations,
  consumes,
  calls: { load },
});
