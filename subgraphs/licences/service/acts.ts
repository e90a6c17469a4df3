/** What every act about a licence begins with: whose it is, whether it was said before, and the door. */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { LicenceStatus } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import { findSecrecyInMetadata } from '../../../schema/secrecy.ts';
import { act, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import type { LicenceOperation } from '../life-rules.ts';

export function refusal(code: string, message: string, clause: string, path: string | null = null): Refusal {
  return { code, message, clause, path };
}

export function done(target: string): ActResult {
  return { target, violations: [] };
}

/** The caller's body and those that it has succeeded. */
export function ownBodies({ access }: Context): string[] {
  return access.agency === null ? [] : [access.agency, ...access.predecessors];
}

/** @throws FORBIDDEN for a caller that belongs to no body */
export function bodyOf({ access }: Context): string {
  if (access.agency === null) throw new DomainError('FORBIDDEN');
  return access.agency;
}

/** Runs an act of this subgraph: what it writes and its entry commit together. */
export function perform(
  context: Context,
  name: string,
  work: (tx: EntityManager) => Promise<ActResult>,
): Promise<ActResult> {
  return act(context, { schema: 'licences', name }, work);
}

/**
 * What bears a secrecy mark, or may, stays outside; nothing of it is kept.
 *
 * @clause 26号 art. 15
 */
export function checkDoor(input: unknown): Refusal[] {
  if (findSecrecyInMetadata(textsOf(input)) === 'CLEAR') return [];
  const message = 'It bears a secrecy mark, or may, and stays outside. Nothing of it was kept.';
  return [refusal('SECRECY_MARK', message, '26号 art. 15')];
}

function textsOf(value: unknown, field = ''): { readonly field: string; readonly value: string }[] {
  if (typeof value === 'string') return [{ field, value }];
  if (Array.isArray(value)) return value.flatMap((each) => textsOf(each));
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((each) => textsOf(each));
}

/** Keyed, since what was said may hold identity numbers that could be found by trying. The order of fields is nothing. */
export function digestOf(context: Context, input: unknown): string {
  const canonical = JSON.stringify(input, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    const known = Object.entries(each).filter(([, inner]) => inner !== undefined && inner !== null);
    return Object.fromEntries(known.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
  return createHmac('sha256', context.services.keys.subject).update(canonical).digest('hex');
}

/** One at a time for this key, until the transaction ends: of two that say the same the second finds the first. */
export async function lockKey(tx: EntityManager, ...key: readonly string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(key)}, 0))`.execute(tx.getKysely());
}

interface Said {
  readonly source: string;
  readonly sourceId: string;
  readonly operation: LicenceOperation;
  readonly digest: string;
}

/**
 * The licence to which the same act of the same source was done before; null when it is new.
 *
 * @throws CONFLICT when it came with other content: a retry says the same
 */
export async function findEarlier(tx: EntityManager, context: Context, said: Said): Promise<string | null> {
  const body = bodyOf(context);
  await lockKey(tx, 'act', body, said.source, said.sourceId, said.operation);
  const { rows } = await sql<{ licenceId: string; digest: string }>`select licence_id as "licenceId",
      input_digest as digest from licences.licence_act
    where body = ${body} and source = ${said.source} and source_id = ${said.sourceId}
      and operation = ${said.operation}`.execute(tx.getKysely());
  const found = rows[0];
  if (found === undefined) return null;
  if (found.digest !== said.digest) throw otherContent();
  return found.licenceId;
}

export function otherContent(): DomainError {
  return new DomainError('CONFLICT', 'This key came before with other content. Use a new key for new content.');
}

/** A licence with its row locked. */
export interface Held {
  readonly id: string;
  readonly issuer: string;
  readonly identifier: string;
  readonly typeCode: string;
  readonly version: string;
  readonly number: string;
  readonly holderName: string;
  readonly status: LicenceStatus;
  readonly validTo: string | null;
  /** Of the last act, milliseconds since the epoch; null: none is known. */
  readonly lastAtMs: number | null;
  readonly acts: number;
}

/**
 * Locks a licence until the transaction ends: acts on one licence come one after the other.
 *
 * @throws NOT_FOUND for whoever did not issue it: the same as for an unknown key
 */
export async function lockLicence(tx: EntityManager, context: Context, licenceId: string): Promise<Held> {
  const db = tx.getKysely();
  const { rows } = await sql<Omit<Held, 'lastAtMs' | 'acts'>>`select id, forming_unit as issuer, identifier,
      type_code as "typeCode", version, number, holder_name as "holderName", current_status as status,
      valid_to::text as "validTo"
    from licences.licence where id = ${licenceId}::uuid and forming_unit = any(${ownBodies(context)}::text[])
    for update`.execute(db);
  const found = rows[0];
  if (found === undefined) throw new DomainError('NOT_FOUND');
  const history = await sql<{ lastAtMs: number | null; acts: number }>`select
      (extract(epoch from max(at)) * 1000)::float8 as "lastAtMs", coalesce(max(sequence), 0)::int as acts
    from licences.licence_act where licence_id = ${licenceId}::uuid`.execute(db);
  return { ...found, lastAtMs: history.rows[0]?.lastAtMs ?? null, acts: history.rows[0]?.acts ?? 0 };
}
