import { defineEntity, p } from '@mikro-orm/core';

/** Who agreed to a grant, and until when. A grant's own `consents` and `with_basis` follow from it. */
export const ConsentEntity = defineEntity({
  name: 'ConsentEntity',
  tableName: 'consent',
  properties: {
    id: p.uuid().primary(),
    grantId: p.uuid().index(),
    /** `ConsentKind`. */
    kind: p.text(),
    /** USCC of a body, or reference of a person. */
    giver: p.text(),
    /** What a person agreed to; empty for bodies, who agree to their records. */
    coordinates: p.array().columnType('text[]').default([]),
    /** Those of them that the grant had no other basis for. */
    added: p.array().columnType('text[]').default([]),
    givenBy: p.text(),
    givenAt: p.datetime(3),
    withdrawnAt: p.datetime(3).nullable(),
  },
});

/** Running grants on records that a hall has taken over: it confirms each, or it lapses for those records. */
export const HallConfirmationEntity = defineEntity({
  name: 'HallConfirmationEntity',
  tableName: 'hall_confirmation',
  properties: {
    grantId: p.uuid().primary(),
    hall: p.text().primary(),
    since: p.datetime(3),
    confirmedAt: p.datetime(3).nullable(),
  },
});
