/** Executes documents on one subgraph's schema, compiled behind a bounded cache, with errors made safe. */
import { GraphQLError, parse, validate, execute as interpret, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { DomainError, ERRORS } from '../../schema/errors.ts';
import type { Context } from './context.ts';

export interface ExecutionRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface WireResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly WireError[];
}

export type Execute = (request: ExecutionRequest, context: Context) => Promise<WireResponse>;

/** Documents come from the gateway's plans, so there are few; the bound is against the unforeseen. */
const KEPT_DOCUMENTS = 1_000;

type Compiled = (context: Context, variables: Readonly<Record<string, unknown>>) => Promise<ExecutionResult> | ExecutionResult;

export function executor(schema: GraphQLSchema): Execute {
  const compiled = new Map<string, Compiled>();
  const prepare = ({ query, operationName }: ExecutionRequest): Compiled => {
    const key = `${operationName ?? ''}\n${query}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = compile(schema, query, operationName);
    compiled.set(key, made);
    const oldest = compiled.keys().next();
    if (compiled.size > KEPT_DOCUMENTS && oldest.done !== true) compiled.delete(oldest.value);
    return made;
  };
  return async (request, context) => {
    try {
      const { data, errors } = await prepare(request)(context, request.variables);
      return { data: data ?? null, ...(errors === undefined || errors.length === 0 ? {} : { errors: errors.map(toWireError) }) };
    } catch (error) {
      return { data: null, errors: [toWireError(error)] };
    }
  };
}

function compile(schema: GraphQLSchema, query: string, operationName: string | undefined): Compiled {
  const document = parse(query);
  const faults = validate(schema, document);
  if (faults.length > 0) throw faults[0] ?? new GraphQLError('The document is not valid.');
  const jit = compileQuery(schema, document, operationName ?? '', { customJSONSerializer: false });
  return isCompiledQuery(jit) ? fromJit(jit) : fromInterpreter(schema, document, operationName);
}

function fromJit(jit: CompiledQuery): Compiled {
  return (context, variables) => jit.query(undefined, context, { ...variables });
}

/** graphql-jit does not compile everything; what it refuses is interpreted. */
function fromInterpreter(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined): Compiled {
  return (contextValue, variableValues) =>
    interpret({ schema, document, contextValue, variableValues, ...(operationName === undefined ? {} : { operationName }) });
}

/** Our own errors keep their message; of all others nothing but the code leaves this process. */
export function toWireError(error: unknown): WireError {
  const path = error instanceof GraphQLError ? error.path : undefined;
  const origin = error instanceof GraphQLError && error.originalError != null ? error.originalError : error;
  const where = path === undefined ? {} : { path };
  if (origin instanceof DomainError) return { message: origin.message, ...where, extensions: origin.toExtensions() };
  if (origin instanceof GraphQLError) return { message: origin.message, ...where, extensions: { code: 'INVALID_INPUT' } };
  const code = isConnectionFailure(origin) ? 'UNAVAILABLE' : 'INTERNAL';
  return { message: ERRORS[code].publicMessage, ...where, extensions: { code, cause: nameOf(origin) } };
}

/** What the log may have: the kind of the fault and where it arose; never its message, which may quote values. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const frame = error.stack?.split('\n').find((line) => line.includes('    at '))?.trim() ?? '';
  return `${error.name} ${frame}`.trim();
}

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', '57P01', '57P02', '57P03', '53300', '08000', '08003', '08006', '3D000']);

export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)) return true;
  if (/connection (terminated|timeout|closed)|timeout exceeded when trying to connect|client has encountered a connection error/i.test(error.message)) return true;
  return error.cause !== undefined && isConnectionFailure(error.cause);
}
