import { defineEntity, p } from '@mikro-orm/core';
import { factProperties } from '../../disclosure/index.ts';

/** Label facts of cases and licences, copied from those who own them: whose records they are, and about whom. */
export const RecordCopyEntity = defineEntity({
  name: 'RecordCopyEntity',
  tableName: 'record_copy',
  indexes: [{ properties: ['subjects'], type: 'gin' }],
  properties: { id: p.uuid().primary(), typeName: p.text().default('Case'), ...factProperties() },
});

/** Rows of the log that are not in `access_log_record` yet. */
export const AccessLogPendingEntity = defineEntity({
  name: 'AccessLogPendingEntity',
  tableName: 'access_log_pending',
  properties: { logId: p.bigint('string').primary() },
});

/** The log by record. Follows the log, and is never ahead of it. */
export const AccessLogRecordEntity = defineEntity({
  name: 'AccessLogRecordEntity',
  tableName: 'access_log_record',
  properties: { recordId: p.uuid().primary(), logId: p.bigint('string').primary() },
});

/** What a person asks about a record of theirs, and what was answered. */
export const RecordRequestEntity = defineEntity({
  name: 'RecordRequestEntity',
  tableName: 'record_request',
  properties: {
    id: p.uuid().primary(),
    /** `RecordRequestKind`. */
    kind: p.text(),
    recordId: p.uuid().index(),
    /** Reference of the person who asks. */
    subject: p.text().index(),
    /** USCC of the body that answers. */
    provider: p.text().index(),
    statement: p.text(),
    /** `RecordRequestState`. */
    state: p.text(),
    requestedAt: p.datetime(3),
    dueOn: p.date(),
    answer: p.text().nullable(),
    answeredBy: p.text().nullable(),
    answeredAt: p.datetime(3).nullable(),
  },
});
