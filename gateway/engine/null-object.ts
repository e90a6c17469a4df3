/** Objects without a prototype: no key in an answer can reach anything but itself. */

/** An object whose keys came from outside. Read only keys that the compiled operation names. */
export type PlainObject = Record<string, unknown>;

/**
 * A new object that inherits nothing: what stands above it is empty, frozen, and has no prototype itself.
 *
 * `Object.create(null)` would give V8's dictionary mode, and `setPrototypeOf` an object that is slower to fill and to
 * read: 500 rows of 8 fields took 0.42 ms to stringify against 0.31 ms this way (2026-11-29).
 */
export function emptyObject(): PlainObject {
  return new Empty() as PlainObject;
}

interface EmptyConstructor {
  new (): object;
  prototype: object;
}

const Empty = function Empty() {} as unknown as EmptyConstructor;
Empty.prototype = Object.freeze(Object.create(null) as object);

/** Whether `value` is an object that is no list. */
export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `value` holds under its own `key`; never anything inherited. */
export function own(value: PlainObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
