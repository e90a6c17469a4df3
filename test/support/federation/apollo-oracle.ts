/** `@apollo/gateway` over the same subgraphs: what others make of an operation. */
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { getOperationAST, type DocumentNode, type ExecutionResult } from 'graphql';
import type { SubgraphFetch } from '../../../gateway/engine.ts';

export interface Oracle {
  execute(
    source: string,
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<ExecutionResult>;
  stop(): Promise<void>;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export async function startOracle(supergraphSdl: string, fetch: () => SubgraphFetch): Promise<Oracle> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silent,
    buildService: ({ name }) => dataSource(name, fetch),
  });
  const { executor, schema } = await gateway.load();
  return {
    async execute(source, document, variables) {
      const operation = getOperationAST(document);
      if (!operation) throw new Error('The document holds no operation.');
      // The executor reads only what is given here; the rest of the context belongs to a server.
      const context = {
        request: { query: source, variables },
        document,
        operation,
        operationName: null,
        queryHash: source,
        source,
        schema,
        schemaHash: '',
        logger: silent,
        context: {},
        cache: undefined,
        metrics: {},
        overallCachePolicy: { restrict: () => {}, replace: () => {} },
      };
      return executor(context as never);
    },
    stop: () => gateway.stop(),
  };
}

function dataSource(service: string, fetch: () => SubgraphFetch): GraphQLDataSource {
  return {
    async process({ request }) {
      const answer = await fetch()({
        service,
        kind: 'query',
        query: request.query ?? '',
        operationName: request.operationName,
        variables: request.variables ?? {},
        context: undefined,
        signal: undefined,
      });
      return answer as never;
    },
  };
}
