/** How a field can come out for a caller at all, over every label class that the caller can meet. Pure but for its cache. */
import { reachableBits, type AccessClass } from '../../schema/policy/access-class.ts';
import { labelsOf } from '../../schema/policy/label.ts';
import type { Policy } from '../../schema/policy/policy.ts';
import { toldBasis, type FieldClass, type Outcome } from '../../schema/policy/rules.ts';
import { decideRecord } from '../../schema/policy/table.ts';
import type { PossibleOutcome } from './types.ts';

type ByField = ReadonlyMap<string, readonly PossibleOutcome[]>;

/** Types of access classes kept at once: each some kilobytes. Working one out takes up to some tens of milliseconds. */
const KEPT = 256;

export class PossibleOutcomes {
  readonly #policy: Policy;
  readonly #known = new Map<string, ByField>();

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** Empty for what is no classified field of a record: keys, structure, what is open as such. */
  of(access: AccessClass, typeName: string, fieldName: string): readonly PossibleOutcome[] {
    const type = this.#policy.records.get(typeName);
    if (type === undefined) return [];
    const key = [access.key, typeName].join('|');
    const known = this.#known.get(key) ?? workOut(access, type.name, type.fields);
    this.#known.delete(key);
    this.#known.set(key, known);
    const oldest = this.#known.keys().next();
    if (this.#known.size > KEPT && oldest.done !== true) this.#known.delete(oldest.value);
    return known.get(fieldName) ?? [];
  }
}

function workOut(access: AccessClass, typeName: string, fields: readonly FieldClass[]): ByField {
  const shapes = new Map<string, FieldClass[]>();
  for (const field of fields)
    shapes.set(shapeOf(access, field), [...(shapes.get(shapeOf(access, field)) ?? []), field]);
  const samples = [...shapes.values()].flatMap((alike) => alike.slice(0, 1));
  const type = { name: typeName, fields: samples };
  const found = new Map<string, Set<Outcome>>(samples.map(({ name }) => [name, new Set()]));
  for (const label of labelsOf(reachableBits(access)))
    for (const [name, outcome] of decideRecord(access, label, type).outcomes) found.get(name)?.add(outcome);
  return new Map(
    [...shapes.values()].flatMap((alike) => {
      const told = tell(found.get(alike[0]?.name ?? '') ?? new Set());
      return alike.map(({ name }) => [name, told] as const);
    }),
  );
}

/** Fields of one shape are decided alike, whatever they are called. */
function shapeOf({ grant }: AccessClass, { coordinate, level, of, sharing, mask, basis }: FieldClass): string {
  const inGrant = grant && [grant.named, grant.withBasis, grant.offeredMasked].map((each) => each.has(coordinate));
  return JSON.stringify([level, of, sharing, mask !== null, basis, inGrant]);
}

/** Outcomes that are told alike are one. */
function tell(outcomes: ReadonlySet<Outcome>): PossibleOutcome[] {
  const told = new Map<string, PossibleOutcome>();
  for (const outcome of outcomes) {
    const { rule, clause } = toldBasis(outcome);
    const { effect, reason } = outcome;
    told.set([effect, rule, clause, reason].join('|'), { outcome: effect, rule, clause, reason });
  }
  return [...told.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
