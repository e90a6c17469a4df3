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
  const positions = (answer.errors ?? []).flatMap(({ path }) => {
    let value: unknown = answer.data;
    const place: (string | number)[] = [];
    for (const key of path ?? []) {
      if (value === null || value === undefined) break;
      place.push(key);
      value = typeof value === 'object' && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    }
    return value === null || value === undefined ? [place.join('.')] : [];
  });
  return [...new Set(positions)].toSorted();
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
