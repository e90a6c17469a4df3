/** What may be registered for a grant, and when: 政务数据共享条例 art. 25. Pure: no I/O, no clock. */
import type { Refusal } from '../../kernel/index.ts';
import { refusal } from './application.ts';

/** In force at a time, for one grant. */
export const MOST_OPERATIONS = 50;
export const MOST_KEYS = 10;

const CLAUSE = '809 art. 25';
const KEY_CLAUSE = '数据安全法 art. 27';

export interface Registration {
  readonly name: string;
  readonly hash: string;
}

export interface KnownOperation extends Registration {
  readonly version: number;
  readonly state: string;
  readonly withdrawnFor: string | null;
}

/**
 * A document is registered once; what the provider has withdrawn is not registered again, under whatever name.
 *
 * @clause 809 art. 25
 */
export function checkRegistration(
  { name, hash }: Registration,
  { grantState, known }: { readonly grantState: string; readonly known: readonly KnownOperation[] },
): Refusal[] {
  const inForce = known.filter(({ state }) => state === 'IN_FORCE');
  const same = inForce.find((each) => each.hash === hash);
  const isBanned = known.some((each) => each.hash === hash && each.withdrawnFor === 'PROVIDER');
  const others = inForce.filter((each) => each.name !== name);
  return [
    ...(grantState === 'ACTIVE'
      ? []
      : [refusal('WRONG_STATE', `This is not possible in the state ${grantState}.`, CLAUSE)]),
    ...(same === undefined
      ? []
      : [refusal('ALREADY_REGISTERED', `It is registered already, as ${same.name}.`, CLAUSE, 'document')]),
    ...(isBanned
      ? [refusal('WITHDRAWN_BY_PROVIDER', 'The provider has withdrawn this document. Ask it.', CLAUSE, 'document')]
      : []),
    ...(others.length < MOST_OPERATIONS
      ? []
      : [refusal('TOO_MANY', `At most ${MOST_OPERATIONS} operations are in force for a grant.`, CLAUSE)]),
  ];
}

/** @clause 809 art. 25 */
export function checkDemandForOperations(
  grantState: string,
  { reason, isChange }: { readonly reason: string; readonly isChange: boolean },
): Refusal[] {
  return [
    ...(['ACTIVE', 'SUSPENDED'].includes(grantState)
      ? []
      : [refusal('WRONG_STATE', `This is not possible in the state ${grantState}.`, CLAUSE)]),
    ...(isChange ? [] : [refusal('NOTHING_CHANGES', 'It is so already.', CLAUSE, 'demanded')]),
    ...needReason(reason, CLAUSE),
  ];
}

/** @clause 809 art. 27 */
export function checkWithdrawal(reason: string): Refusal[] {
  return needReason(reason, '809 art. 27');
}

/** @clause 数据安全法 art. 27 */
export function checkKey(
  key: { readonly publicKey: string } | null,
  { grantState, inForce }: { readonly grantState: string; readonly inForce: readonly string[] },
): Refusal[] {
  return [
    ...(grantState === 'ACTIVE'
      ? []
      : [refusal('WRONG_STATE', `This is not possible in the state ${grantState}.`, KEY_CLAUSE)]),
    ...(key === null
      ? [
          refusal(
            'KEY_UNREADABLE',
            'A public key of Ed25519 or SM2 is expected, as SubjectPublicKeyInfo in PEM.',
            KEY_CLAUSE,
            'publicKey',
          ),
        ]
      : []),
    ...(key !== null && inForce.includes(key.publicKey)
      ? [refusal('ALREADY_REGISTERED', 'This key is registered already.', KEY_CLAUSE, 'publicKey')]
      : []),
    ...(inForce.length < MOST_KEYS
      ? []
      : [refusal('TOO_MANY', `At most ${MOST_KEYS} keys are in force for a grant.`, KEY_CLAUSE)]),
  ];
}

function needReason(reason: string, clause: string): Refusal[] {
  return reason.trim() === '' ? [refusal('REASON_MISSING', 'Say why.', clause, 'reason')] : [];
}

const SPKI_HEADS = {
  Ed25519: '302a300506032b6570032100',
  'SM2-SM3': '3059301306072a8648ce3d020106082a811ccf5501822d034200',
} as const;

export interface ReadKey {
  readonly algorithm: keyof typeof SPKI_HEADS;
  /** Hexadecimal: 32 bytes, or the uncompressed point. */
  readonly publicKey: string;
}

/** @returns null for whatever is no public key of the two kinds; private keys are none */
export function parsePublicKey(pem: string): ReadKey | null {
  const body = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pem.trim())?.[1];
  if (body === undefined) return null;
  const hex = Buffer.from(body, 'base64').toString('hex');
  if (hex.startsWith(SPKI_HEADS.Ed25519) && hex.length === SPKI_HEADS.Ed25519.length + 64)
    return { algorithm: 'Ed25519', publicKey: hex.slice(-64) };
  const point = hex.slice(-130);
  if (hex === SPKI_HEADS['SM2-SM3'] + point && point.startsWith('04'))
    return { algorithm: 'SM2-SM3', publicKey: point };
  return null;
}
