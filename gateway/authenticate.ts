/** Token → caller. Everything that is not right is the same `UNAUTHENTICATED`. */
import { readFileSync } from 'node:fs';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { POSTS, ROLES, type Post, type Role } from '../schema/actor.ts';
import { DomainError } from '../schema/errors.ts';
import { StartError, toSubjectRef, type Config, type Keys } from '../subgraphs/kernel/index.ts';
import {
  DEVELOPMENT_AUDIENCE,
  DEVELOPMENT_ISSUER,
  DEVELOPMENT_KEY_ID,
  developmentPublicKey,
} from './development/identities.ts';

/** Who calls, after verification. The identity number has become a reference and is held nowhere else. */
export interface Caller {
  readonly actorId: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly region: string | null;
  readonly posts: readonly Post[];
  readonly subjectRef: string | null;
}

export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'PS256', 'RS256'];

const claimsSchema = z.object({
  sub: z.string().min(1).max(200),
  role: z.enum(ROLES),
  agency: z.string().length(18).optional(),
  region: z.string().max(12).optional(),
  posts: z.array(z.enum(POSTS)).max(POSTS.length).optional(),
  subject: z.string().max(64).optional(),
  verified_level: z.int().optional(),
});

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

export interface AuthenticateOptions {
  readonly keys: Keys;
  /** A person below this level of verification is nobody's subject. */
  readonly lowestVerifiedLevel: number;
}

/** @throws StartError when production has no issuer of its own */
export function authenticator(config: Config, options: AuthenticateOptions): Authenticate {
  const { issuer, audience, key } = trust(config);
  const verified = new Map<string, Verified>();
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new DomainError('UNAUTHENTICATED');
    const known = verified.get(token);
    if (known !== undefined && Date.now() < known.untilMs) return known.caller;
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
      });
      const caller = toCaller(claimsSchema.parse(payload), options);
      remember(verified, token, { caller, untilMs: Math.min((payload.exp ?? 0) * 1_000, Date.now() + KEPT_MS) });
      return caller;
    } catch (cause) {
      throw new DomainError('UNAUTHENTICATED', undefined, { cause });
    }
  };
}

/** A token is not verified again for so long, nor beyond its end: it costs 0.25 ms, as much as a look-up (2026-11-21). */
const KEPT_MS = 30_000;
const KEPT_TOKENS = 1_000;

interface Verified {
  readonly caller: Caller;
  readonly untilMs: number;
}

function remember(verified: Map<string, Verified>, token: string, entry: Verified): void {
  verified.delete(token);
  verified.set(token, entry);
  const oldest = verified.keys().next();
  if (verified.size > KEPT_TOKENS && oldest.done !== true) verified.delete(oldest.value);
}

function toCaller(claims: z.infer<typeof claimsSchema>, { keys, lowestVerifiedLevel }: AuthenticateOptions): Caller {
  const { sub, role, agency, region, posts = [], subject, verified_level: level = 0 } = claims;
  const isSubject =
    (role === 'PERSON' || role === 'ENTERPRISE') && subject !== undefined && level >= lowestVerifiedLevel;
  return {
    actorId: sub,
    role,
    agency: agency ?? null,
    region: region ?? null,
    posts,
    subjectRef: isSubject ? toSubjectRef(keys.subject, subject) : null,
  };
}

interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly key: JWTVerifyGetKey;
}

function trust(config: Config): Trust {
  const { issuer, audience, keys } = config.jwt;
  if (keys === null && config.mode !== 'production') {
    const key = developmentPublicKey(config);
    return { issuer: DEVELOPMENT_ISSUER, audience: DEVELOPMENT_AUDIENCE, key: async () => key };
  }
  if (issuer === null || audience === null || keys === null) {
    throw new StartError(
      'JWT_ISSUER, JWT_AUDIENCE and JWT_KEYS must be set: without them nobody can be authenticated.',
    );
  }
  if (config.mode === 'production' && issuer === DEVELOPMENT_ISSUER) {
    throw new StartError('JWT_ISSUER names the development issuer, which production does not trust.');
  }
  if (config.mode === 'production' && keys.startsWith('http:')) {
    throw new StartError('JWT_KEYS must be a file or an https address: over http anybody could put keys in.');
  }
  if (/^https?:/.test(keys)) return { issuer, audience, key: createRemoteJWKSet(new URL(keys)) };
  return { issuer, audience, key: createLocalJWKSet(readKeySet(config, keys)) };
}

function readKeySet(config: Config, file: string): JSONWebKeySet {
  let set: JSONWebKeySet;
  try {
    set = keySetSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) as JSONWebKeySet;
  } catch (cause) {
    throw new StartError(`JWT_KEYS: ${file} cannot be read as a JSON Web Key Set.`, { cause });
  }
  if (config.mode === 'production' && set.keys.some((key) => key.kid === DEVELOPMENT_KEY_ID)) {
    throw new StartError('JWT_KEYS holds the key of the development issuer, which production does not trust.');
  }
  return set;
}
