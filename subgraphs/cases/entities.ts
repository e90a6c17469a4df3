/** Tables of `cases`. Storage only: what callers see is in `types.ts`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../disclosure/index.ts';
import {
  ArchivePackageEntity,
  ArchivingStepEntity,
  CheckOverrideEntity,
  CheckPolicyEntity,
  CheckReportEntity,
  PackageReceiptEntity,
} from './archiving-entities.ts';
import { KEEPING_ENTITIES } from './keeping-entities.ts';

/** What makes a retry a retry: the system's own key, and a digest of what it said with it. */
const intakeKeys = () => ({
  systemKey: p.text().nullable(),
  inputDigest: p.text().nullable(),
});

export const ServiceItemEntity = defineEntity({
  name: 'ServiceItemEntity',
  tableName: 'service_item',
  uniques: [{ properties: ['taskCode', 'version'] }],
  properties: {
    id: p.uuid().primary(),
    taskCode: p.text(),
    version: p.text(),
    name: p.text(),
    itemType: p.text(),
    agency: p.text(),
    byReference: p.boolean(),
    sensitive: p.boolean(),
    /** The law by which cases of this item are kept on paper too; null: none. */
    paperAlsoBy: p.text().nullable(),
  },
});

export const CaseEntity = defineEntity({
  name: 'CaseEntity',
  tableName: 'case_record',
  uniques: [{ properties: ['formingUnit', 'system', 'systemKey'] }],
  indexes: [{ properties: ['hall'] }, { properties: ['minorUntil'] }],
  properties: {
    id: p.uuid().primary(),
    recordCode: p.text().unique(),
    /** Given by the handling system; a number that an agency uses twice is a finding at archiving. */
    caseNumber: p.text().index(),
    itemId: p.uuid().index(),
    state: p.text().index(),
    /** The others have been told of it. Before that it is shared with nobody. */
    announced: p.boolean().default(true),
    /** The handling system that opened it, its own key for it, and a digest of what it said. */
    system: p.text().nullable(),
    systemKey: p.text().nullable(),
    inputDigest: p.text().nullable(),
    title: p.text(),
    applicantType: p.text(),
    applicantName: p.text(),
    applicantIdType: p.text(),
    applicantIdNumber: p.text(),
    applicantPhone: p.text().nullable(),
    applicantAddress: p.text().nullable(),
    legalRepresentative: p.text().nullable(),
    contactName: p.text().nullable(),
    contactPhone: p.text().nullable(),
    complainantName: p.text().nullable(),
    bankAccount: p.text().nullable(),
    circumstances: p.text().nullable(),
    tradeSecret: p.text().nullable(),
    internalOpinion: p.text().nullable(),
    handlerName: p.text().nullable(),
    remarks: p.text().nullable(),
    result: p.text().nullable(),
    receivedAt: p.datetime(3),
    acceptedAt: p.datetime(3).nullable(),
    completedOn: p.date().nullable(),
    archiveDueOn: p.date().nullable(),
    archivedOn: p.date().nullable(),
    destroyedOn: p.date().nullable(),
    destructionListNumber: p.text().nullable(),
    ...factProperties(),
  },
});

export const CaseStepEntity = defineEntity({
  name: 'CaseStepEntity',
  tableName: 'case_step',
  uniques: [{ properties: ['caseId', 'systemKey'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    sequence: p.integer(),
    step: p.text(),
    unit: p.text(),
    handlerName: p.text().nullable(),
    at: p.datetime(3),
    note: p.text().nullable(),
    ...intakeKeys(),
  },
});

/** A part of a joint case (联合办理): owned, archived and disclosed by its own agency. */
export const CasePartEntity = defineEntity({
  name: 'CasePartEntity',
  tableName: 'case_part',
  uniques: [{ properties: ['caseId', 'agency'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    agency: p.text(),
    state: p.text(),
    opinion: p.text().nullable(),
    archivedOn: p.date().nullable(),
    completedOn: p.date().nullable(),
  },
});

export const CaseMaterialEntity = defineEntity({
  name: 'CaseMaterialEntity',
  tableName: 'case_material',
  uniques: [{ properties: ['caseId', 'systemKey'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    /** The agency whose part it belongs to; null: the lead's. */
    partAgency: p.text().nullable(),
    sequence: p.integer(),
    materialClass: p.text(),
    name: p.text(),
    obtainedBy: p.text(),
    format: p.text(),
    fileName: p.text(),
    fileBytes: p.integer(),
    digestSm3: p.text(),
    /** Which entry of the scope list it answers; null: none. */
    code: p.text().nullable(),
    digestSha256: p.text().nullable(),
    /** Where its content lies; null: known by its description only. */
    fileId: p.text().nullable().index(),
    /** The licence that was called in, whose file it is; null: it is none. */
    calledId: p.uuid().nullable(),
    ...intakeKeys(),
  },
});

/** An e-licence as it was when it was called in. Never changed afterwards. */
export const LicenceSnapshotEntity = defineEntity({
  name: 'LicenceSnapshotEntity',
  tableName: 'licence_snapshot',
  uniques: [{ properties: ['caseId', 'systemKey'] }],
  indexes: [{ properties: ['fileState'], where: `"file_state" in ('AWAITED', 'MISSING')` }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    licenceId: p.uuid().nullable(),
    identifier: p.text(),
    version: p.text(),
    typeCode: p.text(),
    typeName: p.text(),
    issuer: p.text(),
    holderName: p.text(),
    holderType: p.text(),
    holderNumber: p.text(),
    statusAtUse: p.text(),
    calledAt: p.datetime(3),
    useCause: p.text(),
    /** Of what was called in through `licences`; of other snapshots null. */
    number: p.text().nullable(),
    issuedOn: p.date().nullable(),
    validFrom: p.date().nullable(),
    validTo: p.date().nullable(),
    /** Where the issuer keeps the file of this version, and what it is. */
    fileRef: p.text().nullable(),
    fileBytes: p.integer().nullable(),
    digestSm3: p.text().nullable(),
    digestSha256: p.text().nullable(),
    /** Whose part it was called into; null: the lead's. */
    partAgency: p.text().nullable(),
    /** `AWAITED`, `MISSING`, `HELD`; null: no file was frozen with it, or it did not come through `licences`. */
    fileState: p.text().nullable(),
    /** When it is asked for again; null: at once. */
    retryAt: p.datetime(3).nullable(),
    ...intakeKeys(),
  },
});

/** Label facts of licences, copied from `licences`: asked before a link to one is handed out. */
export const LicenceCopyEntity = defineEntity({
  name: 'LicenceCopyEntity',
  tableName: 'licence_copy',
  properties: { id: p.uuid().primary(), ...factProperties() },
});

/** A handling system (业务系统) of an agency, admitted for one item in one region. */
export const HandlingSystemEntity = defineEntity({
  name: 'HandlingSystemEntity',
  tableName: 'handling_system',
  uniques: [{ properties: ['agency', 'system', 'taskCode', 'region'] }],
  properties: {
    id: p.uuid().primary(),
    agency: p.text(),
    /** `actorId` of its token. */
    system: p.text(),
    taskCode: p.text(),
    region: p.text(),
    registeredBy: p.text(),
    registeredAt: p.datetime(3),
  },
});

/** 归档范围: what a case of one item version must hold. A version that was approved is never changed. */
export const ScopeListEntity = defineEntity({
  name: 'ScopeListEntity',
  tableName: 'scope_list',
  uniques: [{ properties: ['agency', 'taskCode', 'itemVersion', 'number'] }],
  properties: {
    id: p.uuid().primary(),
    agency: p.text(),
    taskCode: p.text(),
    itemVersion: p.text(),
    number: p.integer(),
    state: p.text(),
    content: p.json(),
    automatic: p.boolean(),
    draftedBy: p.text(),
    draftedAt: p.datetime(3),
    reviewedBy: p.text().nullable(),
    reviewedAt: p.datetime(3).nullable(),
    reason: p.text().nullable(),
  },
});

/** Content that has come in, or that archiving has copied; `caseId` null: not yet attached to anything. */
export const CaseFileEntity = defineEntity({
  name: 'CaseFileEntity',
  tableName: 'case_file',
  uniques: [{ properties: ['owner', 'uploadKey'] }],
  properties: {
    /** Of the content in the store. */
    id: p.text().primary(),
    /** Agency and system that sent it; null: made by archiving. */
    owner: p.text().nullable(),
    uploadKey: p.text().nullable(),
    caseId: p.uuid().nullable().index(),
    bytes: p.bigint(),
    sm3: p.text(),
    sha256: p.text(),
    at: p.datetime(3),
  },
});

/** Content of a destroyed case that is to be deleted from the stores; the row goes when that is done. */
export const ContentErasureEntity = defineEntity({
  name: 'ContentErasureEntity',
  tableName: 'content_erasure',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid(),
    /** How many rows went with the commit. */
    rows: p.integer(),
    /** Ids of content in the stores. */
    files: p.array().columnType('text[]'),
    /** SM3. */
    digests: p.array().columnType('text[]'),
    /** Of the files, measured before the first is deleted. */
    bytes: p.bigint().nullable(),
  },
});

/** Beside an archived case, never in it. */
export const CaseAnnotationEntity = defineEntity({
  name: 'CaseAnnotationEntity',
  tableName: 'case_annotation',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    unit: p.text(),
    text: p.text(),
    writtenBy: p.text(),
    writtenAt: p.datetime(3),
  },
});

/** What is left of an intake that the door did not let in: who sent it and when. Neither content nor title. */
export const DoorNoticeEntity = defineEntity({
  name: 'DoorNoticeEntity',
  tableName: 'door_notice',
  properties: {
    /** Keyed digest of sender and content: the same again has the same, and nothing can be told from it. */
    id: p.uuid().primary(),
    kind: p.text(),
    agency: p.text().nullable(),
    sender: p.text(),
    at: p.datetime(3),
    decision: p.text().nullable(),
    decidedBy: p.text().nullable(),
    decidedAt: p.datetime(3).nullable(),
  },
});

export const ENTITIES = [
  ...KEEPING_ENTITIES,
  ServiceItemEntity,
  CaseEntity,
  CaseStepEntity,
  CasePartEntity,
  CaseMaterialEntity,
  LicenceSnapshotEntity,
  LicenceCopyEntity,
  HandlingSystemEntity,
  ScopeListEntity,
  CaseFileEntity,
  ContentErasureEntity,
  ArchivingStepEntity,
  ArchivePackageEntity,
  CheckReportEntity,
  PackageReceiptEntity,
  CheckPolicyEntity,
  CheckOverrideEntity,
  CaseAnnotationEntity,
  DoorNoticeEntity,
];
