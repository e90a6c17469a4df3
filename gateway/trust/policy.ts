/** Who may ask the gateway itself. */
import { ROLES } from '../../schema/actor.ts';
import type { PolicyTable } from '../../subgraphs/kernel/index.ts';

export const policy = {
  // In somebody else's place: the security officer alone, see `explain-disclosure.ts`.
  'Query.explainDisclosure': { call: ROLES, clause: '公开条例 art. 36' },
  'Query.explainOperation': { call: ROLES, clause: '公开条例 art. 36' },
} satisfies PolicyTable;
