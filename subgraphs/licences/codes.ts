/** The enums of `licences` as GraphQL knows them. */
import type * as Codes from '../../schema/codes.ts';
import { codesOf } from '../../schema/shared-types.ts';
import type { LicenceOperation as LicenceOperationName, StatusOperation } from './life-rules.ts';

export const LicenceStatus = codesOf('LicenceStatus', 'Status of a licence today (证照状态).', {
  VALID: 'Valid (有效).',
  SUSPENDED: 'Withheld or suspended (暂扣).',
  REVOKED: 'Revoked as a penalty (吊销).',
  WITHDRAWN: 'Withdrawn by the authority (撤销、撤回).',
  CANCELLED: 'Cancelled (注销).',
  EXPIRED: 'Lapsed (失效).',
  OTHER: 'Other, or a code that its type does not explain (其他).',
} satisfies Record<Codes.LicenceStatus, string>);

export const CheckDigit = codesOf(
  'LicenceCheckDigit',
  'Whether the check character of the identifier agrees (校验位).',
  {
    VALID: 'Agrees with GB/T 36904 (一致).',
    MISMATCH_LEGACY: 'Does not agree; issued so by older systems and in lawful use (不一致，历史系统签发).',
  },
);

export const LicenceOrderField = codesOf(
  'LicenceOrderField',
  'What licences can be sorted by (排序字段). Only statutory-public and internal fields.',
  {
    TYPE_CODE: 'Licence type (证照类型代码).',
    ISSUED_ON: 'Day of issue (颁发日期).',
    VALID_TO: 'Last day of validity (有效期截止).',
  },
);

export const LicenceOperation = codesOf(
  'LicenceOperation',
  'What was done to a licence (操作类型), with its code in the exchange.',
  {
    ISSUE: 'Issued, 01 (新增).',
    RENEW: 'Renewed in a new version, 02 (延续).',
    SUSPEND: 'Withheld or suspended, 03 (暂扣).',
    EXPIRE: 'Lapsed, 04 (到期).',
    CANCEL: 'Cancelled from the register, 05 (注销).',
    RESUME: 'Suspension ended, 06 (解除暂扣).',
    REVOKE: 'Revoked as a penalty, 07 (吊销).',
    WITHDRAW: 'Withdrawn by the authority, 07 (撤销、撤回).',
    OTHER: 'Anything else, 07 (其他).',
  } satisfies Record<LicenceOperationName, string>,
);

export const LicenceStatusOperation = codesOf(
  'LicenceStatusOperation',
  'Acts that change the status of a licence (状态操作). Lapsing is none: it follows from the validity.',
  {
    SUSPEND: 'Withhold or suspend (暂扣).',
    RESUME: 'End a suspension (解除暂扣).',
    REVOKE: 'Revoke as a penalty (吊销).',
    WITHDRAW: 'Withdraw by the authority (撤销、撤回).',
    CANCEL: 'Cancel from the register (注销).',
  } satisfies Record<StatusOperation, string>,
);

export const LicenceCallState = codesOf('LicenceCallState', 'Whether a case has taken a licence in (调用状态).', {
  PENDING: 'On its way to the case (传递中).',
  TAKEN: 'In the case as a snapshot (已入卷).',
  REFUSED: 'Not taken: the case is not yours, is archived or does not exist (未入卷).',
});

export const VerifyVerdict = codesOf('VerifyVerdict', 'What a file of a licence turned out to be (核验结论).', {
  VALID: 'Exactly the file of a version that was issued, or an annotated copy in its time (一致).',
  CHANGED: 'Not the file of the licence that was named (不一致). Told only to who may read its identifier.',
  EXPIRED_COPY: 'An annotated copy after its time (加注件已过期).',
  UNKNOWN: 'No file of this system (无法核验).',
});
