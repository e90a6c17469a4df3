/** Subgraphs in memory: executed by graphql-js, spoken to as if over a wire. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLFieldResolver, type GraphQLSchema, type GraphQLTypeResolver } from 'graphql';
import type { SubgraphFetch, SubgraphRequest, SubgraphResponse } from '../../../gateway/engine.ts';
import { linked } from './compose.ts';

type Resolver = (source: never, args: never, context: never, info: never) => unknown;

/** Resolvers by type and field; `__resolveReference` for entities. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

export interface Subgraph {
  readonly sdl: string;
  readonly resolvers?: Resolvers;
  readonly fieldResolver?: GraphQLFieldResolver<unknown, unknown>;
  readonly typeResolver?: GraphQLTypeResolver<unknown, unknown>;
}

export type Subgraphs = Readonly<Record<string, Subgraph>>;

export function schemaOf({ sdl, resolvers }: Subgraph): GraphQLSchema {
  // The type of `resolvers` there is loose; graphql-js calls what it finds.
  return buildSubgraphSchema([
    { typeDefs: parse(linked(sdl)), ...(resolvers ? { resolvers: resolvers as never } : {}) },
  ]);
}

/** Answers requests, keeping them in `requests`; `intercept` may answer first. */
export interface InMemory {
  readonly fetch: SubgraphFetch;
  readonly requests: SubgraphRequest[];
}

export type Intercept = (
  request: SubgraphRequest,
  answer: () => Promise<SubgraphResponse>,
) => Promise<SubgraphResponse> | undefined;

export function serveInMemory(subgraphs: Subgraphs, intercept?: Intercept): InMemory {
  const schemas = new Map(Object.entries(subgraphs).map(([name, subgraph]) => [name, schemaOf(subgraph)]));
  const requests: SubgraphRequest[] = [];
  const answer = async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    const schema = schemas.get(request.service);
    const subgraph = subgraphs[request.service];
    if (!schema || !subgraph) throw new Error(`There is no subgraph "${request.service}".`);
    const { fieldResolver, typeResolver } = subgraph;
    const result = await graphql({
      schema,
      source: request.query,
      variableValues: overTheWire(request.variables),
      operationName: request.operationName,
      ...(fieldResolver ? { fieldResolver } : {}),
      ...(typeResolver ? { typeResolver } : {}),
    });
    return overTheWire(result);
  };
  const fetch: SubgraphFetch = async (request) => {
    requests.push(request);
    return intercept?.(request, () => answer(request)) ?? answer(request);
  };
  return { fetch, requests };
}

function overTheWire(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}
