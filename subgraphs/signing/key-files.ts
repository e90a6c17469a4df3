/** Keys in a folder, one file each, readable by this user alone. Files come and change state; none is ever taken away. */
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../schema/errors.ts';
import { SCHEMES } from './algorithms.ts';
import { ALGORITHMS, type Algorithm, type KeyState, type PublicKey, type Signature, type Signing } from './types.ts';

export interface KeyFolder {
  readonly folder: string;
  /** Whether missing keys are made: in development only. */
  readonly mayMake: boolean;
}

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

const keyFile = z.strictObject({
  keyId: z.string().regex(/^[\w-]{16}$/),
  algorithm: z.enum(ALGORITHMS),
  publicKey: z.union([hex(65), hex(32)]),
  /** Null once it signs no more. */
  privateKey: hex(32).nullable(),
  createdAt: z.iso.datetime(),
  state: z.enum(['ACTIVE', 'RETIRED', 'REVOKED']),
});

type KeyFile = z.infer<typeof keyFile>;

/**
 * Every call reads the folder: keys are few, signing is rare, and a rotation holds in all processes at once.
 *
 * @clause 密码法 art. 27
 */
export class KeyFiles implements Signing {
  readonly #folder: string;
  readonly #mayMake: boolean;

  constructor({ folder, mayMake }: KeyFolder) {
    this.#folder = folder;
    this.#mayMake = mayMake;
  }

  async sign(message: Uint8Array): Promise<readonly Signature[]> {
    await this.prepare();
    const keys = await this.#read();
    return ALGORITHMS.map((algorithm) => {
      const { keyId, publicKey, privateKey } = newest(keys, algorithm) ?? missing(algorithm);
      if (privateKey === null) return missing(algorithm);
      return { algorithm, keyId, value: SCHEMES[algorithm].sign(message, { privateKey, publicKey }) };
    });
  }

  async publicKeys(): Promise<readonly PublicKey[]> {
    await this.prepare();
    return (await this.#read()).map(({ privateKey: _secret, ...shown }) => shown);
  }

  /** @throws UNAVAILABLE when there is no key of an algorithm and none may be made; two processes may make one each */
  async prepare(): Promise<void> {
    const keys = await this.#read();
    for (const algorithm of ALGORITHMS) {
      if (newest(keys, algorithm) !== undefined) continue;
      if (!this.#mayMake) missing(algorithm);
      await this.#make(algorithm);
    }
  }

  /** New keys sign from now on; those before verify for ever, and can sign no more. @returns the new ones */
  async rotate(): Promise<readonly string[]> {
    const before = await this.#read();
    const made: string[] = [];
    for (const algorithm of ALGORITHMS) made.push(await this.#make(algorithm));
    for (const key of before.filter(({ state }) => state === 'ACTIVE')) await this.#end(key, 'RETIRED');
    return made;
  }

  /** Nothing signed with it counts any more. @throws NOT_FOUND */
  async revoke(keyId: string): Promise<void> {
    const key = (await this.#read()).find((each) => each.keyId === keyId);
    if (key === undefined) throw new DomainError('NOT_FOUND', 'There is no such key.');
    await this.#end(key, 'REVOKED');
  }

  async #make(algorithm: Algorithm): Promise<string> {
    const { privateKey, publicKey } = SCHEMES[algorithm].generate();
    const keyId = createHash('sha256').update(`${algorithm}:${publicKey}`).digest('base64url').slice(0, 16);
    const createdAt = new Date().toISOString();
    await this.#write({ keyId, algorithm, publicKey, privateKey, createdAt, state: 'ACTIVE' });
    return keyId;
  }

  #end(key: KeyFile, state: KeyState): Promise<void> {
    return this.#write({ ...key, privateKey: null, state });
  }

  async #write(key: KeyFile): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = join(this.#folder, `${key.keyId}.json`);
    const partial = `${file}.${process.pid}.tmp`;
    await writeFile(partial, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(partial, file);
  }

  /** Oldest first. @throws UNAVAILABLE naming a file that is none of ours, never what is in it */
  async #read(): Promise<readonly KeyFile[]> {
    if (!(await isThere(this.#folder))) return [];
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    const keys = await Promise.all(names.map((name) => readKey(join(this.#folder, name))));
    return keys.toSorted((a, b) => (a.createdAt + a.keyId < b.createdAt + b.keyId ? -1 : 1));
  }
}

async function readKey(file: string): Promise<KeyFile> {
  const parsed = keyFile.safeParse(parseJson(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new DomainError('UNAVAILABLE', 'A signing key cannot be read.', { details: { file } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function newest(keys: readonly KeyFile[], algorithm: Algorithm): KeyFile | undefined {
  return keys.findLast((key) => key.algorithm === algorithm && key.state === 'ACTIVE');
}

function missing(algorithm: Algorithm): never {
  throw new DomainError('UNAVAILABLE', `There is no ${algorithm} key to sign with. In production none is made up.`);
}
