/** What a plan of ours is made of: requests, and the places of the answer that they fill. */
import type { FieldNode, SelectionNode, SelectionSetNode } from 'graphql';
import type { PathStep } from '../plan-nodes.ts';

/** One request to one subgraph. */
export interface Group {
  readonly graph: string;
  /** Where in the answer; empty for the root. */
  readonly path: readonly PathStep[];
  readonly tree: Tree;
  /** Undefined for fields of the root type. */
  readonly entity: EntityOf | undefined;
  /** What has to be answered before. */
  readonly after: ReadonlySet<Group>;
}

/** How a subgraph is told which entity is meant. */
export interface EntityOf {
  /** The type at this place of the answer. */
  readonly typeName: string;
  /** The type by which the subgraph knows it. */
  readonly typeNameThere: string;
  readonly isInterfaceObject: boolean;
  /** Key and requirements, under the keys at which they are found. */
  readonly told: readonly SelectionNode[];
}

/** What is selected of one type in one request. */
export class Tree {
  readonly typeName: string;
  readonly fields = new Map<string, TreeField>();
  readonly fragments = new Map<string, Tree>();

  constructor(typeName: string) {
    this.typeName = typeName;
  }

  fragment(typeName: string): Tree {
    if (typeName === this.typeName) return this;
    const tree = this.fragments.get(typeName) ?? new Tree(typeName);
    this.fragments.set(typeName, tree);
    return tree;
  }

  /** @param childType undefined for a leaf */
  field(node: FieldNode, type: string, childType: string | undefined): TreeField {
    const key = keyOf(node);
    const known = this.fields.get(key);
    if (known) return known;
    const field = { node, type, children: childType === undefined ? undefined : new Tree(childType) };
    this.fields.set(key, field);
    return field;
  }
}

export interface TreeField {
  readonly node: FieldNode;
  /** As this subgraph has it. */
  readonly type: string;
  readonly children: Tree | undefined;
}

/** One place of the answer, as one request fills it. */
export interface Place {
  readonly graph: string;
  /** The type by which this subgraph knows the object. */
  readonly typeName: string;
  readonly group: Group;
  readonly tree: Tree;
  /** What is known here although it is external: by `@provides`, or because it was the key. */
  readonly provided: readonly SelectionSetNode[];
  readonly children: Map<string, Position>;
}

/** One place of the answer, as all requests that come there fill it. */
export interface Position {
  readonly typeName: string;
  readonly path: readonly PathStep[];
  /** `Query` or `Mutation`: reached without a key. */
  readonly isRoot: boolean;
  /** By subgraph. */
  readonly places: Map<string, Place>;
  /** By subgraph and what is required. */
  readonly requiring: Map<string, Place>;
  /** For an interface object: its place in subgraphs that know the real type. */
  readonly real: Map<string, Position>;
}

export function positionOf(typeName: string, path: readonly PathStep[], places: readonly Place[]): Position {
  return {
    typeName,
    path,
    isRoot: false,
    places: new Map(places.map((place) => [place.graph, place])),
    requiring: new Map(),
    real: new Map(),
  };
}

/** The key under which a field is answered. */
export function keyOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
