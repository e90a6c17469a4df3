/**
 * The port behind which operations are executed. `gateway/engine/` is the one that ships;
 * `@apollo/gateway` is held against it by the differential tests.
 */
import type { DocumentNode, GraphQLSchema } from 'graphql';

/** One request to one subgraph. `context` travels untouched: the transport knows what it is. */
export interface SubgraphRequest<C = unknown> {
  readonly service: string;
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: C;
  readonly signal: AbortSignal | undefined;
}

/** A GraphQL error as it came over the wire or was made by the engine. */
export interface EngineError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a subgraph answered, parsed but not trusted. */
export interface SubgraphResponse {
  readonly data?: unknown;
  readonly errors?: readonly EngineError[];
}

/**
 * What it answers is given away: nobody else holds any part of it, and the engine may write into it.
 *
 * @throws whatever the transport met; the engine turns it into an error of the fields concerned
 */
export type SubgraphFetch<C = unknown> = (request: SubgraphRequest<C>) => Promise<SubgraphResponse>;

/** One selected field of a projected object: its name in the schema, its key in the answer. */
export interface SelectedField {
  readonly name: string;
  readonly responseKey: string;
  /** Its key in what the subgraphs answered. */
  readonly sourceKey: string;
  /** Added by the gateway, kept out of the answer. */
  readonly hidden: boolean;
}

/**
 * Called once per projected object, after its fields were copied and before its parent sees it.
 * `source` holds what the subgraphs answered (hidden fields included) under source keys, `target` what the client will
 * get. Writing null to a nullable field of `target` is how the second lock closes.
 */
export type Observer<S> = (
  state: S,
  source: Readonly<Record<string, unknown>>,
  target: Record<string, unknown>,
) => void;

export interface PrepareOptions<S> {
  /** Response keys that are planned and fetched but never projected. */
  readonly isHidden?: (responseKey: string) => boolean;
  /** Asked once per object type and selection, when the operation is compiled. */
  readonly observe?: (typeName: string, fields: readonly SelectedField[]) => Observer<S> | undefined;
}

export interface ExecuteOptions<C, S> {
  /** As the client sent them; coerced by the engine against the API schema. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Handed to every fetch. */
  readonly context: C;
  /** Handed to every observer. */
  readonly state: S;
  readonly signal?: AbortSignal;
  /** What introspection tells; all that clients may write against unless given. */
  readonly told?: () => GraphQLSchema;
}

export interface EngineResult {
  /**
   * Null-prototype objects in the client's selection order; null when the root was nulled; undefined when nothing was
   * executed, for a variable that is wrong for example.
   */
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly EngineError[];
}

/** An operation, planned and compiled; reusable by any number of concurrent requests. */
export interface PreparedOperation<C, S> {
  execute(options: ExecuteOptions<C, S>): Promise<EngineResult>;
  /** Rough size, for caches that are bounded in bytes. */
  readonly bytes: number;
}

export interface Engine<C = unknown> {
  /** What clients may write against: no `@inaccessible` element in it. */
  readonly apiSchema: GraphQLSchema;
  /** The same with `@inaccessible` elements, which documents given to `prepare` may ask for. */
  readonly fullSchema: GraphQLSchema;
  /**
   * Plans and compiles one operation of a document that is valid against `fullSchema`.
   * @throws GraphQLError when the operation cannot be planned
   */
  prepare<S>(
    document: DocumentNode,
    operationName: string | undefined,
    options?: PrepareOptions<S>,
  ): PreparedOperation<C, S>;
}
