import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readConfig, StartError, toSubjectRef, type Config } from '../subgraphs/kernel/index.ts';
import { TEST_KEYS } from '../test/support/services.ts';
import { authenticator, type Authenticate } from './authenticate.ts';
import {
  DEMO_IDENTITIES,
  DEMO_STAFF,
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  DEVELOPMENT_KEY_ID,
  developmentPublicKey,
  issueToken,
} from './development/identities.ts';
import { toHttpError } from './errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'asg-authenticate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OPTIONS = { keys: TEST_KEYS, lowestVerifiedLevel: 3 };
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'gateway';
const configOf = (env: NodeJS.ProcessEnv): Config => readConfig({ KEY_DIR: folder, ...env });

const own = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

async function keySetFile(name: string, keys: Record<string, KeyObject>): Promise<string> {
  const set = await Promise.all(
    Object.entries(keys).map(async ([kid, key]) => ({ ...(await exportJWK(createPublicKey(key))), kid })),
  );
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ keys: set }));
  return file;
}

const ownKeys = await keySetFile('own.json', { own: own.privateKey, rsa: rsa.privateKey });
const withKeySet = (more: NodeJS.ProcessEnv = {}): Config =>
  configOf({ JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, JWT_KEYS: ownKeys, ...more });

interface TokenParts {
  readonly claims?: JWTPayload;
  readonly header?: { readonly alg: string; readonly kid?: string };
  readonly key?: KeyObject | Uint8Array;
}

const NOW_S = Math.floor(Date.now() / 1_000);
const CLAIMS: JWTPayload = { sub: 'u1', role: 'AGENCY', iss: ISSUER, aud: AUDIENCE, exp: NOW_S + 3_600 };

/** A good token of our own issuer, but for what the test says. */
const tokenOf = ({
  claims = {},
  header = { alg: 'EdDSA', kid: 'own' },
  key = own.privateKey,
}: TokenParts = {}): Promise<string> => new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader(header).sign(key);
const bearer = async (token: Promise<string> | string): Promise<string> => `Bearer ${await token}`;
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function errorOf(authenticate: Authenticate, authorization: string | undefined): Promise<unknown> {
  return authenticate(authorization).then(
    (caller) => ({ caller }),
    (error: unknown) => error,
  );
}

describe('a token that was good a moment ago', () => {
  const authenticate = authenticator(withKeySet(), OPTIONS);
  const inSeconds = (seconds: number): void => void vi.setSystemTime((NOW_S + seconds) * 1_000);
  afterEach(() => void vi.useRealTimers());

  it('is refused from its end on, however lately it was verified', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await bearer(tokenOf({ claims: { exp: NOW_S + 10 } }));
    inSeconds(9);
    expect(await authenticate(token)).toMatchObject({ actorId: 'u1' });

    inSeconds(10);
    expect(await errorOf(authenticate, token)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('lends nothing to another with the same claims and a false signature', async () => {
    const token = await bearer(tokenOf());
    expect(await authenticate(token)).toMatchObject({ actorId: 'u1' });

    const [head = '', body = ''] = token.split('.');
    const [, , forged = ''] = (await tokenOf({ key: stranger.privateKey })).split('.');
    expect(await errorOf(authenticate, `${head}.${body}.${forged}`)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a token of a key set', () => {
  const authenticate = authenticator(withKeySet(), OPTIONS);

  it('names the caller', async () => {
    const claims = { role: 'AGENCY', agency: '11990100MB0DEM0100', region: '990100' };

    expect(await authenticate(await bearer(tokenOf({ claims })))).toEqual({
      actorId: 'u1',
      role: 'AGENCY',
      agency: '11990100MB0DEM0100',
      region: '990100',
      posts: [],
      subjectRef: null,
    });
  });

  it('may be signed with any key of the set', async () => {
    const header = { alg: 'RS256', kid: 'rsa' };

    expect(await authenticate(await bearer(tokenOf({ header, key: rsa.privateKey })))).toMatchObject({ actorId: 'u1' });
  });

  const publicPem = String(own.publicKey.export({ type: 'spki', format: 'pem' }));
  const tampered = async (): Promise<string> => {
    const [header = '', , signature = ''] = (await tokenOf()).split('.');
    return [header, base64({ ...CLAIMS, role: 'AUDITOR' }), signature].join('.');
  };
  const REFUSED: readonly (readonly [string, () => Promise<string | undefined> | string | undefined])[] = [
    ['there is none', () => undefined],
    ['the header is empty', () => ''],
    ['the scheme is another', async () => `Basic ${await tokenOf()}`],
    ['it is no token', () => 'Bearer x.y.z'],
    ['it has no signature', async () => bearer((await tokenOf()).split('.').slice(0, 2).join('.'))],
    ['it has expired', () => bearer(tokenOf({ claims: { exp: NOW_S - 60 } }))],
    ['it is not valid yet', () => bearer(tokenOf({ claims: { nbf: NOW_S + 600 } }))],
    ['it never expires', () => bearer(tokenOf({ claims: { exp: undefined as never } }))],
    ['it is for another audience', () => bearer(tokenOf({ claims: { aud: 'elsewhere' } }))],
    ['it is of another issuer', () => bearer(tokenOf({ claims: { iss: 'https://elsewhere.example' } }))],
    ['it says that it needs no signature', () => bearer(`${base64({ alg: 'none' })}.${base64(CLAIMS)}.`)],
    ['it says so and has one', () => bearer(`${base64({ alg: 'none' })}.${base64(CLAIMS)}.eA`)],
    [
      'it is signed with the public key as a secret',
      () => bearer(tokenOf({ header: { alg: 'HS256', kid: 'own' }, key: Buffer.from(publicPem) })),
    ],
    [
      'its algorithm is none of ours, though the key is',
      () => bearer(tokenOf({ header: { alg: 'RS512', kid: 'rsa' }, key: rsa.privateKey })),
    ],
    ['its payload was changed', async () => bearer(await tampered())],
    ['a stranger signed it', () => bearer(tokenOf({ key: stranger.privateKey }))],
    ['nobody knows its key', () => bearer(tokenOf({ header: { alg: 'EdDSA', kid: 'unknown' } }))],
    ['it names nobody', () => bearer(tokenOf({ claims: { sub: undefined as never } }))],
    ['its role is none of ours', () => bearer(tokenOf({ claims: { role: 'ROOT' } }))],
    ['its agency is no code', () => bearer(tokenOf({ claims: { agency: 'A' } }))],
  ];

  it.each(REFUSED)('is refused when %s', async (_title, make) => {
    expect(await errorOf(authenticate, await make())).toMatchObject({ name: 'DomainError', code: 'UNAUTHENTICATED' });
  });

  it('is refused in the same bytes, whatever is wrong with it', async () => {
    const errors = await Promise.all(REFUSED.map(async ([, make]) => errorOf(authenticate, await make())));
    const answers = errors.map((error) => JSON.stringify(toHttpError(error)));

    expect(new Set(answers)).toEqual(
      new Set([
        '{"status":401,"body":{"errors":[{"message":"Authentication is required.","extensions":{"code":"UNAUTHENTICATED"}}]}}',
      ]),
    );
  });
});

describe('whose records somebody may see as their own', () => {
  const authenticate = authenticator(withKeySet(), OPTIONS);
  const refOf = async (claims: JWTPayload): Promise<string | null> =>
    (await authenticate(await bearer(tokenOf({ claims })))).subjectRef;
  const subject = '990106199003070017';

  it('is told by the verified number of a person or enterprise, as a reference and never as the number', async () => {
    const expected = toSubjectRef(TEST_KEYS.subject, subject);

    expect(await refOf({ role: 'PERSON', subject, verified_level: 3 })).toBe(expected);
    expect(await refOf({ role: 'ENTERPRISE', subject, verified_level: 4 })).toBe(expected);
    expect(expected).not.toContain(subject);
  });

  it('is told by nothing for a person who is not verified well enough', async () => {
    expect(await refOf({ role: 'PERSON', subject, verified_level: 2 })).toBeNull();
    expect(await refOf({ role: 'PERSON', subject })).toBeNull();
  });

  it('is told by nothing for an agency, whatever its token says', async () => {
    expect(await refOf({ role: 'AGENCY', subject, verified_level: 4 })).toBeNull();
  });
});

describe('the development issuer', () => {
  const development = configOf({ NODE_ENV: 'development' });

  it('vouches for every demo identity', async () => {
    const authenticate = authenticator(development, OPTIONS);
    for (const [name, { role }] of Object.entries({ ...DEMO_IDENTITIES, ...DEMO_STAFF }))
      expect(await authenticate(await bearer(issueToken(development, name)))).toMatchObject({ actorId: name, role });
  });

  it('says which post somebody holds, and of nobody else that there is one', async () => {
    const authenticate = authenticator(development, OPTIONS);
    const postsOf = async (name: string): Promise<readonly string[]> =>
      (await authenticate(await bearer(issueToken(development, name)))).posts;

    expect(await postsOf('housing-head')).toEqual(['SHARING_HEAD']);
    expect(await postsOf('housing')).toEqual([]);
  });

  it('is not trusted where there is a key set', async () => {
    const authenticate = authenticator(withKeySet(), OPTIONS);

    expect(await errorOf(authenticate, await bearer(issueToken(development, 'housing')))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('does not trust a token that somebody made with its public key', async () => {
    const authenticate = authenticator(development, OPTIONS);
    const secret = Buffer.from(String(developmentPublicKey(development).export({ type: 'spki', format: 'pem' })));
    const claims = { iss: DEVELOPMENT_ISSUER, aud: DEVELOPMENT_AUDIENCE };
    const header = { alg: 'HS256', kid: DEVELOPMENT_KEY_ID };

    expect(await errorOf(authenticate, await bearer(tokenOf({ claims, header, key: secret })))).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('issues nothing in production, nor for a name that it does not know', async () => {
    await expect(issueToken(configOf({ NODE_ENV: 'production' }), 'housing')).rejects.toThrow(StartError);
    await expect(issueToken(development, 'nobody')).rejects.toThrow(/no demo identity nobody.*housing/);
  });

  it('writes its key for nobody else to read', async () => {
    await issueToken(development, 'housing');

    expect(readFileSync(join(folder, 'development-issuer.pem'), 'utf8')).toContain('PRIVATE KEY');
  });
});

describe('production does not start', () => {
  const start = (env: NodeJS.ProcessEnv) => (): Authenticate =>
    authenticator(configOf({ NODE_ENV: 'production', ...env }), OPTIONS);
  const settings = { JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, JWT_KEYS: ownKeys };

  it('unless issuer, audience and keys are set', () => {
    expect(start(settings)).not.toThrow();
    for (const missing of [{}, { JWT_ISSUER: '' }, { JWT_AUDIENCE: '' }, { JWT_KEYS: '' }]) {
      const env = Object.keys(missing).length === 0 ? {} : { ...settings, ...missing };
      expect(start(env)).toThrow(StartError);
      expect(start(env)).toThrow(/JWT_ISSUER, JWT_AUDIENCE and JWT_KEYS must be set/);
    }
  });

  it('with the development issuer', () => {
    expect(start({ ...settings, JWT_ISSUER: DEVELOPMENT_ISSUER })).toThrow(/JWT_ISSUER names the development issuer/);
  });

  it('with the development key', async () => {
    const JWT_KEYS = await keySetFile('development.json', { [DEVELOPMENT_KEY_ID]: own.privateKey });

    expect(start({ ...settings, JWT_KEYS })).toThrow(/JWT_KEYS holds the key of the development issuer/);
  });

  it.each([
    ['is missing', null],
    ['is not JSON', '{'],
    ['holds no keys', '{}'],
    ['is a list', '[]'],
    ['is nothing', 'null'],
    ['holds something else', '{"keys":[1]}'],
  ])('with a key set that %s, and names JWT_KEYS', (title, text) => {
    const JWT_KEYS = join(folder, `${title.replaceAll(' ', '-')}.json`);
    if (text !== null) writeFileSync(JWT_KEYS, text);

    expect(start({ ...settings, JWT_KEYS })).toThrow(StartError);
    expect(start({ ...settings, JWT_KEYS })).toThrow(/^JWT_KEYS: /);
  });
});
