/** Tables of `cases`. Storage only: what callers see is in `types.ts`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../disclosure/index.ts';

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
  },
});

export const CaseEntity = defineEntity({
  name: 'CaseEntity',
  tableName: 'case_record',
  properties: {
    id: p.uuid().primary(),
    recordCode: p.text().unique(),
    caseNumber: p.text().unique(),
    itemId: p.uuid().index(),
    state: p.text(),
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
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    sequence: p.integer(),
    step: p.text(),
    unit: p.text(),
    handlerName: p.text().nullable(),
    at: p.datetime(3),
    note: p.text().nullable(),
  },
});

/** A part of a joint case (联合办理): owned, archived and disclosed by its own agency. */
export const CasePartEntity = defineEntity({
  name: 'CasePartEntity',
  tableName: 'case_part',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    agency: p.text(),
    state: p.text(),
    opinion: p.text().nullable(),
    archivedOn: p.date().nullable(),
  },
});

export const CaseMaterialEntity = defineEntity({
  name: 'CaseMaterialEntity',
  tableName: 'case_material',
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
  },
});

/** An e-licence as it was when it was called in. Never changed afterwards. */
export const LicenceSnapshotEntity = defineEntity({
  name: 'LicenceSnapshotEntity',
  tableName: 'licence_snapshot',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    licenceId: p.uuid(),
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
  },
});

/** Label facts of licences, copied from `licences`: asked before a link to one is handed out. */
export const LicenceCopyEntity = defineEntity({
  name: 'LicenceCopyEntity',
  tableName: 'licence_copy',
  properties: { id: p.uuid().primary(), ...factProperties() },
});

export const ENTITIES = [
  ServiceItemEntity,
  CaseEntity,
  CaseStepEntity,
  CasePartEntity,
  CaseMaterialEntity,
  LicenceSnapshotEntity,
  LicenceCopyEntity,
];
