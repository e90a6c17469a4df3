/** For one caller, one type and one side: what every field comes to in every label class. Pure. */
import type { AccessClass } from '../../schema/policy/access-class.ts';
import type { Classified, RecordType } from '../../schema/policy/classify.ts';
import type { Label } from '../../schema/policy/label.ts';
import type { FieldClass } from '../../schema/policy/rules.ts';
import type { RecordDecision } from '../../schema/policy/table.ts';
import type { Rules } from './side.ts';

/**
 * What a caller gets of a field: `SHOW R5`, `MASK R15 PERSON_NAME`, `WITHHOLD R12 GRANT_REQUIRED`; `ABSENT` and
 * `TOMBSTONE` where the record has no fields; `NONE` where the schema has no such field. Of a record: `FIELDS`,
 * `TOMBSTONE`, `ABSENT`, `NONE`.
 */
export type State = string;

export const NONE: State = 'NONE';

/** Equal shapes, equal states, whatever the fields are called. */
export type Shape = string;

const RECORD: Shape = 'record';
const KEY: Shape = 'key';

export class TypeStates {
  /** Field name → shape. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly #type: RecordType | null;
  readonly #decide: (label: Label) => RecordDecision | null;
  readonly #byShape = new Map<Shape, FieldClass>();

  constructor(rules: Rules, access: AccessClass, type: SchemaType) {
    const shapes = new Map(type.keys.map((name) => [name, KEY]));
    for (const field of type.record?.fields ?? []) {
      const shape = shapeOf(access, field);
      shapes.set(field.name, shape);
      if (!this.#byShape.has(shape)) this.#byShape.set(shape, field);
    }
    this.shapes = shapes;
    // One field of each shape decides for all: presence asks whether there is one that is given.
    this.#type = type.record && { name: type.record.name, fields: [...this.#byShape.values()] };
    const reachable = rules.reachableBits(access);
    const decisions = new Map<Label, RecordDecision>();
    this.#decide = (label) => {
      if (this.#type === null) return null;
      const met = label & reachable;
      const known = decisions.get(met) ?? rules.decideRecord(access, met, this.#type);
      decisions.set(met, known);
      return known;
    };
  }

  /** @param shape of a field, `RECORD_SHAPE` for the record itself, undefined for a field that is not there */
  state(label: Label, shape: Shape | undefined): State {
    const decision = this.#decide(label);
    if (shape === undefined || decision === null) return NONE;
    if (shape === RECORD) return decision.presence;
    if (shape === KEY) return decision.presence === 'ABSENT' ? 'ABSENT' : 'SHOW KEY';
    if (decision.presence !== 'FIELDS') return decision.presence;
    const field = this.#byShape.get(shape);
    const outcome = field && decision.outcomes.get(field.name);
    if (field === undefined || outcome === undefined) return NONE;
    const { effect, rule, reason } = outcome;
    return [effect, rule, reason ?? '', effect === 'MASK' ? (field.mask ?? '') : ''].filter(Boolean).join(' ');
  }
}

export const RECORD_SHAPE = RECORD;

/** A type of one side, as far as decisions look at it; both parts empty where the side has no such type. */
export interface SchemaType {
  readonly record: RecordType | null;
  /** Names of its `KEY` fields. */
  readonly keys: readonly string[];
}

export function typeOf({ records, open }: Classified, name: string): SchemaType {
  const record = records.get(name) ?? null;
  if (record === null) return { record, keys: [] };
  const ofType = [...open].filter((coordinate) => coordinate.startsWith(`${name}.`));
  return { record, keys: ofType.map((coordinate) => coordinate.slice(name.length + 1)) };
}

function shapeOf({ grant }: AccessClass, { coordinate, level, of, sharing, mask, basis }: FieldClass): Shape {
  const inGrant = grant && [grant.named, grant.withBasis, grant.offeredMasked].map((each) => each.has(coordinate));
  return JSON.stringify([level, of, sharing, mask, basis, inGrant]);
}

/** All that the states of a type follow from, rules aside. */
export function decidesBy(access: AccessClass, { record, keys }: SchemaType): string {
  const { role, useCauseGiven, demanded, grant } = access;
  const shapes = (record?.fields ?? []).map((field) => [field.name, shapeOf(access, field)]);
  return JSON.stringify([role, useCauseGiven, demanded, grant === null, grant?.entryNonSharing, keys, shapes]);
}
