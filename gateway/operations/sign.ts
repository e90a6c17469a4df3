/** The other end of `signature.ts`: what a consumer sends with a call. */
import { randomUUID, sign, type KeyObject } from 'node:crypto';
import { componentsOf, contentDigest, signatureBase, type SignedRequest } from './signature.ts';

export interface SigningKey {
  readonly keyId: string;
  readonly alg: 'ed25519' | 'sm2-sm3';
  /** @returns base64 */
  sign(message: Buffer): string;
}

/** @param created seconds since the epoch */
export function signRequest(
  request: SignedRequest,
  { keyId, alg, sign: signWith }: SigningKey,
  { created, nonce = randomUUID() }: { readonly created: number; readonly nonce?: string },
): Readonly<Record<string, string>> {
  const digest = request.body === null ? {} : { 'content-digest': contentDigest(request.body) };
  const whole = { ...request, headers: { ...request.headers, ...digest } };
  const components = componentsOf(whole);
  const listed = components.map((name) => `"${name}"`).join(' ');
  const parameters = `(${listed});created=${created};keyid="${keyId}";alg="${alg}";nonce="${nonce}"`;
  const value = signWith(signatureBase(whole, components, parameters));
  return { ...digest, 'signature-input': `sig=${parameters}`, signature: `sig=:${value}:` };
}

/** @param key a private key of Ed25519 */
export function ed25519Key(keyId: string, key: KeyObject): SigningKey {
  return { keyId, alg: 'ed25519', sign: (message) => sign(null, message, key).toString('base64') };
}
