/** Where the client finds the field that an error of a subgraph concerns. Pure. */
import type { EngineError } from '../engine.ts';
import type { Path } from './errors.ts';
import type { Selection, SelectedFieldUse } from './selection.ts';

/** What the client asked for in this very request. */
export interface ClientView {
  readonly root: Selection;
  /** See `Flags`. */
  readonly flags: readonly boolean[];
  readonly isHidden: (responseKey: string) => boolean;
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

function clientPath(path: Path, { root, flags, isHidden }: ClientView): Path {
  const position: (string | number)[] = [];
  let selection: Selection | undefined = root;
  for (const key of path) {
    if (typeof key === 'number') {
      if (position.length > 0) position.push(key);
      continue;
    }
    const field: SelectedFieldUse | undefined = selection && findField(selection, key);
    if (field === undefined || isHidden(field.responseKey)) break;
    if (field.flag !== undefined && flags[field.flag] !== true) break;
    position.push(field.responseKey);
    selection = field.children;
  }
  return position;
}

/** Which of the possible types the object has does not matter: a plan key has one response key. */
function findField(selection: Selection, planKey: string): SelectedFieldUse | undefined {
  for (const object of selection.objects.values()) {
    const field = object.fields.find((candidate) => candidate.planKey === planKey);
    if (field) return field;
  }
  return undefined;
}
