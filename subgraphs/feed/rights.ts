/** The rights under which a consumer's records were decided, and what a difference between two of them can concern. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { AccessContext, GrantConsents, GrantRows } from '../../schema/actor.ts';
import { effectiveGrant, type AccessClass } from '../../schema/policy/access-class.ts';
import { BIT, type Label } from '../../schema/policy/label.ts';
import type { RecordTable } from '../../schema/policy/table.ts';

/** Kept with the consumer as JSON. */
export interface Rights {
  /** The consumer's own bodies. */
  readonly own: readonly string[];
  /** What makes the relation of grant to record; null: no grant is in force. */
  readonly grant: GrantRelation | null;
  /** What makes the table of outcomes, relations aside. */
  readonly table: string;
  readonly day: string;
}

interface GrantRelation {
  readonly providers: readonly string[];
  readonly grantee: string;
  readonly rows: GrantRows;
  readonly consents: GrantConsents;
}

/** As it comes back from the database: two that say the same are equal. */
export function rightsOf(access: AccessContext, accessClass: AccessClass): Rights {
  const grant = effectiveGrant(access);
  const named = accessClass.grant;
  const rights: Rights = {
    own: access.agency === null ? [] : [access.agency, ...[...access.predecessors].toSorted()],
    grant: grant && { providers: grant.providers, grantee: grant.grantee, rows: grant.rows, consents: grant.consents },
    table: JSON.stringify([
      access.policyVersion,
      named && [[...named.named], [...named.withBasis], [...named.offeredMasked], named.entryNonSharing],
    ]),
    day: access.today,
  };
  return JSON.parse(JSON.stringify(rights)) as Rights;
}

const GRANT_BITS = BIT.IN_GRANT | BIT.CONTROLLER_CONSENT | BIT.SOURCE_CONSENT;
const RELATION_BITS = GRANT_BITS | BIT.OWN_PART | BIT.TRANSFERRER | BIT.CUSTODIAN;

/** Consents mean nothing where no grant reaches: two labels that differ in them alone are one. */
export function toClassLabel(label: Label): Label {
  return (label & BIT.IN_GRANT) === 0 ? label & ~GRANT_BITS : label;
}

/** How the fields of a record with this label are disclosed: a letter a field, or `A` absent, `T` tombstone. */
export function signatureOf(table: RecordTable, label: Label): string {
  const { presence, outcomes } = table.decide(label);
  if (presence === 'ABSENT') return 'A';
  if (presence === 'TOMBSTONE') return 'T';
  return table.type.fields.map(({ name }) => (outcomes.get(name)?.effect ?? 'WITHHOLD').slice(0, 1)).join('');
}

/**
 * What is left to look at after rights have changed. `TOLD`: the records told of, by label class; then `NEW`: those that
 * the consumer reaches, by key. `bodies`: only theirs; null: all.
 */
export interface Sweep {
  readonly stage: 'TOLD' | 'NEW';
  readonly after: string;
  readonly bodies: readonly string[] | null;
  /** Relations have changed in a way that labels alone do not tell: they are computed anew. */
  readonly joined: boolean;
}

export const FIRST_KEY = '00000000-0000-0000-0000-000000000000';

/** Of a consumer that is told for the first time. */
export const BASELINE: Sweep = { stage: 'NEW', after: FIRST_KEY, bodies: null, joined: false };

/**
 * What has to be swept when `before` has become `now`; null: nothing but birthdays.
 *
 * @param running a sweep that is not done yet: what it was to look at is looked at still
 */
export function sweepFor(before: Rights, now: Rights, running: Sweep | null): Sweep | null {
  const sameOwn = isDeepStrictEqual(before.own, now.own);
  const sameTable = before.table === now.table;
  const sameGrant = isDeepStrictEqual(before.grant, now.grant);
  if (sameOwn && sameTable && sameGrant) return running;
  const joined = running?.joined === true || !sameOwn || (!sameGrant && now.grant !== null);
  const onlyLess = sameOwn && now.grant === null && isDeepStrictEqual(policyOf(before), policyOf(now));
  const reach = onlyLess ? [] : [...now.own, ...(now.grant?.providers ?? [])];
  const everybody = policyOf(before) !== policyOf(now) || (running !== null && running.bodies === null);
  const bodies = everybody ? null : [...new Set([...(running?.bodies ?? []), ...reach])];
  return { stage: 'TOLD', after: FIRST_KEY, bodies, joined };
}

function policyOf({ table }: Rights): string {
  return String((JSON.parse(table) as readonly unknown[])[0]);
}

export interface ToldClass {
  readonly id: number;
  readonly label: Label;
  readonly signature: string;
}

/**
 * How records of this class are disclosed under these rights, as far as the class alone can tell: only when their
 * relations are what they were, or the grant that made them is none any more.
 */
export function signatureNow(table: RecordTable, { label }: ToldClass, { grant }: Rights): string {
  return signatureOf(table, grant === null ? label & ~GRANT_BITS : label);
}

/** Whether labels have to be computed anew to tell: relations may have ended. */
export function hasRelation({ label }: ToldClass): boolean {
  return (label & RELATION_BITS) !== 0;
}
