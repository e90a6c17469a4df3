/** Tables of transfer. Storage only: what callers see is in `types/`. */
import { defineEntity, p } from '@mikro-orm/core';

/** What a hall asks of a transfer; a version that was published is never changed. */
export const TransferRequirementEntity = defineEntity({
  name: 'TransferRequirementEntity',
  tableName: 'transfer_requirement',
  uniques: [{ properties: ['hall', 'version'] }],
  properties: {
    id: p.uuid().primary(),
    hall: p.text(),
    version: p.integer(),
    level: p.text(),
    formats: p.array().columnType('text[]'),
    metadata: p.array().columnType('text[]'),
    statements: p.array().columnType('text[]'),
    collectable: p.array().columnType('text[]'),
    /** `STRIP` or `KEEP`: what becomes of signature data of seals. */
    sealRule: p.text(),
    note: p.text().nullable(),
    publishedBy: p.text(),
    publishedAt: p.datetime(3),
  },
});

export const TransferBatchEntity = defineEntity({
  name: 'TransferBatchEntity',
  tableName: 'transfer_batch',
  uniques: [{ properties: ['hall', 'number'] }, { properties: ['hall', 'receiptNumber'] }],
  properties: {
    id: p.uuid().primary(),
    number: p.text(),
    agency: p.text().index(),
    hall: p.text().index(),
    requirementId: p.uuid(),
    kind: p.text(),
    state: p.text(),
    /** Early custody only: who controls, the duties, the day it was signed. */
    agreement: p.json().nullable(),
    draftedBy: p.text(),
    draftedAt: p.datetime(3),
    submittedBy: p.text().nullable(),
    submittedAt: p.datetime(3).nullable(),
    /** What was handed over, as a text, and its digest: made at submission. */
    manifest: p.text().nullable(),
    manifestSm3: p.text().nullable(),
    receiptNumber: p.text().nullable(),
    /** 接收凭据, whole, and the digest of exactly this text. */
    receipt: p.text().nullable(),
    receiptSm3: p.text().nullable(),
    receivedBy: p.text().nullable(),
    receivedOn: p.date().nullable(),
    /** The hall agrees that the unit goes on using what it has transferred. */
    transferrerConsent: p.boolean().default(false),
    /** Why it was withdrawn. */
    reason: p.text().nullable(),
  },
});

export const TransferItemEntity = defineEntity({
  name: 'TransferItemEntity',
  tableName: 'transfer_item',
  uniques: [{ properties: ['batchId', 'caseId'] }],
  properties: {
    id: p.uuid().primary(),
    batchId: p.uuid().index(),
    caseId: p.uuid().index(),
    sequence: p.integer(),
    state: p.text(),
    /** What the unit would have done about opening, and what it says of opening and use. */
    openingAdvice: p.text().nullable(),
    openingOpinion: p.text().nullable(),
    disclosureStatus: p.text().nullable(),
    secrecyChange: p.text().nullable(),
    /** Rises with each resubmission. */
    attempt: p.integer().default(1),
    /** All reasons of the last return. */
    reasons: p.json(),
    /** The sealed description as it came (`item-description.ts`), and the digest of its list of files. */
    description: p.json().nullable(),
    manifestSm3: p.text().nullable(),
    /** How many files were announced with the description; null: it has not come. */
    fileCount: p.integer().nullable(),
    /** Rows of the last check. */
    report: p.json().nullable(),
    checkedAt: p.datetime(3).nullable(),
    decidedBy: p.text().nullable(),
    decidedAt: p.datetime(3).nullable(),
    recordId: p.uuid().nullable(),
  },
});

/** A case is in one open batch at most: its key says so. */
export const TransferClaimEntity = defineEntity({
  name: 'TransferClaimEntity',
  tableName: 'transfer_claim',
  properties: {
    caseId: p.uuid().primary(),
    itemId: p.uuid().unique(),
    /** Of the handing over that it is part of: `retention` answers with it. */
    token: p.uuid(),
    /** `retention` has said that nobody destroys the record meanwhile. */
    kept: p.boolean().default(false),
  },
});

/** A file that has come to the hall and is not received yet. Its bytes lie in the store `holdings-staging`. */
export const StagedFileEntity = defineEntity({
  name: 'StagedFileEntity',
  tableName: 'staged_file',
  uniques: [{ properties: ['itemId', 'fileCode'] }],
  properties: {
    id: p.uuid().primary(),
    itemId: p.uuid(),
    caseId: p.uuid().index(),
    fileCode: p.text(),
    /** As the package describes it. */
    description: p.json(),
    sizeBytes: p.bigint(),
    sm3: p.text(),
    sha256: p.text(),
    receivedAt: p.datetime(3),
    /** The copy in the store `holdings`, once it is made: it has the same bytes, or those without signature data. */
    storedId: p.uuid().nullable(),
    stored: p.json().nullable(),
  },
});

/** Signature data of seals that was taken out of a file at receipt: digests before and after, and the kept image. */
export const SealStrippingEntity = defineEntity({
  name: 'SealStrippingEntity',
  tableName: 'seal_stripping',
  properties: {
    fileId: p.uuid().primary(),
    caseId: p.uuid().index(),
    beforeSm3: p.text(),
    beforeSha256: p.text(),
    afterSm3: p.text(),
    afterSha256: p.text(),
    /** Names of what was taken out. */
    removed: p.array().columnType('text[]'),
    /** Names of what shows the seal, and was kept. */
    kept: p.array().columnType('text[]'),
    at: p.datetime(3),
  },
});

/** What `retention` says of a case: how long it is kept, and whether something stands against a transfer. */
export const RetentionCopyEntity = defineEntity({
  name: 'RetentionCopyEntity',
  tableName: 'retention_copy',
  properties: {
    caseId: p.uuid().primary(),
    period: p.text(),
    state: p.text(),
    held: p.boolean(),
    disputed: p.boolean(),
  },
});
