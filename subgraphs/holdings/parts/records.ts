/** Archival records and fonds. */
import { labelCall } from '../../disclosure/index.ts';
import {
  ArchivalRecordEntity,
  CaseCopyEntity,
  ContentErasureEntity,
  FondsEntity,
  RecordFileEntity,
} from '../entities/record.ts';
import { load } from '../load.ts';
import { recordsPolicy } from '../policy/records.ts';
import { FondsResolver } from '../resolvers/fonds.ts';
import { ArchivalRecordConnectionResolver, ArchivalRecordResolver, CaseResolver } from '../resolvers/record.ts';
import { archivalRecords, findArchivalRecord, findCaseLink } from '../service/records.ts';
import type { HoldingsPart } from './part.ts';

export const records: HoldingsPart = {
  resolvers: [ArchivalRecordResolver, CaseResolver, FondsResolver, ArchivalRecordConnectionResolver],
  policy: recordsPolicy,
  entities: [FondsEntity, ArchivalRecordEntity, CaseCopyEntity, RecordFileEntity, ContentErasureEntity],
  content: [{ table: 'holdings.record_file', hasFiles: true }],
  calls: { labelOf: labelCall({ whole: archivalRecords }), load },
  references: {
    ArchivalRecord: ({ id }, context) => findArchivalRecord(context, String(id)),
    Case: ({ id }, context) => findCaseLink(context, String(id)),
  },
};
