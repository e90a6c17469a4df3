/** Tables of `licences`. Storage only: what callers see is in `types/`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../disclosure/index.ts';

export const LicenceTypeEntity = defineEntity({
  name: 'LicenceTypeEntity',
  tableName: 'licence_type',
  properties: {
    code: p.text().primary(),
    name: p.text(),
    definingAuthority: p.text(),
    /** Raw status code → our status, where the standard of this type gives codes another meaning than all others. */
    statusCodes: p.json<Readonly<Record<string, string>>>().default('{}'),
    /** Codes and names of the service items whose result it is. */
    items: p.json<readonly { readonly code: string; readonly name: string }[]>().default('[]'),
  },
});

/** What the codes of one issuer's source system mean for one type; comes before the table of the type. */
export const StatusMappingEntity = defineEntity({
  name: 'StatusMappingEntity',
  tableName: 'status_mapping',
  uniques: [{ properties: ['typeCode', 'issuer', 'source'] }],
  properties: {
    id: p.uuid().primary(),
    typeCode: p.text(),
    issuer: p.text(),
    source: p.text(),
    codes: p.json<Readonly<Record<string, string>>>(),
    setBy: p.text(),
    setAt: p.datetime(3),
  },
});

/** A licence as its issuer reports it today, in its newest version. `formingUnit` is the issuer. */
export const LicenceEntity = defineEntity({
  name: 'LicenceEntity',
  tableName: 'licence',
  indexes: [{ properties: ['currentStatus', 'validTo'] }, { properties: ['hall'] }, { properties: ['minorUntil'] }],
  properties: {
    id: p.uuid().primary(),
    identifier: p.text().unique(),
    checkDigit: p.text(),
    typeCode: p.text().index(),
    number: p.text(),
    version: p.text(),
    issuedOn: p.date(),
    validFrom: p.date().nullable(),
    validTo: p.date().nullable(),
    currentStatus: p.text(),
    rawStatusCode: p.text(),
    holderName: p.text(),
    holderType: p.text(),
    holderNumber: p.text().index(),
    remarks: p.text().nullable(),
    ...factProperties(),
  },
});

/** Every version that there has been, the newest included. Never changed. */
export const LicenceVersionEntity = defineEntity({
  name: 'LicenceVersionEntity',
  tableName: 'licence_version',
  uniques: [{ properties: ['licenceId', 'version'] }],
  properties: {
    id: p.uuid().primary(),
    licenceId: p.uuid(),
    identifier: p.text().unique(),
    version: p.text(),
    number: p.text(),
    issuedOn: p.date(),
    validFrom: p.date().nullable(),
    validTo: p.date().nullable(),
    holderName: p.text(),
    /** Where its content lies; null: known by its description only. */
    fileId: p.text().nullable(),
  },
});

/** What was done to a licence, by whom and why. Never changed; also what tells a repetition from a new act. */
export const LicenceActEntity = defineEntity({
  name: 'LicenceActEntity',
  tableName: 'licence_act',
  uniques: [{ properties: ['body', 'source', 'sourceId', 'operation'] }, { properties: ['licenceId', 'sequence'] }],
  properties: {
    id: p.uuid().primary(),
    licenceId: p.uuid(),
    sequence: p.integer(),
    operation: p.text(),
    version: p.text(),
    /** As it came; null: the act brought none. */
    rawStatusCode: p.text().nullable(),
    /** That the act left. */
    status: p.text(),
    /** When it was done, and when it came here. */
    at: p.datetime(3),
    recordedAt: p.datetime(3),
    body: p.text(),
    actorId: p.text(),
    reason: p.text().nullable(),
    source: p.text().nullable(),
    sourceId: p.text().nullable(),
    batch: p.text().nullable(),
    /** Keyed digest of what was said. */
    inputDigest: p.text().nullable(),
  },
});

/** What a person must see to: a status code that nobody has explained. */
export const LicenceFindingEntity = defineEntity({
  name: 'LicenceFindingEntity',
  tableName: 'licence_finding',
  properties: {
    id: p.uuid().primary(),
    licenceId: p.uuid().index(),
    code: p.text(),
    rawStatusCode: p.text(),
    source: p.text(),
    at: p.datetime(3),
    resolvedAt: p.datetime(3).nullable(),
  },
});

/** Content in the store: sent and not yet used, or of a version. Names what is not to be swept. */
export const LicenceFileEntity = defineEntity({
  name: 'LicenceFileEntity',
  tableName: 'licence_file',
  uniques: [{ properties: ['owner', 'uploadKey'] }],
  properties: {
    id: p.text().primary(),
    owner: p.text().nullable(),
    uploadKey: p.text().nullable(),
    /** Null: sent, and attached to nothing yet. */
    licenceId: p.uuid().nullable().index(),
    bytes: p.bigint(),
    sm3: p.text().index(),
    sha256: p.text().index(),
    at: p.datetime(3),
  },
});

/** An annotated copy (加注件). The row outlives its content, so that an expired copy is still told for one. */
export const AnnotatedCopyEntity = defineEntity({
  name: 'AnnotatedCopyEntity',
  tableName: 'annotated_copy',
  uniques: [{ properties: ['creator', 'actorId', 'copyKey'] }],
  properties: {
    id: p.uuid().primary(),
    copyKey: p.text(),
    inputDigest: p.text(),
    licenceId: p.uuid().index(),
    version: p.text(),
    useCause: p.text(),
    creator: p.text(),
    actorId: p.text(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3),
    /** Null once it has expired and was swept. */
    fileId: p.text().nullable(),
    bytes: p.bigint(),
    sm3: p.text().index(),
    sha256: p.text().index(),
  },
});

/** A licence called into a case: as it was then, for that caller. Never changed but for `state`. */
export const LicenceCallEntity = defineEntity({
  name: 'LicenceCallEntity',
  tableName: 'licence_call',
  uniques: [{ properties: ['caller', 'actorId', 'callKey'] }],
  properties: {
    id: p.uuid().primary(),
    callKey: p.text(),
    inputDigest: p.text(),
    caseId: p.uuid(),
    caller: p.text(),
    actorId: p.text(),
    /** Whether the case has taken it: `PENDING`, `TAKEN`, `REFUSED`. */
    state: p.text().default('PENDING'),
    licenceId: p.uuid().index(),
    identifier: p.text(),
    version: p.text(),
    number: p.text(),
    issuedOn: p.date(),
    validFrom: p.date().nullable(),
    validTo: p.date().nullable(),
    holderName: p.text(),
    holderType: p.text(),
    holderNumber: p.text(),
    statusAtUse: p.text(),
    calledAt: p.datetime(3),
    useCause: p.text(),
    fileId: p.text().nullable(),
    fileBytes: p.bigint().nullable(),
    digestSm3: p.text().nullable(),
    digestSha256: p.text().nullable(),
  },
});

/** What the share service was asked, by whom and why (使用日志): durable before it answers. Holds no number of a holder. */
export const LicenceUseEntity = defineEntity({
  name: 'LicenceUseEntity',
  tableName: 'licence_use',
  properties: {
    id: p.uuid().primary(),
    kind: p.text(),
    outcome: p.text(),
    licenceId: p.uuid().nullable().index(),
    useCause: p.text().nullable(),
    actorId: p.text(),
    role: p.text(),
    agency: p.text().nullable(),
    onBehalfOf: p.text().nullable(),
    requestId: p.text(),
    at: p.datetime(3),
  },
});

export const ENTITIES = [
  LicenceTypeEntity,
  StatusMappingEntity,
  LicenceEntity,
  LicenceVersionEntity,
  LicenceActEntity,
  LicenceFindingEntity,
  LicenceFileEntity,
  AnnotatedCopyEntity,
  LicenceCallEntity,
  LicenceUseEntity,
];
