/** The enums of `licences` as GraphQL knows them. */
import type * as Codes from '../../schema/codes.ts';
import { codesOf } from '../../schema/shared-types.ts';

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
