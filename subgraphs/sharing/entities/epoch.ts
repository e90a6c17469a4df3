import { defineEntity, p } from '@mikro-orm/core';

/** One row: raised by every change that can alter a decision. Gateways watch it. */
export const EpochEntity = defineEntity({
  name: 'EpochEntity',
  tableName: 'epoch',
  properties: { id: p.integer().primary(), value: p.bigint('number') },
});
