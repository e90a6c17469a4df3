/** Everybody for whom two sides are compared: the demo identities, each role, and each grant in the hands of its holder. */
import { DEMO_IDENTITIES, DEMO_STAFF, findIdentity } from '../../gateway/development/identities.ts';
import { ROLES, type AccessContext, type GrantView, type Role } from '../../schema/actor.ts';

export interface Caller {
  readonly name: string;
  /** The grant that the caller names in its requests. */
  readonly grantId: string | null;
  /** As a request of this caller is decided, where these grants are in force. */
  toContext(grants: readonly GrantView[]): AccessContext;
}

/** What decides nothing here, or is the same for all. */
const PLAIN: Omit<AccessContext, 'role' | 'at' | 'today'> = {
  requestId: '',
  actorId: '',
  agency: null,
  predecessors: [],
  region: null,
  posts: [],
  subjectRef: null,
  onBehalfOf: null,
  useCause: null,
  mode: 'API',
  grant: null,
  demand: null,
  epoch: 0,
  policyVersion: '',
};

/** @param today calendar day on which everybody asks: grants hold for a time */
export function listCallers(grants: readonly GrantView[], today: string): Caller[] {
  return [...identities(today), ...roles(today), ...grants.flatMap((grant) => holders(grant, today))];
}

function identities(today: string): Caller[] {
  return Object.keys({ ...DEMO_IDENTITIES, ...DEMO_STAFF }).flatMap((name) => {
    const identity = findIdentity(name);
    if (identity === null) return [];
    const { role, agency = null, onBehalfOf = null, useCause = null, posts = [] } = identity;
    const facts = { role, agency, onBehalfOf, useCause, posts };
    return [toCaller({ name, grantId: identity.grant ?? null, today, facts })];
  });
}

function roles(today: string): Caller[] {
  const until = `${today}T23:59:59+08:00`;
  const demand = { id: 'demand', recordId: 'record', until };
  return ROLES.flatMap((role) => {
    const plain = { grantId: null, today };
    const asked = { role, useCause: 'any' };
    return [
      toCaller({ ...plain, name: `any ${role}`, facts: asked }),
      toCaller({ ...plain, name: `any ${role} without use cause`, facts: { role } }),
      ...(role === 'AGENCY' ? [toCaller({ ...plain, name: 'AGENCY with a demand', facts: { ...asked, demand } })] : []),
    ];
  });
}

function holders(grant: GrantView, today: string): Caller[] {
  const { id, entryCode, grantee, useCauses, modes } = grant;
  const as = (role: Role, facts: Partial<AccessContext>): Caller =>
    toCaller({
      name: `${role} with grant ${id.slice(0, 8)} (${entryCode})`,
      grantId: id,
      today,
      facts: { role, useCause: useCauses[0] ?? null, mode: modes[0] ?? 'API', ...facts },
    });
  return [
    as('AGENCY', { agency: grantee }),
    as('ARCHIVE_HALL', { agency: grantee }),
    as('NATIONAL_PLATFORM', { onBehalfOf: grantee }),
  ];
}

interface CallerParts {
  readonly name: string;
  readonly grantId: string | null;
  readonly today: string;
  readonly facts: Partial<AccessContext> & Pick<AccessContext, 'role'>;
}

function toCaller({ name, grantId, today, facts }: CallerParts): Caller {
  const base = { ...PLAIN, at: `${today}T12:00:00+08:00`, today, ...facts };
  return {
    name,
    grantId,
    toContext: (grants) => ({ ...base, grant: grants.find(({ id }) => id === grantId) ?? null }),
  };
}
