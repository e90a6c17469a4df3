import { defineEntity, p } from '@mikro-orm/core';

export const AgencyEntity = defineEntity({
  name: 'AgencyEntity',
  tableName: 'agency',
  properties: {
    uscc: p.text().primary(),
    name: p.text(),
    kind: p.text(),
    region: p.text(),
    /** USCCs of the agencies that it has succeeded. */
    predecessors: p.array().columnType('text[]').default([]),
  },
});
