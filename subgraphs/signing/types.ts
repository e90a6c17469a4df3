/** What signing means to those who need it: one port, whoever keeps the keys. */

export const ALGORITHMS = ['SM2-SM3', 'Ed25519'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** What a text is signed with. `value` is base64: DER of (r, s) for SM2, 64 bytes for Ed25519. */
export interface Signature {
  readonly algorithm: Algorithm;
  readonly keyId: string;
  readonly value: string;
}

/** `REVOKED`: got into other hands; nothing signed with it counts. `RETIRED` ones sign no more, and verify for ever. */
export type KeyState = 'ACTIVE' | 'RETIRED' | 'REVOKED';

export interface PublicKey {
  readonly keyId: string;
  readonly algorithm: Algorithm;
  /** Hexadecimal: the uncompressed point, 65 bytes from 04, for SM2; 32 bytes for Ed25519. */
  readonly publicKey: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly state: KeyState;
}

/**
 * Keys by file are one implementation; a hardware module or a certified service is another, in production.
 *
 * @clause 密码法 art. 27
 */
export interface Signing {
  /** One signature of each algorithm. @throws UNAVAILABLE when a key is missing */
  sign(message: Uint8Array): Promise<readonly Signature[]>;
  /** All that were ever used, the retired and the revoked with them. */
  publicKeys(): Promise<readonly PublicKey[]>;
}
