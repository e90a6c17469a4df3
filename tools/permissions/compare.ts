/** Who gains and who loses what in which label classes, from one side to the other. Pure. */
import type { AccessClass } from '../../schema/policy/access-class.ts';
import { labelsOf, type Label } from '../../schema/policy/label.ts';
import type { Caller } from './callers.ts';
import { groupLabels, type LabelGroup } from './label-words.ts';
import type { Side } from './side.ts';
import { decidesBy, RECORD_SHAPE, TypeStates, typeOf, type Shape, type State } from './states.ts';

/** `DIFFERS`: given as before, by another rule or with another mask. `REASON`: withheld as before, and told otherwise. */
export type Direction = 'GAINS' | 'LOSES' | 'DIFFERS' | 'REASON';

export interface Change {
  readonly direction: Direction;
  readonly typeName: string;
  /** Fields to which the same happens; empty: to the record itself. */
  readonly fields: readonly string[];
  readonly from: State;
  readonly to: State;
  /** The label classes in which it happens, of those that the callers meet. */
  readonly labels: ReadonlySet<Label>;
  /** Disjoint, and together exactly these. */
  readonly groups: readonly LabelGroup[];
}

/** What changes for several callers alike. */
export interface Group {
  readonly callers: readonly Caller[];
  /** Bits of the labels that these callers meet, on either side. */
  readonly bits: number;
  readonly changes: readonly Change[];
}

/** Every caller is in exactly one group; the group without changes is among them. */
export function compareSides(before: Side, after: Side, callers: readonly Caller[]): Group[] {
  const comparer = new Comparer(before, after);
  const groups = new Map<string, Group & { readonly callers: Caller[] }>();
  for (const caller of callers) {
    const pair = {
      before: before.rules.toAccessClass(caller.toContext(before.grants)),
      after: after.rules.toAccessClass(caller.toContext(after.grants)),
    };
    const key = JSON.stringify([signatureOf(pair.before), signatureOf(pair.after)]);
    const known = groups.get(key);
    if (known !== undefined) known.callers.push(caller);
    else {
      const bits = before.rules.reachableBits(pair.before) | after.rules.reachableBits(pair.after);
      groups.set(key, { callers: [caller], bits, changes: comparer.compare(pair, bits) });
    }
  }
  return [...groups.values()];
}

interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

class Comparer {
  readonly #sides: Pair<Side>;
  readonly #typeNames: readonly string[];

  constructor(before: Side, after: Side) {
    this.#sides = { before, after };
    const names = [...before.classified.records.keys(), ...after.classified.records.keys()];
    this.#typeNames = [...new Set(names)].sort();
  }

  compare(access: Pair<AccessClass>, bits: number): Change[] {
    const { before, after } = this.#sides;
    const isSameRules = before.rules.digest === after.rules.digest;
    let domain: Label[] | undefined;
    return this.#typeNames.flatMap((name) => {
      const types = { before: typeOf(before.classified, name), after: typeOf(after.classified, name) };
      if (isSameRules && decidesBy(access.before, types.before) === decidesBy(access.after, types.after)) return [];
      domain ??= labelsOf(bits);
      const states = {
        before: new TypeStates(before.rules, access.before, types.before),
        after: new TypeStates(after.rules, access.after, types.after),
      };
      return compareType(name, states, domain);
    });
  }
}

/** What of an access class decides; the key of a class names version and epoch too. */
function signatureOf({ role, useCauseGiven, demanded, grant }: AccessClass): string {
  const sets = grant && [grant.named, grant.withBasis, grant.offeredMasked].map((each) => [...each].sort());
  return JSON.stringify([role, useCauseGiven, demanded, sets, grant?.entryNonSharing]);
}

function compareType(typeName: string, states: Pair<TypeStates>, domain: readonly Label[]): Change[] {
  const pairs = new Map<string, Pair<Shape | undefined> & { readonly fields: string[] }>();
  pairs.set('', { before: RECORD_SHAPE, after: RECORD_SHAPE, fields: [] });
  const names = new Set([...states.before.shapes.keys(), ...states.after.shapes.keys()]);
  for (const name of names) {
    const pair = { before: states.before.shapes.get(name), after: states.after.shapes.get(name) };
    const key = JSON.stringify([pair.before ?? null, pair.after ?? null]);
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, { ...pair, fields: [name] });
    else known.fields.push(name);
  }
  return [...pairs.values()].flatMap(({ fields, before, after }) => {
    const found = transitions(domain, (label) => [
      states.before.state(label, before),
      states.after.state(label, after),
    ]);
    return found.flatMap(({ from, to, labels }) => {
      const direction = directionOf(from, to, before === RECORD_SHAPE || after === RECORD_SHAPE);
      if (direction === null) return [];
      const groups = groupLabels(domain, (label) => labels.has(label));
      return [{ direction, typeName, fields, from, to, labels, groups }];
    });
  });
}

interface Transition {
  readonly from: State;
  readonly to: State;
  readonly labels: ReadonlySet<Label>;
}

function transitions(domain: readonly Label[], statesOf: (label: Label) => [State, State]): Transition[] {
  const found = new Map<string, { from: State; to: State; labels: Set<Label> }>();
  for (const label of domain) {
    const [from, to] = statesOf(label);
    if (from === to) continue;
    const key = `${from}>${to}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { from, to, labels: new Set([label]) });
    else known.labels.add(label);
  }
  return [...found.values()];
}

type Ranks = Readonly<Record<string, number>>;
const PRESENCE: Ranks = { FIELDS: 2, TOMBSTONE: 1 };
const GIVEN: Ranks = { SHOW: 2, MASK: 1 };

/** Null where it is nobody's gain or loss: of a record that is not there no field is given, and the record says so. */
function directionOf(from: State, to: State, isRecord: boolean): Direction | null {
  const [before = '', after = ''] = [from, to].map((state) => state.split(' ')[0]);
  const rank = (word: string): number => (isRecord ? PRESENCE : GIVEN)[word] ?? 0;
  if (rank(after) > rank(before)) return 'GAINS';
  if (rank(after) < rank(before)) return 'LOSES';
  if (before !== after || isRecord) return null;
  return before === 'WITHHOLD' ? 'REASON' : 'DIFFERS';
}
