/**
 * Data without a store: every value follows from a seed, the object's id, the field and its
 * arguments. So a monolith and any number of subgraphs agree, without sharing anything.
 */
import {
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

export interface World {
  readonly seed: number;
  /** Of 100 nullable or forbidden positions, how many are null. */
  readonly nulls: number;
  /** Of 100 fields, how many fail. */
  readonly failures: number;
}

/** What the schemas tell about the data. */
export interface WorldRules {
  /** The merged schema: it alone knows all types. */
  readonly schema: GraphQLSchema;
  /** Fields that name an entity: they are invertible and never fail. */
  readonly keyFields: ReadonlySet<string>;
  /** `Type.field` to the selection that `@requires` names there. */
  readonly requires: ReadonlyMap<string, string>;
  /** Values of an enum that all its subgraphs know. */
  readonly enumValues: ReadonlyMap<string, readonly string[]>;
}

/** Any object: all else about it can be worked out. */
export interface Thing {
  readonly __typename: string;
  /** `Type:number` for entities, `<parent>.<field>` for the rest. */
  readonly id: string;
}

const idPattern = /^(.*)=(.*)$/;

/** The id of the entity that a representation names. */
export function idOf(reference: Readonly<Record<string, unknown>>, keyFields: ReadonlySet<string>): string {
  for (const [field, value] of Object.entries(reference)) {
    if (field === '__typename') continue;
    if (typeof value === 'string' && keyFields.has(field)) return value.replace(idPattern, '$2');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const nested = idOf({ ...value }, keyFields);
      if (nested.endsWith(`.${field}`)) return nested.slice(0, -field.length - 1);
    }
  }
  return '';
}

/** @throws Error where the world says that the field fails */
export function valueOf(
  world: World,
  rules: WorldRules,
  thing: Thing,
  field: string,
  type: GraphQLOutputType,
  args: object,
  required?: unknown,
): unknown {
  if (rules.keyFields.has(field)) return field === 'id' ? thing.id : `${field}=${thing.id}`;
  const question = `${thing.id} ${field} ${JSON.stringify(args)} ${JSON.stringify(required ?? null)}`;
  const isKeyPath = !isLeafType(getNamedType(type)) && isKeyHolder(type, rules);
  if (!isKeyPath && chance(world, `fail ${question}`, world.failures)) throw new Error(`failed: ${thing.id}.${field}`);
  return build(world, rules, `${thing.id}.${field}`, question, type, isKeyPath);
}

/** A value object that holds nothing but part of a key. */
function isKeyHolder(type: GraphQLOutputType, rules: WorldRules): boolean {
  const named = getNamedType(type);
  return (
    isObjectType(named) &&
    Object.keys(named.getFields()).every((name) => rules.keyFields.has(name)) &&
    !('id' in named.getFields())
  );
}

function build(
  world: World,
  rules: WorldRules,
  place: string,
  question: string,
  type: GraphQLOutputType,
  isSafe: boolean,
): unknown {
  if (isNonNullType(type)) {
    const isNull = !isSafe && chance(world, `null! ${question}`, world.nulls / 4);
    return isNull ? null : build(world, rules, place, question, type.ofType, true);
  }
  if (!isSafe && chance(world, `null ${question}`, world.nulls)) return null;
  if (isListType(type)) {
    const length = hash(world, `length ${question}`) % 4;
    return Array.from({ length }, (_, index) =>
      build(world, rules, `${place}.${index}`, `${question} ${index}`, type.ofType, false),
    );
  }
  return buildNamed(world, rules, place, question, getNamedType(type).name);
}

function buildNamed(world: World, rules: WorldRules, place: string, question: string, name: string): unknown {
  const number = hash(world, question);
  const type = rules.schema.getType(name);
  if (isEnumType(type)) {
    const values = rules.enumValues.get(name) ?? type.getValues().map((value) => value.name);
    return values[number % values.length];
  }
  if (isAbstractType(type)) {
    const types = rules.schema.getPossibleTypes(type);
    return thingOf(types[number % types.length], number, place);
  }
  if (isObjectType(type)) return thingOf(type, number, place);
  switch (name) {
    case 'Int':
      return number % 1000;
    case 'Float':
      return (number % 1000) / 8;
    case 'Boolean':
      return number % 2 === 0;
    case 'JSON':
      return { number, __typename: 'none', list: [number % 3, null] };
    default:
      return `text ${number % 1000}`;
  }
}

function thingOf(type: GraphQLObjectType | undefined, number: number, place: string): Thing {
  if (type === undefined) throw new Error(`Nothing can stand at ${place}.`);
  const isEntity = 'id' in type.getFields();
  return { __typename: type.name, id: isEntity ? `${type.name}:${number % 4}` : place };
}

/** What `@requires` would fetch for `thing`; a field that fails is null. */
export function requiredOf(world: World, rules: WorldRules, thing: Thing, fields: string): unknown {
  const [definition] = parse(`{ ${fields} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('This is no selection.');
  return evaluate(world, rules, thing, definition.selectionSet);
}

function evaluate(world: World, rules: WorldRules, thing: Thing, set: SelectionSetNode): Record<string, unknown> {
  const type = rules.schema.getType(thing.__typename);
  if (!isObjectType(type)) throw new Error(`${thing.__typename} is no object type.`);
  const result: Record<string, unknown> = {};
  for (const node of set.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const wanted = node.typeCondition?.name.value;
      if (wanted === undefined || wanted === type.name)
        Object.assign(result, evaluate(world, rules, thing, node.selectionSet));
      continue;
    }
    if (node.name.value === '__typename') continue;
    const field = type.getFields()[node.name.value];
    if (!field) throw new Error(`${type.name}.${node.name.value} does not exist.`);
    const args = getArgumentValues(field, node);
    const { selectionSet } = node;
    const complete = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(complete);
      return selectionSet && isThing(value) ? evaluate(world, rules, value, selectionSet) : value;
    };
    result[node.name.value] = complete(orNull(() => valueOf(world, rules, thing, field.name, field.type, args)));
  }
  return result;
}

/** The same shape from what a subgraph was told: other fields and `__typename` left out. */
export function toldBy(reference: unknown, fields: string): unknown {
  const [definition] = parse(`{ ${fields} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('This is no selection.');
  return pick(reference, definition.selectionSet);
}

function pick(value: unknown, set: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, set));
  if (typeof value !== 'object' || value === null) return value ?? null;
  const from: Readonly<Record<string, unknown>> = { ...value };
  const result: Record<string, unknown> = {};
  for (const node of set.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      if (node.typeCondition?.name.value === from['__typename']) Object.assign(result, pick(value, node.selectionSet));
      continue;
    }
    if (node.name.value === '__typename') continue;
    const item = from[node.name.value] ?? null;
    result[node.name.value] = node.selectionSet ? pick(item, node.selectionSet) : item;
  }
  return result;
}

export function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && '__typename' in value && 'id' in value;
}

function orNull(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null;
  }
}

function chance(world: World, question: string, percent: number): boolean {
  return hash(world, question) % 10_000 < percent * 100;
}

/** FNV-1a with a final mix: cheap, and good enough to look random. */
export function hash(world: World, question: string): number {
  let state = 2166136261 ^ world.seed;
  for (let index = 0; index < question.length; index += 1) {
    state = Math.imul(state ^ question.charCodeAt(index), 16777619);
  }
  state = Math.imul(state ^ (state >>> 15), 2246822519);
  state = Math.imul(state ^ (state >>> 13), 3266489917);
  return (state ^ (state >>> 16)) >>> 0;
}
