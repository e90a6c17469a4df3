/** What happens about entries, applications and grants beside their own states. */
import { defineEntity, p } from '@mikro-orm/core';

/** The timeline: one row an act that was done. Nothing here updates or deletes it. */
export const ActEntity = defineEntity({
  name: 'ActEntity',
  tableName: 'act',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    target: p.uuid().index(),
    name: p.text(),
    at: p.datetime(3),
    actorId: p.text(),
    role: p.text(),
    agency: p.text().nullable(),
    state: p.text(),
    note: p.text().nullable(),
    ruleId: p.text().nullable(),
    clause: p.text(),
  },
});

/** 校核: what a user found wrong. The archived record never changes; the answer stands beside it. */
export const CorrectionEntity = defineEntity({
  name: 'CorrectionEntity',
  tableName: 'correction',
  properties: {
    id: p.uuid().primary(),
    grantId: p.uuid().index(),
    requester: p.text().index(),
    provider: p.text().index(),
    recordType: p.text(),
    recordId: p.text(),
    coordinate: p.text(),
    text: p.text(),
    state: p.text(),
    requestedOn: p.date(),
    dueOn: p.date(),
    dueProvisional: p.boolean(),
    answer: p.text().nullable(),
    answeredBy: p.text().nullable(),
    answeredOn: p.date().nullable(),
  },
});

/** A dispute between the two parties of a grant. */
export const DisputeEntity = defineEntity({
  name: 'DisputeEntity',
  tableName: 'dispute',
  properties: {
    id: p.uuid().primary(),
    grantId: p.uuid().index(),
    openedBy: p.text(),
    text: p.text(),
    stage: p.text(),
    state: p.text(),
    /** Type name → ids of the records that are kept until it is settled. */
    records: p.json<Readonly<Record<string, readonly string[]>>>(),
    outcome: p.text().nullable(),
    openedOn: p.date(),
    settledOn: p.date().nullable(),
  },
});
