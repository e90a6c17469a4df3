import { defineEntity, p } from '@mikro-orm/core';

/** That an officer looked at the decisions for somebody else (代查披露结果). Nothing here updates or deletes it. */
export const InspectionEntity = defineEntity({
  name: 'InspectionEntity',
  tableName: 'inspection',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    at: p.datetime(3),
    requestId: p.text(),
    actorId: p.text(),
    role: p.text(),
    reason: p.text(),
    recordId: p.text(),
    /** In whose place: role, agency, grant, use cause, subject or not. */
    viewedAs: p.json(),
    policyVersion: p.text(),
  },
});
