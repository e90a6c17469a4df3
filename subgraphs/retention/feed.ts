/** Retention decisions as a feed. Whether a record is held is read as any other field: consumers who may not, do not. */
import { defineFeed } from '../feed/index.ts';
import { decisionRecords } from './service/decisions.ts';
import { RetentionDecision } from './types/decision.ts';

export const retentionFeed = defineFeed(
  {
    schema: 'retention',
    records: decisionRecords,
    read: (context, ids) => decisionRecords.byIds(context, ids),
    agencyField: 'agency',
  },
  { Node: RetentionDecision, name: 'Retention', chinese: '保管期限决定' },
);
