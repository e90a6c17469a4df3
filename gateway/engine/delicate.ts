/** Which operations the planner must not see, because it could end the process over them, or plan them wrongly. */
import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Joins } from './own-plan/joins.ts';

/**
 * Version 0.0.38 cannot be trusted with `@requires` in three cases; what needs one is planned by ourselves then:
 *
 * - A subgraph knows an entity by several keys. The planner may go for a key that it does not have, and
 *   panics in its own check, which ends the process: nothing can catch it.
 * - Two `@requires` name one field with different arguments. Sometimes both are told the value of one.
 * - An `@interfaceObject` requires something. Asked for several types, it is sometimes told of one only.
 */
export function createDelicacy(schema: GraphQLSchema, joins: Joins): (operation: DocumentNode) => boolean {
  const requirements = readRequirements(schema, joins);
  const hasSeveralKeys = Object.keys(schema.getTypeMap()).some((name) =>
    joins.typesOf(name).some((each) => each.keys.length > 1),
  );
  const contested = contestedFields(requirements.map((each) => each.requires));
  const delicate = requirements.filter(
    ({ requires, ofInterfaceObject }) =>
      hasSeveralKeys || ofInterfaceObject || usesOf(requires).some(({ name }) => contested.has(name)),
  );
  if (delicate.length === 0) return () => false;
  const coordinates = new Set(delicate.map((each) => each.coordinate));
  return (operation) => mentions(operation, schema, coordinates);
}

interface Requiring {
  /** `Type.field` */
  readonly coordinate: string;
  readonly requires: SelectionSetNode;
  readonly ofInterfaceObject: boolean;
}

function readRequirements(schema: GraphQLSchema, joins: Joins): Requiring[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.keys(type.getFields()).flatMap((name) =>
      joins.fieldsOf(type.name, name).flatMap(({ graph, requires }) => {
        const coordinate = `${type.name}.${name}`;
        const ofInterfaceObject = joins.isInterfaceObject(type.name, graph);
        return requires ? [{ coordinate, requires, ofInterfaceObject }] : [];
      }),
    );
  });
}

/** Names of fields that are required with this argument here and with another there. */
function contestedFields(all: readonly SelectionSetNode[]): ReadonlySet<string> {
  const known = new Map<string, string>();
  const contested = new Set<string>();
  for (const { name, given } of all.flatMap(usesOf)) {
    if ((known.get(name) ?? given) !== given) contested.add(name);
    known.set(name, given);
  }
  return contested;
}

function usesOf(set: SelectionSetNode): { readonly name: string; readonly given: string }[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const below = node.selectionSet ? usesOf(node.selectionSet) : [];
    if (node.kind === Kind.INLINE_FRAGMENT) return below;
    return [{ name: node.name.value, given: (node.arguments ?? []).map((each) => print(each)).join() }, ...below];
  });
}

function mentions(operation: DocumentNode, schema: GraphQLSchema, coordinates: ReadonlySet<string>): boolean {
  const info = new TypeInfo(schema);
  let isFound = false;
  const enter = ({ name }: { readonly name: { readonly value: string } }): void => {
    const parent = info.getParentType();
    const related = parent ? relativesOf(getNamedType(parent), schema) : [];
    isFound ||= related.some((typeName) => coordinates.has(`${typeName}.${name.value}`));
  };
  visit(operation, visitWithTypeInfo(info, { Field: enter }));
  return isFound;
}

/** A field of an interface may be required by one of its types, or by an interface object. */
function relativesOf(type: GraphQLNamedType, schema: GraphQLSchema): string[] {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type).map((each) => each.name) : [];
  const wider = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces().map((each) => each.name) : [];
  return [type.name, ...possible, ...wider];
}
