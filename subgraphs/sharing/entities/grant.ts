import { defineEntity, p } from '@mikro-orm/core';
import type { GrantConsents, GrantRows } from '../../../schema/actor.ts';
import type { FieldBasis } from '../rules/application.ts';

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
    rows: p.json<GrantRows>(),
    /** `GrantConsents`. */
    consents: p.json<GrantConsents>(),
    exhausted: p.boolean().default(false),
    returnFlow: p.boolean().default(false),
    /** It is used by registered operations alone. */
    registeredOnly: p.boolean().default(false),
    granteeApprover: p.text().nullable(),
    providerApprover: p.text().nullable(),
    applicationId: p.uuid().nullable().index(),
    /** The rule that answered instead of the provider's head. */
    ruleId: p.text().nullable(),
    grantedOn: p.date().nullable(),
    /** What was expected in the application: so many requests in a `DAY` or `MONTH`, about so many subjects. */
    quotaPeriod: p.text().nullable(),
    quotaRequests: p.integer().nullable(),
    quotaSubjects: p.integer().nullable(),
    /** `FieldBasis[]`. */
    fieldBases: p.json<readonly FieldBasis[]>().nullable(),
    impactDigest: p.text().nullable(),
    impactReference: p.text().nullable(),
    breach: p.text().nullable(),
    rectifyBy: p.date().nullable(),
    endCause: p.text().nullable(),
    endReason: p.text().nullable(),
    endedOn: p.date().nullable(),
    disposeBy: p.date().nullable(),
    disposeByProvisional: p.boolean().default(false),
    disposedOn: p.date().nullable(),
    disposal: p.text().nullable(),
  },
});
