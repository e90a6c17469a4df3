/** Objects without a prototype: no key in an answer can reach anything but itself. */

/** An object whose keys came from outside. Read only keys that the compiled operation names. */
export type PlainObject = Record<string, unknown>;

/**
 * A new object without a prototype.
 *
 * `Object.create(null)` would give V8's dictionary mode: 500 rows of 6 fields took 0.24 ms to
 * stringify against 0.07 ms this way (2026-11-21).
 */
export function emptyObject(): PlainObject {
  return Object.setPrototypeOf({}, null);
}

/** Whether `value` is an object that is no list. */
export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `value` holds under its own `key`; never anything inherited. */
export function own(value: PlainObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
