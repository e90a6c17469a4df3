/** The two algorithms, each by the library that has it. Node's own ECDSA on the SM2 curve is not SM2. Pure. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import type { Algorithm } from './types.ts';

export interface KeyPair {
  /** Hexadecimal, 32 bytes. */
  readonly privateKey: string;
  readonly publicKey: string;
}

interface Scheme {
  generate(): KeyPair;
  sign(message: Uint8Array, pair: KeyPair): string;
  /** False for whatever is no signature, too. */
  verify(message: Uint8Array, value: string, publicKey: string): boolean;
}

/** The identity that GB/T 35276 gives a signer who has none of its own. */
export const SM2_USER_ID = '1234567812345678';

const SM2_OPTIONS = { hash: true, der: true, userId: SM2_USER_ID } as const;

export const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  'SM2-SM3': {
    generate: () => sm2.generateKeyPairHex(),
    sign: (message, { privateKey, publicKey }) =>
      Buffer.from(sm2.doSignature(message, privateKey, { ...SM2_OPTIONS, publicKey }), 'hex').toString('base64'),
    verify: (message, value, publicKey) => {
      const der = Buffer.from(value, 'base64').toString('hex');
      return isTrue(() => sm2.doVerifySignature(message, der, publicKey, SM2_OPTIONS));
    },
  },
  Ed25519: {
    generate: () => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      return { privateKey: lastBytes(privateKey, 'pkcs8'), publicKey: lastBytes(publicKey, 'spki') };
    },
    sign: (message, { privateKey }) => sign(null, message, ed25519Private(privateKey)).toString('base64'),
    verify: (message, value, publicKey) =>
      isTrue(() => verify(null, message, ed25519Public(publicKey), Buffer.from(value, 'base64'))),
  },
};

/** What a library throws at a malformed key or signature means: it does not verify. */
function isTrue(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

const PKCS8_HEAD = '302e020100300506032b657004220420';
const SPKI_HEAD = '302a300506032b6570032100';

function ed25519Private(privateKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(PKCS8_HEAD + privateKey, 'hex'), format: 'der', type: 'pkcs8' });
}

function ed25519Public(publicKey: string): KeyObject {
  return createPublicKey({ key: Buffer.from(SPKI_HEAD + publicKey, 'hex'), format: 'der', type: 'spki' });
}

/** Both forms end with the key itself. */
function lastBytes(key: KeyObject, type: 'pkcs8' | 'spki'): string {
  return key
    .export({ format: 'der', type } as { format: 'der'; type: 'spki' })
    .subarray(-32)
    .toString('hex');
}
