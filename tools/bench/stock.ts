/** `@apollo/server` with `@apollo/gateway`, as their documentation sets them up. */
import {
  ApolloGateway,
  LocalGraphQLDataSource,
  RemoteGraphQLDataSource,
  type GraphQLDataSource,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { HOST, type Endpoint, type LocalSubgraph } from './endpoint.ts';

/** By the name that the supergraph has for the subgraph. */
export type BuildSource = (name: string) => GraphQLDataSource;

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export async function startStock(supergraphSdl: string, build: BuildSource): Promise<Endpoint> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silent,
    buildService: ({ name }) => build(name.toLowerCase()),
  });
  const server = new ApolloServer({ gateway, logger: silent });
  const { url } = await startStandaloneServer(server, { listen: { host: HOST, port: 0 } });
  return { url, headers: {} };
}

/** Its own way: every request to a subgraph is parsed, validated and interpreted by graphql-js. */
export function localSources(subgraphs: readonly LocalSubgraph[]): BuildSource {
  return (name) => ({
    process: (options) => {
      const { schema, context } = find(subgraphs, name);
      return new LocalGraphQLDataSource(schema).process({ ...options, context: context() as never });
    },
  });
}

/** Subgraphs executed as ours are, so that only the gateways differ. */
export function compiledSources(subgraphs: readonly LocalSubgraph[]): BuildSource {
  return (name) => ({
    process: async ({ request: { query = '', operationName, variables = {} } }) =>
      (await find(subgraphs, name).execute({ query, operationName, variables })) as never,
  });
}

/** @param base of the cheap subgraphs */
export function remoteSources(base: string): BuildSource {
  return (name) => new RemoteGraphQLDataSource({ url: `${base}/${name}/graphql` });
}

function find(subgraphs: readonly LocalSubgraph[], name: string): LocalSubgraph {
  const found = subgraphs.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`There is no subgraph ${name}.`);
  return found;
}
