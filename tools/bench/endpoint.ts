/** Where a contestant answers, and subgraphs as contestants that run in one process meet them. */
import type { GraphQLSchema } from 'graphql';
import type { ExecutionRequest, WireResponse } from '../../subgraphs/kernel/index.ts';

export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A subgraph in this process, with decisions switched off. */
export interface LocalSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** By type: the object behind a key. */
  readonly references: Readonly<Record<string, (key: Readonly<Record<string, unknown>>, context: never) => unknown>>;
  /** A fresh context for one request to it. */
  readonly context: () => unknown;
  readonly execute: (request: ExecutionRequest) => Promise<WireResponse>;
}

export const HOST = '127.0.0.1';
