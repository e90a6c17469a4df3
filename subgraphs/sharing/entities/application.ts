import { defineEntity, p } from '@mikro-orm/core';
import type { GrantRows } from '../../../schema/actor.ts';
import type { Refusal } from '../../kernel/index.ts';
import type { FieldBasis } from '../rules/application.ts';

/** One application for one entry, from its draft to its answer. */
export const ApplicationEntity = defineEntity({
  name: 'ApplicationEntity',
  tableName: 'sharing_application',
  properties: {
    id: p.uuid().primary(),
    entryId: p.uuid().index(),
    applicant: p.text().index(),
    provider: p.text().index(),
    state: p.text(),
    basis: p.text(),
    scenario: p.text(),
    named: p.array().columnType('text[]'),
    /** `FieldBasis[]`. */
    fieldBases: p.json<readonly FieldBasis[]>(),
    /** `GrantRows`. */
    rows: p.json<GrantRows>(),
    useCauses: p.array().columnType('text[]'),
    modes: p.array().columnType('text[]'),
    validFrom: p.date().nullable(),
    validTo: p.date().nullable(),
    quotaPeriod: p.text().nullable(),
    quotaRequests: p.integer().nullable(),
    quotaSubjects: p.integer().nullable(),
    returnFlow: p.boolean(),
    impactDigest: p.text().nullable(),
    impactReference: p.text().nullable(),
    /** `Refusal[]`: the one notice of all that was missing at the last submission. */
    missing: p.json<readonly Refusal[]>(),
    draftedBy: p.text(),
    submittedBy: p.text().nullable(),
    endorsedBy: p.text().nullable(),
    dueOn: p.date().nullable(),
    dueProvisional: p.boolean().default(false),
    extensionDays: p.integer().nullable(),
    extensionReason: p.text().nullable(),
    extensionRequestedBy: p.text().nullable(),
    extensionConsentedBy: p.text().nullable(),
    decidedBy: p.text().nullable(),
    /** The rule that answered instead of a person. */
    ruleId: p.text().nullable(),
    refusalReasons: p.array().columnType('text[]').default([]),
    grantId: p.uuid().nullable(),
  },
});
