/** Cases as a feed. */
import { defineFeed } from '../feed/index.ts';
import { caseRecords } from './service/records.ts';
import { Case } from './types/case.ts';

export const caseFeed = defineFeed(
  {
    schema: 'cases',
    records: caseRecords,
    read: (context, ids) => caseRecords.byIds(context, ids),
    agencyField: 'agency',
  },
  { Node: Case, name: 'Case', chinese: '办件' },
);
