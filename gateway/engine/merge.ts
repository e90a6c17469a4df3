/** How answers of several subgraphs become one tree. Pure. */
import { emptyObject, isObject, type PlainObject } from './null-object.ts';

/** A deep copy in objects that inherit nothing: whatever its keys are called, they become plain properties. */
export function adopt(value: unknown): unknown {
  if (isObject(value)) return adoptObject(value);
  return Array.isArray(value) ? value.map(adopt) : value;
}

/** `adopt` for what is known to be an object. */
export function adoptObject(value: PlainObject): PlainObject {
  const copy = emptyObject();
  for (const key of Object.keys(value)) copy[key] = adopt(value[key]);
  return copy;
}

/**
 * Merges `source`, which is given away, into `target`. No field can be called `__proto__`, and nothing is merged there.
 *
 * A value beats null, so that a subgraph that failed takes nothing from the others; lists merge
 * by position. A concrete type name is not replaced by that of an interface, which is all that
 * the subgraph of an `@interfaceObject` knows.
 */
export function mergeInto(target: PlainObject, source: PlainObject, isConcrete: (typeName: unknown) => boolean): void {
  for (const key of Object.keys(source)) {
    if (key === '__proto__') continue;
    const before = target[key];
    const after = source[key];
    if (before === undefined || before === null) target[key] = after;
    else if (key === '__typename' && isConcrete(before) && !isConcrete(after)) continue;
    else target[key] = mergeValues(before, after, isConcrete);
  }
}

function mergeValues(before: unknown, after: unknown, isConcrete: (typeName: unknown) => boolean): unknown {
  if (after === undefined || after === null) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.map((item, index) => mergeItem(item, after[index], isConcrete));
  }
  if (isObject(before) && isObject(after)) {
    mergeInto(before, after, isConcrete);
    return before;
  }
  return after;
}

function mergeItem(before: unknown, after: unknown, isConcrete: (typeName: unknown) => boolean): unknown {
  return before === null || before === undefined ? (after ?? null) : mergeValues(before, after, isConcrete);
}
