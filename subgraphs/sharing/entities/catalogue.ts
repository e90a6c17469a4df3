import { defineEntity, p } from '@mikro-orm/core';

export const CatalogueEntryEntity = defineEntity({
  name: 'CatalogueEntryEntity',
  tableName: 'catalogue_entry',
  properties: {
    id: p.uuid().primary(),
    code: p.text().unique(),
    provider: p.text().index(),
    name: p.text(),
    attribute: p.text(),
    modes: p.array().columnType('text[]'),
    conditions: p.text().nullable(),
    legalBasis: p.text().nullable(),
    updateCycle: p.text(),
    state: p.text(),
    /** Coordinates that it holds. */
    fields: p.array().columnType('text[]'),
    /** Those of them that it offers as masks to a grant that does not name them. */
    offeredMasked: p.array().columnType('text[]'),
  },
});
