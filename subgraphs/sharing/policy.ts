/** Who may call what in `sharing` at all, and whose rows they then see. */
import { sql, type RawBuilder } from 'kysely';
import { ROLES, type AccessContext, type Role } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

/** Who may be a party to a grant. */
const PARTIES = ['AGENCY', 'ARCHIVE_HALL'] as const satisfies readonly Role[];
/** Who supervises sharing, but opens no content by it. */
const SUPERVISORS = ['DATA_AUTHORITY', 'AUDITOR'] as const satisfies readonly Role[];

const staff = (clause: string) => ({ call: PARTIES, posts: ['HANDLER', 'SHARING_HEAD'], clause }) as const;
const head = (clause: string) => ({ call: PARTIES, posts: ['SHARING_HEAD'], clause }) as const;
const authority = (clause: string) => ({ call: ['DATA_AUTHORITY'], clause }) as const;

export const policy = {
  'Query.agency': { call: ROLES, clause: '809 art. 13' },
  'Query.catalogueEntries': { call: ROLES, clause: '809 art. 13' },
  'Query.catalogueRegistration': { call: ROLES, clause: '809 art. 13' },
  'Query.catalogueDrafts': { call: [...PARTIES, 'DATA_AUTHORITY'], clause: '809 art. 17' },
  'Query.applications': { call: [...PARTIES, ...SUPERVISORS], clause: '809 art. 20' },
  'Query.application': { call: [...PARTIES, ...SUPERVISORS], clause: '809 art. 20' },
  'Query.grants': { call: [...PARTIES, 'NATIONAL_PLATFORM', ...SUPERVISORS], clause: '809 art. 20' },
  'Query.grant': { call: [...PARTIES, 'NATIONAL_PLATFORM', ...SUPERVISORS], clause: '809 art. 20' },
  'Query.overdue': { call: [...PARTIES, 'DATA_AUTHORITY'], clause: '809 art. 21' },
  'Query.corrections': { call: PARTIES, clause: '809 art. 26' },
  'Query.disputes': { call: [...PARTIES, 'DATA_AUTHORITY'], clause: '809 art. 28' },
  'Query.accessLog': { call: [...PARTIES, 'AUDITOR'], clause: '809 art. 29' },
  'Mutation.draftCatalogueEntry': staff('809 art. 13'),
  'Mutation.reviewCatalogueEntry': authority('809 art. 17'),
  'Mutation.extendCatalogueRevision': head('809 art. 17'),
  'Mutation.publishCatalogueEntry': head('809 art. 13'),
  'Mutation.withdrawCatalogueEntry': head('809 art. 17'),
  'Mutation.saveApplication': staff('809 art. 20'),
  'Mutation.submitApplication': staff('809 art. 20'),
  'Mutation.withdrawApplication': staff('809 art. 20'),
  'Mutation.endorseApplication': head('809 art. 20'),
  'Mutation.decideApplication': head('809 art. 20'),
  'Mutation.requestExtension': head('809 art. 21'),
  'Mutation.consentToExtension': authority('809 art. 21'),
  'Mutation.suspendGrant': head('809 art. 27'),
  'Mutation.resumeGrant': head('809 art. 27'),
  'Mutation.terminateGrant': head('809 art. 27'),
  'Mutation.confirmDisposal': staff('809 art. 27'),
  'Mutation.requestCorrection': staff('809 art. 26'),
  'Mutation.answerCorrection': staff('809 art. 26'),
  'Mutation.openDispute': head('809 art. 28'),
  'Mutation.escalateDispute': head('809 art. 28'),
  'Mutation.settleDispute': { call: [...PARTIES, 'DATA_AUTHORITY'], clause: '809 art. 28' },
} satisfies PolicyTable;

function isSupervisor({ role }: AccessContext): boolean {
  return SUPERVISORS.some((each) => each === role);
}

/** The caller's body and those that it has succeeded; the platform stands for whom it asks. */
function parties({ role, agency, predecessors, onBehalfOf }: AccessContext): RawBuilder<unknown> {
  const body = role === 'NATIONAL_PLATFORM' ? onBehalfOf : agency;
  const bodies = body === null ? [] : [body, ...(role === 'NATIONAL_PLATFORM' ? [] : predecessors)];
  return sql`any(${bodies}::text[])`;
}

/** A grant is seen by its two parties, by those who supervise, and by the platform for whom it asks. */
export function visibleGrants(access: AccessContext): RawBuilder<boolean> {
  if (isSupervisor(access)) return sql<boolean>`true`;
  return sql<boolean>`(g.grantee = ${parties(access)} or e.provider = ${parties(access)})`;
}

/** What the applicant's own head has not approved is the applicant's alone. */
export function visibleApplications(access: AccessContext): RawBuilder<boolean> {
  const isEndorsed = sql<boolean>`a.endorsed_by is not null`;
  if (isSupervisor(access)) return isEndorsed;
  return sql<boolean>`(a.applicant = ${parties(access)} or (a.provider = ${parties(access)} and ${isEndorsed}))`;
}

/** Its provider's own, until it is in force; the data authority reviews all. */
export function visibleDrafts(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'DATA_AUTHORITY') return sql<boolean>`true`;
  return sql<boolean>`d.provider = ${parties(access)}`;
}

/** What is said of a record is for the two parties: no supervisor reads it. */
export function visibleCorrections(access: AccessContext): RawBuilder<boolean> {
  return sql<boolean>`(c.requester = ${parties(access)} or c.provider = ${parties(access)})`;
}

/** The parties of its grant, and who settles it. */
export function visibleDisputes(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'DATA_AUTHORITY') return sql<boolean>`true`;
  return sql<boolean>`(g.grantee = ${parties(access)} or e.provider = ${parties(access)})`;
}

/** Who owes it, who waits for it, and the data authority. */
export function visibleOverdue(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'DATA_AUTHORITY') return sql<boolean>`true`;
  return sql<boolean>`(o.responsible = ${parties(access)} or o.other = ${parties(access)})`;
}

/** The auditor reads the whole log, a body its own part of it. */
export function visibleLog(access: AccessContext): RawBuilder<boolean> {
  if (access.role === 'AUDITOR') return sql<boolean>`true`;
  return sql<boolean>`(l.agency = ${access.agency} or l.on_behalf_of = ${access.agency})`;
}
