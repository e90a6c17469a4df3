/** The only face of `licences` to the rest of the house. */
import { labelCall } from '../disclosure/index.ts';
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { licenceFeed } from './feed.ts';
import { load } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import { LicenceConnectionResolver, LicenceResolver } from './resolvers/licence.ts';
import {
  LicenceActResolver,
  LicenceLifeResolver,
  LicenceTypeResolver,
  LicenceVersionResolver,
} from './resolvers/life.ts';
import { AnnotatedCopyResolver, LicenceCallResolver, VerificationResolver } from './resolvers/use.ts';
import { openCalledFile } from './service/called-files.ts';
import { chores } from './service/chores.ts';
import { openDownload } from './service/downloads.ts';
import { receiveUpload } from './service/files.ts';
import { findLicence, LICENCE_KINDS } from './service/records.ts';
import { verifyFile } from './service/verify.ts';

export type { LicenceLoad, LicenceRow, LicenceTypeRow } from './load.ts';
export type { LicenceFileAnswer } from './service/downloads.ts';
export { expireLicences } from './service/expiry.ts';
export { sweepFiles as sweepLicenceFiles, type LicenceUploadCall } from './service/files.ts';
export type { Verified, VerifyFileCall } from './service/verify.ts';

export { namedFiles } from './service/files.ts';

export const licences = defineSubgraph({
  name: 'licences',
  resolvers: [
    LicenceResolver,
    LicenceConnectionResolver,
    LicenceTypeResolver,
    LicenceLifeResolver,
    LicenceActResolver,
    LicenceVersionResolver,
    AnnotatedCopyResolver,
    LicenceCallResolver,
    VerificationResolver,
    ...licenceFeed.resolvers,
  ],
  orphanedTypes: [],
  references: { Licence: ({ id }, context) => findLicence(context, String(id)) },
  access: { ...policy, ...licenceFeed.access },
  entities: ENTITIES,
  migrations,
  consumes: { ...consumes, sharing: () => licenceFeed.handlers },
  calls: {
    labelOf: labelCall(LICENCE_KINDS),
    load,
    receiveUpload,
    openDownload,
    openCalledFile,
    verifyFile,
    ...licenceFeed.calls,
  },
  chores: [...chores, ...licenceFeed.chores],
});
