/** Signatures, and who else verifies them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sm2 as otherSm2 } from 'sm-crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyFiles, toJwk, verifies, type PublicKey, type Signature } from './index.ts';

const MESSAGE = Buffer.from('凭证副本 abc');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asg-signing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const keysIn = (mayMake = true): KeyFiles => new KeyFiles({ folder: join(folder, 'keys'), mayMake });

function of(algorithm: string, signatures: readonly Signature[]): Signature {
  const found = signatures.find((each) => each.algorithm === algorithm);
  if (found === undefined) throw new Error(`no ${algorithm}`);
  return found;
}

function keyOf({ keyId }: Signature, keys: readonly PublicKey[]): PublicKey {
  const found = keys.find((each) => each.keyId === keyId);
  if (found === undefined) throw new Error(`no key ${keyId}`);
  return found;
}

describe('a signature', () => {
  it('is one of each algorithm, and no changed byte of text or signature passes', async () => {
    const keys = keysIn();
    const signatures = await keys.sign(MESSAGE);
    const published = await keys.publicKeys();

    expect(signatures.map(({ algorithm }) => algorithm)).toEqual(['SM2-SM3', 'Ed25519']);
    expect(verifies(MESSAGE, signatures, published)).toBe(true);
    const [first, second] = signatures as [Signature, Signature];
    expect(verifies(MESSAGE, [first], published)).toBe(false);
    expect(verifies(MESSAGE, [first, first], published)).toBe(false);
    for (const each of signatures) {
      const bytes = Buffer.from(each.value, 'base64');
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      const other = each === first ? second : first;
      expect(verifies(MESSAGE, [{ ...each, value: bytes.toString('base64') }, other], published)).toBe(false);
    }
    const changed = Buffer.from(MESSAGE);
    changed[0] = (changed[0] ?? 0) ^ 1;
    expect(verifies(changed, signatures, published)).toBe(false);
  });

  it('by SM2 is accepted by OpenSSL and by a second library, and not as ECDSA on the same curve', async () => {
    const keys = keysIn();
    const signature = of('SM2-SM3', await keys.sign(MESSAGE));
    const { publicKey } = keyOf(signature, await keys.publicKeys());
    const der = Buffer.from(signature.value, 'base64');

    expect(otherSm2.doVerifySignature([...MESSAGE], der.toString('hex'), publicKey, { hash: true, der: true })).toBe(
      true,
    );
    expect(openssl(publicKey, der, ['-sigopt', 'distid:1234567812345678'])).toContain('Verified OK');
    expect(openssl(publicKey, der, ['-sigopt', 'distid:somebody-else000'])).not.toContain('Verified OK');
  });
});

function openssl(publicKey: string, signature: Buffer, options: readonly string[]): string {
  const files = { key: join(folder, 'sm2.pem'), text: join(folder, 'text'), signature: join(folder, 'signature') };
  const spki = Buffer.from(`3059301306072a8648ce3d020106082a811ccf5501822d034200${publicKey}`, 'hex');
  writeFileSync(files.key, `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----\n`);
  writeFileSync(files.text, MESSAGE);
  writeFileSync(files.signature, signature);
  const verify = ['dgst', '-sm3', '-verify', files.key, '-signature', files.signature, ...options, files.text];
  try {
    return execFileSync('openssl', verify, { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}

describe('keys', () => {
  it('are readable by their user alone, and no private half is published', async () => {
    const keys = keysIn();
    await keys.sign(MESSAGE);

    const [file = ''] = readdirSync(join(folder, 'keys'));
    expect(statSync(join(folder, 'keys', file)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify((await keys.publicKeys()).map(toJwk))).not.toContain('privateKey');
  });

  it('are not made up in production', async () => {
    await expect(keysIn(false).sign(MESSAGE)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('that are retired verify what they signed and sign no more; a revoked one verifies nothing', async () => {
    const keys = keysIn();
    const before = await keys.sign(MESSAGE);
    await keys.rotate();
    const after = await keys.sign(MESSAGE);
    const published = await keys.publicKeys();

    expect(published.map(({ state }) => state).toSorted()).toEqual(['ACTIVE', 'ACTIVE', 'RETIRED', 'RETIRED']);
    expect(after.map(({ keyId }) => keyId)).not.toEqual(before.map(({ keyId }) => keyId));
    expect(verifies(MESSAGE, before, published)).toBe(true);

    await keys.revoke(of('SM2-SM3', before).keyId);
    expect(verifies(MESSAGE, before, await keys.publicKeys())).toBe(false);
    expect(verifies(MESSAGE, after, await keys.publicKeys())).toBe(true);
  });

  it('are published as JSON Web Keys from which each can be had again', async () => {
    const keys = keysIn();
    await keys.prepare();
    for (const key of await keys.publicKeys()) {
      const { x = '', y } = toJwk(key);
      const hex = [x, y ?? ''].map((each) => Buffer.from(each, 'base64url').toString('hex')).join('');
      expect(y === undefined ? hex : `04${hex}`).toBe(key.publicKey);
    }
  });
});
