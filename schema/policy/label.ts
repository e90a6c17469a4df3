/**
 * The label class: record facts and relations of caller to record, packed into 16 bits.
 * SQL computes it (`subgraphs/kernel/visibility.ts`), decisions read it. Pure.
 */

/** One bit each; the two-bit values follow below. */
export const BIT = {
  OWN_PART: 1 << 0,
  SUBJECT: 1 << 1,
  TRANSFERRER: 1 << 2,
  CUSTODIAN: 1 << 3,
  IN_GRANT: 1 << 4,
  CONTROLLER_CONSENT: 1 << 5,
  SOURCE_CONSENT: 1 << 6,
  DEMANDED: 1 << 7,
  CUSTODY_LOW: 1 << 8,
  CUSTODY_HIGH: 1 << 9,
  OPENNESS_LOW: 1 << 10,
  OPENNESS_HIGH: 1 << 11,
  MINOR: 1 << 12,
  SENSITIVE: 1 << 13,
  DESTROYED: 1 << 14,
  NON_SHARING: 1 << 15,
} as const;
export type BitName = keyof typeof BIT;
export const BIT_NAMES = Object.keys(BIT).map((name) => name as BitName);

/** What `holdings` knows first: in whose custody a record is, and whether it is opened. */
export const CUSTODY_BITS = BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH | BIT.OPENNESS_LOW | BIT.OPENNESS_HIGH;

/** Facts that are stored with a record, in the `facts` column; the other bits depend on caller or day. */
export const STORED_BITS = CUSTODY_BITS | BIT.SENSITIVE | BIT.DESTROYED | BIT.NON_SHARING;

/** `EARLY_CUSTODY_HALL`: early custody whose agreement makes the hall the controller (R13). */
export const CUSTODIES = ['FORMING', 'EARLY_CUSTODY', 'EARLY_CUSTODY_HALL', 'HALL'] as const;
export type Custody = (typeof CUSTODIES)[number];

/** `SEALED` (封存) outranks `OPEN`; `CLASSIFIED` is the record that was classified later. */
export const OPENNESS = ['CLOSED', 'OPEN', 'SEALED', 'CLASSIFIED'] as const;
export type Openness = (typeof OPENNESS)[number];

/** A label class, 0…65535. */
export type Label = number;

export interface LabelFacts {
  readonly ownPart: boolean;
  /** Subject, or guardian, agent, legal representative, near relative of a dead subject. */
  readonly subject: boolean;
  /** Transferred it, and the hall's consent is recorded. */
  readonly transferrer: boolean;
  readonly custodian: boolean;
  readonly inGrant: boolean;
  readonly controllerConsent: boolean;
  readonly sourceConsent: boolean;
  readonly demanded: boolean;
  readonly custody: Custody;
  readonly openness: Openness;
  /** The subject is or may be a minor. */
  readonly minor: boolean;
  readonly sensitive: boolean;
  readonly destroyed: boolean;
  /** The record's own sharing attribute is NON_SHARING. */
  readonly nonSharing: boolean;
}

/** Facts that the `facts` column holds. */
export type StoredFacts = Pick<LabelFacts, 'custody' | 'openness' | 'sensitive' | 'destroyed' | 'nonSharing'>;

export function packStored(facts: StoredFacts): number {
  return (
    (CUSTODIES.indexOf(facts.custody) << 8) |
    (OPENNESS.indexOf(facts.openness) << 10) |
    (facts.sensitive ? BIT.SENSITIVE : 0) |
    (facts.destroyed ? BIT.DESTROYED : 0) |
    (facts.nonSharing ? BIT.NON_SHARING : 0)
  );
}

export function packLabel(facts: LabelFacts): Label {
  return (
    packStored(facts) |
    (facts.ownPart ? BIT.OWN_PART : 0) |
    (facts.subject ? BIT.SUBJECT : 0) |
    (facts.transferrer ? BIT.TRANSFERRER : 0) |
    (facts.custodian ? BIT.CUSTODIAN : 0) |
    (facts.inGrant ? BIT.IN_GRANT : 0) |
    (facts.controllerConsent ? BIT.CONTROLLER_CONSENT : 0) |
    (facts.sourceConsent ? BIT.SOURCE_CONSENT : 0) |
    (facts.demanded ? BIT.DEMANDED : 0) |
    (facts.minor ? BIT.MINOR : 0)
  );
}

/** Every label that can be made of these bits, the empty one first. */
export function labelsOf(bits: number): Label[] {
  const labels: Label[] = [];
  for (let label = bits; ; label = (label - 1) & bits) {
    labels.push(label);
    if (label === 0) return labels.reverse();
  }
}

export function unpackLabel(label: Label): LabelFacts {
  const has = (bit: number): boolean => (label & bit) !== 0;
  return {
    ownPart: has(BIT.OWN_PART),
    subject: has(BIT.SUBJECT),
    transferrer: has(BIT.TRANSFERRER),
    custodian: has(BIT.CUSTODIAN),
    inGrant: has(BIT.IN_GRANT),
    controllerConsent: has(BIT.CONTROLLER_CONSENT),
    sourceConsent: has(BIT.SOURCE_CONSENT),
    demanded: has(BIT.DEMANDED),
    custody: CUSTODIES[(label >> 8) & 3] ?? 'FORMING',
    openness: OPENNESS[(label >> 10) & 3] ?? 'CLOSED',
    minor: has(BIT.MINOR),
    sensitive: has(BIT.SENSITIVE),
    destroyed: has(BIT.DESTROYED),
    nonSharing: has(BIT.NON_SHARING),
  };
}
