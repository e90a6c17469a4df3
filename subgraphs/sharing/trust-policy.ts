/** Who may call what of the officers' instruments. */
import type { PolicyTable } from '../kernel/index.ts';

export const trustPolicy = {
  'Query.inspections': { call: ['SECURITY_OFFICER', 'AUDITOR'], clause: '三员分立' },
  'Query.policyChanges': { call: ['SECURITY_OFFICER', 'AUDITOR'], clause: '三员分立' },
  'Mutation.proposePolicyChange': { call: ['SECURITY_OFFICER'], clause: '三员分立' },
  'Mutation.decidePolicyChange': { call: ['SECURITY_OFFICER'], clause: '三员分立' },
} satisfies PolicyTable;
