/** Every error on its way out: ours keep what they say, all others become INTERNAL and a request id. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, ERRORS, type ErrorCode } from '../schema/errors.ts';
import type { EngineError } from './engine.ts';
import { HttpRefusal } from './http.ts';

export interface ErrorBody {
  readonly errors: readonly GraphQLFormattedError[];
}

export interface HttpError {
  readonly status: number;
  readonly body: ErrorBody;
}

const CODES: readonly string[] = Object.keys(ERRORS);
/** Apollo's codes for what a caller wrote wrongly. */
const BAD_INPUT = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** For errors before GraphQL begins: no data, no path, nothing else than the error. */
export function toHttpError(error: unknown): HttpError {
  const code = codeOf(error);
  const status = error instanceof HttpRefusal ? error.status : ERRORS[code].httpStatus;
  return { status, body: { errors: [toFormatted(error)] } };
}

/** For errors inside an answer. Stack traces and causes stay here. */
export function toFormatted(error: unknown): GraphQLFormattedError {
  const code = codeOf(error);
  const isOurs = error instanceof GraphQLError || error instanceof DomainError;
  const message = isOurs && code !== 'INTERNAL' ? error.message : ERRORS[code].publicMessage;
  const details = error instanceof DomainError ? error.toExtensions() : kept(error);
  const path = error instanceof GraphQLError && error.path !== undefined ? { path: error.path } : {};
  const locations =
    error instanceof GraphQLError && error.locations !== undefined ? { locations: error.locations } : {};
  return { message, ...locations, ...path, extensions: { ...details, code } };
}

/** For errors of the engine. A subgraph has no say in HTTP: Apollo would take status and headers from `http`. */
export function toGraphQLError({ message, path, extensions }: EngineError): GraphQLError {
  const { http: _http, ...told } = extensions ?? {};
  return new GraphQLError(message, { ...(path === undefined ? {} : { path: [...path] }), extensions: told });
}

export function codeOf(error: unknown): ErrorCode {
  if (error instanceof DomainError) return error.code;
  if (!(error instanceof GraphQLError)) return 'INTERNAL';
  if (error.originalError instanceof DomainError) return error.originalError.code;
  const code = error.extensions['code'];
  if (typeof code !== 'string') return 'INVALID_INPUT';
  if (isErrorCode(code)) return code;
  return BAD_INPUT.has(code) ? 'INVALID_INPUT' : 'INTERNAL';
}

function isErrorCode(code: string): code is ErrorCode {
  return CODES.includes(code);
}

/** Of a GraphQL error's extensions, what was made to be told. */
function kept(error: unknown): Record<string, unknown> {
  if (!(error instanceof GraphQLError)) return {};
  const { details, clause, service } = error.extensions;
  return {
    ...(details !== undefined && { details }),
    ...(clause !== undefined && { clause }),
    ...(service !== undefined && { service }),
  };
}
