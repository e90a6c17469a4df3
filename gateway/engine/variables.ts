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
import { emptyObject, own, type PlainObject } from './null-object.ts';

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
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const value = coerceVariable(schema, definition, own(inputs, name), report);
    if (value !== undefined) values[name] = value;
  }
  return errors.length > 0 ? { errors } : { values };
}

/** Undefined when the variable has no value, or none that is any good. */
function coerceVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  input: unknown,
  report: (message: string) => void,
): unknown {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) {
    const text = print(definition.type);
    report(`Variable "$${name}" expected value of type "${text}" which cannot be used as an input type.`);
    return undefined;
  }
  if (input === undefined) {
    if (definition.defaultValue) return valueFromAST(definition.defaultValue, type);
    if (isNonNullType(type)) report(`Variable "$${name}" of required type "${String(type)}" was not provided.`);
    return undefined;
  }
  if (input === null && isNonNullType(type)) {
    report(`Variable "$${name}" of non-null type "${String(type)}" must not be null.`);
    return undefined;
  }
  return coerceInput(name, type, input, report);
}

function coerceInput(name: string, type: GraphQLInputType, input: unknown, report: (message: string) => void): unknown {
  return coerceInputValue(input, type, (path, _invalid, error) => {
    const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    report(`Variable "$${name}" got an invalid value${place === '' ? '' : ` at "${name}${place}"`}; ${error.message}`);
  });
}
