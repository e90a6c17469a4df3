/** Who may call what of the officers' instruments. */
import type { PolicyTable } from '../kernel/index.ts';

export const trustPolicy = {
  'Query.inspections': { call: ['SECURITY_OFFICER', 'AUDITOR'], clause: '三员分立' },
} satisfies PolicyTable;
