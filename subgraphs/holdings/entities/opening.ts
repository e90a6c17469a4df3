/** Tables of opening review and sealing. Storage only: what callers see is in `types/`. */
import { defineEntity, p } from '@mikro-orm/core';

/** A review of one record; rows are never taken away while the record is there. */
export const OpeningReviewEntity = defineEntity({
  name: 'OpeningReviewEntity',
  tableName: 'opening_review',
  properties: {
    id: p.uuid().primary(),
    recordId: p.uuid().index(),
    caseId: p.uuid().index(),
    /** The record while the review is under way, null afterwards: one at a time. */
    openKey: p.text().nullable().unique(),
    /** USCC of the hall, or of the unit that has not transferred the record. */
    keeper: p.text().index(),
    /** USCC of the unit whose opinion is waited for; successors speak for it. */
    advisor: p.text().nullable().index(),
    unitGoneBasis: p.text().nullable(),
    cause: p.text(),
    state: p.text(),
    dueOn: p.date().nullable(),
    result: p.text(),
    reasons: p.array().columnType('text[]'),
    statement: p.text(),
    deferredUntil: p.date().nullable(),
    consentNumber: p.text().nullable(),
    earlyGround: p.text().nullable(),
    proposedBy: p.text(),
    proposedAt: p.datetime(3),
    opinion: p.text().nullable(),
    opinionReasons: p.array().columnType('text[]').default([]),
    opinionText: p.text().nullable(),
    advisedBy: p.text().nullable(),
    advisedAt: p.datetime(3).nullable(),
    decision: p.text().nullable(),
    decisionReasons: p.array().columnType('text[]').default([]),
    decisionNote: p.text().nullable(),
    decidedBy: p.text().nullable(),
    decidedAt: p.datetime(3).nullable(),
  },
});

/** A seal on a record (封存), and its lifting. */
export const RecordSealEntity = defineEntity({
  name: 'RecordSealEntity',
  tableName: 'record_seal',
  properties: {
    id: p.uuid().primary(),
    recordId: p.uuid().index(),
    caseId: p.uuid().index(),
    keeper: p.text().index(),
    reason: p.text(),
    basis: p.text(),
    sealedBy: p.text(),
    sealedAt: p.datetime(3),
    liftReason: p.text().nullable(),
    liftedBy: p.text().nullable(),
    liftedAt: p.datetime(3).nullable(),
  },
});
