/** Where the client finds the field that an error of a subgraph concerns. Pure. */
import type { EngineError } from '../engine.ts';
import type { Path } from './errors.ts';
import { isObject, type PlainObject } from './null-object.ts';
import type { ObjectSelection, SelectedFieldUse, Selection } from './selection.ts';

/** What the client asked for in this very request, and what was found. */
export interface ClientView {
  readonly root: Selection;
  /** See `Flags`. */
  readonly flags: readonly boolean[];
  readonly isHidden: (responseKey: string) => boolean;
  readonly data: PlainObject;
}

/**
 * Translates an error's path from plan keys to response keys. It ends where the client's selection
 * ends: a field that only the gateway asked for is not named, its error belongs to the object.
 * Without any such position the error has no path.
 */
export function toClientError(error: EngineError, view: ClientView): EngineError {
  const { path, ...rest } = error;
  const position = path && clientPath(path, view);
  return position === undefined || position.length === 0 ? rest : { ...rest, path: position };
}

function clientPath(path: Path, { root, flags, isHidden, data }: ClientView): Path {
  const position: (string | number)[] = [];
  let selection: Selection | undefined = root;
  let value: unknown = data;
  for (const key of path) {
    if (typeof key === 'number') {
      position.push(key);
      value = Array.isArray(value) ? value[key] : undefined;
      continue;
    }
    const field: SelectedFieldUse | undefined = selection && findField(selection, value, key);
    if (field === undefined || isHidden(field.responseKey)) break;
    if (field.flag !== undefined && flags[field.flag] !== true) break;
    position.push(field.responseKey);
    selection = field.children;
    value = isObject(value) ? value[key] : undefined;
  }
  return position;
}

/** Where nothing is left that would tell the type, any possible one will do. */
function findField(selection: Selection, value: unknown, planKey: string): SelectedFieldUse | undefined {
  const known = isObject(value) ? objectOf(selection, value) : undefined;
  const objects = known ? [known] : [...selection.objects.values()];
  return objects.flatMap((object) => object.fields).find((field) => field.planKey === planKey);
}

function objectOf(selection: Selection, value: PlainObject): ObjectSelection | undefined {
  const { objects, type } = selection;
  const typeName = value['__typename'];
  return (typeof typeName === 'string' ? objects.get(typeName) : undefined) ?? objects.get(type.name);
}
