/** JSON Schemas of what an operation takes and answers, from the GraphQL schema and the document's selection. Pure. */
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

export type JsonSchema = Readonly<Record<string, unknown>>;

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  Date: { type: 'string', format: 'date' },
  DateTime: { type: 'string', format: 'date-time' },
};

export interface Selected {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** An object by its response keys. What only some of its types have is not required. */
export function answerSchema(selected: Selected, parent: GraphQLNamedType, set: SelectionSetNode): JsonSchema {
  const properties = new Map<string, JsonSchema>();
  const required = new Set<string>();
  collect({ ...selected, properties, required }, { parent, set, isSure: true });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.size === 0 ? {} : { required: [...required] }),
  };
}

interface Collecting extends Selected {
  readonly properties: Map<string, JsonSchema>;
  readonly required: Set<string>;
}

interface Part {
  readonly parent: GraphQLNamedType;
  readonly set: SelectionSetNode;
  /** Nothing is in the way: neither a directive nor a narrower type. */
  readonly isSure: boolean;
}

function collect(into: Collecting, { parent, set, isSure }: Part): void {
  for (const each of set.selections) {
    const isAlways = isSure && (each.directives ?? []).length === 0;
    if (each.kind === Kind.FIELD) {
      const key = each.alias?.value ?? each.name.value;
      const before = into.properties.get(key);
      const made = fieldSchema(into, parent, { name: each.name.value, below: each.selectionSet });
      into.properties.set(key, before === undefined ? made : merge(before, made));
      if (isAlways) into.required.add(key);
      continue;
    }
    const fragment = each.kind === Kind.FRAGMENT_SPREAD ? into.fragments.get(each.name.value) : each;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value ?? parent.name;
    const isSame = condition === parent.name;
    const type = into.schema.getType(condition) ?? parent;
    collect(into, { parent: type, set: fragment.selectionSet, isSure: isAlways && isSame });
  }
}

interface Field {
  readonly name: string;
  readonly below: SelectionSetNode | undefined;
}

function fieldSchema(selected: Selected, parent: GraphQLNamedType, { name, below }: Field): JsonSchema {
  if (name === '__typename') return { type: 'string' };
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  if (field === undefined) return {};
  const { description, type } = field;
  return { ...outputSchema(selected, type, below), ...(description ? { description } : {}) };
}

function outputSchema(selected: Selected, type: GraphQLOutputType, below: SelectionSetNode | undefined): JsonSchema {
  const inner = getNullableType(type);
  const schema = isListType(inner)
    ? { type: 'array', items: outputSchema(selected, inner.ofType, below) }
    : below === undefined
      ? leafSchema(inner)
      : answerSchema(selected, inner, below);
  return isNonNullType(type) ? schema : orNull(schema);
}

function leafSchema(type: GraphQLNamedType): JsonSchema {
  if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
  return SCALARS[type.name] ?? {};
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return schema;
  return { ...schema, type: [type, 'null'], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

/** The same response key from two places: objects and lists of objects together, anything else is alike already. */
function merge(one: JsonSchema, other: JsonSchema): JsonSchema {
  if (isSchema(one['items']) && isSchema(other['items'])) return { ...one, items: merge(one['items'], other['items']) };
  const [before, more] = [one['properties'], other['properties']];
  if (!isSchema(before) || !isSchema(more)) return one;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(more)])];
  const properties = keys.map((key) => {
    const [a, b] = [before[key], more[key]];
    return [key, isSchema(a) && isSchema(b) ? merge(a, b) : (a ?? b)];
  });
  const required = [...new Set([...listOf(one['required']), ...listOf(other['required'])])];
  return { ...one, properties: Object.fromEntries(properties), ...(required.length === 0 ? {} : { required }) };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Of a variable. Input objects are written out once each, under `components`. */
export function inputSchema(type: GraphQLInputType, components: Map<string, JsonSchema>): JsonSchema {
  const inner = getNullableType(type);
  if (isListType(inner)) return nullable(type, { type: 'array', items: inputSchema(inner.ofType, components) });
  if (!isInputObjectType(inner)) return nullable(type, leafSchema(inner));
  const reference = { $ref: `#/components/schemas/${inner.name}` };
  if (!components.has(inner.name)) {
    components.set(inner.name, {});
    components.set(inner.name, inputObject(inner, components));
  }
  return isNonNullType(type) ? reference : { anyOf: [reference, { type: 'null' }] };
}

function nullable(type: GraphQLInputType, schema: JsonSchema): JsonSchema {
  return isNonNullType(type) ? schema : orNull(schema);
}

function inputObject(
  type: Extract<GraphQLNamedType, { getFields(): Record<string, { type: GraphQLInputType }> }>,
  components: Map<string, JsonSchema>,
): JsonSchema {
  const fields = Object.values(type.getFields()) as readonly {
    readonly name: string;
    readonly description?: string | null;
    readonly type: GraphQLInputType;
    readonly defaultValue?: unknown;
  }[];
  const required = fields.filter((each) => isNonNullType(each.type) && each.defaultValue === undefined);
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(({ name, description, type: of }) => {
        const schema = inputSchema(of, components);
        return [name, description ? { ...schema, description } : schema];
      }),
    ),
    ...(required.length === 0 ? {} : { required: required.map(({ name }) => name) }),
    additionalProperties: false,
  };
}
