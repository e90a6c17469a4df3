/** Whether a file is one of ours, by the file or by its digests. Tells nothing of the holder. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { Context, type Runtime } from '../../kernel/index.ts';
import type { VerifyVerdict } from '../codes.ts';
import { findVersion } from './records.ts';
import { logUse } from './use.ts';

export interface VerifyRequest {
  /** Hexadecimal; one of the two, or both. */
  readonly sm3: string | null;
  readonly sha256: string | null;
  readonly identifier: string | null;
}

export interface Verified {
  readonly verdict: keyof typeof VerifyVerdict;
  /** Which licence it belongs to; who may see it is decided as always. */
  readonly licenceId: string | null;
}

interface Known {
  readonly licenceId: string;
  readonly identifier: string;
  /** Of a copy, milliseconds since the epoch. */
  readonly expiresAtMs: number | null;
}

/**
 * `CHANGED` says that a licence with this identifier exists, so it is told only to who may read the identifier.
 * Whoever has the digest has had the file: `VALID` tells nothing new.
 *
 * @throws INVALID_INPUT when a digest is none, or none is given
 * @clause GB/T 36906-2018
 */
export async function verify(context: Context, request: VerifyRequest): Promise<Verified> {
  const verified = await judge(context, parseDigests(request), request.identifier);
  await logUse(context, { kind: 'VERIFY', outcome: verified.verdict, licenceId: verified.licenceId });
  return verified;
}

async function judge(context: Context, digests: Digests, identifier: string | null): Promise<Verified> {
  const known = await findKnown(context, digests);
  const isOther = identifier !== null && known?.identifier !== identifier;
  if (known !== null && !isOther) return { verdict: verdictOf(context, known), licenceId: known.licenceId };
  const named = identifier === null ? null : await findVersion(context, identifier);
  if (named !== null) return { verdict: 'CHANGED', licenceId: String(named['licenceId']) };
  return { verdict: 'UNKNOWN', licenceId: null };
}

function verdictOf({ access }: Context, { expiresAtMs }: Known): Verified['verdict'] {
  return expiresAtMs !== null && expiresAtMs <= Date.parse(access.at) ? 'EXPIRED_COPY' : 'VALID';
}

interface Digests {
  readonly sm3: string | null;
  readonly sha256: string | null;
}

function parseDigests({ sm3, sha256 }: VerifyRequest): Digests {
  const faults = Object.entries({ sm3, sha256 }).flatMap(([name, value]) =>
    value === null || /^[0-9a-f]{64}$/i.test(value) ? [] : [`${name}: 64 hexadecimal digits expected`],
  );
  if (sm3 === null && sha256 === null) faults.push('sm3, sha256: one of them expected');
  if (faults.length > 0) throw new DomainError('INVALID_INPUT', `${faults.join('; ')}.`);
  return { sm3: sm3?.toLowerCase() ?? null, sha256: sha256?.toLowerCase() ?? null };
}

async function findKnown({ em }: Context, { sm3, sha256 }: Digests): Promise<Known | null> {
  const same = sql`(${sm3}::text is null or d.sm3 = ${sm3}) and (${sha256}::text is null or d.sha256 = ${sha256})`;
  const { rows } = await sql<Known>`
    select v.licence_id as "licenceId", v.identifier, null::float8 as "expiresAtMs"
      from licences.licence_file d join licences.licence_version v on v.file_id = d.id where ${same}
    union all select d.licence_id, v.identifier, (extract(epoch from d.expires_at) * 1000)::float8
      from licences.annotated_copy d
        join licences.licence_version v on v.licence_id = d.licence_id and v.version = d.version where ${same}
    limit 1`.execute(em.getKysely());
  return rows[0] ?? null;
}

/** What the gateway hands on of `POST /licence-files/verify`. */
export interface VerifyFileCall {
  readonly access: AccessContext;
  readonly identifier: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The same for a file itself: it goes by in chunks and is kept nowhere. */
export async function verifyFile(runtime: Runtime, input: unknown): Promise<Verified> {
  const { access, identifier, body } = input as VerifyFileCall;
  const [sm3, sha256] = [createHash('sm3'), createHash('sha256')];
  for await (const chunk of body) {
    sm3.update(chunk);
    sha256.update(chunk);
  }
  const context = new Context(access, runtime.services, runtime.fork());
  return verify(context, { sm3: sm3.digest('hex'), sha256: sha256.digest('hex'), identifier });
}
