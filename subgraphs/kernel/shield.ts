/** Who may call a root field at all, by graphql-shield, on root fields only. */
import { createRequire } from 'node:module';
import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { AccessContext, Post, Role } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import type { Context } from './context.ts';

/** Who may call one root field: one of these roles and, where posts are named, somebody who holds one of them. */
interface CallRule {
  readonly call: readonly Role[];
  readonly posts?: readonly Post[];
  readonly clause: string;
}

/** `'Query.case': { call: […], clause: '…' }`; a root field without an entry may be called by nobody. */
export type PolicyTable = Readonly<Record<string, CallRule>>;

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

/**
 * Shield alone would wrap every field of the schema, 2 µs each: of what it generates, only the root fields are applied.
 */
export function guardRootFields(schema: GraphQLSchema, table: PolicyTable): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type !== undefined && type !== null);
  const rules = Object.fromEntries(
    roots.map((type) => [
      type.name,
      Object.fromEntries(guarded(type).map((name) => [name, toRule(`${type.name}.${name}`, table)])),
    ]),
  );
  // Errors that are ours pass; others are masked where all errors are, in execute.ts.
  const generated = shield(rules as Parameters<Shield['shield']>[0], { allowExternalErrors: true }).generate(schema);
  const applied = Object.fromEntries(
    roots.map((type) => [type.name, pick(Reflect.get(generated, type.name) as Record<string, unknown>, guarded(type))]),
  );
  return applyMiddleware(schema, applied as Parameters<typeof applyMiddleware>[1]);
}

function guarded(type: GraphQLObjectType): string[] {
  return Object.keys(type.getFields()).filter((name) => !MACHINERY.includes(name));
}

function pick(fields: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

function toRule(coordinate: string, table: PolicyTable): unknown {
  const entry = table[coordinate];
  if (entry === undefined) return deny;
  const check = async (_parent: unknown, _args: unknown, context: Context): Promise<true | Error> =>
    mayCall(entry, context.access) || new DomainError('FORBIDDEN', undefined, { clause: entry.clause });
  return rule(coordinate, { cache: 'no_cache' })(check);
}

export function mayCall(
  { call, posts }: CallRule,
  { role, posts: held }: Pick<AccessContext, 'role' | 'posts'>,
): boolean {
  return call.includes(role) && (posts === undefined || posts.some((post) => held.includes(post)));
}
