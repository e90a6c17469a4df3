/** The enums of `retention` as GraphQL knows them. */
import type { MaterialClass as MaterialClassCode, RetentionState as RetentionStateCode } from '../../schema/codes.ts';
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
  SUBMITTED: 'With the archives authority (已报审).',
  RETURNED: 'Returned by the archives authority, to be revised (退回修改).',
  APPROVED: 'Approved by the archives authority (已批准).',
  SUPERSEDED: 'Replaced by a later version (已被替代).',
});

export const RetentionOrderField = codesOf(
  'RetentionOrderField',
  'What retention decisions can be sorted by (排序字段). Only statutory-public and internal fields.',
  { DUE_ON: 'End of retention (保管期满日期); permanent ones first.' },
);

export const MaterialClass = codesOf('RetentionMaterialClass', 'How a material came about (材料类别).', {
  EVIDENTIAL: 'Evidence handed in or called in (证据性材料).',
  PROCEDURAL: 'Formed while the case was handled (程序性材料).',
  RESULT: 'What the case ended with (结果性材料).',
} satisfies Record<MaterialClassCode, string>);

export const HoldReason = codesOf('RetentionHoldReason', 'Why a record is held (暂停处置原因).', {
  LITIGATION: 'A lawsuit or review (诉讼、复议).',
  AUDIT: 'An audit (审计).',
  INSPECTION: 'An inspection (检查).',
  SHARING_DISPUTE: 'An open dispute about sharing (共享争议).',
});

export const AppraisalState = codesOf('AppraisalState', 'Where an appraisal stands (鉴定状态).', {
  OPEN: 'Opinions are given (鉴定中).',
  CONCLUDED: 'Its report is made (已形成鉴定报告).',
});

export const AppraisalConclusion = codesOf('AppraisalConclusion', 'What becomes of an expired record (鉴定结论).', {
  RETAIN: 'Kept on, with a new period (续存).',
  DESTROY: 'To be destroyed, if approved (拟销毁).',
});

export const DestructionListState = codesOf('DestructionListState', 'Where a destruction list stands (销毁清册状态).', {
  PROPOSED: 'Waits for approval (待审批).',
  RETURNED: 'Not approved; its records are kept (未批准).',
  APPROVED: 'Approved; waits for its supervisors and its operator (已批准).',
  EXECUTING: 'Being executed; what is gone stays gone (执行中).',
  EXECUTED: 'Every record is settled: destroyed, or kept for a reason (已执行).',
  CERTIFIED: 'Its certificate has been issued (已出具销毁证明).',
});

export const DestructionItemState = codesOf(
  'DestructionItemState',
  'What became of a record on the list (清册条目状态).',
  {
    PENDING: 'Not yet (待销毁).',
    DESTROYED: 'Destroyed (已销毁).',
    KEPT: 'Kept: something forbade it at the last moment (未销毁).',
    WITHDRAWN: 'Taken off the list before execution (撤出清册).',
  },
);

export const DestructionHand = codesOf('DestructionHand', 'In what part a person took part (销毁参与身份).', {
  PROPOSER: 'Proposed it (提出人).',
  APPROVER: 'Approved it (审批人).',
  SUPERVISOR: 'Supervised it, one of two (监销人).',
  OPERATOR: 'Executed it (操作员).',
});

export const BackupMedium = codesOf('BackupMedium', 'How a set of backups is kept (备份介质).', {
  ONLINE: 'On a system that can be reached (在线).',
  OFFLINE: 'On media in a cabinet (离线).',
});

export const RectificationState = codesOf('RectificationState', 'Where a rectification order stands (督促整改状态).', {
  ISSUED: 'Waits for its answer (待整改).',
  ANSWERED: 'Answered; waits for the authority (已答复).',
  CLOSED: 'Closed by the authority (已销号).',
});

export const ErasureOutcome = codesOf('ErasureOutcome', 'What a demand to erase has led to (删除请求处理结果).', {
  RESTRICTED: 'Processing is restricted: the law still demands that it is kept (限制处理).',
  LIFTED: 'The restriction has been lifted (已解除限制).',
});

export const HallLevel = codesOf('HallLevel', 'Level of an archive hall (档案馆层级).', {
  CENTRAL: 'Central (中央).',
  PROVINCIAL: 'Province (省级).',
  PREFECTURAL: 'City with districts (设区的市).',
  COUNTY: 'County or district (县区级).',
});
