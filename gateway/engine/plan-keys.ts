/** Under which keys the subgraphs answer, whatever the client calls its fields. */
import { Kind, print, type FieldNode, type GraphQLSchema, type ValueNode } from 'graphql';

/**
 * A client may say `id: title`; then the answer's `id` would no longer be the key that other
 * subgraphs are asked with. (The planner does mix them up.) So every alias, and every field that
 * can take arguments, goes to the subgraphs under a key of ours that no schema uses, one per
 * client key, field and arguments. This is also why no alias such as `__proto__` leaves the gateway.
 */
export interface PlanKeys {
  /** The key under which subgraphs answer `field`. */
  of(field: FieldNode): string;
}

/** Keys for one operation; ask for them in a fixed order to get the same plan again. */
export function createPlanKeys(names: FieldNames): PlanKeys {
  const keys = new Map<string, string>();
  return {
    of(field) {
      const name = field.name.value;
      const responseKey = field.alias?.value ?? name;
      if (name === '__typename') return name;
      if (responseKey === name && !names.withArguments.has(name)) return name;
      const use = `${responseKey}:${name}(${canonicalArguments(field)})`;
      const key = keys.get(use) ?? `${names.prefix}${keys.size}`;
      keys.set(use, key);
      return key;
    },
  };
}

/** What the schema's field names leave free. */
export interface FieldNames {
  readonly withArguments: ReadonlySet<string>;
  /** No field of the schema begins with it. */
  readonly prefix: string;
}

export function readFieldNames(schema: GraphQLSchema): FieldNames {
  const withArguments = new Set<string>();
  const all = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      all.add(field.name);
      if ('args' in field && field.args.length > 0) withArguments.add(field.name);
    }
  }
  let prefix = 'r_';
  while ([...all].some((name) => name.startsWith(prefix))) prefix += '_';
  return { withArguments, prefix };
}

/** The same text for arguments that GraphQL calls the same, in whatever order they are written. */
function canonicalArguments(field: FieldNode): string {
  const texts = (field.arguments ?? []).map((node) => `${node.name.value}:${canonicalValue(node.value)}`);
  return texts.toSorted().join(',');
}

function canonicalValue(value: ValueNode): string {
  if (value.kind === Kind.LIST) return `[${value.values.map(canonicalValue).join(',')}]`;
  if (value.kind !== Kind.OBJECT) return print(value);
  const fields = value.fields.map((field) => `${field.name.value}:${canonicalValue(field.value)}`);
  return `{${fields.toSorted().join(',')}}`;
}
