import { defineEntity, p } from '@mikro-orm/core';

/** A policy that was installed, or that somebody wants to be live (策略变更). One row is `LIVE`: the policy that decides. */
export const PolicyChangeEntity = defineEntity({
  name: 'PolicyChangeEntity',
  tableName: 'policy_change',
  properties: {
    id: p.uuid().primary(),
    /** SHA-256 of the candidate, in full: the sixteen digits of a version could be made to meet. */
    digest: p.text(),
    /** SHA-256 of the policy that it was compared with; null: as installed. */
    base: p.text().nullable(),
    /** `PolicyChangeState`. */
    state: p.text(),
    /** Who gains and loses how many fields, as its proposer found. */
    effects: p.json(),
    reason: p.text().nullable(),
    proposedBy: p.text().nullable(),
    proposedAt: p.datetime(3).nullable(),
    decidedBy: p.text().nullable(),
    decidedAt: p.datetime(3).nullable(),
    note: p.text().nullable(),
    /** When a gateway first took it live. */
    liveAt: p.datetime(3).nullable(),
  },
});
