/** Tables of what makes grants be in force. */
import { ConsentEntity, HallConfirmationEntity } from './consent.ts';
import { DemandEntity } from './demand.ts';
import { AnswerLeaseEntity, GrantSubjectEntity, GrantUsageEntity } from './quota.ts';
import { AccessLogPendingEntity, AccessLogRecordEntity, RecordCopyEntity, RecordRequestEntity } from './subject.ts';

export const IN_FORCE_ENTITIES = [
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
