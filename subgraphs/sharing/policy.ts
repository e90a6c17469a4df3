/** Who may call what in `sharing` at all, and whose rows they then see. */
import { sql, type RawBuilder } from 'kysely';
import { ROLES, type AccessContext } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

export const policy = {
  'Query.agency': { call: ROLES, clause: '809 art. 13' },
  'Query.catalogueEntries': { call: ROLES, clause: '809 art. 13' },
  'Query.grants': {
    call: ['AGENCY', 'ARCHIVE_HALL', 'NATIONAL_PLATFORM', 'DATA_AUTHORITY', 'AUDITOR'],
    clause: '809 art. 20',
  },
  'Query.accessLog': { call: ['AGENCY', 'ARCHIVE_HALL', 'AUDITOR'], clause: '809 art. 29' },
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
