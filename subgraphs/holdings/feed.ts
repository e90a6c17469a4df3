/** Archival records as a feed. */
import { defineFeed } from '../feed/index.ts';
import { archivalRecords } from './service/records.ts';
import { ArchivalRecord } from './types/record.ts';

export const archivalRecordFeed = defineFeed(
  {
    schema: 'holdings',
    records: archivalRecords,
    read: (context, ids) => archivalRecords.byIds(context, ids),
    agencyField: 'hall',
  },
  { Node: ArchivalRecord, name: 'ArchivalRecord', chinese: '电子档案' },
);
