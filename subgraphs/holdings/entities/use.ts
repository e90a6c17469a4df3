/** Tables of use: requests, copies, and the register of copies. Storage only: what callers see is in `types/`. */
import { defineEntity, p } from '@mikro-orm/core';

/** Somebody's wish for a copy, and what became of it. */
export const UseRequestEntity = defineEntity({
  name: 'UseRequestEntity',
  tableName: 'use_request',
  properties: {
    id: p.uuid().primary(),
    state: p.text(),
    /** USCC of the hall or unit that is asked. */
    keeper: p.text().index(),
    /** USCC of the hall through which a reader asks; null: who asks gets the copy. */
    askingHall: p.text().nullable().index(),
    actorId: p.text().index(),
    role: p.text(),
    agency: p.text().nullable(),
    /** Reference of the subject that asks, or that the asking hall has verified. */
    subjectRef: p.text().nullable(),
    /** Whose name goes on the copy. */
    forWhom: p.text(),
    purpose: p.text(),
    proof: p.text(),
    /** What is asked for, in the words of who asks; nothing is looked up by it. */
    wanted: p.text(),
    kind: p.text(),
    format: p.text(),
    requestedAt: p.datetime(3),
    forwardedBy: p.text().nullable(),
    forwardedAt: p.datetime(3).nullable(),
    /** Which record is meant, as the keeper found; null before that. */
    recordId: p.uuid().nullable().index(),
    caseId: p.uuid().nullable().index(),
    acceptedBy: p.text().nullable(),
    acceptedAt: p.datetime(3).nullable(),
    /** USCC of the forming unit whose consent is waited for; null: nobody's. */
    consentOf: p.text().nullable().index(),
    unitConsent: p.boolean().nullable(),
    unitNote: p.text().nullable(),
    unitBy: p.text().nullable(),
    unitAt: p.datetime(3).nullable(),
    thirdPartyNeeded: p.boolean().default(false),
    thirdPartyEvidence: p.text().nullable(),
    thirdPartyBy: p.text().nullable(),
    handledNote: p.text().nullable(),
    handledBy: p.text().nullable(),
    handledAt: p.datetime(3).nullable(),
    decidedBy: p.text().nullable(),
    decidedAt: p.datetime(3).nullable(),
    /** Name of the keeper, as it stands on the copy. */
    issuedAs: p.text().nullable(),
    refusal: p.text().nullable(),
    refusalText: p.text().nullable(),
    feedback: p.text().nullable(),
    feedbackBy: p.text().nullable(),
    feedbackAt: p.datetime(3).nullable(),
  },
});

/** The register: which copies exist, and whom each leads to. It outlives the record, and holds nothing of it. */
export const IssuedCopyEntity = defineEntity({
  name: 'IssuedCopyEntity',
  tableName: 'issued_copy',
  properties: {
    id: p.uuid().primary(),
    requestId: p.uuid().unique(),
    number: p.text().unique(),
    /** Printed on every page: leads to who asked. */
    mark: p.text().unique(),
    /** SHA-256 of the code that stands on the copy. */
    codeHash: p.text(),
    kind: p.text(),
    format: p.text(),
    keeper: p.text().index(),
    actorId: p.text(),
    role: p.text(),
    agency: p.text().nullable(),
    askingHall: p.text().nullable(),
    purpose: p.text(),
    reservedAt: p.datetime(3),
    /** Null while it is being made. */
    issuedAt: p.datetime(3).nullable(),
    withdrawnAt: p.datetime(3).nullable(),
    withdrawnBy: p.text().nullable(),
    withdrawnReason: p.text().nullable(),
  },
});

/** The copy itself: its bytes lie in the store `holdings` under its id, and go with the record. */
export const CopyFileEntity = defineEntity({
  name: 'CopyFileEntity',
  tableName: 'copy_file',
  properties: {
    id: p.uuid().primary(),
    copyId: p.uuid().unique(),
    recordId: p.uuid().index(),
    caseId: p.uuid().index(),
    sizeBytes: p.bigint(),
    sm3: p.text(),
    sha256: p.text(),
    /** `[{ coordinate, effect }]`: what it holds, decided again at every download. */
    contents: p.json(),
    /** Manifest and signatures, as they also stand in the file. */
    evidence: p.text(),
  },
});

/** The last number of a keeper in a year. */
export const CopySeriesEntity = defineEntity({
  name: 'CopySeriesEntity',
  tableName: 'copy_series',
  properties: {
    series: p.text().primary(),
    last: p.integer(),
  },
});
