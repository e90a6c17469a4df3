/**
 * What of a request the outcome of a field can depend on. Identity is not in it: identity enters only
 * through the relation bits of the label, so that all citizens share one table. Pure.
 */
import type { AccessContext, Coordinate, GrantView, Role } from '../actor.ts';
import { BIT, STORED_BITS } from './label.ts';

export interface GrantClass {
  readonly named: ReadonlySet<Coordinate>;
  readonly withBasis: ReadonlySet<Coordinate>;
  readonly offeredMasked: ReadonlySet<Coordinate>;
  readonly entryNonSharing: boolean;
}

export interface AccessClass {
  readonly role: Role;
  readonly useCauseGiven: boolean;
  readonly demanded: boolean;
  /** Null: no grant is active for this caller, use cause, mode and day. Region and rows are label bits. */
  readonly grant: GrantClass | null;
  /** Equal keys, equal tables. */
  readonly key: string;
}

/**
 * Whether the grant is in force for this request, rows aside. The last day of validity is itself valid.
 *
 * @clause 809 art. 20, 25, 27
 */
export function isInForce(grant: GrantView, context: AccessContext): boolean {
  const asker = context.role === 'NATIONAL_PLATFORM' ? context.onBehalfOf : context.agency;
  if (grant.state !== 'ACTIVE') return false;
  if (asker === null || grant.grantee !== asker) return false;
  if (context.useCause === null || !grant.useCauses.includes(context.useCause)) return false;
  if (!grant.modes.includes(context.mode)) return false;
  return grant.validFrom <= context.today && context.today <= grant.validTo;
}

/** The grant if it is in force and the role can hold one; otherwise null. */
export function effectiveGrant(context: AccessContext): GrantView | null {
  if (context.grant === null) return null;
  if (!['AGENCY', 'ARCHIVE_HALL', 'NATIONAL_PLATFORM'].includes(context.role)) return null;
  return isInForce(context.grant, context) ? context.grant : null;
}

export function toAccessClass(context: AccessContext): AccessClass {
  const grant = effectiveGrant(context);
  return {
    role: context.role,
    useCauseGiven: context.useCause !== null,
    demanded: isDemanded(context),
    grant: grant === null ? null : toGrantClass(grant),
    key: toAccessClassKey(context),
  };
}

/** The key alone: with every request, where the rest is at hand already. */
export function toAccessClassKey(context: AccessContext): string {
  const grant = effectiveGrant(context);
  return [
    context.role,
    context.useCause === null ? '-' : 'cause',
    isDemanded(context) ? 'demand' : '-',
    grant === null ? '-' : `${grant.id}@${grant.version}@${context.epoch}`,
    context.policyVersion,
  ].join('|');
}

/** Courts, procuratorates, supervision and audit call as agencies; nobody else's demand counts. @clause 809 art. 2 */
function isDemanded({ role, demand, at }: AccessContext): boolean {
  return role === 'AGENCY' && demand !== null && Date.parse(at) < Date.parse(demand.until);
}

function toGrantClass(grant: GrantView): GrantClass {
  return {
    named: new Set(grant.named),
    withBasis: new Set(grant.withBasis),
    offeredMasked: new Set(grant.offeredMasked),
    entryNonSharing: grant.entryNonSharing,
  };
}

/** Bits that can be set for a caller of this class; every other bit is 0 in each label it meets. */
export function reachableBits(access: AccessClass): number {
  const grantBits = access.grant === null ? 0 : BIT.IN_GRANT | BIT.CONTROLLER_CONSENT | BIT.SOURCE_CONSENT;
  const demandBit = access.demanded ? BIT.DEMANDED : 0;
  return STORED_BITS | BIT.MINOR | relationBits(access.role) | grantBits | demandBit;
}

function relationBits(role: Role): number {
  switch (role) {
    case 'AGENCY':
      return BIT.OWN_PART | BIT.TRANSFERRER;
    case 'ARCHIVE_HALL':
      return BIT.CUSTODIAN;
    case 'PERSON':
    case 'ENTERPRISE':
      return BIT.SUBJECT;
    default:
      return 0;
  }
}
