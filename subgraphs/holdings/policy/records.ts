/** Who may read archival records and fonds at all. What they then see of a record is decided field by field. */
import { ROLES } from '../../../schema/actor.ts';
import type { PolicyTable } from '../../kernel/index.ts';

export const recordsPolicy = {
  'Query.archivalRecord': { call: ROLES, clause: '26号 art. 13' },
  'Query.archivalRecordByReferenceCode': { call: ROLES, clause: '26号 art. 13' },
  'Query.archivalRecords': { call: ROLES, clause: '26号 art. 13' },
  'Query.fonds': { call: ROLES, clause: '26号 art. 13' },
} satisfies PolicyTable;
