/** `@apollo/server` with `@apollo/gateway`, as their documentation sets them up. */
import { ApolloGateway, LocalGraphQLDataSource, RemoteGraphQLDataSource, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { HOST, type Endpoint, type LocalSubgraph } from './endpoint.ts';

/** By the name that the supergraph has for the subgraph. */
export type BuildSource = (name: string) => GraphQLDataSource;

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export async function startStock(build: BuildSource): Promise<Endpoint> {
  const gateway = new ApolloGateway({
    supergraphSdl: readProjectFile(SUPERGRAPH_FILE),
    logger: silent,
    buildService: ({ name }) => build(name.toLowerCase()),
  });
  const server = new ApolloServer({ gateway, logger: silent });
  const { url } = await startStandaloneServer(server, { listen: { host: HOST, port: 0 } });
  return { url, headers: {} };
}

/** Its own way: every request to a subgraph is parsed, validated and interpreted by graphql-js. */
export function localSources(subgraphs: readonly LocalSubgraph[]): BuildSource {
  return (name) => {
    const { schema, context } = find(subgraphs, name);
    const source = new LocalGraphQLDataSource(schema);
    return { process: (options) => source.process({ ...options, context: context() as never }) };
  };
}

/** Subgraphs executed as ours are, so that only the gateways differ. */
export function compiledSources(subgraphs: readonly LocalSubgraph[]): BuildSource {
  return (name) => {
    const { execute } = find(subgraphs, name);
    return {
      process: async ({ request: { query = '', operationName, variables = {} } }) =>
        (await execute({ query, operationName, variables })) as never,
    };
  };
}

export function remoteSources(urlOf: (name: string) => string): BuildSource {
  return (name) => new RemoteGraphQLDataSource({ url: urlOf(name) });
}

function find(subgraphs: readonly LocalSubgraph[], name: string): LocalSubgraph {
  const found = subgraphs.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`There is no subgraph ${name}.`);
  return found;
}
