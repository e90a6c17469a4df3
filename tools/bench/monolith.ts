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
  parse,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { createEngine } from '../../gateway/engine/index.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { HOST, type Endpoint, type LocalSubgraph } from './endpoint.ts';

/** The subgraph contexts of one request, made when first asked for. */
type Contexts = (subgraph: LocalSubgraph) => unknown;
type Resolver = GraphQLFieldResolver<unknown, Contexts, Record<string, unknown>>;

export async function startMonolith(subgraphs: readonly LocalSubgraph[]): Promise<Endpoint> {
  const schema = mergeSchema(subgraphs);
  const compiled = new Map<string, CompiledQuery>();
  const prepare = (query: string): CompiledQuery => {
    const known = compiled.get(query);
    if (known !== undefined) return known;
    const made = compileQuery(schema, parse(query), '', { customJSONSerializer: true });
    if (!isCompiledQuery(made)) throw new Error(`graphql-jit does not compile this: ${query}`);
    compiled.set(query, made);
    return made;
  };
  const answer = async (request: IncomingMessage): Promise<string> => {
    const { query, variables } = JSON.parse(await text(request)) as { query: string; variables: object };
    const contexts = new Map<LocalSubgraph, unknown>();
    const contextOf: Contexts = (subgraph) => {
      if (!contexts.has(subgraph)) contexts.set(subgraph, subgraph.context());
      return contexts.get(subgraph);
    };
    const { query: run, stringify } = prepare(query);
    return stringify(await run(undefined, contextOf, { ...variables }));
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
function mergeSchema(subgraphs: readonly LocalSubgraph[]): GraphQLSchema {
  const unasked = (): never => {
    throw new Error('A monolith asks nobody.');
  };
  const { apiSchema } = createEngine(readProjectFile(SUPERGRAPH_FILE), unasked);
  for (const type of Object.values(apiSchema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) for (const subgraph of subgraphs) resolveIn(type, subgraph, subgraphs);
    if (isScalarType(type) || isEnumType(type)) Object.assign(type, { serialize: serializerOf(type.name, subgraphs) });
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
    field.resolve = (home === undefined || home === subgraph ? here : throughKey(here, home)) as typeof field.resolve;
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

function serializerOf(name: string, subgraphs: readonly LocalSubgraph[]): (value: unknown) => unknown {
  for (const { schema } of subgraphs) {
    const type = schema.getType(name);
    if (isScalarType(type) || isEnumType(type)) return (value) => type.serialize(value);
  }
  return (value) => value;
}
