import { feedMigration } from '../../feed/index.ts';

export const feed = feedMigration('0008-feed', {
  schema: 'cases',
  touched: [
    { table: 'case_record', ids: 'select id from touched' },
    { table: 'case_part', ids: 'select case_id as id from touched' },
  ],
  indexes: [
    `create index "case_record_hall_index" on "cases"."case_record" ("hall")`,
    `create index "case_record_minor_until_index" on "cases"."case_record" ("minor_until")`,
  ],
});
