/** A query plan as the engine sees it: what the planner answered, checked and normalised. */
import type { DocumentNode } from 'graphql';

/** One step of a path into the data: a key, every item of a list, or only objects of these types. */
export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'items' }
  | { readonly kind: 'types'; readonly names: readonly string[] };

/** Changes keys or type names on the way to a subgraph or back. */
export interface Rewrite {
  /** Lists on the way are passed through; `items` never occurs. */
  readonly path: readonly PathStep[];
  readonly change: { readonly kind: 'rename'; readonly to: string } | { readonly kind: 'set'; readonly value: string };
}

/** What a representation must hold. `source` is the key in our data, `target` the one that is sent. */
export type Requirement =
  | {
      readonly kind: 'field';
      readonly source: string;
      readonly target: string;
      readonly children: readonly Requirement[];
    }
  | {
      readonly kind: 'fragment';
      readonly typeName: string;
      readonly skipIf: string | undefined;
      readonly includeIf: string | undefined;
      readonly children: readonly Requirement[];
    };

/** What root and entity fetches have in common. */
export interface Request {
  readonly service: string;
  readonly operation: 'query' | 'mutation';
  readonly operationName: string | undefined;
  readonly query: string;
  /** The same, parsed. */
  readonly document: DocumentNode;
  /** The operation's variables that the query uses, representations excluded. */
  readonly variables: readonly string[];
}

/** Fields of the root type. */
export interface RootFetch {
  readonly kind: 'root';
  readonly request: Request;
  readonly rewrites: readonly Rewrite[];
}

/** Fields of entities that other fetches have found. */
export interface EntityFetch {
  readonly kind: 'entities';
  readonly request: Request;
  readonly batches: readonly EntityBatch[];
}

/** One `_entities` field of a request; several of them may share it. */
export interface EntityBatch {
  /** Under which key the entities are answered. */
  readonly responseKey: string;
  readonly variable: string;
  readonly paths: readonly (readonly PathStep[])[];
  readonly requires: readonly Requirement[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
}

export type PlanNode =
  | RootFetch
  | EntityFetch
  | { readonly kind: 'sequence'; readonly nodes: readonly PlanNode[] }
  | { readonly kind: 'parallel'; readonly nodes: readonly PlanNode[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly whenTrue: PlanNode | undefined;
      readonly whenFalse: PlanNode | undefined;
    };
