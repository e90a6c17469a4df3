/**
 * What one answer disclosed: gathered while it is projected, from the label of each record and the shared table.
 * It is also the second lock: a value that the table withholds does not leave, whoever delivered it.
 */
import { reachableBits, type AccessClass } from '../schema/policy/access-class.ts';
import type { Classified } from '../schema/policy/classify.ts';
import type { Policy } from '../schema/policy/policy.ts';
import type { Outcome } from '../schema/policy/rules.ts';
import type { RecordDecision } from '../schema/policy/table.ts';
import type { Observer, SelectedField } from './engine.ts';
import type { Difference, Shadow } from './shadow.ts';
import { ABOUT_KEY, ID_KEY, LABEL_KEY, PROVIDER_KEY, readMarker } from './preflight.ts';

export interface OutcomeCount {
  readonly coordinate: string;
  readonly outcome: Outcome;
  readonly count: number;
  /** Whose records they are, where a grant would help. */
  readonly providers: readonly string[];
}

/** What one label class comes to for one selection: worked out once, then counted by the record. */
interface Verdict {
  readonly isPresent: boolean;
  /** More of it than is public by statute leaves: somebody reads about its subjects. */
  readonly isRead: boolean;
  /** Something of it leaves by the grant. */
  readonly isGranted: boolean;
  readonly told: readonly { readonly coordinate: string; readonly outcome: Outcome }[];
  /** What a candidate policy would have decided otherwise. */
  readonly differs: readonly Difference[];
  /** Fields whose values may not leave. */
  readonly locked: readonly { readonly coordinate: string; readonly responseKey: string }[];
}

interface Counted {
  readonly verdict: Verdict | null;
  readonly provider: unknown;
  count: number;
}

/** One per request; observers write to it. */
export class DisclosureState {
  readonly recordIds = new Map<string, Set<string>>();
  /** Keys of the records whose subjects were read about, be it in a part of them. */
  readonly about = new Set<string>();
  /** Those of them where the grant gave something. */
  readonly granted = new Set<string>();
  /** Coordinates of values that should not have come back, and were taken out. */
  readonly violations: string[] = [];
  /** How many records there were, by verdict and provider. */
  readonly #records = new Map<Verdict, Map<unknown, Counted>>();
  /** Rows of one list are mostly alike: where the last one was counted. */
  #last: Counted = { verdict: null, provider: null, count: 0 };

  count(verdict: Verdict, provider: unknown): void {
    if (this.#last.verdict !== verdict || this.#last.provider !== provider) this.#last = this.#find(verdict, provider);
    this.#last.count += 1;
  }

  #find(verdict: Verdict, provider: unknown): Counted {
    const records = this.#records.get(verdict) ?? new Map<unknown, Counted>();
    const known = records.get(provider);
    if (known !== undefined) return known;
    const counted: Counted = { verdict, provider, count: 0 };
    this.#records.set(verdict, records.set(provider, counted));
    return counted;
  }

  /** The second lock: nothing is behind it unless a subgraph has failed to redact. */
  lock(coordinate: string, target: Record<string, unknown>, responseKey: string): void {
    const value = target[responseKey];
    if (value === null || value === undefined) return;
    this.violations.push(coordinate);
    target[responseKey] = null;
  }

  remember(typeName: string, id: unknown): void {
    let ids = this.recordIds.get(typeName);
    if (ids === undefined) this.recordIds.set(typeName, (ids = new Set()));
    if (typeof id === 'string') ids.add(id);
  }

  /** @param about key of the record whose subjects somebody reads about */
  rememberSubjects(about: unknown, isGranted: boolean): void {
    if (typeof about !== 'string') return;
    this.about.add(about);
    if (isGranted) this.granted.add(about);
  }

  /** In how many records a candidate would have decided otherwise. */
  differences(): Map<Difference, number> {
    const found = new Map<Difference, number>();
    for (const [{ differs }, records] of this.#records) {
      const count = [...records.values()].reduce((sum, counted) => sum + counted.count, 0);
      for (const difference of differs) found.set(difference, count);
    }
    return found;
  }

  outcomes(): OutcomeCount[] {
    const tallies = new Map<string, Map<Outcome, Tally>>();
    for (const [{ told }, records] of this.#records) {
      for (const { coordinate, outcome } of told) addTo(tallyOf(tallies, coordinate, outcome), records);
    }
    return [...tallies.values()]
      .flatMap((each) => [...each.values()].map((tally) => ({ ...tally, providers: [...tally.providers] })))
      .sort(
        (a, b) =>
          compare(a.coordinate, b.coordinate) ||
          compare(a.outcome.rule, b.outcome.rule) ||
          compare(a.outcome.effect, b.outcome.effect),
      );
  }
}

interface Tally {
  readonly coordinate: string;
  readonly outcome: Outcome;
  readonly providers: Set<string>;
  count: number;
}

function tallyOf(tallies: Map<string, Map<Outcome, Tally>>, coordinate: string, outcome: Outcome): Tally {
  const known = tallies.get(coordinate)?.get(outcome);
  if (known !== undefined) return known;
  const tally: Tally = { coordinate, outcome, providers: new Set(), count: 0 };
  tallies.set(coordinate, (tallies.get(coordinate) ?? new Map<Outcome, Tally>()).set(outcome, tally));
  return tally;
}

function addTo(tally: Tally, records: ReadonlyMap<unknown, Counted>): void {
  for (const { provider, count } of records.values()) {
    tally.count += count;
    if (tally.outcome.reason === 'GRANT_REQUIRED' && typeof provider === 'string') tally.providers.add(provider);
  }
}

export interface ObserverParts {
  readonly policy: Policy;
  readonly classified: Classified;
  /** A candidate policy that decides along. */
  readonly shadow?: Shadow | null;
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation']);

/** Made once per operation and access class; the returned function then makes an observer per selection. */
export function observers({ policy, classified, shadow }: ObserverParts, access: AccessClass) {
  return (typeName: string, fields: readonly SelectedField[]): Observer<DisclosureState> | undefined => {
    const pruned = fields.flatMap(({ responseKey }) => readMarker(responseKey) ?? []);
    const emptied = pruned.map(({ responseKey }) => responseKey);
    const type = classified.records.get(typeName);
    if (type === undefined) return outsideRecords({ classified, typeName, fields, emptied });
    const table = policy.table(access, typeName);
    const shown = fields.filter(({ hidden, name }) => !hidden && type.fields.some((field) => field.name === name));
    const names = [...new Set([...shown, ...pruned].map(({ name }) => name))];
    const open = new Set(type.fields.filter(({ level }) => level === 'P0').map(({ name }) => name));
    const decide = (decision: RecordDecision | null): Verdict => ({
      isPresent: decision?.presence === 'FIELDS',
      differs: [],
      isRead: names.some((name) => !open.has(name) && isGivenBy(decision, name)),
      isGranted: names.some((name) => isGivenBy(decision, name) && isByGrant(decision?.outcomes.get(name))),
      told: names.flatMap((name) => {
        const outcome = decision?.outcomes.get(name);
        return outcome === undefined ? [] : [{ coordinate: `${typeName}.${name}`, outcome }];
      }),
      locked: shown
        .filter(({ name }) => !isGivenBy(decision, name))
        .map(({ name, responseKey }) => ({ coordinate: `${typeName}.${name}`, responseKey })),
    });
    const unlabelled = decide(null);
    const verdicts = new Map<number, Verdict>();
    const reachable = reachableBits(access);
    // A relation that such a caller cannot have was not worked out for it: the label is not believed.
    const verdictOf = (label: unknown): Verdict => {
      if (typeof label !== 'number' || (label & ~reachable) !== 0) return unlabelled;
      const known = verdicts.get(label);
      if (known !== undefined) return known;
      const live = table.decide(label);
      const differs = shadow?.compare({ access, typeName, names, label, live }) ?? [];
      const verdict = { ...decide(live), differs };
      verdicts.set(label, verdict);
      return verdict;
    };
    const labelOf = reader(fields, LABEL_KEY);
    const idOf = reader(fields, ID_KEY);
    const providerOf = reader(fields, PROVIDER_KEY);
    const aboutOf = reader(fields, ABOUT_KEY);
    return (state, source, target) => {
      empty(target, emptied);
      const verdict = verdictOf(labelOf(source));
      if (verdict.isPresent) state.remember(typeName, idOf(source));
      if (verdict.isRead) state.rememberSubjects(aboutOf(source) ?? idOf(source), verdict.isGranted);
      state.count(verdict, providerOf(source));
      for (const { coordinate, responseKey } of verdict.locked) state.lock(coordinate, target, responseKey);
    };
  };
}

interface Outside extends Pick<ObserverParts, 'classified'> {
  readonly typeName: string;
  readonly fields: readonly SelectedField[];
  readonly emptied: readonly string[];
}

/** Of what is no record only what is open as such leaves: of an object that is told by its interface alone, nothing. */
function outsideRecords({ classified, typeName, fields, emptied }: Outside): Observer<DisclosureState> | undefined {
  const isOpen = ({ name }: SelectedField): boolean =>
    name.startsWith('__') || ROOTS.has(typeName) || classified.open.has(`${typeName}.${name}`);
  const locked = fields.filter((field) => !field.hidden && !typeName.startsWith('__') && !isOpen(field));
  if (locked.length === 0)
    return emptied.length === 0 ? undefined : (_state, _source, target) => empty(target, emptied);
  return (state, _source, target) => {
    empty(target, emptied);
    for (const { name, responseKey } of locked) state.lock(`${typeName}.${name}`, target, responseKey);
  };
}

function isGivenBy(decision: RecordDecision | null, name: string): boolean {
  return ['SHOW', 'MASK'].includes(decision?.outcomes.get(name)?.effect ?? 'WITHHOLD');
}

function isByGrant(outcome: Outcome | undefined): boolean {
  return outcome?.rule === 'R15' || outcome?.rule === 'R16';
}

/** Under what a subgraph answers without being asked nobody looks: such a record is not labelled. */
function reader(fields: readonly SelectedField[], hiddenKey: string): (source: Source) => unknown {
  const key = fields.find(({ responseKey }) => responseKey === hiddenKey)?.sourceKey;
  return key === undefined ? () => undefined : (source) => source[key];
}

type Source = Readonly<Record<string, unknown>>;

function empty(target: Record<string, unknown>, keys: readonly string[]): void {
  for (const key of keys) if (key in target) target[key] = null;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
