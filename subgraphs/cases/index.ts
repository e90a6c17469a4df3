/** The only face of `cases` to the rest of the house. */
import { labelCall } from '../disclosure/index.ts';
import { defineSubgraph } from '../kernel/index.ts';
import { ENTITIES } from './entities.ts';
import { consumes } from './events.ts';
import { caseFeed } from './feed.ts';
import { countContent, load } from './load.ts';
import { migrations } from './migrations/index.ts';
import { policy } from './policy.ts';
import {
  ArchivingResolver,
  ArchivingStepResolver,
  CaseAnnotationResolver,
  CheckReportResolver,
  DoorResolver,
  ScopeResolver,
} from './resolvers/archiving.ts';
import {
  CaseConnectionResolver,
  CaseMaterialResolver,
  CasePartResolver,
  CaseResolver,
  CaseStepResolver,
  LicenceSnapshotResolver,
  SealedPackageResolver,
} from './resolvers/case.ts';
import { HandlingResolver, SetUpResolver } from './resolvers/handling.ts';
import { chores } from './service/chores.ts';
import { openDownload } from './service/downloads.ts';
import { receivePackage } from './service/receiving/receive-package.ts';
import { CASE_KINDS, findCase } from './service/records.ts';
import { listTransferSeals, openTransferPackage } from './service/transfer-package.ts';
import { receiveUpload } from './service/uploads.ts';

export type { LabelledRecord, LabelQuery } from '../disclosure/index.ts';
export type { CaseLoad, CaseRow } from './load.ts';
export { namedFiles } from './keeping.ts';
export { archiveWaiting, sweepFiles } from './service/chores.ts';
export type { FileAnswer } from './service/downloads.ts';
export type { TransferPackageAnswer, TransferPackageCall, TransferSeal } from './service/transfer-package.ts';
export type { PackageAnswer, PackageCall } from './service/receiving/receive-package.ts';
export type { UploadCall } from './service/uploads.ts';

export const cases = defineSubgraph({
  name: 'cases',
  resolvers: [
    CaseResolver,
    CaseStepResolver,
    CasePartResolver,
    CaseMaterialResolver,
    LicenceSnapshotResolver,
    SealedPackageResolver,
    CaseConnectionResolver,
    SetUpResolver,
    HandlingResolver,
    ScopeResolver,
    ArchivingResolver,
    ArchivingStepResolver,
    CheckReportResolver,
    CaseAnnotationResolver,
    DoorResolver,
    ...caseFeed.resolvers,
  ],
  orphanedTypes: [],
  references: { Case: ({ id }, context) => findCase(context, String(id)) },
  access: { ...policy, ...caseFeed.access },
  entities: ENTITIES,
  migrations,
  consumes: { ...consumes, sharing: () => caseFeed.handlers },
  calls: {
    countContent,
    labelOf: labelCall(CASE_KINDS),
    load,
    receiveUpload,
    openDownload,
    listTransferSeals,
    openTransferPackage,
    receivePackage,
    ...caseFeed.calls,
  },
  chores: [...chores, ...caseFeed.chores],
});
