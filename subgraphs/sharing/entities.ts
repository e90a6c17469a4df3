/** Tables of `sharing`. */
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

export const GrantEntity = defineEntity({
  name: 'GrantEntity',
  tableName: 'sharing_grant',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    entryId: p.uuid().index(),
    grantee: p.text().index(),
    state: p.text(),
    basis: p.text(),
    scenario: p.text(),
    useCauses: p.array().columnType('text[]'),
    modes: p.array().columnType('text[]'),
    validFrom: p.date(),
    validTo: p.date(),
    named: p.array().columnType('text[]'),
    withBasis: p.array().columnType('text[]'),
    /** `GrantRows`. */
    rows: p.json(),
    /** `GrantConsents`. */
    consents: p.json(),
    exhausted: p.boolean().default(false),
    returnFlow: p.boolean().default(false),
    granteeApprover: p.text().nullable(),
    providerApprover: p.text().nullable(),
  },
});

/** One row: raised by every change that can alter a decision. Gateways watch it. */
export const EpochEntity = defineEntity({
  name: 'EpochEntity',
  tableName: 'epoch',
  properties: { id: p.integer().primary(), value: p.bigint('number') },
});

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
    /** `{ coordinate, outcome, rule, count }` each. */
    outcomes: p.json(),
    /** Type name → ids of the records that were disclosed, in part or in full. */
    recordIds: p.json(),
    policyVersion: p.text(),
  },
});

export const ENTITIES = [AgencyEntity, CatalogueEntryEntity, GrantEntity, EpochEntity, AccessLogEntity];
