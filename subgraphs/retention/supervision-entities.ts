/** Tables of supervision and of restrictions. Storage only. */
import { defineEntity, p } from '@mikro-orm/core';

/** A demand to erase personal data that archives law turned into a restriction. */
const RestrictionEntity = defineEntity({
  name: 'RestrictionEntity',
  tableName: 'restriction',
  properties: {
    id: p.uuid().primary(),
    caseId: p.uuid().index(),
    demandedBy: p.text(),
    placedOn: p.date(),
    /** Whether the record was not shared already: lifting restores that. */
    wasNonSharing: p.boolean(),
    liftedOn: p.date().nullable(),
    liftedBy: p.text().nullable(),
    liftGround: p.text().nullable(),
  },
});

/** 督促整改. */
const RectificationEntity = defineEntity({
  name: 'RectificationEntity',
  tableName: 'rectification',
  uniques: [{ properties: ['agency', 'number'] }],
  properties: {
    id: p.uuid().primary(),
    agency: p.text(),
    number: p.text(),
    demand: p.text(),
    dueOn: p.date(),
    state: p.text(),
    issuedBy: p.text(),
    issuedOn: p.date(),
    answer: p.text().nullable(),
    answeredBy: p.text().nullable(),
    answeredOn: p.date().nullable(),
    closedBy: p.text().nullable(),
    closedOn: p.date().nullable(),
  },
});

/** How many checks of a case failed at a stage, as `cases` last told. */
const FailedCheckEntity = defineEntity({
  name: 'FailedCheckEntity',
  tableName: 'failed_check',
  properties: {
    caseId: p.uuid().primary(),
    stage: p.text().primary(),
    failed: p.integer(),
  },
});

export const SUPERVISION_ENTITIES = [RestrictionEntity, RectificationEntity, FailedCheckEntity];
