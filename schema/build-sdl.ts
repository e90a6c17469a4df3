/** From type-graphql classes to a subgraph's SDL and its resolvers. */
import { printSubgraphSchema } from '@apollo/subgraph';
import {
  GraphQLScalarType,
  Kind,
  parse,
  print,
  visit,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
} from 'graphql';
import { buildSchemaSync, createResolversMap, type NonEmptyArray } from 'type-graphql';
import { DISCLOSURE_SDL } from './directives.ts';

export interface SdlParts {
  /** type-graphql resolver classes. */
  readonly resolvers: NonEmptyArray<new () => object>;
  /** Object types that no resolver returns, such as entities that a subgraph only extends. */
  readonly orphanedTypes: readonly (new () => object)[];
}

/** Type → field → resolver, or a scalar. */
export type ResolverMap = Record<string, Record<string, unknown>>;

export interface BuiltSdl {
  /** With our directives; what `schema/<name>.graphql` holds. */
  readonly sdl: string;
  readonly resolvers: ResolverMap;
}

const ROOT_TYPES = ['Query', 'Mutation'];

export function buildSdl(parts: SdlParts): BuiltSdl {
  const schema = buildSchemaSync({
    resolvers: parts.resolvers,
    orphanedTypes: [...parts.orphanedTypes],
    validate: false,
    skipCheck: true,
  });
  const resolvers = onlyOwn(createResolversMap(schema) as ResolverMap);
  return { sdl: `${print(withEnums(parse(DISCLOSURE_SDL + printSubgraphSchema(schema))))}\n`, resolvers };
}

/**
 * type-graphql gives each plain field an asynchronous resolver that reads a property. Without it the default one does
 * the same, and a JIT compiles it away. What a class declares with `@FieldResolver` stays.
 */
function onlyOwn(map: ResolverMap): ResolverMap {
  const { fieldResolvers, objectTypes } = globalThis.TypeGraphQLMetadataStorage;
  const own = new Set(
    fieldResolvers.map(({ getObjectType, schemaName }) => {
      const target = getObjectType?.();
      return `${objectTypes.find((each) => each.target === target)?.name}.${schemaName}`;
    }),
  );
  const keep = (type: string, field: string, resolver: unknown): boolean =>
    typeof resolver !== 'function' || ROOT_TYPES.includes(type) || own.has(`${type}.${field}`);
  return Object.fromEntries(
    Object.entries(map).map(([type, fields]) =>
      fields instanceof GraphQLScalarType
        ? [type, fields]
        : [type, Object.fromEntries(Object.entries(fields).filter(([field, resolver]) => keep(type, field, resolver)))],
    ),
  );
}

/** The printer writes enum arguments of directives as strings; here they become enum values again. */
function withEnums(document: DocumentNode): DocumentNode {
  const argument = (node: ConstArgumentNode): ConstArgumentNode =>
    node.value.kind === Kind.STRING && node.name.value !== 'basis'
      ? { ...node, value: { kind: Kind.ENUM, value: node.value.value } }
      : node;
  return visit(document, {
    Directive: (node) => {
      if (node.name.value !== 'disclosure') return undefined;
      return { ...node, arguments: (node as ConstDirectiveNode).arguments?.map(argument) };
    },
  });
}
