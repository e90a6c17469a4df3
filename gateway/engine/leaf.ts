/** Whether a leaf that a subgraph answered is what the schema promises. Pure. */
import { isEnumType, type GraphQLLeafType, type GraphQLSchema } from 'graphql';

/** Returns what the client gets, or undefined when the value is not of the type. */
export type ReadLeaf = (value: unknown) => unknown;

const builtIn: Readonly<Record<string, ReadLeaf>> = {
  Int: (value) => (Number.isInteger(value) && Number(value) === (Number(value) | 0) ? value : undefined),
  Float: (value) => (Number.isFinite(value) ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  String: (value) => (typeof value === 'string' ? value : undefined),
  // Some servers answer numbers, which the specification lets them write.
  ID: (value) => (typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : undefined),
};

/**
 * Any value is good for a custom scalar: its owner has serialized it.
 * An enum value that is `@inaccessible` does not exist for clients.
 */
export function leafReader(type: GraphQLLeafType, apiSchema: GraphQLSchema): ReadLeaf {
  if (!isEnumType(type)) return Object.hasOwn(builtIn, type.name) ? (builtIn[type.name] ?? anything) : anything;
  const visible = apiSchema.getType(type.name);
  const names = new Set((isEnumType(visible) ? visible : type).getValues().map((value) => value.name));
  return (value) => (typeof value === 'string' && names.has(value) ? value : undefined);
}

const anything: ReadLeaf = (value) => value;
