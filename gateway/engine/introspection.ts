/** Answers `__schema` and `__type` from the API schema, beside the data of the same operation. */
import { execute, type GraphQLSchema } from 'graphql';
import type { EngineError } from '../engine.ts';
import { emptyObject, type PlainObject } from './null-object.ts';
import { partOf, rootFieldUse, type Operation } from './planned-document.ts';
import type { ObjectSelection } from './selection.ts';

export interface Introspection {
  /** By plan keys, as if a subgraph had answered. */
  readonly data: PlainObject;
  readonly errors: readonly EngineError[];
}

/** Undefined when the operation asks for nothing of the kind. */
export function compileIntrospection(
  operation: Operation,
  root: ObjectSelection,
  apiSchema: GraphQLSchema,
): ((variables: PlainObject) => Promise<Introspection>) | undefined {
  const document = partOf(operation, 'introspection');
  if (document === undefined) return undefined;
  const fields = root.fields.filter((field) => rootFieldUse(field.name) === 'introspection');
  return async (variableValues) => {
    const result = await execute({ schema: apiSchema, document, variableValues });
    const data = emptyObject();
    for (const field of fields) data[field.planKey] = result.data?.[field.responseKey];
    const errors = result.errors ?? [];
    return { data, errors: errors.map(({ message, path }) => ({ message, ...(path ? { path } : {}) })) };
  };
}
