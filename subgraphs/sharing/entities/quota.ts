import { defineEntity, p } from '@mikro-orm/core';

/** What of a period is spent. Rows of periods that are over are deleted. */
export const GrantUsageEntity = defineEntity({
  name: 'GrantUsageEntity',
  tableName: 'grant_usage',
  properties: {
    grantId: p.uuid().primary(),
    periodFrom: p.datetime(3).primary(),
    /** Given, or leased to a gateway process that may give them. */
    answers: p.integer(),
  },
});

/** Answers that a gateway process may give without asking again; gone when it has returned the rest. */
export const AnswerLeaseEntity = defineEntity({
  name: 'AnswerLeaseEntity',
  tableName: 'answer_lease',
  properties: {
    id: p.uuid().primary(),
    grantId: p.uuid().index(),
    periodFrom: p.datetime(3),
    size: p.integer(),
  },
});

/** Whom a grant has been used about in a period. */
export const GrantSubjectEntity = defineEntity({
  name: 'GrantSubjectEntity',
  tableName: 'grant_subject',
  properties: {
    grantId: p.uuid().primary(),
    periodFrom: p.datetime(3).primary(),
    /** Reference of a subject, or `record:` and a key where the subject is not known yet. */
    subject: p.text().primary(),
  },
});
