/** Who may call what of demands, consents and persons' requests, and whose rows they then see. */
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext, Role } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

/** Bodies that hold records. */
const BODIES = ['AGENCY', 'ARCHIVE_HALL'] as const satisfies readonly Role[];
const SUBJECTS = ['PERSON', 'ENTERPRISE'] as const satisfies readonly Role[];

export const inForcePolicy = {
  'Query.demands': { call: [...BODIES, 'AUDITOR'], clause: '809 art. 2' },
  'Query.grantsToConfirm': { call: ['ARCHIVE_HALL'], clause: '实施条例 art. 34' },
  'Query.accessOfMine': { call: SUBJECTS, clause: 'PIPL art. 44' },
  'Query.recordRequests': { call: [...SUBJECTS, ...BODIES], clause: 'PIPL art. 50' },
  'Mutation.recordDemand': { call: BODIES, posts: ['HANDLER', 'ARCHIVIST'], clause: '809 art. 2' },
  'Mutation.approveDemand': { call: BODIES, posts: ['APPROVER', 'SHARING_HEAD'], clause: '809 art. 2' },
  'Mutation.endDemand': { call: BODIES, posts: ['APPROVER', 'SHARING_HEAD'], clause: '809 art. 2' },
  'Mutation.giveBodyConsent': { call: BODIES, posts: ['SHARING_HEAD'], clause: '实施条例 art. 34' },
  'Mutation.withdrawBodyConsent': { call: BODIES, posts: ['SHARING_HEAD'], clause: '809 art. 27' },
  'Mutation.giveSubjectConsent': { call: SUBJECTS, clause: 'PIPL art. 29' },
  'Mutation.withdrawSubjectConsent': { call: SUBJECTS, clause: 'PIPL art. 15' },
  'Mutation.requestOnRecord': { call: SUBJECTS, clause: 'PIPL art. 50' },
  'Mutation.answerRecordRequest': { call: BODIES, posts: ['HANDLER', 'ARCHIVIST'], clause: 'PIPL art. 50' },
} satisfies PolicyTable;

/** The auditor sees all demands, a body those that it made or met. The subject learns of their use by `accessOfMine`. */
export function visibleDemands(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'AUDITOR') return sql<boolean>`true`;
  return sql<boolean>`(d.authority = ${access.agency} or d.provider = ${access.agency})`;
}

/** A person sees their own requests, a body those that it answers. */
export function visibleRequests(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'PERSON' || access.role === 'ENTERPRISE') return sql<boolean>`q.subject = ${access.subjectRef}`;
  const own = access.agency === null ? [] : [access.agency, ...access.predecessors];
  return sql<boolean>`q.provider = any(${own}::text[])`;
}
