/** Takes licences in: the write side that loading data needs. Rows and their events commit together. */
import { randomUUID } from 'node:crypto';
import type { InferEntity, RequiredEntityData } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { LicenceStatus } from '../../schema/codes.ts';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import { packStored } from '../../schema/policy/label.ts';
import { parseIdentifier } from '../disclosure/index.ts';
import { toSubjectRef, type EntityManager, type Runtime, type Services } from '../kernel/index.ts';
import { LicenceEntity, LicenceTypeEntity, LicenceVersionEntity } from './entities.ts';
import { publishLicences } from './events.ts';
import { isSensitiveType, minorUntil, toStatus, type StatusCodes } from './rules.ts';
import { parseStatusCodes } from './service/licence-types.ts';

type DataOf<E> = RequiredEntityData<InferEntity<E>>;
export interface LicenceTypeRow {
  readonly code: string;
  readonly name: string;
  /** USCC. */
  readonly definingAuthority: string;
  /** Raw status codes to which the standard of this type gives a meaning of its own. */
  readonly statusCodes?: Readonly<Record<string, LicenceStatus>>;
  /** Items whose result it is. */
  readonly items?: readonly { readonly code: string; readonly name: string }[];
}

/**
 * A licence as it is handed in. Type, version and check digit are read from the identifier, the status from
 * `rawStatusCode` by the table of the type. Days are `YYYY-MM-DD`.
 */
export interface LicenceRow {
  readonly id: string;
  readonly identifier: string;
  /** USCC of the issuing authority. */
  readonly issuer: string;
  readonly region: string;
  readonly number: string;
  readonly issuedOn: string;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly rawStatusCode: string;
  readonly holderName: string;
  /** `001` USCC, `111` citizen id; others are kept as they are. */
  readonly holderType: string;
  readonly holderNumber: string;
  readonly remarks?: string | null;
  /** Beside what the profile lists by type. */
  readonly sensitive: boolean;
  readonly nonSharing: boolean;
  /** Identity numbers of those who lawfully stand for the holder, such as guardians. */
  readonly standing: readonly string[];
}

export interface LicenceLoad {
  readonly types?: readonly LicenceTypeRow[];
  readonly licences?: readonly LicenceRow[];
}

/** @throws INVALID_INPUT for an identifier that is malformed; nothing of the load remains */
export async function load(runtime: Runtime, input: unknown): Promise<void> {
  const { types = [], licences = [] } = input as LicenceLoad;
  await runtime.fork().transactional(async (tx) => {
    if (types.length > 0) await tx.insertMany(LicenceTypeEntity, [...types]);
    if (licences.length === 0) return;
    const statusCodes = await statusCodesByType(tx);
    await tx.insertMany(
      LicenceEntity,
      licences.map((row) => toEntity(row, statusCodes, runtime.services)),
    );
    await tx.insertMany(LicenceVersionEntity, licences.map(toVersion));
    await publishLicences(
      tx,
      licences.map((row) => row.id),
    );
  });
}

async function statusCodesByType(tx: EntityManager): Promise<ReadonlyMap<string, StatusCodes>> {
  const query = sql<{
    code: string;
    codes: Record<string, string>;
  }>`select code, status_codes as codes from licences.licence_type`;
  const { rows } = await query.execute(tx.getKysely());
  return new Map(rows.map(({ code, codes }) => [code, parseStatusCodes(codes)]));
}

function toEntity(
  row: LicenceRow,
  statusCodes: ReadonlyMap<string, StatusCodes>,
  { keys, profile }: Services,
): DataOf<typeof LicenceEntity> {
  const { issuer, sensitive, nonSharing, standing, ...data } = row;
  const { typeCode, version, checkDigit } = parseIdentifier('identifier', parseLicenceIdentifier(row.identifier));
  const facts = { custody: 'FORMING', openness: 'CLOSED', destroyed: false, nonSharing } as const;
  return {
    ...data,
    typeCode,
    version,
    checkDigit,
    currentStatus: toStatus(row.rawStatusCode, statusCodes.get(typeCode) ?? new Map()),
    facts: packStored({ ...facts, sensitive: sensitive || isSensitiveType(typeCode, profile) }),
    formingUnit: issuer,
    subjects: [row.holderNumber, ...standing].map((number) => toSubjectRef(keys.subject, number)),
    minorUntil: minorUntil(row, profile),
    itemCode: typeCode,
    periodOn: row.issuedOn,
  };
}

/** What was before it came here nobody has told: one version, and no history. */
function toVersion(row: LicenceRow): DataOf<typeof LicenceVersionEntity> {
  const { id: licenceId, identifier, number, issuedOn, validFrom = null, validTo = null, holderName } = row;
  const { version } = parseIdentifier('identifier', parseLicenceIdentifier(identifier));
  return { id: randomUUID(), licenceId, identifier, version, number, issuedOn, validFrom, validTo, holderName };
}
