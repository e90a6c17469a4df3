/** Keys as the outside reads them, and verification with them. */
import { SCHEMES, SM2_USER_ID } from './algorithms.ts';
import { ALGORITHMS, type PublicKey, type Signature } from './types.ts';

/** A JSON Web Key; the SM2 curve and its algorithm are in no registry, and named as GM/T texts name them. */
export function toJwk({ keyId, algorithm, publicKey, createdAt, state }: PublicKey): Readonly<Record<string, string>> {
  const about = { kid: keyId, use: 'sig', alg: algorithm === 'Ed25519' ? 'EdDSA' : algorithm, state, createdAt };
  if (algorithm === 'Ed25519') return { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey), ...about };
  const x = base64url(publicKey.slice(2, 66));
  const y = base64url(publicKey.slice(66));
  return { kty: 'EC', crv: 'SM2', x, y, userId: SM2_USER_ID, ...about };
}

function base64url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

/** @param value base64 @returns false for whatever is no signature, too */
export function isSignedBy(
  { algorithm, publicKey }: Pick<PublicKey, 'algorithm' | 'publicKey'>,
  message: Uint8Array,
  value: string,
): boolean {
  return SCHEMES[algorithm].verify(message, value, publicKey);
}

/** One good signature of each algorithm, by a key that was not revoked, and no other signature. */
export function verifies(message: Uint8Array, signatures: readonly Signature[], keys: readonly PublicKey[]): boolean {
  const named = signatures.map(({ algorithm }) => algorithm);
  if (named.length !== ALGORITHMS.length || !ALGORITHMS.every((each) => named.includes(each))) return false;
  return signatures.every(({ algorithm, keyId, value }) => {
    const key = keys.find((each) => each.keyId === keyId && each.algorithm === algorithm);
    return key !== undefined && key.state !== 'REVOKED' && SCHEMES[algorithm].verify(message, value, key.publicKey);
  });
}
