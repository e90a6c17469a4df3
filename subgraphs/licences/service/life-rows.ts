/** What acts write: licence, version, history, finding. Always inside the transaction of an act. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { LicenceStatus } from '../../../schema/codes.ts';
import type { LicenceIdentifierParts } from '../../../schema/identifiers/licence-identifier.ts';
import { packStored } from '../../../schema/policy/label.ts';
import { toSubjectRef, type Context, type EntityManager } from '../../kernel/index.ts';
import type { FromSource, IssueLicenceInput } from '../inputs/acts.ts';
import type { LicenceOperation } from '../life-rules.ts';
import { isSensitiveType, minorUntil } from '../rules.ts';
import { bodyOf } from './acts.ts';

interface NewLicence {
  readonly id: string;
  readonly input: IssueLicenceInput;
  readonly parts: LicenceIdentifierParts;
  readonly status: LicenceStatus;
}

export async function insertLicence(tx: EntityManager, context: Context, made: NewLicence): Promise<void> {
  const { id, input, parts, status } = made;
  const { profile, keys } = context.services;
  const subjects = [input.holderNumber, ...(input.standing ?? [])].map((number) => toSubjectRef(keys.subject, number));
  const facts = packStored({
    custody: 'FORMING',
    openness: 'CLOSED',
    destroyed: false,
    nonSharing: false,
    sensitive: input.sensitive === true || isSensitiveType(parts.typeCode, profile),
  });
  await sql`insert into licences.licence (id, identifier, check_digit, type_code, number, version, issued_on,
      valid_from, valid_to, current_status, raw_status_code, holder_name, holder_type, holder_number, remarks,
      facts, forming_unit, subjects, minor_until, region, item_code, period_on)
    values (${id}::uuid, ${parts.identifier}, ${parts.checkDigit}, ${parts.typeCode}, ${input.number}, ${parts.version},
      ${input.issuedOn}::date, ${input.validFrom ?? null}::date, ${input.validTo ?? null}::date, ${status},
      ${input.rawStatusCode}, ${input.holderName}, ${input.holderType}, ${input.holderNumber}, ${input.remarks ?? null},
      ${facts}, ${bodyOf(context)}, ${subjects}::text[], ${minorUntil(input, profile)}::date, ${input.region},
      ${parts.typeCode}, ${input.issuedOn}::date)`.execute(tx.getKysely());
}

export interface NewVersion {
  readonly licenceId: string;
  readonly parts: LicenceIdentifierParts;
  readonly number: string;
  readonly issuedOn: string;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly holderName: string;
  readonly fileId: string | null;
}

export async function insertVersion(tx: EntityManager, row: NewVersion): Promise<void> {
  await sql`insert into licences.licence_version (id, licence_id, identifier, version, number, issued_on, valid_from,
      valid_to, holder_name, file_id)
    values (${randomUUID()}::uuid, ${row.licenceId}::uuid, ${row.parts.identifier}, ${row.parts.version}, ${row.number},
      ${row.issuedOn}::date, ${row.validFrom ?? null}::date, ${row.validTo ?? null}::date, ${row.holderName},
      ${row.fileId})`.execute(tx.getKysely());
}

export async function updateToVersion(
  tx: EntityManager,
  row: NewVersion & { readonly status: LicenceStatus; readonly rawStatusCode: string },
): Promise<void> {
  await sql`update licences.licence set identifier = ${row.parts.identifier}, check_digit = ${row.parts.checkDigit},
      version = ${row.parts.version}, number = ${row.number}, issued_on = ${row.issuedOn}::date,
      valid_from = ${row.validFrom ?? null}::date, valid_to = ${row.validTo ?? null}::date,
      holder_name = ${row.holderName}, current_status = ${row.status}, raw_status_code = ${row.rawStatusCode}
    where id = ${row.licenceId}::uuid`.execute(tx.getKysely());
}

interface NewAct {
  readonly held: { readonly id: string; readonly version: string; readonly acts: number };
  readonly said: { readonly operation: LicenceOperation; readonly input: FromSource; readonly digest: string };
  /** Null: nobody has said what the code means; the licence is `OTHER`, and a finding says so. */
  readonly status: LicenceStatus | null;
}

/** The line in the history; with a finding where the code is not explained. */
export async function writeAct(tx: EntityManager, context: Context, { held, said, status }: NewAct): Promise<void> {
  const { input, operation, digest } = said;
  const { at: now, actorId } = context.access;
  const db = tx.getKysely();
  await sql`insert into licences.licence_act (id, licence_id, sequence, operation, version, raw_status_code, status, at,
      recorded_at, body, actor_id, reason, source, source_id, batch, input_digest)
    values (${randomUUID()}::uuid, ${held.id}::uuid, ${held.acts + 1}, ${operation}, ${held.version},
      ${input.rawStatusCode}, ${status ?? 'OTHER'}, ${input.at}::timestamptz, ${now}::timestamptz, ${bodyOf(context)},
      ${actorId}, ${input.reason ?? null}, ${input.source}, ${input.sourceId}, ${input.batch ?? null}, ${digest})`.execute(
    db,
  );
  if (status !== null) return;
  await sql`insert into licences.licence_finding (id, licence_id, code, raw_status_code, source, at)
    values (${randomUUID()}::uuid, ${held.id}::uuid, 'STATUS_CODE_UNMAPPED', ${input.rawStatusCode}, ${input.source},
      ${now}::timestamptz)`.execute(db);
}
