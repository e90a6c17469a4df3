/**
 * A planner of our own, for what the other one cannot plan. It looks for a right plan, not for the
 * cheapest: field by field, from the place where the object is, over keys to the nearest subgraph
 * that knows the field, and from the object above once more for what is out of reach.
 */
import {
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Joins } from './joins.ts';
import { keyOf, positionOf, Tree, type Group, type Place, type Position } from './places.ts';
import { Routes } from './routes.ts';

/** Requests more than this for one operation are no plan. */
const maxGroups = 1_000;

/** Fields that the plan can write before we give up: selections on interfaces multiply. */
const maxFields = 20_000;

/** The requests for some root fields of one operation; undefined when they cannot be answered. */
export function planGroups(
  options: { readonly schema: GraphQLSchema; readonly joins: Joins; readonly requirementPrefix: string },
  operation: OperationDefinitionNode,
  rootFields: readonly SelectionNode[],
): readonly Group[] | undefined {
  const rootType = options.schema.getRootType(operation.operation);
  if (!rootType) return undefined;
  const planner = new OwnPlanner(options, operation.operation);
  return planner.plan(rootType, rootFields);
}

class OwnPlanner {
  readonly #schema: GraphQLSchema;
  readonly #joins: Joins;
  readonly #routes: Routes;
  readonly #operation: OperationTypeNode;
  readonly #requirementPrefix: string;
  readonly #groups = new Set<Group>();
  /** Each `@requires` that is being looked up notes which requests it needs. */
  readonly #listeners = new Set<Set<Group>>();
  readonly #pending = new Set<string>();
  #fields = 0;

  constructor(
    options: { readonly schema: GraphQLSchema; readonly joins: Joins; readonly requirementPrefix: string },
    operation: OperationTypeNode,
  ) {
    this.#schema = options.schema;
    this.#joins = options.joins;
    this.#requirementPrefix = options.requirementPrefix;
    this.#operation = operation;
    this.#routes = new Routes(options.schema, options.joins, (group) => this.#use(group));
  }

  plan(rootType: GraphQLObjectType, wanted: readonly SelectionNode[]): readonly Group[] | undefined {
    const root: Position = { ...positionOf(rootType.name, [], []), isRoot: true };
    const rest = this.#object(root, wanted);
    return rest.length > 0 || this.#isTooLarge() ? undefined : [...this.#groups];
  }

  #use(group: Group): void {
    this.#groups.add(group);
    for (const listener of this.#listeners) listener.add(group);
  }

  #isTooLarge(): boolean {
    return this.#groups.size > maxGroups || this.#fields > maxFields;
  }

  /** Plans what is wanted at one place of the answer; what cannot be answered from there is returned. */
  #composite(at: Position, wanted: readonly SelectionNode[]): readonly SelectionNode[] {
    if (this.#isTooLarge()) return wanted;
    if (isObjectType(this.#schema.getType(at.typeName))) return this.#object(at, wanted);
    const [place] = at.places.values();
    if (place === undefined) return wanted;
    return this.#joins.isInterfaceObject(at.typeName, place.graph)
      ? this.#interfaceObject(at, wanted)
      : this.#abstract(at, place, wanted);
  }

  #object(at: Position, wanted: readonly SelectionNode[]): readonly SelectionNode[] {
    return this.#fieldsFor(at.typeName, wanted).flatMap((field) => {
      if (field.name.value === '__typename') {
        for (const place of at.places.values()) this.#use(place.group);
        return [];
      }
      return this.#field(at, field) ?? [];
    });
  }

  #fieldsFor(typeName: string, wanted: readonly SelectionNode[]): FieldNode[] {
    return wanted.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      const applies = this.#routes.applies(selection.typeCondition?.name.value, typeName);
      return applies ? this.#fieldsFor(typeName, selection.selectionSet.selections) : [];
    });
  }

  /** An interface or a union: each type that the subgraph may answer is planned for itself. */
  #abstract(at: Position, place: Place, wanted: readonly SelectionNode[]): readonly SelectionNode[] {
    this.#use(place.group);
    return this.#joins.possibleTypes(at.typeName, place.graph).flatMap((typeName): SelectionNode[] => {
      const fields = this.#fieldsFor(typeName, wanted);
      if (fields.length === 0) return [];
      const rest = this.#object(this.#narrowed(at, place, typeName), fields);
      return rest.length === 0 ? [] : [fragmentOn(typeName, rest)];
    });
  }

  #narrowed(at: Position, place: Place, typeName: string): Position {
    const known = place.children.get(`... ${typeName}`);
    if (known) return known;
    const tree = place.tree.fragment(typeName);
    const path = [...at.path, { kind: 'types', names: [typeName] } as const];
    const narrowed = positionOf(typeName, path, [{ ...place, typeName, tree, children: new Map() }]);
    place.children.set(`... ${typeName}`, narrowed);
    return narrowed;
  }

  /** All that the subgraph knows is the interface; the real type is known where the interface is one. */
  #interfaceObject(at: Position, wanted: readonly SelectionNode[]): readonly SelectionNode[] {
    let rest = wanted.flatMap((selection): SelectionNode[] => {
      if (selection.kind !== Kind.FIELD) return [selection];
      if (selection.name.value === '__typename') return [selection];
      const left = this.#field(at, selection);
      return left === undefined ? [] : [left];
    });
    const tried = new Set<string>();
    while (rest.length > 0) {
      const real = this.#realPosition(at, rest, tried);
      if (real === undefined) return rest;
      tried.add(real.graph);
      rest = [...this.#abstract(real.position, real.place, rest)];
    }
    return rest;
  }

  /** Best where all that is wanted is known. */
  #realPosition(at: Position, wanted: readonly SelectionNode[], tried: ReadonlySet<string>) {
    const isReal = ({ graph, typeName }: { graph: string; typeName: string }): boolean =>
      !tried.has(graph) && typeName === at.typeName && !this.#joins.isInterfaceObject(typeName, graph);
    const isBest = (stop: { graph: string; typeName: string }): boolean =>
      isReal(stop) && this.#knows(stop.graph, at.typeName, wanted);
    const places = [...at.places.values()];
    const place =
      places.find(isBest) ?? this.#routes.find(at, isBest) ?? places.find(isReal) ?? this.#routes.find(at, isReal);
    if (place === undefined) return undefined;
    const position = at.real.get(place.graph) ?? positionOf(at.typeName, at.path, [place]);
    at.real.set(place.graph, position);
    return { graph: place.graph, place, position };
  }

  #knows(graph: string, typeName: string, wanted: readonly SelectionNode[]): boolean {
    return wanted.every((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return true;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = selection.typeCondition?.name.value ?? typeName;
        return this.#knows(graph, narrowed, selection.selectionSet.selections);
      }
      const name = selection.name.value;
      return name === '__typename' || this.#joins.fieldIn(typeName, name, graph)?.isUsable === true;
    });
  }

  /** Undefined when all of it is planned. */
  #field(at: Position, field: FieldNode): FieldNode | undefined {
    const tried = new Set<string>();
    let left = field;
    for (;;) {
      const place = this.#placeOf(at, field.name.value, tried);
      if (place === undefined) return left;
      tried.add(place.graph);
      const rest = this.#fieldAt(at, place, left);
      if (rest.length === 0) return undefined;
      left = { ...left, selectionSet: { kind: Kind.SELECTION_SET, selections: rest } };
      // What changes something is done once.
      if (at.isRoot && this.#operation === OperationTypeNode.MUTATION) return left;
    }
  }

  #fieldAt(at: Position, place: Place, field: FieldNode): readonly SelectionNode[] {
    this.#use(place.group);
    this.#fields += 1;
    const added = this.#routes.addField(field, place.tree, place.graph);
    if (!added?.children || !field.selectionSet) return [];
    const key = keyOf(field);
    const known = place.children.get(key);
    if (known) return this.#composite(known, field.selectionSet.selections);
    const name = field.name.value;
    const provides = this.#joins.fieldIn(place.typeName, name, place.graph)?.provides;
    const child: Place = {
      graph: place.graph,
      typeName: added.children.typeName,
      group: place.group,
      tree: added.children,
      provided: [...this.#routes.providedBelow(place, name), ...(provides ? [provides] : [])],
      children: new Map(),
    };
    const below = positionOf(child.typeName, [...at.path, { kind: 'key', key }], [child]);
    place.children.set(key, below);
    return this.#composite(below, field.selectionSet.selections);
  }

  /** Where a field can be asked for: where we are, or over keys, or together with what it requires. */
  #placeOf(at: Position, fieldName: string, tried: ReadonlySet<string>): Place | undefined {
    if (at.isRoot) return this.#rootPlace(at, fieldName, tried);
    // A field of an interface is asked for type by type, see `#abstract`.
    const isAsked = ({ graph, typeName }: { graph: string; typeName: string }): boolean =>
      !tried.has(graph) &&
      (isObjectType(this.#schema.getType(typeName)) || this.#joins.isInterfaceObject(typeName, graph));
    const isPlain = (place: { graph: string; typeName: string }): boolean => {
      const field = this.#joins.fieldIn(place.typeName, fieldName, place.graph);
      return isAsked(place) && field?.isUsable === true && field.requires === undefined;
    };
    const isHere = (place: Place): boolean =>
      isPlain(place) || (isAsked(place) && this.#routes.providedBelow(place, fieldName).length > 0);
    return (
      [...at.places.values()].find(isHere) ??
      this.#routes.find(at, isPlain) ??
      this.#requiringPlace(at, fieldName, isAsked)
    );
  }

  #rootPlace(at: Position, fieldName: string, tried: ReadonlySet<string>): Place | undefined {
    const usable = this.#joins.fieldsOf(at.typeName, fieldName).filter((field) => field.isUsable);
    const graphs = usable.map((field) => field.graph).filter((graph) => !tried.has(graph));
    const graph = graphs.find((each) => at.places.has(each)) ?? graphs[0];
    if (graph === undefined) return undefined;
    const known = at.places.get(graph);
    if (known) return known;
    const tree = new Tree(at.typeName);
    const group: Group = { graph, path: [], tree, entity: undefined, after: new Set() };
    const place = { graph, typeName: at.typeName, group, tree, provided: [], children: new Map() };
    at.places.set(graph, place);
    return place;
  }

  #requiringPlace(
    at: Position,
    fieldName: string,
    isAsked: (place: { graph: string; typeName: string }) => boolean,
  ): Place | undefined {
    const type = this.#schema.getType(at.typeName);
    const names = [at.typeName, ...(isObjectType(type) ? type.getInterfaces().map((each) => each.name) : [])];
    for (const typeName of names) {
      for (const field of this.#joins.fieldsOf(typeName, fieldName)) {
        if (!field.isUsable || field.requires === undefined || !isAsked({ graph: field.graph, typeName })) continue;
        const place = this.#require(at, field.graph, field.requires);
        if (place) return place;
      }
    }
    return undefined;
  }

  /** One request for all fields that require the same. */
  #require(at: Position, graph: string, requires: SelectionSetNode): Place | undefined {
    const name = `${graph} ${print(requires)}`;
    const known = at.requiring.get(name);
    if (known) return known;
    const pending = `${name} ${JSON.stringify(at.path)}`;
    if (this.#pending.has(pending)) return undefined;
    this.#pending.add(pending);
    const place = this.#requirePlace(at, graph, this.#underKeysOfOurs(requires));
    this.#pending.delete(pending);
    if (place) at.requiring.set(name, place);
    return place;
  }

  #requirePlace(at: Position, graph: string, requires: SelectionSetNode): Place | undefined {
    const after = new Set<Group>();
    this.#listeners.add(after);
    const rest = this.#composite(at, requires.selections);
    const found = rest.length === 0 ? this.#routes.keyFor(at, graph) : undefined;
    this.#listeners.delete(after);
    if (found === undefined) return undefined;
    const { key, typeName } = found;
    const tree = new Tree(typeName);
    const entity = {
      typeName: at.typeName,
      typeNameThere: typeName,
      isInterfaceObject: this.#joins.isInterfaceObject(typeName, graph),
      told: [...key.selections, ...requires.selections],
    };
    const group: Group = { graph, path: at.path, tree, entity, after };
    return { graph, typeName, group, tree, provided: [key], children: new Map() };
  }

  /** The client may ask for the same field with other arguments. */
  #underKeysOfOurs(set: SelectionSetNode): SelectionSetNode {
    const selections = set.selections.map((selection): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return { ...selection, selectionSet: this.#underKeysOfOurs(selection.selectionSet) };
      }
      const value = this.#requirementKey(selection);
      return {
        ...selection,
        ...(value === undefined ? {} : { alias: { kind: Kind.NAME, value } as const }),
        ...(selection.selectionSet ? { selectionSet: this.#underKeysOfOurs(selection.selectionSet) } : {}),
      };
    });
    return { kind: Kind.SELECTION_SET, selections };
  }

  readonly #requirementKeys = new Map<string, string>();

  #requirementKey(field: FieldNode): string | undefined {
    if (!field.arguments || field.arguments.length === 0) return undefined;
    const use = `${field.name.value} ${field.arguments.map((argument) => print(argument)).join(' ')}`;
    const key = this.#requirementKeys.get(use) ?? `${this.#requirementPrefix}${this.#requirementKeys.size}`;
    this.#requirementKeys.set(use, key);
    return key;
  }
}

function fragmentOn(typeName: string, selections: readonly SelectionNode[]): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
