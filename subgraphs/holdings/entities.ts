/** Tables of `holdings`. Storage only: what callers see is in `types.ts`. */
import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../disclosure/index.ts';

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
    ...factProperties(),
  },
});

export const ENTITIES = [FondsEntity, ArchivalRecordEntity, CaseCopyEntity];
