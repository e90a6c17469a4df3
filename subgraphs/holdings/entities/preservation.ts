/** Tables of preservation: sets and media, plans, runs, incidents, conversions, rehearsals. Storage only. */
import { defineEntity, p } from '@mikro-orm/core';
import { preservationEntities } from '../../preservation/index.ts';

/** A complete set of a keeper's archives on one medium (套). */
const PreservationSetEntity = defineEntity({
  name: 'PreservationSetEntity',
  tableName: 'preservation_set',
  uniques: [{ properties: ['keeper', 'label'] }],
  properties: {
    id: p.uuid().primary(),
    /** USCC. */
    keeper: p.text(),
    /** `AGENCY`: its content is with `cases`; `HALL`: here. */
    keeperKind: p.text(),
    role: p.text(),
    kind: p.text(),
    label: p.text(),
    /** Name of the medium in the settings; null: the online store, or out of reach of any machine. */
    mount: p.text().nullable(),
    place: p.text(),
    state: p.text(),
    readEveryDays: p.integer(),
    lastReadOn: p.date().nullable(),
    readDueOn: p.date(),
    /** As the last copy left it; null: none was made. */
    completeAt: p.datetime(3).nullable(),
    files: p.integer().default(0),
    bytes: p.bigint().default(0),
    replacedBy: p.uuid().nullable(),
    reason: p.text().nullable(),
    registeredBy: p.text(),
    registeredAt: p.datetime(3),
    endedBy: p.text().nullable(),
    endedAt: p.datetime(3).nullable(),
  },
});

/** A person has looked at a medium (介质检测). */
const MediumReadingEntity = defineEntity({
  name: 'MediumReadingEntity',
  tableName: 'medium_reading',
  properties: {
    id: p.uuid().primary(),
    setId: p.uuid().index(),
    outcome: p.text(),
    note: p.text(),
    readBy: p.text(),
    readOn: p.date(),
  },
});

const PreservationPlanEntity = defineEntity({
  name: 'PreservationPlanEntity',
  tableName: 'preservation_plan',
  properties: {
    id: p.uuid().primary(),
    keeper: p.text().index(),
    setId: p.uuid(),
    work: p.text(),
    everyDays: p.integer(),
    permille: p.integer(),
    nextOn: p.date(),
    state: p.text(),
    setBy: p.text(),
    setAt: p.datetime(3),
    endedBy: p.text().nullable(),
    endedAt: p.datetime(3).nullable(),
  },
});

/** Inspection, copy, repair or conversion, from its order to its end. */
const PreservationRunEntity = defineEntity({
  name: 'PreservationRunEntity',
  tableName: 'preservation_run',
  indexes: [{ properties: ['keeper', 'orderedAt'] }],
  properties: {
    id: p.uuid().primary(),
    work: p.text(),
    keeper: p.text(),
    /** Whom it is about; of a conversion the online set, if one is registered. */
    setId: p.uuid().nullable().index(),
    /** Of a copy: where from. */
    fromSetId: p.uuid().nullable(),
    planId: p.uuid().nullable(),
    /** Of a repair. */
    incidentId: p.uuid().nullable(),
    permille: p.integer().nullable(),
    /** Of a copy: whether the set it was made from is replaced by it. */
    isMigration: p.boolean().default(false),
    converter: p.text().nullable(),
    state: p.text(),
    reason: p.text().nullable(),
    files: p.integer().default(0),
    bytes: p.bigint().default(0),
    busyMs: p.integer().default(0),
    orderedBy: p.text(),
    orderedAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
  },
});

/** Something that an inspection has found (隐患): open until a copy is put back, a person closes it, or it is lost. */
const PreservationIncidentEntity = defineEntity({
  name: 'PreservationIncidentEntity',
  tableName: 'preservation_incident',
  uniques: [{ properties: ['setId', 'kind', 'file', 'round'] }],
  properties: {
    id: p.uuid().primary(),
    keeper: p.text().index(),
    setId: p.uuid(),
    runId: p.uuid().index(),
    kind: p.text(),
    /** Opaque id of content, or a place in the store. */
    file: p.text(),
    other: p.text().nullable(),
    /** 0 while it is open; its own number afterwards: the same may be found again. */
    round: p.integer().default(0),
    state: p.text(),
    foundAt: p.datetime(3),
    repairedFrom: p.uuid().nullable(),
    repairedAt: p.datetime(3).nullable(),
    /** Why the last repair did not succeed, as a code. */
    hindrance: p.text().nullable(),
    settledBy: p.text().nullable(),
    settledAt: p.datetime(3).nullable(),
    reason: p.text().nullable(),
  },
});

/** One file of a conversion: digests before and after, and what the recheck said. */
const FileConversionEntity = defineEntity({
  name: 'FileConversionEntity',
  tableName: 'file_conversion',
  properties: {
    runId: p.uuid().primary(),
    fileId: p.text().primary(),
    caseId: p.uuid().index(),
    outcome: p.text(),
    derivedId: p.text().nullable(),
    version: p.text(),
    fromFormat: p.text(),
    toFormat: p.text(),
    beforeSm3: p.text(),
    beforeSha256: p.text(),
    afterSm3: p.text().nullable(),
    afterSha256: p.text().nullable(),
    checks: p.json(),
    reason: p.text().nullable(),
    at: p.datetime(3),
  },
});

/** A backup was restored into a scratch instance to see that it can be (恢复演练). */
const BackupRehearsalEntity = defineEntity({
  name: 'BackupRehearsalEntity',
  tableName: 'backup_rehearsal',
  properties: {
    id: p.uuid().primary(),
    backup: p.text(),
    backupAt: p.datetime(3),
    outcome: p.text(),
    report: p.json(),
    rehearsedBy: p.text(),
    rehearsedAt: p.datetime(3),
  },
});

export const PRESERVATION_ENTITIES = [
  ...preservationEntities('uuid'),
  PreservationSetEntity,
  MediumReadingEntity,
  PreservationPlanEntity,
  PreservationRunEntity,
  PreservationIncidentEntity,
  FileConversionEntity,
  BackupRehearsalEntity,
];
