import { defineEntity, p } from '@mikro-orm/core';

/** What is in force. Its content comes from a draft that was reviewed; grants refer to it over all its versions. */
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
    version: p.integer().default(1),
    format: p.text().default('JSON'),
    dataClass: p.text().default('GENERAL'),
    dataLevel: p.integer().default(1),
    secrecyRisk: p.text().nullable(),
    piImpact: p.text().nullable(),
    publishedOn: p.date().nullable(),
    withdrawnOn: p.date().nullable(),
    withdrawalCause: p.text().nullable(),
  },
});

/** A proposed entry, or a proposed new version of one. What was published stays as the history of versions. */
export const CatalogueDraftEntity = defineEntity({
  name: 'CatalogueDraftEntity',
  tableName: 'catalogue_draft',
  properties: {
    id: p.uuid().primary(),
    /** The entry that it revises, or has become. */
    entryId: p.uuid().nullable().index(),
    isRevision: p.boolean(),
    version: p.integer(),
    state: p.text(),
    code: p.text(),
    provider: p.text().index(),
    name: p.text(),
    attribute: p.text(),
    modes: p.array().columnType('text[]'),
    conditions: p.text().nullable(),
    legalBasis: p.text().nullable(),
    updateCycle: p.text(),
    fields: p.array().columnType('text[]'),
    offeredMasked: p.array().columnType('text[]'),
    format: p.text(),
    dataClass: p.text(),
    dataLevel: p.integer(),
    secrecyRisk: p.text().nullable(),
    piImpact: p.text().nullable(),
    draftedBy: p.text(),
    reviewDueOn: p.date(),
    reviewDueProvisional: p.boolean(),
    /** Of a revision: the day by which it must be published. */
    dueOn: p.date().nullable(),
    dueProvisional: p.boolean().default(false),
    extensionReason: p.text().nullable(),
    returnReasons: p.array().columnType('text[]').default([]),
    reviewedBy: p.text().nullable(),
    publishedBy: p.text().nullable(),
  },
});
