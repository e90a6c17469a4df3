import { defineEntity, p } from '@mikro-orm/core';

/** One row per answer, written before the answer leaves. Nothing here updates or deletes it. */
export const AccessLogEntity = defineEntity({
  name: 'AccessLogEntity',
  tableName: 'access_log',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    at: p.datetime(3).index(),
    requestId: p.text().unique(),
    actorId: p.text(),
    role: p.text(),
    agency: p.text().nullable().index(),
    onBehalfOf: p.text().nullable(),
    grantId: p.text().nullable().index(),
    useCause: p.text().nullable(),
    operationHash: p.text(),
    /** Name of the registered operation, where it was one. */
    operation: p.text().nullable(),
    /** `{ coordinate, outcome, rule, count }` each. */
    outcomes: p.json(),
    /** Type name → ids of the records that were disclosed, in part or in full. */
    recordIds: p.json(),
    policyVersion: p.text(),
    demandId: p.text().nullable().index(),
    /** Keys of the cases and licences whose subjects were read about, be it in a part of them. */
    about: p.array().columnType('text[]').default([]),
    /** Error code of an answer that was refused; then nothing was disclosed. */
    refusal: p.text().nullable(),
  },
});
