/** Tables of `sharing`. */
import { AccessLogEntity } from './access-log.ts';
import { AgencyEntity } from './agency.ts';
import { CatalogueEntryEntity } from './catalogue.ts';
import { ConsentEntity, HallConfirmationEntity } from './consent.ts';
import { DemandEntity } from './demand.ts';
import { EpochEntity } from './epoch.ts';
import { GrantEntity } from './grant.ts';
import { AnswerLeaseEntity, GrantSubjectEntity, GrantUsageEntity } from './quota.ts';
import { AccessLogPendingEntity, AccessLogRecordEntity, RecordCopyEntity, RecordRequestEntity } from './subject.ts';

export const ENTITIES = [
  AgencyEntity,
  CatalogueEntryEntity,
  GrantEntity,
  EpochEntity,
  AccessLogEntity,
  GrantUsageEntity,
  AnswerLeaseEntity,
  GrantSubjectEntity,
  DemandEntity,
  ConsentEntity,
  HallConfirmationEntity,
  RecordCopyEntity,
  AccessLogPendingEntity,
  AccessLogRecordEntity,
  RecordRequestEntity,
];
