/** The enums of `cases` as GraphQL knows them. */
import type * as Codes from '../../schema/codes.ts';
import { codesOf } from '../../schema/shared-types.ts';

export const CaseState = codesOf('CaseState', 'State of a case, from handling to archive (办件状态).', {
  OPEN: 'Being handled (办理中).',
  COMPLETED: 'Completed, not yet archived (已办结).',
  COLLECTED: 'Collected for archiving (已收集).',
  ARRANGED: 'Arranged into one item (已整理).',
  INVENTORIED: 'Counted and checked (已清点).',
  PACKAGED: 'Package formed (已封装).',
  SEALED: 'Verification information made (已固化).',
  CHECKED: 'Passed the four-property check at archiving (已检测).',
  EXCHANGED: 'Handed over to the archive system (已交换).',
  RECEIVED: 'Passed the check at receipt (已接收).',
  REGISTERED: 'Registered in the catalogue (已登记).',
  ARCHIVED: 'Archived; its content no longer changes (已归档).',
  RETURNED: 'Returned with reasons (已退回).',
} satisfies Record<Codes.CaseState, string>);

export const ItemType = codesOf('ServiceItemType', 'Type of a government service item (事项类型).', {
  PERMIT: 'Administrative permit (行政许可).',
  PENALTY: 'Administrative penalty, archived by reference (行政处罚).',
  COERCION: 'Administrative coercion (行政强制).',
  LEVY: 'Administrative levy (行政征收).',
  PAYMENT: 'Administrative payment (行政给付).',
  INSPECTION: 'Administrative inspection, archived by reference (行政检查).',
  CONFIRMATION: 'Administrative confirmation (行政确认).',
  REWARD: 'Administrative reward (行政奖励).',
  ADJUDICATION: 'Administrative adjudication (行政裁决).',
  OTHER_POWER: 'Other administrative power (其他行政权力).',
  PUBLIC_SERVICE: 'Public service (公共服务).',
} satisfies Record<Codes.ItemType, string>);

export const MaterialClass = codesOf('MaterialClass', 'What a material proves (材料类别).', {
  EVIDENTIAL: 'Evidence handed in or called in (证据性材料).',
  PROCEDURAL: 'Formed while handling (程序性材料).',
  RESULT: 'The result (结果性材料).',
} satisfies Record<Codes.MaterialClass, string>);

export const CaseResult = codesOf('CaseResult', 'How a case ended (办理结果).', {
  GRANTED: 'Granted (准予).',
  REFUSED: 'Refused (不予).',
  WITHDRAWN: 'Withdrawn by the applicant (撤回).',
});

export const ApplicantType = codesOf('ApplicantType', 'Kind of applicant (申请人类型).', {
  PERSON: 'A natural person (自然人).',
  ENTERPRISE: 'A legal person or other organisation (法人或其他组织).',
});

export const CaseStepCode = codesOf('CaseStepCode', 'Step of handling (办理环节).', {
  RECEIVED: 'Received (收件).',
  ACCEPTED: 'Accepted (受理).',
  REVIEWED: 'Reviewed (审查).',
  COMPLETED: 'Completed (办结).',
  SUPPLEMENT: 'Supplement or correction asked (补正).',
  SUSPENDED: 'Suspended (挂起).',
  OTHER: 'Other (其他).',
} satisfies Record<Codes.CaseStep, string>);

export const LicenceStatusAtUse = codesOf(
  'LicenceStatusAtUse',
  'Status of a licence when it was called in (调用时状态).',
  {
    VALID: 'Valid (有效).',
    SUSPENDED: 'Suspended (暂停).',
    REVOKED: 'Revoked (吊销).',
    WITHDRAWN: 'Withdrawn (撤回).',
    CANCELLED: 'Cancelled (注销).',
    EXPIRED: 'Expired (过期).',
    OTHER: 'Other (其他).',
  } satisfies Record<Codes.LicenceStatus, string>,
);

export const CalledFileState = codesOf(
  'CalledFileState',
  'Where the file of a licence that was called in stands (调用证照文件状态).',
  {
    AWAITED: 'On its way from the issuer; archiving waits for it (待取回).',
    MISSING: 'The issuer does not hand it out as it was then; archiving waits for it (缺失).',
    HELD: 'A material of the case, with the digests that were frozen (已随案保存).',
  },
);

export const CaseOrderField = codesOf(
  'CaseOrderField',
  'What cases can be sorted by (排序字段). Only statutory-public and internal fields.',
  {
    COMPLETED_ON: 'Day of completion (办结日期).',
    ARCHIVE_DUE_ON: 'Latest day of archiving (归档期限).',
    CASE_NUMBER: 'Case number (办件编号).',
  },
);

export const ScopeState = codesOf('ScopeState', 'State of a version of an archiving scope (归档范围状态).', {
  SUBMITTED: 'Drafted by the agency, waiting for review (待审核).',
  APPROVED: 'Reviewed; holds for cases of this item version (已审核).',
  REJECTED: 'Given back with a reason (未通过).',
  SUPERSEDED: 'Followed by a newer approved version (已被取代).',
});

export const CheckStage = codesOf('CheckStage', 'When a package is checked (检测环节).', {
  GD: 'At archiving (归档环节).',
  YJ: 'At transfer and receipt (移交接收环节).',
  LT: 'During long-term preservation (长期保存环节).',
} satisfies Record<Codes.CheckStage, string>);

export const CheckOutcome = codesOf('CheckOutcome', 'Outcome of one check of the four properties (检测结果).', {
  PASS: 'Passed (通过).',
  FAIL: 'Failed (不通过).',
  WARNING: 'Passed with a warning (警告).',
  MANUAL_REVIEW: 'A person has to look: no engine here can tell (人工检测).',
  NOT_APPLICABLE: 'Does not apply (不适用).',
} satisfies Record<Codes.CheckResult, string>);

export const FailurePolicy = codesOf('FailurePolicy', 'What follows when a check fails (检测不通过处理方式).', {
  BLOCK: 'The package is returned (阻断).',
  OVERRIDE: 'Returned, unless a named archivist lets it pass with a reason (人工放行).',
  WARN: 'Goes on; the failure stays in the report (告警继续).',
});

export const DoorKind = codesOf('DoorKind', 'What the door did with an intake (入口保密审查结果).', {
  REFUSED: 'Bore a secrecy mark: refused, nothing kept (拒收).',
  DOUBTED: 'May bear one: not let in until the security officer decides (存疑隔离).',
});

export const DoorDecision = codesOf('DoorDecision', 'What the security officer decided about a doubt (存疑处理).', {
  ADMIT: 'No secret: the same may be sent again (准予重新报送).',
  REFUSE: 'Stays outside (不予接收).',
});
