/** Who may call what in `cases` at all. What they then see of a record is decided field by field. */
import { ROLES } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

export const policy = {
  'Query.case': { call: ROLES, clause: '26号 art. 13' },
  'Query.caseByNumber': { call: ROLES, clause: '26号 art. 13' },
  'Query.cases': { call: ROLES, clause: '26号 art. 13' },
} satisfies PolicyTable;
