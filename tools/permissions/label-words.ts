/** Sets of label classes in words: as few groups as a decision tree finds, never a list of thousands. Pure. */
import {
  BIT,
  CUSTODIES,
  labelsOf,
  OPENNESS,
  unpackLabel,
  type Label,
  type LabelFacts,
} from '../../schema/policy/label.ts';

/** Labels that agree on some facts: for each fact that matters, the values it may have. */
export type LabelGroup = ReadonlyMap<Fact, readonly Value[]>;

type Fact = keyof LabelFacts;
type Value = LabelFacts[Fact];

const BOTH = [false, true] as const;

/** In the order in which people ask about them. */
const FACTS: Readonly<Record<Fact, readonly Value[]>> = {
  ownPart: BOTH,
  subject: BOTH,
  transferrer: BOTH,
  custodian: BOTH,
  demanded: BOTH,
  inGrant: BOTH,
  controllerConsent: BOTH,
  sourceConsent: BOTH,
  openness: OPENNESS,
  nonSharing: BOTH,
  minor: BOTH,
  custody: CUSTODIES,
  sensitive: BOTH,
  destroyed: BOTH,
};
const NAMES = Object.keys(FACTS) as Fact[];

const BITS: Readonly<Record<Fact, number>> = {
  ownPart: BIT.OWN_PART,
  subject: BIT.SUBJECT,
  transferrer: BIT.TRANSFERRER,
  custodian: BIT.CUSTODIAN,
  demanded: BIT.DEMANDED,
  inGrant: BIT.IN_GRANT,
  controllerConsent: BIT.CONTROLLER_CONSENT,
  sourceConsent: BIT.SOURCE_CONSENT,
  openness: BIT.OPENNESS_LOW | BIT.OPENNESS_HIGH,
  nonSharing: BIT.NON_SHARING,
  minor: BIT.MINOR,
  custody: BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH,
  sensitive: BIT.SENSITIVE,
  destroyed: BIT.DESTROYED,
};

const WORDS: Readonly<Record<string, string>> = {
  'ownPart=true': 'formed by the caller (本单位形成)',
  'ownPart=false': 'formed by others',
  'subject=true': 'about the caller (本人)',
  'subject=false': 'about others',
  'transferrer=true': 'transferred by the caller (移交单位)',
  'transferrer=false': 'not transferred by the caller',
  'custodian=true': 'in the custody of the caller (保管馆)',
  'custodian=false': 'in the custody of others',
  'demanded=true': 'named by the statutory demand (法定调取)',
  'demanded=false': 'not demanded',
  'inGrant=true': 'in the rows of the grant (授权范围内)',
  'inGrant=false': 'outside the rows of the grant',
  'controllerConsent=true': 'controller agrees',
  'controllerConsent=false': 'without consent of the controller',
  'sourceConsent=true': 'source agrees',
  'sourceConsent=false': 'without consent of the source',
  'minor=true': 'subject may be a minor (未成年)',
  'minor=false': 'subject of age',
  'sensitive=true': 'sensitive type (敏感事项)',
  'sensitive=false': 'not of a sensitive type',
  'destroyed=true': 'destroyed (已销毁)',
  'destroyed=false': 'not destroyed',
  'nonSharing=true': 'record not to be shared (不予共享)',
  'nonSharing=false': 'record may be shared',
  'custody=FORMING': 'with the forming unit',
  'custody=EARLY_CUSTODY': 'in early custody (提前进馆)',
  'custody=EARLY_CUSTODY_HALL': 'in early custody, hall controls',
  'custody=HALL': 'in the hall (已进馆)',
  'openness=CLOSED': 'not opened',
  'openness=OPEN': 'opened (开放)',
  'openness=SEALED': 'sealed (封存)',
  'openness=CLASSIFIED': 'classified later (后定密)',
};

/**
 * Disjoint groups that together are exactly the labels of `domain` for which `has` is true.
 *
 * @param domain all labels of some bits, `labelsOf`
 */
export function groupLabels(domain: readonly Label[], has: (label: Label) => boolean): LabelGroup[] {
  const bits = domain.at(-1) ?? 0;
  const facts = NAMES.filter((fact) => matters(domain, bits & BITS[fact], has));
  const told = facts.reduce((mask, fact) => mask | BITS[fact], 0);
  const rows = domain
    .filter((label) => (label & ~told) === 0)
    .map((label): Row => ({ facts: unpackLabel(label), isIn: has(label) }));
  return split(rows, facts);
}

/** `{ minor, opened }` in words; a set without conditions is every record. */
export function inWords(group: LabelGroup): string {
  const parts = [...group].map(([fact, values]) => {
    const words = (those: readonly Value[]): string =>
      those.map((value) => WORDS[`${fact}=${value}`] ?? fact).join(' or ');
    const others = FACTS[fact].filter((value) => !values.includes(value));
    return values.length > 2 ? `not ${words(others)}` : words(values);
  });
  return parts.length === 0 ? 'every record' : parts.join(', ');
}

/** Whether a label is in the group. */
export function isInGroup(group: LabelGroup, label: Label): boolean {
  const facts = unpackLabel(label);
  return [...group].every(([fact, values]) => values.includes(facts[fact]));
}

interface Row {
  readonly facts: LabelFacts;
  readonly isIn: boolean;
}

/** Whether there are two labels that differ in these bits alone, one in and one not. */
function matters(domain: readonly Label[], bits: number, has: (label: Label) => boolean): boolean {
  const others = labelsOf(bits).slice(1);
  return domain.some((label) => {
    if ((label & bits) !== 0) return false;
    const isIn = has(label);
    return others.some((value) => has(label | value) !== isIn);
  });
}

function split(rows: readonly Row[], facts: readonly Fact[]): LabelGroup[] {
  const within = rows.filter(({ isIn }) => isIn).length;
  if (within === 0) return [];
  if (within === rows.length) return [new Map()];
  const [best] = facts
    .map((fact) => ({ fact, branches: branchesOf(rows, facts, fact) }))
    .filter(({ branches }) => branches.length > 1)
    .map((each) => ({ ...each, cost: costOf(each.branches) }))
    .sort((a, b) => a.cost - b.cost);
  if (best === undefined) throw new Error('Rows that agree in all facts are decided differently.');
  const { fact, branches } = best;
  const others = facts.filter((each) => each !== fact);
  return branches.flatMap(({ values, rows: those }) =>
    split(those, others).map((group) => new Map([[fact, values] as const, ...group])),
  );
}

interface Branch {
  readonly values: Value[];
  readonly rows: readonly Row[];
}

/** By the value of one fact; values under which all else is decided alike are one branch. */
function branchesOf(rows: readonly Row[], facts: readonly Fact[], fact: Fact): Branch[] {
  const others = facts.filter((each) => each !== fact);
  const branches = new Map<string, Branch>();
  for (const value of FACTS[fact]) {
    const those = rows.filter((row) => row.facts[fact] === value);
    if (those.length === 0) continue;
    const signature = those
      .map((row) => `${others.map((other) => row.facts[other]).join()}:${row.isIn}`)
      .sort()
      .join(';');
    const known = branches.get(signature);
    if (known === undefined) branches.set(signature, { values: [value], rows: those });
    else known.values.push(value);
  }
  return [...branches.values()];
}

/** How mixed the branches are: the fact that leaves least to be told apart comes first. */
function costOf(branches: readonly Branch[]): number {
  return branches.reduce((sum, { rows }) => {
    const within = rows.filter(({ isIn }) => isIn).length;
    return sum + (within * (rows.length - within)) / rows.length;
  }, 0);
}
