/** Who may call what of opening review and sealing at all. Which records are whose, the services ask. */
import type { PolicyTable } from '../../kernel/index.ts';

const KEEPERS = ['AGENCY', 'ARCHIVE_HALL'] as const;
const REVIEW = '档案法 art. 30';
const SEAL = '档案法 art. 27';

export const openingPolicy = {
  'Query.openingDue': { call: KEEPERS, clause: SEAL },
  'Query.openingReviews': { call: KEEPERS, clause: REVIEW },
  'Query.recordSeals': { call: KEEPERS, posts: ['OPENING_REVIEWER', 'APPROVER', 'ARCHIVIST'], clause: SEAL },
  'Mutation.proposeOpening': { call: KEEPERS, posts: ['OPENING_REVIEWER'], clause: REVIEW },
  'Mutation.adviseOpening': { call: ['AGENCY'], posts: ['OPENING_REVIEWER', 'ARCHIVIST'], clause: REVIEW },
  'Mutation.decideOpening': { call: KEEPERS, posts: ['APPROVER'], clause: REVIEW },
  'Mutation.withdrawOpening': { call: KEEPERS, posts: ['OPENING_REVIEWER', 'APPROVER'], clause: REVIEW },
  'Mutation.sealRecord': { call: KEEPERS, posts: ['OPENING_REVIEWER', 'APPROVER'], clause: SEAL },
  'Mutation.liftSeal': { call: KEEPERS, posts: ['APPROVER'], clause: SEAL },
} satisfies PolicyTable;
