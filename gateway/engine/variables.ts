/** The client's variables, as the API schema understands them. */
import {
  coerceInputValue,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  valueFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import type { EngineError } from '../engine.ts';
import { emptyObject, type PlainObject } from './null-object.ts';

export type CoercedVariables =
  | { readonly values: PlainObject; readonly errors?: never }
  | { readonly errors: readonly EngineError[] };

/** More errors than this tell a caller nothing new. */
const maxErrors = 20;

/**
 * Checks and completes `inputs`: defaults are filled in, unknown variables dropped. Written out
 * because graphql-js collects into an object with a prototype, and `$__proto__` is a legal name.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  inputs: Readonly<PlainObject>,
): CoercedVariables {
  const values = emptyObject();
  const errors: EngineError[] = [];
  const report = (message: string): void => {
    if (errors.length < maxErrors) errors.push({ message, extensions: { code: 'INVALID_INPUT' } });
  };
  for (const definition of definitions) coerceVariable(schema, definition, inputs, values, report);
  return errors.length > 0 ? { errors } : { values };
}

function coerceVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  inputs: Readonly<PlainObject>,
  values: PlainObject,
  report: (message: string) => void,
): void {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) {
    report(`Variable "$${name}" expected value of type "${print(definition.type)}" which cannot be used as an input type.`);
    return;
  }
  const input = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input === undefined) {
    if (definition.defaultValue) values[name] = valueFromAST(definition.defaultValue, type);
    else if (isNonNullType(type)) report(`Variable "$${name}" of required type "${String(type)}" was not provided.`);
    return;
  }
  if (input === null && isNonNullType(type)) {
    report(`Variable "$${name}" of non-null type "${String(type)}" must not be null.`);
    return;
  }
  values[name] = coerceInput(name, type, input, report);
}

function coerceInput(
  name: string,
  type: GraphQLInputType,
  input: unknown,
  report: (message: string) => void,
): unknown {
  return coerceInputValue(input, type, (path, _invalid, error) => {
    const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    report(`Variable "$${name}" got an invalid value${place === '' ? '' : ` at "${name}${place}"`}; ${error.message}`);
  });
}
