/** Answers `__schema` and `__type` from the API schema, beside the data of the same operation. */
import { execute, type FieldNode, type GraphQLSchema } from 'graphql';
import type { EngineError } from '../engine.ts';
import { emptyObject, type PlainObject } from './null-object.ts';
import type { PlanKeys } from './plan-keys.ts';
import { partOf, rootFieldUse, toPlanVariables, type Operation } from './planned-document.ts';

export interface Introspection {
  /** By plan keys, as if a subgraph had answered; below these by the client's keys, for nothing else is projected. */
  readonly data: PlainObject;
  readonly errors: readonly EngineError[];
}

/** @param variables coerced, by the client's names */
export async function introspect(
  operation: Operation,
  keys: PlanKeys,
  apiSchema: GraphQLSchema,
  variables: PlainObject,
): Promise<Introspection> {
  const ofClient: PlanKeys = { of: (field) => (isRootField(field) ? keys.of(field) : keyOfClient(field)) };
  const document = partOf(operation, { schema: apiSchema, keys: ofClient, use: 'introspection', variables });
  if (document === undefined) return { data: emptyObject(), errors: [] };
  const result = await execute({ schema: apiSchema, document, variableValues: toPlanVariables(variables) });
  const data = Object.assign(emptyObject(), result.data);
  const errors = (result.errors ?? []).map(({ message, path }) => ({ message, ...(path ? { path } : {}) }));
  return { data, errors };
}

function isRootField(field: FieldNode): boolean {
  return rootFieldUse(field.name.value) === 'introspection';
}

function keyOfClient(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
