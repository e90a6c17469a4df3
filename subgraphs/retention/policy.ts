/** Who may call what in `retention` at all. What they then see of a record is decided field by field. */
import { ROLES } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

export const policy = {
  'Query.retentionDecision': { call: ROLES, clause: '26号 art. 13' },
  'Query.retentionDecisions': { call: ROLES, clause: '26号 art. 13' },
  'Query.retentionSchedules': { call: ROLES, clause: '26号 art. 7' },
} satisfies PolicyTable;
