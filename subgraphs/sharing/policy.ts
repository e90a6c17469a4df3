/** Who may call what in `sharing` at all, and whose rows they then see. */
import { sql, type RawBuilder } from 'kysely';
import { ROLES, type AccessContext } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

/** Bodies that hold records. */
const BODIES = ['AGENCY', 'ARCHIVE_HALL'] as const;

export const policy = {
  'Query.agency': { call: ROLES, clause: '809 art. 13' },
  'Query.catalogueEntries': { call: ROLES, clause: '809 art. 13' },
  'Query.grants': {
    call: ['AGENCY', 'ARCHIVE_HALL', 'NATIONAL_PLATFORM', 'DATA_AUTHORITY', 'AUDITOR'],
    clause: '809 art. 20',
  },
  'Query.accessLog': { call: ['AGENCY', 'ARCHIVE_HALL', 'AUDITOR'], clause: '809 art. 29' },
  'Query.demands': { call: ['AGENCY', 'ARCHIVE_HALL', 'AUDITOR'], clause: '809 art. 2' },
  'Query.grantsToConfirm': { call: ['ARCHIVE_HALL'], clause: '实施条例 art. 34' },
  'Query.accessOfMine': { call: ['PERSON', 'ENTERPRISE'], clause: 'PIPL art. 44' },
  'Query.recordRequests': { call: ['PERSON', 'ENTERPRISE', 'AGENCY', 'ARCHIVE_HALL'], clause: 'PIPL art. 50' },
  'Mutation.recordDemand': { call: BODIES, posts: ['HANDLER', 'ARCHIVIST'], clause: '809 art. 2' },
  'Mutation.approveDemand': { call: BODIES, posts: ['APPROVER', 'SHARING_HEAD'], clause: '809 art. 2' },
  'Mutation.endDemand': { call: BODIES, posts: ['APPROVER', 'SHARING_HEAD'], clause: '809 art. 2' },
  'Mutation.giveBodyConsent': { call: BODIES, posts: ['SHARING_HEAD'], clause: '实施条例 art. 34' },
  'Mutation.withdrawBodyConsent': { call: BODIES, posts: ['SHARING_HEAD'], clause: '809 art. 27' },
  'Mutation.giveSubjectConsent': { call: ['PERSON', 'ENTERPRISE'], clause: 'PIPL art. 29' },
  'Mutation.withdrawSubjectConsent': { call: ['PERSON', 'ENTERPRISE'], clause: 'PIPL art. 15' },
  'Mutation.requestOnRecord': { call: ['PERSON', 'ENTERPRISE'], clause: 'PIPL art. 50' },
  'Mutation.answerRecordRequest': { call: BODIES, posts: ['HANDLER', 'ARCHIVIST'], clause: 'PIPL art. 50' },
} satisfies PolicyTable;

/** A grant is seen by its two parties, by those who supervise, and by the platform for whom it asks. */
export function visibleGrants(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'DATA_AUTHORITY' || access.role === 'AUDITOR') return sql<boolean>`true`;
  const party = access.role === 'NATIONAL_PLATFORM' ? access.onBehalfOf : access.agency;
  return sql<boolean>`(g.grantee = ${party} or e.provider = ${party})`;
}

/** The auditor reads the whole log, a body its own part of it. */
export function visibleLog(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'AUDITOR') return sql<boolean>`true`;
  return sql<boolean>`(l.agency = ${access.agency} or l.on_behalf_of = ${access.agency})`;
}

/** The auditor sees all demands, a body those that it made or met. The subject learns of their use by `accessOfMine`. */
export function visibleDemands(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'AUDITOR') return sql<boolean>`true`;
  return sql<boolean>`(d.authority = ${access.agency} or d.provider = ${access.agency})`;
}

/** A person sees their own requests, a body those that it answers. */
export function visibleRequests(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'PERSON' || access.role === 'ENTERPRISE') return sql<boolean>`q.subject = ${access.subjectRef}`;
  return sql<boolean>`q.provider = any(${access.agency === null ? [] : [access.agency, ...access.predecessors]}::text[])`;
}
