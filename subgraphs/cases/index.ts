/** The only face of `cases` to the rest of the house. */
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { load } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import { CaseConnectionResolver, CasePartResolver, CaseResolver, LicenceSnapshotResolver } from './resolvers/case.ts';
import { findCase } from './service/records.ts';

export type { CaseLoad, CaseRow } from './load.ts';

export const cases = defineSubgraph({
  name: 'cases',
  resolvers: [CaseResolver, CasePartResolver, LicenceSnapshotResolver, CaseConnectionResolver],
  orphanedTypes: [],
  references: { Case: ({ id }, context) => findCase(context, String(id)) },
  access: policy,
  entities: ENTITIES,
  migrations,
  consumes,
  calls: { load },
});
