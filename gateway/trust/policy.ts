/** Who may ask the gateway itself. */
import { ROLES } from '../../schema/actor.ts';
import type { PolicyTable } from '../../subgraphs/kernel/index.ts';
import { REGISTER_OPERATION } from '../../subgraphs/sharing/index.ts';

export const policy = {
  // In somebody else's place: the security officer alone, see `explain-disclosure.ts`.
  'Query.explainDisclosure': { call: ROLES, clause: '公开条例 art. 36' },
  'Query.explainOperation': { call: ROLES, clause: '公开条例 art. 36' },
  // For a grant of the caller's own body: `sharing` enters it, see `operations/registration.ts`.
  'Mutation.registerOperation': REGISTER_OPERATION,
} satisfies PolicyTable;
