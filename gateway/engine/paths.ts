/** Which objects of the data a plan's path means, and where they are. */
import type { Path } from './errors.ts';
import { isObject, type PlainObject } from './null-object.ts';
import type { PathStep } from './plan-nodes.ts';
import type { TypeMatcher } from './type-matcher.ts';

/** A path made ready: type conditions name object types. */
export type ObjectPath = readonly ReadyStep[];

type ReadyStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'items' }
  | { readonly kind: 'types'; readonly matches: (typeName: unknown) => boolean };

export function readyPath(path: readonly PathStep[], types: TypeMatcher): ObjectPath {
  return path.map((step) => (step.kind === 'types' ? { kind: 'types', matches: types.anyOf(step.names) } : step));
}

/** The objects at `path`, in the order of the data. */
export function objectsAt(root: PlainObject, path: ObjectPath): PlainObject[] {
  const found: PlainObject[] = [];
  walk(root, path, 0, found);
  return found;
}

function walk(value: unknown, path: ObjectPath, start: number, found: PlainObject[]): void {
  if (Array.isArray(value)) {
    const next = path[start]?.kind === 'items' ? start + 1 : start;
    for (const item of value) walk(item, path, next, found);
    return;
  }
  if (!isObject(value)) return;
  const step = path[start];
  if (step === undefined) found.push(value);
  else if (step.kind === 'key') walk(value[step.key], path, start + 1, found);
  else if (step.kind === 'types' && step.matches(value['__typename'])) walk(value, path, start + 1, found);
}

/** The positions of the objects at `path`. Only errors ask, so that good answers cost nothing. */
export function positionsAt(root: PlainObject, path: ObjectPath): Map<PlainObject, Path> {
  const positions = new Map<PlainObject, Path>();
  locate(root, path, [], positions);
  return positions;
}

function locate(value: unknown, path: ObjectPath, place: Path, positions: Map<PlainObject, Path>): void {
  const [step, ...rest] = path;
  if (Array.isArray(value)) {
    const next = step?.kind === 'items' ? rest : path;
    value.forEach((item, index) => locate(item, next, [...place, index], positions));
    return;
  }
  if (!isObject(value)) return;
  if (step === undefined) positions.set(value, place);
  else if (step.kind === 'key') locate(value[step.key], rest, [...place, step.key], positions);
  else if (step.kind === 'types' && step.matches(value['__typename'])) locate(value, rest, place, positions);
}
