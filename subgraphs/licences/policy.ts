/** Who may call what in `licences` at all. What they then see of a record is decided field by field. */
import { ROLES } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

export const policy = {
  'Query.licence': { call: ROLES, clause: '26号 art. 13' },
  'Query.licenceByIdentifier': { call: ROLES, clause: '26号 art. 13' },
  'Query.licences': { call: ROLES, clause: '26号 art. 13' },
  'Query.licenceTypes': { call: ROLES, clause: '26号 art. 13' },
} satisfies PolicyTable;
