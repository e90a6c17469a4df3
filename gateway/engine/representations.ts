/** How an entity is named to a subgraph: its type, a key, and what the fields there require. */
import { mergeInto } from './merge.ts';
import { own, emptyObject, isObject, type PlainObject } from './null-object.ts';
import type { Requirement, Rewrite } from './plan-nodes.ts';
import { compileRewrites } from './rewrites.ts';
import type { TypeMatcher } from './type-matcher.ts';

export interface RepresentationBuilder {
  /** Whether `entity` is of a type that is asked about at all. */
  wants(entity: PlainObject): boolean;
  /** Undefined when something required was never answered. Null was answered: it is sent. */
  build(entity: PlainObject, variables: PlainObject): PlainObject | undefined;
  /** The objects in which `build` looked: one of them knows why something is missing. */
  inspected(entity: PlainObject): readonly PlainObject[];
}

/** Copies the required fields of an object; false when one is missing. */
type Copy = (from: PlainObject, to: PlainObject, variables: PlainObject) => boolean;

export function compileRepresentation(
  planned: readonly Requirement[],
  inputRewrites: readonly Rewrite[],
  types: TypeMatcher,
): RepresentationBuilder {
  const requires = widen(planned, inputRewrites, types);
  const copy = compileCopy(requires, types);
  const rewrite = compileRewrites(inputRewrites, types);
  const isWanted = types.anyOf(
    requires.flatMap((requirement) => (requirement.kind === 'fragment' ? [requirement.typeName] : [])),
  );
  return {
    wants: (entity) => isWanted(entity['__typename']),
    build(entity, variables) {
      const representation = emptyObject();
      representation['__typename'] = entity['__typename'];
      if (!copy(entity, representation, variables)) return undefined;
      rewrite?.(representation);
      return representation;
    },
    inspected: (entity) => inspect(entity, requires),
  };
}

/**
 * To the subgraph of an `@interfaceObject` all implementers are one type. When the planner (0.0.38)
 * merges what it asks there for several of them, it keeps the requirements of the last one only;
 * so they are taken to be about every implementer. Paths still tell types apart.
 */
function widen(
  requires: readonly Requirement[],
  inputRewrites: readonly Rewrite[],
  types: TypeMatcher,
): readonly Requirement[] {
  const interfaces = inputRewrites.flatMap(({ change }) => (change.kind === 'set' ? [change.value] : []));
  return requires.map((requirement) => {
    if (requirement.kind === 'field') return requirement;
    const wider = interfaces.find((name) => types.anyOf([name])(requirement.typeName));
    return wider === undefined ? requirement : { ...requirement, typeName: wider };
  });
}

function compileCopy(requires: readonly Requirement[], types: TypeMatcher): Copy {
  const steps = requires.map((requirement): Copy => {
    const copyChildren = requirement.children.length > 0 ? compileCopy(requirement.children, types) : undefined;
    if (requirement.kind === 'fragment') return copyWithin(requirement, copyChildren, types);
    const { source, target } = requirement;
    return (from, to, variables) => {
      const value = from[source];
      const copied = copyChildren ? copyObjects(value, copyChildren, variables) : value;
      if (copied === undefined) return false;
      const before = to[target];
      if (isObject(before) && isObject(copied)) mergeInto(before, copied, types.isConcrete);
      else to[target] = copied;
      return true;
    };
  });
  return (from, to, variables) => steps.every((step) => step(from, to, variables));
}

function copyWithin(
  fragment: Extract<Requirement, { kind: 'fragment' }>,
  copyChildren: Copy | undefined,
  types: TypeMatcher,
): Copy {
  const { skipIf, includeIf } = fragment;
  const matches = types.anyOf([fragment.typeName]);
  return (from, to, variables) => {
    if (skipIf !== undefined && own(variables, skipIf) === true) return true;
    if (includeIf !== undefined && own(variables, includeIf) !== true) return true;
    return !matches(from['__typename']) || (copyChildren?.(from, to, variables) ?? true);
  };
}

function copyObjects(value: unknown, copy: Copy, variables: PlainObject): unknown {
  if (Array.isArray(value)) {
    const copies = value.map((item) => copyObjects(item, copy, variables));
    return copies.includes(undefined) ? undefined : copies;
  }
  if (!isObject(value)) return value;
  const copied = emptyObject();
  // Requirements do not mention it, but without it an abstract type could not be told.
  if (value['__typename'] !== undefined) copied['__typename'] = value['__typename'];
  return copy(value, copied, variables) ? copied : undefined;
}

function inspect(value: unknown, requires: readonly Requirement[]): PlainObject[] {
  if (Array.isArray(value)) return value.flatMap((item) => inspect(item, requires));
  if (!isObject(value)) return [];
  const below = requires.flatMap((requirement) =>
    requirement.kind === 'fragment'
      ? inspect(value, requirement.children)
      : inspect(value[requirement.source], requirement.children),
  );
  return [value, ...below];
}
