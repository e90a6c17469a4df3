/** Licences called into cases: frozen as they are for the caller at that moment, and handed to the case by event. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { DisclosedRow } from '../../disclosure/index.ts';
import type { ActResult, Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { publishCall } from '../events.ts';
import { checkKey } from '../input-checks.ts';
import type { CallLicenceInput } from '../inputs/use.ts';
import { bodyOf, digestOf, done, lockKey, otherContent, ownBodies, perform, refusal } from './acts.ts';
import { callRecords, findLicence, findVersion } from './records.ts';
import { checkAllShown } from './shown.ts';
import { logUse, useCauseOf } from './use.ts';

export async function findCall(context: Context, id: string | null): Promise<DisclosedRow | null> {
  return id === null ? null : callRecords.find(context, 'id', id);
}

/**
 * Freezes file reference and digests, metadata, identifier with version, status, time and use cause. What the caller is
 * not shown as it is cannot be frozen: a snapshot with gaps would be archived as if it were whole.
 *
 * @throws NOT_FOUND for a licence that the caller may not look up
 * @clause 26号 art. 8; GB/T 36906-2018
 */
export async function callLicence(context: Context, input: CallLicenceInput): Promise<ActResult> {
  const useCause = useCauseOf(context, input.useCause);
  const version = await findVersion(context, input.identifier);
  if (version === null) throw new DomainError('NOT_FOUND');
  const violations = [...checkKey('callKey', input.callKey), ...(await checkCalling(context, version))];
  return perform(context, 'callLicence', async (tx) => {
    if (violations.length > 0) return { target: version.id, violations };
    await lockKey(tx, 'call', bodyOf(context), context.access.actorId, input.callKey);
    const digest = digestOf(context, input);
    const earlier = await findEarlierCall(tx, context, { input, digest });
    if (earlier !== null) return done(earlier);
    const id = randomUUID();
    const isFrozen = await freeze(tx, context, { id, digest, input, useCause, versionId: version.id });
    if (!isFrozen) return { target: version.id, violations: [superseded()] };
    await publishCall(tx, id, ownBodies(context));
    await logUse(context, { kind: 'CALL', outcome: 'FROZEN', licenceId: String(version['licenceId']) }, tx);
    return done(id);
  });
}

async function checkCalling(context: Context, version: DisclosedRow): Promise<Refusal[]> {
  const hidden = checkAllShown(context, { typeName: 'LicenceCall', label: version.label });
  if (hidden.length > 0) return hidden;
  const licence = await findLicence(context, String(version['licenceId']));
  return licence?.['version'] === version['version'] ? [] : [superseded()];
}

function superseded(): Refusal {
  return refusal('SUPERSEDED', 'There is a newer version. Call that in.', 'GB/T 36904-2018', 'identifier');
}

async function findEarlierCall(
  tx: EntityManager,
  context: Context,
  { input, digest }: { readonly input: CallLicenceInput; readonly digest: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string; digest: string }>`select id, input_digest as digest
    from licences.licence_call where caller = ${bodyOf(context)} and actor_id = ${context.access.actorId}
      and call_key = ${input.callKey}`.execute(tx.getKysely());
  const [found] = rows;
  if (found === undefined) return null;
  if (found.digest !== digest) throw otherContent();
  return found.id;
}

interface Freezing {
  readonly id: string;
  readonly digest: string;
  readonly input: CallLicenceInput;
  readonly useCause: string;
  readonly versionId: string;
}

/**
 * From the rows as they are under a lock: an act on the licence comes wholly before, or wholly after.
 *
 * @returns false when another version has come in between
 */
async function freeze(tx: EntityManager, context: Context, { id, digest, input, ...rest }: Freezing): Promise<boolean> {
  const { access } = context;
  const db = tx.getKysely();
  await sql`select r.id from licences.licence r join licences.licence_version v on v.licence_id = r.id
    where v.id = ${rest.versionId}::uuid for share of r`.execute(db);
  const frozen = await sql`insert into licences.licence_call (id, call_key, input_digest, case_id, caller, actor_id,
      licence_id, identifier, version, number, issued_on, valid_from, valid_to, holder_name, holder_type, holder_number,
      status_at_use, called_at, use_cause, file_id, file_bytes, digest_sm3, digest_sha256)
    select ${id}::uuid, ${input.callKey}, ${digest}, ${input.caseId}::uuid, ${bodyOf(context)}, ${access.actorId},
      r.id, v.identifier, v.version, v.number, v.issued_on, v.valid_from, v.valid_to, v.holder_name, r.holder_type,
      r.holder_number, case when r.current_status in ('VALID', 'SUSPENDED') and r.valid_to < ${access.today}::date
        then 'EXPIRED' else r.current_status end,
      ${access.at}::timestamptz, ${rest.useCause}, f.id, f.bytes, f.sm3, f.sha256
    from licences.licence_version v join licences.licence r on r.id = v.licence_id and r.version = v.version
      left join licences.licence_file f on f.id = v.file_id
    where v.id = ${rest.versionId}::uuid`.execute(db);
  return frozen.numAffectedRows === 1n;
}
