/**
 * What one answer disclosed: gathered while it is projected, from the label of each record and the shared table.
 * It is also the second lock: a value that the table withholds does not leave, whoever delivered it.
 */
import type { AccessClass } from '../schema/policy/access-class.ts';
import type { Classified } from '../schema/policy/classify.ts';
import type { Policy } from '../schema/policy/policy.ts';
import type { Outcome } from '../schema/policy/rules.ts';
import type { Observer, SelectedField } from './engine.ts';
import { ID_KEY, LABEL_KEY, PROVIDER_KEY, readMarker } from './preflight.ts';

export interface OutcomeCount {
  readonly coordinate: string;
  readonly outcome: Outcome;
  readonly count: number;
  /** Whose records they are, where a grant would help. */
  readonly providers: readonly string[];
}

interface Tally {
  readonly outcome: Outcome;
  readonly providers: Set<string>;
  count: number;
}

/** One per request; observers write to it. */
export class DisclosureState {
  readonly recordIds = new Map<string, Set<string>>();
  /** Coordinates of values that should not have come back, and were taken out. */
  readonly violations: string[] = [];
  readonly #tallies = new Map<string, Map<Outcome, Tally>>();

  count(coordinate: string, outcome: Outcome, provider: unknown): void {
    let tallies = this.#tallies.get(coordinate);
    if (tallies === undefined) this.#tallies.set(coordinate, (tallies = new Map()));
    let tally = tallies.get(outcome);
    if (tally === undefined) tallies.set(outcome, (tally = { outcome, count: 0, providers: new Set() }));
    tally.count += 1;
    if (outcome.reason === 'GRANT_REQUIRED' && typeof provider === 'string') tally.providers.add(provider);
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

  outcomes(): OutcomeCount[] {
    return [...this.#tallies]
      .flatMap(([coordinate, tallies]) =>
        [...tallies.values()].map(({ providers, ...tally }) => ({ coordinate, ...tally, providers: [...providers] })),
      )
      .sort(
        (a, b) =>
          compare(a.coordinate, b.coordinate) ||
          compare(a.outcome.rule, b.outcome.rule) ||
          compare(a.outcome.effect, b.outcome.effect),
      );
  }
}

export interface ObserverParts {
  readonly policy: Policy;
  readonly classified: Classified;
}

/** Made once per operation and access class; the returned function then makes an observer per selection. */
export function observers({ policy, classified }: ObserverParts, access: AccessClass) {
  return (typeName: string, fields: readonly SelectedField[]): Observer<DisclosureState> | undefined => {
    const pruned = fields.flatMap(({ responseKey }) => readMarker(responseKey) ?? []);
    const emptied = pruned.map(({ responseKey }) => responseKey);
    const type = classified.records.get(typeName);
    if (type === undefined)
      return pruned.length === 0 ? undefined : (_state, _source, target) => empty(target, emptied);
    const table = policy.table(access, typeName);
    const shown = fields.filter(({ hidden, name }) => !hidden && type.fields.some((field) => field.name === name));
    const asked = [...new Set([...shown, ...pruned].map(({ name }) => name))].map((name) => ({
      name,
      coordinate: `${typeName}.${name}`,
    }));
    return (state, source, target) => {
      empty(target, emptied);
      const label = source[LABEL_KEY];
      const decision = typeof label === 'number' ? table.decide(label) : null;
      if (decision?.presence === 'FIELDS') state.remember(typeName, source[ID_KEY]);
      for (const { name, coordinate } of asked) {
        const outcome = decision?.outcomes.get(name);
        if (outcome !== undefined) state.count(coordinate, outcome, source[PROVIDER_KEY]);
      }
      for (const { name, responseKey } of shown) {
        const effect = decision?.outcomes.get(name)?.effect;
        if (effect !== 'SHOW' && effect !== 'MASK') state.lock(`${typeName}.${name}`, target, responseKey);
      }
    };
  };
}

function empty(target: Record<string, unknown>, keys: readonly string[]): void {
  for (const key of keys) if (key in target) target[key] = null;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
