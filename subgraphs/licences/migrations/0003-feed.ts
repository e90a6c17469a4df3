import { feedMigration } from '../../feed/index.ts';

export const feed = feedMigration('0003-feed', {
  schema: 'licences',
  touched: [
    { table: 'licence', ids: 'select id from touched' },
    {
      table: 'licence_type',
      ids: 'select r.id from touched t join licences.licence r on r.type_code = t.code',
    },
  ],
  indexes: [
    `create index "licence_hall_index" on "licences"."licence" ("hall")`,
    `create index "licence_minor_until_index" on "licences"."licence" ("minor_until")`,
  ],
});
