/** The life of a licence: which act is possible in which status, and what it leaves. Pure: no I/O, no clock. */
import type { LicenceStatus } from '../../schema/codes.ts';
import {
  LICENCE_ROOT_OID,
  makeCheckLicenceIdentifier,
  type LicenceIdentifierParts,
} from '../../schema/identifiers/licence-identifier.ts';

/** 操作类型 of the exchange, by our name. [V-code] standards.md §4.4; revoking and withdrawing have no code of their own. */
export const OPERATION_CODE = {
  ISSUE: '01', // 新增
  RENEW: '02', // 延续
  SUSPEND: '03', // 暂扣
  EXPIRE: '04', // 到期
  CANCEL: '05', // 注销
  RESUME: '06', // 解除暂扣
  REVOKE: '07', // 其他: 吊销
  WITHDRAW: '07', // 其他: 撤销、撤回
  OTHER: '07', // 其他
} as const;
export type LicenceOperation = keyof typeof OPERATION_CODE;

/** Acts that change a status and nothing else. */
export type StatusOperation = Exclude<LicenceOperation, 'ISSUE' | 'RENEW' | 'EXPIRE' | 'OTHER'>;

/** What an act leaves. Issuing leaves what the source reports. */
const LEAVES: Readonly<Record<StatusOperation | 'RENEW' | 'EXPIRE', LicenceStatus>> = {
  RENEW: 'VALID',
  SUSPEND: 'SUSPENDED',
  EXPIRE: 'EXPIRED',
  CANCEL: 'CANCELLED',
  RESUME: 'VALID',
  REVOKE: 'REVOKED',
  WITHDRAW: 'WITHDRAWN',
};

/** In a status that nobody has explained the issuer alone knows what is possible. */
const ANY: readonly LicenceOperation[] = ['RENEW', 'SUSPEND', 'CANCEL', 'RESUME', 'REVOKE', 'WITHDRAW'];

/**
 * What is revoked, withdrawn or lapsed is then cancelled from the register (行政许可法 art. 70); nothing follows that.
 * What lapsed may still be renewed, and withdrawn where it should never have been given (art. 69).
 */
const POSSIBLE: Readonly<Record<LicenceStatus, readonly LicenceOperation[]>> = {
  VALID: ['RENEW', 'SUSPEND', 'EXPIRE', 'CANCEL', 'REVOKE', 'WITHDRAW'],
  SUSPENDED: ['RESUME', 'EXPIRE', 'CANCEL', 'REVOKE', 'WITHDRAW'],
  REVOKED: ['CANCEL'],
  WITHDRAWN: ['CANCEL'],
  CANCELLED: [],
  EXPIRED: ['RENEW', 'CANCEL', 'WITHDRAW'],
  OTHER: ANY,
};

/** @clause 行政许可法 art. 69; 行政许可法 art. 70 */
export function isPossible(operation: LicenceOperation, status: LicenceStatus): boolean {
  return POSSIBLE[status].includes(operation);
}

export function statusAfter(operation: StatusOperation | 'RENEW' | 'EXPIRE'): LicenceStatus {
  return LEAVES[operation];
}

/** The last day of validity is itself valid. */
export function isLapsed(status: string, validTo: string | null, today: string): boolean {
  return (status === 'VALID' || status === 'SUSPENDED') && validTo !== null && validTo < today;
}

/**
 * The identifier of one version of a licence, with its check character.
 *
 * @param parts.version `001` and up
 * @clause GB/T 36904-2018
 */
export function makeIdentifier(
  parts: Pick<LicenceIdentifierParts, 'typeCode' | 'issuer' | 'serial' | 'version'>,
): string {
  const body = [parts.typeCode, parts.issuer, parts.serial, parts.version];
  return [LICENCE_ROOT_OID, ...body, makeCheckLicenceIdentifier(body.join(''))].join('.');
}

/** `001` → `002`; null after `999`: the standard has three digits. @clause GB/T 36904-2018 */
export function nextVersion(version: string): string | null {
  const next = Number(version) + 1;
  return next > 999 ? null : String(next).padStart(3, '0');
}
