import { defineEntity, p } from '@mikro-orm/core';

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
    quotaPeriod: p.text().nullable(),
    quotaRequests: p.integer().nullable(),
    quotaSubjects: p.integer().nullable(),
  },
});
