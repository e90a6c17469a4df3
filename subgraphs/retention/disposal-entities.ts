/** Tables of appraisal and destruction. Storage only. */
import { defineEntity, p } from '@mikro-orm/core';

const AppraisalEntity = defineEntity({
  name: 'AppraisalEntity',
  tableName: 'appraisal',
  uniques: [{ properties: ['body', 'number'] }],
  properties: {
    id: p.uuid().primary(),
    /** USCC of the agency or hall whose records are appraised. */
    body: p.text(),
    number: p.text(),
    state: p.text(),
    report: p.text().nullable(),
    openedBy: p.text(),
    openedOn: p.date(),
    concludedBy: p.text().nullable(),
    concludedOn: p.date().nullable(),
  },
});

const AppraisalItemEntity = defineEntity({
  name: 'AppraisalItemEntity',
  tableName: 'appraisal_item',
  properties: {
    appraisalId: p.uuid().primary(),
    caseId: p.uuid().primary().index(),
    conclusion: p.text().nullable(),
    period: p.text().nullable(),
  },
});

/** One a person and record. */
const OpinionEntity = defineEntity({
  name: 'OpinionEntity',
  tableName: 'appraisal_opinion',
  properties: {
    appraisalId: p.uuid().primary(),
    caseId: p.uuid().primary(),
    appraiser: p.text().primary(),
    recommendation: p.text(),
    text: p.text(),
    givenOn: p.date(),
  },
});

const DestructionListEntity = defineEntity({
  name: 'DestructionListEntity',
  tableName: 'destruction_list',
  uniques: [{ properties: ['body', 'number'] }],
  properties: {
    id: p.uuid().primary(),
    body: p.text(),
    /** 销毁清册号. */
    number: p.text(),
    appraisalId: p.uuid().index(),
    state: p.text(),
    returnReason: p.text().nullable(),
    proposedBy: p.text(),
    proposedOn: p.date(),
    executedOn: p.date().nullable(),
  },
});

const DestructionItemEntity = defineEntity({
  name: 'DestructionItemEntity',
  tableName: 'destruction_item',
  properties: {
    listId: p.uuid().primary(),
    caseId: p.uuid().primary().index(),
    recordCode: p.text(),
    period: p.text(),
    completedOn: p.date(),
    dueOn: p.date(),
    state: p.text(),
    /** Codes that forbade it, when kept. */
    reasons: p.array().columnType('text[]').default([]),
  },
});

/** Who approved, supervised and executed a list. The key makes them different people, whatever comes at the same time. */
const HandEntity = defineEntity({
  name: 'HandEntity',
  tableName: 'destruction_hand',
  uniques: [{ properties: ['listId', 'hand', 'seat'] }],
  properties: {
    listId: p.uuid().primary(),
    actor: p.text().primary(),
    hand: p.text(),
    /** 1; of supervisors 1 and 2. */
    seat: p.integer(),
    at: p.datetime(3),
  },
});

/** What a store says it has deleted of a record. */
const ReceiptEntity = defineEntity({
  name: 'ReceiptEntity',
  tableName: 'content_receipt',
  properties: {
    caseId: p.uuid().primary(),
    store: p.text().primary(),
    rows: p.integer(),
    files: p.integer(),
    bytes: p.bigint('number'),
    digests: p.array().columnType('text[]').default([]),
  },
});

/** A set of backups that may hold records. */
const BackupSetEntity = defineEntity({
  name: 'BackupSetEntity',
  tableName: 'backup_set',
  uniques: [{ properties: ['body', 'label'] }],
  properties: {
    id: p.uuid().primary(),
    body: p.text(),
    label: p.text(),
    medium: p.text(),
    takenOn: p.date(),
    registeredBy: p.text(),
    retiredOn: p.date().nullable(),
  },
});

/** That a list's records are gone from a set, seen to by a person. */
const ConfirmationEntity = defineEntity({
  name: 'ConfirmationEntity',
  tableName: 'backup_confirmation',
  properties: {
    listId: p.uuid().primary(),
    setId: p.uuid().primary(),
    method: p.text(),
    confirmedBy: p.text(),
    confirmedOn: p.date(),
  },
});

const CertificateEntity = defineEntity({
  name: 'CertificateEntity',
  tableName: 'certificate',
  properties: {
    listId: p.uuid().primary(),
    issuedBy: p.text(),
    issuedOn: p.date(),
    /** Canonical JSON; the digest is of exactly these characters. */
    body: p.text(),
    digestSm3: p.text(),
  },
});

/** Records that are on their way to a hall. */
const OpenTransferEntity = defineEntity({
  name: 'OpenTransferEntity',
  tableName: 'open_transfer',
  properties: { caseId: p.uuid().primary(), state: p.text() },
});

export const DISPOSAL_ENTITIES = [
  AppraisalEntity,
  AppraisalItemEntity,
  OpinionEntity,
  DestructionListEntity,
  DestructionItemEntity,
  HandEntity,
  ReceiptEntity,
  BackupSetEntity,
  ConfirmationEntity,
  CertificateEntity,
  OpenTransferEntity,
];
