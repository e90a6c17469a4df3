/** Tables of archival records and their files. Storage only: what callers see is in `types/`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../../disclosure/index.ts';

/** A fonds (全宗): the archives of one unit in one hall. */
export const FondsEntity = defineEntity({
  name: 'FondsEntity',
  tableName: 'fonds',
  uniques: [{ properties: ['hall', 'number'] }],
  properties: {
    id: p.uuid().primary(),
    number: p.text(),
    name: p.text(),
    hall: p.text(),
    /** USCC of the unit whose archives it holds; null: loaded without one. */
    formingUnit: p.text().nullable().index(),
    registeredBy: p.text().nullable(),
    registeredOn: p.date().nullable(),
  },
});

/** What the archives know of a case. Without a copy of the case's facts it is visible to nobody. */
export const ArchivalRecordEntity = defineEntity({
  name: 'ArchivalRecordEntity',
  tableName: 'archival_record',
  indexes: [{ properties: ['hall'] }],
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().unique(),
    recordCode: p.text().unique(),
    referenceCode: p.text().nullable().unique(),
    fondsId: p.uuid().index(),
    title: p.text().nullable(),
    /** As labels know it: whether early custody makes the hall the controller is in it. */
    custody: p.text(),
    openingState: p.text(),
    sealed: p.boolean(),
    openedOn: p.date().nullable(),
    transferBatch: p.text().nullable(),
    transferredOn: p.date().nullable(),
    receivedOn: p.date().nullable(),
    openingOpinion: p.text().nullable(),
    disclosureStatus: p.text().nullable(),
    secrecyChange: p.text().nullable(),
    location: p.text().nullable(),
    /** Bits of custody and openness; they replace those of the case's copy. */
    custodyFacts: p.integer(),
    hall: p.text().nullable(),
    transferrer: p.text().nullable(),
  },
});

/** Label facts of cases, copied from `cases`; custody and openness are known here first. */
export const CaseCopyEntity = defineEntity({
  name: 'CaseCopyEntity',
  tableName: 'case_copy',
  indexes: [{ properties: ['minorUntil'] }],
  properties: {
    id: p.uuid().primary(),
    destroyedOn: p.date().nullable(),
    destructionListNumber: p.text().nullable(),
    recordCode: p.text().nullable(),
    /** As `cases` has it: `ARCHIVED`. */
    state: p.text().nullable(),
    completedOn: p.date().nullable(),
    archivedOn: p.date().nullable(),
    ...factProperties(),
  },
});

/**
 * A file of a record. Its bytes lie in the store `holdings`, under its id without dashes; a derived one, such as a
 * conversion, names the file that it was made from.
 */
export const RecordFileEntity = defineEntity({
  name: 'RecordFileEntity',
  tableName: 'record_file',
  properties: {
    id: p.uuid().primary(),
    recordId: p.uuid().index(),
    caseId: p.uuid().index(),
    /** Of the file in its package, such as `M001`: tells nothing. */
    fileCode: p.text(),
    name: p.text(),
    format: p.text(),
    sizeBytes: p.bigint(),
    sm3: p.text(),
    sha256: p.text(),
    derivedFrom: p.uuid().nullable(),
    addedAt: p.datetime(3),
  },
});

/** Content of destroyed records that is to be deleted from the store; the row goes when that is done. */
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
    bytes: p.bigint(),
  },
});

/** What changed in the description of a record or fonds, by whom and why. Rows are only ever added. */
export const DescriptionChangeEntity = defineEntity({
  name: 'DescriptionChangeEntity',
  tableName: 'description_change',
  properties: {
    id: p.uuid().primary(),
    recordId: p.uuid().index(),
    caseId: p.uuid().index(),
    field: p.text(),
    before: p.text().nullable(),
    after: p.text().nullable(),
    reason: p.text(),
    changedBy: p.text(),
    at: p.datetime(3),
  },
});

/** The last number of each series that runs without gaps: reference codes, batches, receipts. */
export const NumberSeriesEntity = defineEntity({
  name: 'NumberSeriesEntity',
  tableName: 'number_series',
  properties: { series: p.text().primary(), last: p.integer() },
});
