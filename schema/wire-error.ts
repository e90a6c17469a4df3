/** Errors on their way out of a subgraph. */
import { GraphQLError } from 'graphql';
import { DomainError, ERRORS } from './errors.ts';

export interface WireError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Our own errors keep their message; of all others nothing but the code leaves this process. */
export function toWireError(error: unknown): WireError {
  const path = error instanceof GraphQLError ? error.path : undefined;
  const origin = error instanceof GraphQLError && error.originalError != null ? error.originalError : error;
  const where = path === undefined ? {} : { path };
  if (origin instanceof DomainError) return { message: origin.message, ...where, extensions: origin.toExtensions() };
  if (origin instanceof GraphQLError)
    return { message: origin.message, ...where, extensions: { code: 'INVALID_INPUT' } };
  const code = isConnectionFailure(origin) ? 'UNAVAILABLE' : 'INTERNAL';
  return { message: ERRORS[code].publicMessage, ...where, extensions: { code, cause: nameOf(origin) } };
}

/** What the log may have: the kind of the fault and where it arose; never its message, which may quote values. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const frame = error.stack?.split('\n').find((line) => line.includes('    at ')) ?? '';
  return `${error.name} ${frame.trim()}`;
}

const CONNECTION_CODES = new Set(
  'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT ENOTFOUND 57P01 57P02 57P03 53300 08000 08003 08006 3D000'.split(' '),
);
const CONNECTION_WORDS =
  /connection (terminated|timeout|closed)|timeout exceeded when trying to connect|client has encountered a connection error/i;

export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && CONNECTION_CODES.has(error.code)) return true;
  if (CONNECTION_WORDS.test(error.message)) return true;
  return error.cause !== undefined && isConnectionFailure(error.cause);
}
