import { feedMigration } from '../../feed/index.ts';

/** A decision bears the facts of its case, and says whether that is held. */
export const feed = feedMigration('0003-feed', {
  schema: 'retention',
  touched: [
    { table: 'decision', ids: 'select id from touched' },
    { table: 'case_copy', ids: 'select d.id from touched t join retention.decision d on d.case_id = t.id' },
    { table: 'hold', ids: 'select d.id from touched t join retention.decision d on d.case_id = t.case_id' },
  ],
  indexes: [
    `create index "case_copy_hall_index" on "retention"."case_copy" ("hall")`,
    `create index "case_copy_minor_until_index" on "retention"."case_copy" ("minor_until")`,
  ],
});
