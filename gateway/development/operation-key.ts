/** The key with which the demo city's civil affairs signs its calls. Everybody knows it, so it is for demo data alone. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { StartError, type Config } from '../../subgraphs/kernel/index.ts';

export const DEMO_OPERATION_KEY_ID = '5d9f6a1e-7c1b-4f0e-9a35-0c6d2f4b8e71';

const PKCS8_HEAD = '302e020100300506032b657004220420';

/** @throws StartError in production: demo identities do not exist there */
export function demoOperationKey({ mode }: Pick<Config, 'mode'>): KeyObject {
  if (mode === 'production') throw new StartError('Demo keys do not exist in production.');
  return privateKey();
}

/** Hexadecimal, 32 bytes. */
export function demoOperationPublicKey(): string {
  return createPublicKey(privateKey()).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
}

function privateKey(): KeyObject {
  const seed = createHash('sha256').update('archive-sharing-gateway: demo operations').digest('hex');
  return createPrivateKey({ key: Buffer.from(PKCS8_HEAD + seed, 'hex'), format: 'der', type: 'pkcs8' });
}
