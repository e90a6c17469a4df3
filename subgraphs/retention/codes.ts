/** The enums of `retention` as GraphQL knows them. */
import type { RetentionState as RetentionStateCode } from '../../schema/codes.ts';
import { codesOf } from '../../schema/shared-types.ts';

export const RetentionState = codesOf(
  'RetentionState',
  'Where a record stands between archiving and destruction (保管与处置状态).',
  {
    ACTIVE: 'Being kept (保管中).',
    EXPIRED: 'Its period has ended (到期).',
    IN_APPRAISAL: 'Being appraised (鉴定中).',
    RETAINED: 'Kept on after appraisal (续存).',
    DESTRUCTION_PROPOSED: 'On a destruction list, not approved (拟销毁).',
    DESTRUCTION_APPROVED: 'Destruction approved, not executed (批准销毁).',
    DESTROYED: 'Destroyed (已销毁).',
  } satisfies Record<RetentionStateCode, string>,
);

export const ScheduleState = codesOf('RetentionScheduleState', 'State of a retention schedule (保管期限表状态).', {
  DRAFT: 'Not yet approved; never listed (拟订).',
  APPROVED: 'Approved by the archives authority (已批准).',
  SUPERSEDED: 'Replaced by a later version (已被替代).',
});

export const RetentionOrderField = codesOf(
  'RetentionOrderField',
  'What retention decisions can be sorted by (排序字段). Only statutory-public and internal fields.',
  { DUE_ON: 'End of retention (保管期满日期); permanent ones first.' },
);
