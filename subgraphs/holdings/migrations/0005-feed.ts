import { feedMigration } from '../../feed/index.ts';

/** An archival record bears the facts of its case, and names its fonds. */
export const feed = feedMigration('0005-feed', {
  schema: 'holdings',
  touched: [
    { table: 'archival_record', ids: 'select id from touched' },
    { table: 'case_copy', ids: 'select r.id from touched t join holdings.archival_record r on r.case_id = t.id' },
    { table: 'fonds', ids: 'select r.id from touched t join holdings.archival_record r on r.fonds_id = t.id' },
  ],
  indexes: [
    `create index "archival_record_hall_index" on "holdings"."archival_record" ("hall")`,
    `create index "case_copy_minor_until_index" on "holdings"."case_copy" ("minor_until")`,
  ],
});
