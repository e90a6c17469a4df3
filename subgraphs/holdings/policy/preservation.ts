/** Who may call what in preservation. */
import type { PolicyTable } from '../../kernel/index.ts';

/** Agencies and halls alike: who keeps, preserves. */
const KEEPERS = ['AGENCY', 'ARCHIVE_HALL'] as const;
const SUPERVISED = [...KEEPERS, 'ARCHIVES_AUTHORITY', 'AUDITOR'] as const;
const PRESERVER = ['PRESERVER'] as const;

export const preservationPolicy = {
  'Query.preservationSets': { call: SUPERVISED, clause: '26号 art. 11' },
  'Query.preservationCompliance': { call: SUPERVISED, clause: '令22 art. 26' },
  'Query.preservationPlans': { call: SUPERVISED, clause: '26号 art. 11' },
  'Query.preservationRuns': { call: SUPERVISED, clause: '26号 art. 11' },
  'Query.preservationIncidents': { call: SUPERVISED, clause: '26号 art. 11' },
  'Query.converters': { call: KEEPERS, clause: '令22 art. 28' },
  'Query.backupRehearsals': { call: [...SUPERVISED, 'SYSTEM_ADMIN'], clause: '26号 art. 11' },
  'Mutation.registerSet': { call: KEEPERS, posts: PRESERVER, clause: '令22 art. 26' },
  'Mutation.retireSet': { call: KEEPERS, posts: PRESERVER, clause: '令22 art. 26' },
  'Mutation.copySet': { call: KEEPERS, posts: PRESERVER, clause: '令22 art. 26' },
  'Mutation.recordReading': { call: KEEPERS, posts: PRESERVER, clause: '26号 art. 11' },
  'Mutation.planPreservation': { call: KEEPERS, posts: PRESERVER, clause: '26号 art. 11' },
  'Mutation.endPreservationPlan': { call: KEEPERS, posts: PRESERVER, clause: '26号 art. 11' },
  'Mutation.orderInspection': { call: KEEPERS, posts: PRESERVER, clause: '26号 art. 11' },
  'Mutation.repairIncident': { call: KEEPERS, posts: PRESERVER, clause: '26号 art. 11' },
  'Mutation.settleIncident': { call: KEEPERS, posts: PRESERVER, clause: '26号 art. 11' },
  'Mutation.orderConversion': { call: KEEPERS, posts: PRESERVER, clause: '令22 art. 28' },
} satisfies PolicyTable;
