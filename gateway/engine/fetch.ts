/** One request to one subgraph: what is sent, and what may be believed of the answer. */
import type { EngineError, SubgraphFetch } from '../engine.ts';
import type { ErrorLog, Failure, Path } from './errors.ts';
import { adoptObject } from './merge.ts';
import { emptyObject, isObject, own, type PlainObject } from './null-object.ts';
import type { Request } from './plan-nodes.ts';

/** One execution of a prepared operation. */
export interface Run<C> {
  readonly fetch: SubgraphFetch<C>;
  readonly context: C;
  readonly signal: AbortSignal | undefined;
  /** Coerced, by the names that the plan uses. */
  readonly variables: PlainObject;
  /** Everything fetched so far, by plan keys; steps merge into it. */
  readonly data: PlainObject;
  readonly log: ErrorLog;
}

/** An answer whose data and errors are our own: to be merged and changed. */
export interface Answer {
  /** Undefined when there is none, and then `cause` tells why. */
  readonly data: PlainObject | undefined;
  readonly errors: readonly EngineError[];
  readonly cause: Cause;
}

/** Why fields were not answered; a `Failure` is this with the fields. */
export type Cause = Omit<Failure, 'keys'>;

/** Sends one request. Whatever happens becomes an answer; nothing is thrown. */
export async function ask<C>(run: Run<C>, request: Request, representations: PlainObject): Promise<Answer> {
  const { service } = request;
  try {
    run.signal?.throwIfAborted();
    const response: unknown = await run.fetch({
      service,
      kind: request.operation,
      query: request.query,
      operationName: request.operationName,
      variables: selectVariables(run.variables, request.variables, representations),
      context: run.context,
      signal: run.signal,
    });
    return isObject(response) ? readResponse(response, service) : noAnswer(unusable(service));
  } catch (reason) {
    return noAnswer(causeOfRejection(reason, service));
  }
}

function selectVariables(variables: PlainObject, names: readonly string[], representations: PlainObject): PlainObject {
  for (const name of names) {
    if (variables[name] !== undefined) representations[name] = variables[name];
  }
  return representations;
}

function readResponse(response: PlainObject, service: string): Answer {
  const data = own(response, 'data');
  const reported = own(response, 'errors');
  const errors = Array.isArray(reported) ? reported.map((error) => readError(error, service)) : [];
  if (isObject(data)) return { data, errors, cause: unanswered(service) };
  // An error without a path, in an answer without data, concerns all fields: it becomes their cause.
  const general = errors.find((error) => error.path === undefined);
  const others = errors.filter((error) => error !== general);
  const cause = errors.length === 0 ? unusable(service) : unanswered(service);
  return { data: undefined, errors: others, cause: general ? causeOfError(general, cause) : cause };
}

/** Keeps what GraphQL knows of an error: locations are those of our query, nobody else's. */
function readError(error: unknown, service: string): EngineError {
  const body = isObject(error) ? error : emptyObject();
  const message = own(body, 'message');
  const path = own(body, 'path');
  const extensions = own(body, 'extensions');
  return {
    message: typeof message === 'string' ? message : `The service "${service}" reported an error.`,
    ...(isPath(path) ? { path } : {}),
    extensions: withService(isObject(extensions) ? adoptObject(extensions) : emptyObject(), service),
  };
}

function isPath(value: unknown): value is Path {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every((key) => typeof key === 'string' || typeof key === 'number');
}

function withService(extensions: PlainObject, service: string): PlainObject {
  extensions['service'] = service;
  return extensions;
}

/** The error itself as the reason why fields are missing. */
export function causeOfError(error: EngineError, fallback: Cause): Cause {
  const extensions = adoptObject({ ...fallback.extensions, ...error.extensions });
  return { message: error.message, extensions };
}

/** The text of an unexpected error may name hosts and ports, so only a coded one is passed on. */
function causeOfRejection(reason: unknown, service: string): Cause {
  const unavailable = cause('UNAVAILABLE', `The service "${service}" is unavailable.`, service);
  if (!(reason instanceof Error) || !('extensions' in reason) || !isObject(reason.extensions)) return unavailable;
  if (typeof own(reason.extensions, 'code') !== 'string') return unavailable;
  return { message: reason.message, extensions: withService(adoptObject(reason.extensions), service) };
}

function unanswered(service: string): Cause {
  return cause('UNAVAILABLE', `The service "${service}" did not answer this field.`, service);
}

function unusable(service: string): Cause {
  return cause('UNAVAILABLE', `The answer of the service "${service}" cannot be used.`, service);
}

function cause(code: string, message: string, service: string): Cause {
  const extensions = emptyObject();
  extensions['code'] = code;
  return { message, extensions: withService(extensions, service) };
}

function noAnswer(why: Cause): Answer {
  return { data: undefined, errors: [], cause: why };
}
