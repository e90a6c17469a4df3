import { defineEntity, p } from '@mikro-orm/core';

/** A statutory demand or declared emergency about one record. */
export const DemandEntity = defineEntity({
  name: 'DemandEntity',
  tableName: 'demand',
  uniques: [{ properties: ['authority', 'documentNumber'] }],
  properties: {
    id: p.uuid().primary(),
    /** `DemandKind`. */
    kind: p.text(),
    documentNumber: p.text(),
    /** USCC of the body that demands. */
    authority: p.text().index(),
    legalBasis: p.text(),
    /** The two officers, by the names they authenticate under. */
    officers: p.array().columnType('text[]'),
    recordId: p.uuid().index(),
    /** USCC of the body that holds the record. */
    provider: p.text().index(),
    recordedBy: p.text(),
    recordedAt: p.datetime(3),
    /** Who approved, in order; in force with the second. */
    approvers: p.array().columnType('text[]').default([]),
    until: p.datetime(3),
    /** The law keeps it from the subject to the end of this day; null: only while it runs. */
    keptUntil: p.date().nullable(),
    keptBasis: p.text().nullable(),
    endedAt: p.datetime(3).nullable(),
  },
});
