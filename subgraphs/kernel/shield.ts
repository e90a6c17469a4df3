/** Who may call a root field at all, by graphql-shield, on root fields only. */
import { createRequire } from 'node:module';
import type { GraphQLSchema } from 'graphql';
import type { Role } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import type { Context } from './context.ts';

/** `'Query.case': { call: […], clause: '…' }`; a root field without an entry may be called by nobody. */
export type PolicyTable = Readonly<Record<string, { readonly call: readonly Role[]; readonly clause: string }>>;

type Shield = typeof import('graphql-shield');
type Middleware = typeof import('graphql-middleware');

// The ESM build of graphql-shield does not load on Node 24, and its CommonJS build calls util.isUndefined, which is
// gone. Both packages must come from CommonJS, or they meet two copies of each other.
const require = createRequire(import.meta.url);
const util = require('node:util') as { isUndefined?: (value: unknown) => boolean };
util.isUndefined ??= (value) => value === undefined;
const { shield, rule, deny } = require('graphql-shield') as Shield;
const { applyMiddleware } = require('graphql-middleware') as Middleware;

/** Fields of the federation machinery: guarded by the access context and by redaction, not by role. */
const MACHINERY = ['_service', '_entities'];

export function guardRootFields(schema: GraphQLSchema, table: PolicyTable): GraphQLSchema {
  const rules: Record<string, Record<string, unknown>> = {};
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    if (type === undefined || type === null) continue;
    const fields = Object.keys(type.getFields()).filter((field) => !MACHINERY.includes(field));
    rules[type.name] = Object.fromEntries(fields.map((field) => [field, toRule(`${type.name}.${field}`, table)]));
  }
  // Errors that are ours pass; others are masked where all errors are, in define-subgraph.ts.
  const guarded = applyMiddleware(schema, shield(rules as Parameters<Shield['shield']>[0], { allowExternalErrors: true }));
  return withPlainFields(guarded, schema);
}

function toRule(coordinate: string, table: PolicyTable): unknown {
  const entry = table[coordinate];
  if (entry === undefined) return deny;
  const check = async (_parent: unknown, _args: unknown, context: Context): Promise<true | Error> =>
    entry.call.includes(context.access.role) || new DomainError('FORBIDDEN', undefined, { clause: entry.clause });
  return rule(coordinate, { cache: 'no_cache' })(check);
}

/** Shield wraps every field of the schema, 2 µs each; all but root fields get their own resolver back. */
function withPlainFields(guarded: GraphQLSchema, plain: GraphQLSchema): GraphQLSchema {
  const roots = [plain.getQueryType()?.name, plain.getMutationType()?.name];
  for (const [name, type] of Object.entries(guarded.getTypeMap())) {
    const original = plain.getType(name);
    if (roots.includes(name) || !('getFields' in type) || original === undefined || !('getFields' in original)) continue;
    const sources = original.getFields();
    for (const [fieldName, field] of Object.entries(type.getFields())) {
      const source = sources[fieldName];
      if ('resolve' in field && source !== undefined && 'resolve' in source && source.resolve !== undefined) field.resolve = source.resolve;
      else if ('resolve' in field) delete field.resolve;
    }
  }
  for (const name of roots) {
    const type = name === undefined ? undefined : guarded.getType(name);
    const original = name === undefined ? undefined : plain.getType(name);
    if (type === undefined || original === undefined || !('getFields' in type) || !('getFields' in original)) continue;
    for (const field of MACHINERY) {
      const [made, source] = [type.getFields()[field], original.getFields()[field]];
      if (made !== undefined && 'resolve' in made && source !== undefined && 'resolve' in source && source.resolve !== undefined) made.resolve = source.resolve;
    }
  }
  return guarded;
}
