/** How to get from one subgraph to another: over keys, in as few hops as there are. */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Joins } from './joins.ts';
import { Tree, type Group, type Place, type Position } from './places.ts';

/** A subgraph's view of the object: a place that exists, or one that could. */
interface Stop {
  readonly graph: string;
  readonly typeName: string;
  readonly provided: readonly SelectionSetNode[];
  readonly reached: Place | Hop;
}

interface Hop {
  readonly key: SelectionSetNode;
  readonly sources: readonly Source[];
}

/** Part of a key, and where it is known. */
interface Source {
  readonly stop: Stop;
  readonly selections: readonly SelectionNode[];
}

/** Another subgraph that knows the object by a key. */
interface Target {
  readonly graph: string;
  readonly typeName: string;
  readonly keys: readonly SelectionSetNode[];
}

export class Routes {
  readonly #schema: GraphQLSchema;
  readonly #joins: Joins;
  readonly #onUse: (group: Group) => void;

  /** @param onUse hears of each request whose answer is needed, whenever it is */
  constructor(schema: GraphQLSchema, joins: Joins, onUse: (group: Group) => void) {
    this.#schema = schema;
    this.#joins = joins;
    this.#onUse = onUse;
  }

  /** The nearest place that satisfies `wants`; it is added to the position. */
  find(at: Position, wants: (stop: { graph: string; typeName: string }) => boolean): Place | undefined {
    const stop = this.#explore(at, wants);
    return stop && this.#reach(at, stop);
  }

  /**
   * A key by which `graph` finds the object, made known at `at`; the object may come from there.
   * Undefined when there is none.
   */
  keyFor(at: Position, graph: string): { readonly key: SelectionSetNode; readonly typeName: string } | undefined {
    const stop = this.#explore(at, (each) => each.graph === graph, graph);
    if (!stop || !('key' in stop.reached)) return undefined;
    for (const source of stop.reached.sources) this.#know(at, source);
    return { key: stop.reached.key, typeName: stop.typeName };
  }

  /** Goes from subgraph to subgraph, all that are one hop away at a time; to `anew` although it is known. */
  #explore(at: Position, wants: (stop: Stop) => boolean, anew?: string): Stop | undefined {
    const stops = stopsOf(at);
    const known = new Set(stops.map((stop) => stop.graph).filter((graph) => graph !== anew));
    for (;;) {
      const next = this.#targets(at.typeName)
        .filter((target) => !known.has(target.graph))
        .flatMap((target) => this.#hop(target, stops) ?? []);
      const found = next.find(wants);
      if (found || next.length === 0) return found;
      for (const stop of next) known.add(stop.graph);
      stops.push(...next);
    }
  }

  /** Whether one request can answer the selection of an object without asking anybody else. */
  isLocal(selection: SelectionNode, stop: Omit<Stop, 'reached'>): boolean {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const typeName = selection.typeCondition?.name.value ?? stop.typeName;
      return selection.selectionSet.selections.every((each) => this.isLocal(each, { ...stop, typeName }));
    }
    const name = selection.name.value;
    if (name === '__typename') return true;
    const below = this.providedBelow(stop, name);
    const field = this.#joins.fieldIn(stop.typeName, name, stop.graph);
    if (field === undefined) return false;
    if (below.length === 0 && (!field.isUsable || field.requires !== undefined)) return false;
    const typeName = this.childType(stop.typeName, name);
    if (typeName === undefined || selection.selectionSet === undefined) return true;
    const child = { graph: stop.graph, typeName, provided: [...below, ...(field.provides ? [field.provides] : [])] };
    return selection.selectionSet.selections.every((each) => this.isLocal(each, child));
  }

  /** The type of what a field holds; undefined for a leaf. */
  childType(typeName: string, fieldName: string): string | undefined {
    const type = this.#schema.getType(typeName);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    const named = field && getNamedType(field.type);
    return isCompositeType(named) ? named.name : undefined;
  }

  /** What is provided below a field; empty when the field itself is not. A leaf gives an empty selection. */
  providedBelow({ provided, typeName }: Pick<Stop, 'provided' | 'typeName'>, fieldName: string): SelectionSetNode[] {
    return provided.flatMap((set) =>
      set.selections.flatMap((selection): SelectionSetNode[] => {
        if (selection.kind === Kind.FIELD) {
          return selection.name.value === fieldName ? [selection.selectionSet ?? nothing] : [];
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
        if (!this.applies(selection.typeCondition?.name.value, typeName)) return [];
        return this.providedBelow({ provided: [selection.selectionSet], typeName }, fieldName);
      }),
    );
  }

  /** Whether a fragment on `condition` is about every object of `typeName`. */
  applies(condition: string | undefined, typeName: string): boolean {
    if (condition === undefined || condition === typeName) return true;
    const wider = this.#schema.getType(condition);
    const type = this.#schema.getType(typeName);
    if (!isAbstractType(wider) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return this.#schema.isSubType(wider, type);
  }

  #targets(typeName: string): Target[] {
    const type = this.#schema.getType(typeName);
    const own = this.#joins.typesOf(typeName).map((each) => ({ ...each, typeName }));
    const interfaces = isObjectType(type) ? type.getInterfaces() : [];
    const asInterface = interfaces.flatMap(({ name }) =>
      this.#joins.typesOf(name).flatMap((each) => (each.isInterfaceObject ? [{ ...each, typeName: name }] : [])),
    );
    return [...own, ...asInterface];
  }

  #hop({ graph, typeName, keys }: Target, stops: readonly Stop[]): Stop | undefined {
    for (const key of keys) {
      const sources = this.#sources(key, stops);
      if (sources) return { graph, typeName, provided: [key], reached: { key, sources } };
    }
    return undefined;
  }

  /** One that knows the whole key, or several that know it together. */
  #sources({ selections }: SelectionSetNode, stops: readonly Stop[]): Source[] | undefined {
    const whole = stops.find((stop) => selections.every((each) => this.isLocal(each, stop)));
    if (whole) return [{ stop: whole, selections }];
    const parts = selections.map((each) => {
      const stop = stops.find((candidate) => this.isLocal(each, candidate));
      return stop && { stop, selections: [each] };
    });
    return parts.every((part) => part !== undefined) ? parts : undefined;
  }

  #know(at: Position, { stop, selections }: Source): Group {
    const place = this.#reach(at, stop);
    for (const selection of selections) this.#select(selection, place.tree, place.graph);
    this.#onUse(place.group);
    return place.group;
  }

  #reach(at: Position, stop: Stop): Place {
    const { graph, typeName, provided, reached } = stop;
    if (!('key' in reached)) return reached;
    const known = at.places.get(graph);
    if (known) return known;
    const after = new Set(reached.sources.map((source) => this.#know(at, source)));
    const tree = new Tree(typeName);
    const group: Group = {
      graph,
      path: at.path,
      tree,
      after,
      entity: {
        typeName: at.typeName,
        typeNameThere: typeName,
        isInterfaceObject: this.#joins.isInterfaceObject(typeName, graph),
        told: reached.key.selections,
      },
    };
    const place = { graph, typeName, group, tree, provided, children: new Map() };
    at.places.set(graph, place);
    return place;
  }

  #select(selection: SelectionNode, tree: Tree, graph: string): void {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const below = tree.fragment(selection.typeCondition?.name.value ?? tree.typeName);
      for (const each of selection.selectionSet.selections) this.#select(each, below, graph);
      return;
    }
    const field = this.addField(selection, tree, graph);
    for (const each of selection.selectionSet?.selections ?? []) {
      if (field?.children) this.#select(each, field.children, graph);
    }
  }

  /** Undefined for `__typename`, which whoever writes the query adds where it is needed. */
  addField(node: FieldNode, tree: Tree, graph: string): ReturnType<Tree['field']> | undefined {
    const name = node.name.value;
    if (name === '__typename') return undefined;
    const type = this.#joins.fieldIn(tree.typeName, name, graph)?.type ?? print(node);
    return tree.field(node, type, this.childType(tree.typeName, name));
  }
}

function stopsOf(at: Position): Stop[] {
  return [...at.places.values()].map((place) => ({ ...place, reached: place }));
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };
