/** Executes documents on one subgraph's schema, compiled behind a bounded cache, with errors made safe. */
import {
  parse,
  validate,
  execute as interpret,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { ByteCache } from '../../schema/byte-cache.ts';
import { toWireError, type WireError } from '../../schema/wire-error.ts';
import type { Context } from './context.ts';

export interface ExecutionRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface WireResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly WireError[];
}

export type Execute = (request: ExecutionRequest, context: Context) => Promise<WireResponse>;

/** Documents come from the gateway's plans, so there are few; the bound is against the unforeseen. */
const KEPT_BYTES = 64 * 1024 * 1024;
/** Of generated code and what it holds: 247 and 273 for two of ours (2026-11-29). */
const BYTES_PER_CHARACTER = 270;

type Compiled = (
  context: Context,
  variables: Readonly<Record<string, unknown>>,
) => Promise<ExecutionResult> | ExecutionResult;

export function executor(schema: GraphQLSchema): Execute {
  const compiled = new ByteCache<Compiled>(KEPT_BYTES);
  const prepare = ({ query, operationName }: ExecutionRequest): Compiled => {
    const key = `${operationName ?? ''}\n${query}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = compile(schema, query, operationName);
    compiled.set(key, made, BYTES_PER_CHARACTER * key.length);
    return made;
  };
  return async (request, context) => {
    try {
      const { data, errors } = await prepare(request)(context, request.variables);
      return {
        data: data ?? null,
        ...(errors === undefined || errors.length === 0 ? {} : { errors: errors.map(toWireError) }),
      };
    } catch (error) {
      return { data: null, errors: [toWireError(error)] };
    }
  };
}

function compile(schema: GraphQLSchema, query: string, operationName: string | undefined): Compiled {
  const document = parse(query);
  const faults = validate(schema, document);
  if (faults.length > 0) throw faults[0];
  const jit = compileQuery(schema, document, operationName ?? '', { customJSONSerializer: false });
  return isCompiledQuery(jit) ? fromJit(jit) : fromInterpreter(schema, document, operationName);
}

function fromJit(jit: CompiledQuery): Compiled {
  return (context, variables) => jit.query(undefined, context, { ...variables });
}

/** graphql-jit does not compile everything; what it refuses is interpreted. */
function fromInterpreter(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined): Compiled {
  return (contextValue, variableValues) =>
    interpret({
      schema,
      document,
      contextValue,
      variableValues,
      ...(operationName === undefined ? {} : { operationName }),
    });
}
