/** What two answers have in common when they may word and order their errors differently. */
import type { ExecutionResult } from 'graphql';

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] | undefined }[];
}

/**
 * Where the answer is null because of an error. Several errors below one null, of which executors
 * report one or more in any order, are one position. An error that points at something present
 * (a field that the client did not select failed) has none.
 */
export function nulledPositions(answer: Answer): string[] {
  const places = (answer.errors ?? []).map(({ path }) => follow(answer.data, path ?? []));
  return [...new Set(places.filter((place) => place.value === null).map((place) => place.path))].toSorted();
}

/** Paths of errors that lead out of the answer: to fields that the client has not selected. */
export function strayPaths(answer: Answer): string[] {
  const places = (answer.errors ?? []).map(({ path }) => follow(answer.data, path ?? []));
  return places.filter((place) => place.value === undefined).map((place) => place.path);
}

/** Goes along `path` as far as there is something. */
function follow(data: unknown, path: readonly (string | number)[]): { readonly path: string; readonly value: unknown } {
  let value: unknown = data ?? null;
  const place: (string | number)[] = [];
  for (const key of path) {
    if (value === null || value === undefined) break;
    place.push(key);
    value = typeof value === 'object' && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return { path: place.join('.'), value };
}

/** Plain data, whatever the prototypes of its objects are. */
export function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value), keepOwn);
}

export function summary(answer: Answer | ExecutionResult): { readonly data: unknown; readonly nulled: string[] } {
  return { data: plain(answer.data ?? null), nulled: nulledPositions(answer) };
}

function keepOwn(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.assign(Object.create(null), value)
    : value;
}
