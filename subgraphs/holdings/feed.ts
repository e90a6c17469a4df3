/** Archival records as a feed. */
import { defineFeed } from '../feed/index.ts';
import { archivalRecords } from './service.ts';
import { ArchivalRecord } from './types.ts';

export const archivalRecordFeed = defineFeed(
  {
    schema: 'holdings',
    records: archivalRecords,
    read: (context, ids) => archivalRecords.byIds(context, ids),
    agencyField: 'hall',
  },
  { Node: ArchivalRecord, name: 'ArchivalRecord', chinese: '电子档案' },
);
