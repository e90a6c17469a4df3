/** For one access class and record type: what each label class comes to. Computed on first use, then a look-up. Pure. */
import type { AccessClass } from './access-class.ts';
import type { RecordType } from './classify.ts';
import { unpackLabel, type Label, type LabelFacts } from './label.ts';
import { applyMask, type MaskKind, type MaskSettings } from './masks.ts';
import { decideField, toldBasis, type FieldClass, type Outcome } from './rules.ts';

export type Presence = 'ABSENT' | 'TOMBSTONE' | 'FIELDS';

/** What a record says of its own fields; fields that are shown are not listed. */
export interface FieldDisclosure {
  readonly field: string;
  readonly outcome: 'MASK' | 'WITHHOLD';
  readonly rule: string;
  readonly clause: string;
  readonly reason: string | null;
}

export interface RecordDecision {
  readonly presence: Presence;
  /** By field name; empty where there is nothing but a key, or not even that: then all fields are `withheld`. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly withheld: readonly string[];
  readonly masked: readonly { readonly field: string; readonly mask: MaskKind }[];
  readonly disclosure: readonly FieldDisclosure[];
}

/** The table of one record type for one access class. */
export class RecordTable {
  readonly type: RecordType;
  readonly #access: AccessClass;
  readonly #decisions = new Map<Label, RecordDecision>();

  constructor(access: AccessClass, type: RecordType) {
    this.type = type;
    this.#access = access;
  }

  decide(label: Label): RecordDecision {
    const known = this.#decisions.get(label);
    if (known !== undefined) return known;
    const decision = decideRecord(this.#access, label, this.type);
    this.#decisions.set(label, decision);
    return decision;
  }

  outcome(label: Label, field: string): Outcome | undefined {
    return this.decide(label).outcomes.get(field);
  }
}

/**
 * R0 and R2: a record that was classified later, or of which nothing would be left, is absent for this caller.
 * Of a sensitive type the statutory-public fields alone are nothing.
 *
 * @clause 809 art. 3; PIPL art. 28; 公开条例 art. 36
 */
export function isPresent(access: AccessClass, facts: LabelFacts, type: RecordType): boolean {
  if (facts.openness === 'CLASSIFIED') return false;
  return type.fields.some((field) => {
    if (facts.sensitive && field.level === 'P0') return false;
    return decideField(access, facts, field).effect !== 'WITHHOLD';
  });
}

/**
 * R0, R1 and R2 around the field rules.
 *
 * @clause 809 art. 3; 令22 art. 30; PIPL art. 28
 */
export function decideRecord(access: AccessClass, label: Label, type: RecordType): RecordDecision {
  const facts = unpackLabel(label);
  if (!isPresent(access, facts, type)) return nothingOf(type, 'ABSENT');
  if (facts.destroyed) return nothingOf(type, 'TOMBSTONE');
  const outcomes = new Map(type.fields.map((field) => [field.name, decideField(access, facts, field)]));
  const disclosure = type.fields.flatMap((field) => toDisclosure(field, outcomes.get(field.name)));
  const of = (effect: Outcome['effect']): readonly FieldClass[] =>
    type.fields.filter((field) => outcomes.get(field.name)?.effect === effect);
  return {
    presence: 'FIELDS',
    outcomes,
    withheld: of('WITHHOLD').map((field) => field.name),
    masked: of('MASK').flatMap((field) => (field.mask === null ? [] : [{ field: field.name, mask: field.mask }])),
    disclosure: Object.freeze(disclosure),
  };
}

function nothingOf(type: RecordType, presence: Presence): RecordDecision {
  return { presence, outcomes: new Map(), withheld: type.fields.map(({ name }) => name), masked: [], disclosure: [] };
}

function toDisclosure(field: FieldClass, outcome: Outcome | undefined): FieldDisclosure[] {
  if (outcome === undefined || outcome.effect === 'SHOW') return [];
  const { effect, reason } = outcome;
  const { rule, clause } = toldBasis(outcome);
  return [Object.freeze({ field: field.name, outcome: effect, rule, clause, reason })];
}

/**
 * Turns a fresh row into what this caller may see, in place: withheld values become null, masked ones their mask.
 * The row must not be shared. Presence has been decided before.
 */
export function redact(row: Record<string, unknown>, decision: RecordDecision, masks: MaskSettings): void {
  for (const field of decision.withheld) row[field] = null;
  for (const { field, mask } of decision.masked) {
    const value = row[field];
    row[field] = typeof value === 'string' ? applyMask(mask, value, masks) : null;
  }
}
