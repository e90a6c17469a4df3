/** Changing keys and type names on the way to a subgraph or back, as the plan says. */
import { isObject, type PlainObject } from './null-object.ts';
import { readyPath, type ObjectPath } from './paths.ts';
import type { Rewrite } from './plan-nodes.ts';
import type { TypeMatcher } from './type-matcher.ts';

/** Changes `value` in place; it must be our own copy. */
export type ApplyRewrites = (value: unknown) => void;

/** Undefined when there is nothing to do. */
export function compileRewrites(rewrites: readonly Rewrite[], types: TypeMatcher): ApplyRewrites | undefined {
  if (rewrites.length === 0) return undefined;
  const compiled = rewrites.map(({ path, change }) => {
    const last = path.at(-1);
    const key = last?.kind === 'key' ? last.key : undefined;
    const change_ = changeOf(key, change);
    const before = readyPath(path.slice(0, -1), types);
    return (value: unknown) => visitObjects(value, before, 0, change_);
  });
  return (value) => compiled.forEach((rewrite) => rewrite(value));
}

function changeOf(key: string | undefined, change: Rewrite['change']): (object: PlainObject) => void {
  if (key === undefined) throw new Error('The query planner answered a rewrite that names no key.');
  if (change.kind === 'set') {
    return (object) => {
      if (object[key] !== undefined) object[key] = change.value;
    };
  }
  return (object) => {
    if (object[key] === undefined || key === change.to) return;
    object[change.to] = object[key];
    delete object[key];
  };
}

/** Lists are passed through; an object that does not tell its type is taken for the right one. */
function visitObjects(value: unknown, path: ObjectPath, start: number, visit: (object: PlainObject) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visitObjects(item, path, start, visit);
    return;
  }
  if (!isObject(value)) return;
  const step = path[start];
  if (step === undefined) visit(value);
  else if (step.kind === 'key') visitObjects(value[step.key], path, start + 1, visit);
  else if (step.kind === 'types') {
    const typeName = value['__typename'];
    if (typeName === undefined || step.matches(typeName)) visitObjects(value, path, start + 1, visit);
  }
}

/** How keys that a subgraph answers are called afterwards, for error paths. */
export function renamedKeys(rewrites: readonly Rewrite[]): <K extends string | number>(key: K) => K | string {
  const names = new Map<string | number, string>();
  for (const { path, change } of rewrites) {
    const last = path.at(-1);
    if (change.kind === 'rename' && last?.kind === 'key') names.set(last.key, change.to);
  }
  return (key) => names.get(key) ?? key;
}
