/** The limit: one schema, resolved in place by the resolvers of all subgraphs, compiled by graphql-jit. No gateway. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  getNamedType,
  isEnumType,
  isObjectType,
  isScalarType,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { createEngine } from '../../gateway/engine/index.ts';
import { compiler } from './compiled.ts';
import { HOST, type Endpoint, type LocalSubgraph } from './endpoint.ts';

/** The subgraph contexts of one request, made when first asked for. */
type Contexts = (subgraph: LocalSubgraph) => unknown;
type Resolver = GraphQLFieldResolver<unknown, Contexts, Record<string, unknown>>;

export async function startMonolith(subgraphs: readonly LocalSubgraph[], supergraphSdl: string): Promise<Endpoint> {
  const compile = compiler(mergeSchema(subgraphs, supergraphSdl));
  const answer = async (request: IncomingMessage): Promise<string> => {
    const { query, variables } = JSON.parse(await text(request)) as { query: string; variables: object };
    const contexts = new Map<LocalSubgraph, unknown>();
    const contextOf: Contexts = (subgraph) => {
      if (!contexts.has(subgraph)) contexts.set(subgraph, subgraph.context());
      return contexts.get(subgraph);
    };
    return JSON.stringify(await compile(query).query(undefined, contextOf, { ...variables }));
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.setHeader('content-type', 'application/json').end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await once(server.listen(0, HOST), 'listening');
  return { url: `http://${HOST}:${(server.address() as AddressInfo).port}/graphql`, headers: {} };
}

/** The schema that clients see, with every field resolved by the subgraph that would have resolved it. */
function mergeSchema(subgraphs: readonly LocalSubgraph[], supergraphSdl: string): GraphQLSchema {
  const unasked = (): never => {
    throw new Error('A monolith asks nobody.');
  };
  const { apiSchema } = createEngine(supergraphSdl, unasked);
  for (const type of Object.values(apiSchema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) for (const subgraph of subgraphs) resolveIn(type, subgraph, subgraphs);
    if (isScalarType(type) || isEnumType(type)) adoptLeaf(type, subgraphs);
  }
  return apiSchema;
}

function resolveIn(type: GraphQLObjectType, subgraph: LocalSubgraph, subgraphs: readonly LocalSubgraph[]): void {
  const own = subgraph.schema.getType(type.name);
  if (!isObjectType(own)) return;
  for (const [name, field] of Object.entries(type.getFields())) {
    const resolve = own.getFields()[name]?.resolve as GraphQLFieldResolver<unknown, unknown> | undefined;
    if (resolve === undefined) continue;
    const here: Resolver = (root, args, contexts, info) => resolve(root, args, contexts(subgraph), info);
    const home = subgraphs.find((each) => each.references[getNamedType(field.type).name] !== undefined);
    field.resolve = home === undefined || home === subgraph ? here : throughKey(here, home);
  }
}

/** What a subgraph knows of another's object is its key; its owner resolves the rest. */
function throughKey(stub: Resolver, home: LocalSubgraph): Resolver {
  return async (root, args, contexts, info) => {
    const key: unknown = await stub(root, args, contexts, info);
    if (typeof key !== 'object' || key === null) return key;
    const load = home.references[getNamedType(info.returnType).name];
    return load?.(key as Record<string, unknown>, contexts(home) as never);
  };
}

/** What GraphQL itself defines is the same object everywhere, and stays as it is. */
function adoptLeaf(type: GraphQLLeafType, subgraphs: readonly LocalSubgraph[]): void {
  for (const { schema } of subgraphs) {
    const own = schema.getType(type.name);
    if (own === type || !(isScalarType(own) || isEnumType(own))) continue;
    Object.assign(type, { serialize: (value: unknown) => own.serialize(value) });
    return;
  }
}
