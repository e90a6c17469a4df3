/** Opening review, use requests and certified copies. */
import { OpeningReviewEntity, RecordSealEntity } from '../entities/opening.ts';
import { CopyFileEntity, CopySeriesEntity, IssuedCopyEntity, UseRequestEntity } from '../entities/use.ts';
import { openingPolicy } from '../policy/opening.ts';
import { OpeningReviewConnectionResolver, OpeningReviewResolver, RecordSealResolver } from '../resolvers/opening.ts';
import { usePolicy } from '../policy/use.ts';
import { RecordFilesResolver } from '../resolvers/record-file.ts';
import { IssuedCopyResolver, UseRequestConnectionResolver, UseRequestResolver } from '../resolvers/use.ts';
import { openCopy, verifyIssued } from '../service/copy-downloads.ts';
import { findRecordFile } from '../service/record-files.ts';
import type { HoldingsPart } from './part.ts';

export const opening: HoldingsPart = {
  resolvers: [
    OpeningReviewResolver,
    RecordSealResolver,
    OpeningReviewConnectionResolver,
    UseRequestResolver,
    IssuedCopyResolver,
    UseRequestConnectionResolver,
    RecordFilesResolver,
  ],
  policy: { ...openingPolicy, ...usePolicy },
  calls: { openCopy, verifyIssued },
  references: { RecordFile: ({ id }, context) => findRecordFile(context, String(id)) },
  entities: [
    OpeningReviewEntity,
    RecordSealEntity,
    UseRequestEntity,
    IssuedCopyEntity,
    CopyFileEntity,
    CopySeriesEntity,
  ],
  content: [
    { table: 'holdings.opening_review', hasFiles: false },
    { table: 'holdings.record_seal', hasFiles: false },
    { table: 'holdings.use_request', hasFiles: false },
    { table: 'holdings.copy_file', hasFiles: true },
  ],
};
