/** Subgraphs, and a monolith, over a random world. */
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import {
  buildASTSchema,
  execute,
  Kind,
  parse,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type ObjectTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
} from 'graphql';
import { linked, type SubgraphSdl } from './compose.ts';
import type { Resolvers, Subgraph, Subgraphs } from './in-memory.ts';
import {
  hash,
  idOf,
  isThing,
  requiredOf,
  toldBy,
  valueOf,
  type Thing,
  type World,
  type WorldRules,
} from './random-world.ts';

const keyFields = new Set(['id', 'sku', 'code', 'zone']);

/** Reads what the data depends on from the SDL itself. */
export function readRules(subgraphs: SubgraphSdl, supergraphSdl: string): WorldRules {
  const documents = Object.values(subgraphs).map((sdl) => parse(linked(sdl)));
  const requires = new Map<string, string>();
  const enums = new Map<string, string[][]>();
  for (const definition of documents.flatMap((document) => document.definitions)) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
      const visible = (definition.values ?? []).filter((value) => directive(value, 'inaccessible') === undefined);
      const lists = enums.get(definition.name.value) ?? [];
      enums.set(definition.name.value, [...lists, visible.map((value) => value.name.value)]);
    }
    if (!isFieldsType(definition)) continue;
    for (const field of definition.fields ?? []) {
      const fields = directive(field, 'requires');
      if (fields) requires.set(`${definition.name.value}.${field.name.value}`, fields);
    }
  }
  const schema = buildASTSchema(transformSupergraphToPublicSchema(parse(supergraphSdl)));
  const common = [...enums].map(([name, lists]) => {
    const [first = [], ...others] = lists;
    return [name, first.filter((value) => others.every((list) => list.includes(value)))] as const;
  });
  return { schema, keyFields, requires, enumValues: new Map(common) };
}

export function randomSubgraphs(subgraphs: SubgraphSdl, rules: WorldRules, world: World): Subgraphs {
  const entries = Object.entries(subgraphs).map(([name, sdl]) => [
    name,
    randomSubgraph(name, sdl, subgraphs, rules, world),
  ]);
  return Object.fromEntries(entries);
}

function randomSubgraph(name: string, sdl: string, subgraphs: SubgraphSdl, rules: WorldRules, world: World): Subgraph {
  const lost = overridden(name, subgraphs);
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
    const typeName = info.parentType.name;
    if (lost.has(`${typeName}.${info.fieldName}`)) throw new Error(`${name} is no longer asked for ${info.fieldName}.`);
    const fields = rules.requires.get(`${typeName}.${info.fieldName}`);
    const told = fields === undefined ? undefined : toldBy(referenceOf(source), fields);
    return fieldValue(world, rules, source, typeName, info.fieldName, args, told);
  };
  return { sdl, resolvers: referenceResolvers(sdl, rules), fieldResolver, typeResolver: typeNameOf };
}

/** Fields that another subgraph has taken over for good. */
function overridden(name: string, subgraphs: SubgraphSdl): ReadonlySet<string> {
  const definitions = Object.values(subgraphs).flatMap((sdl) => parse(linked(sdl)).definitions);
  return new Set(
    definitions
      .filter(isFieldsType)
      .flatMap((type) =>
        (type.fields ?? []).flatMap((field) =>
          directive(field, 'override') === name && !isProgressive(field)
            ? [`${type.name.value}.${field.name.value}`]
            : [],
        ),
      ),
  );
}

/** Who answers depends on the label: it may be either. */
function isProgressive(field: Pick<ObjectTypeDefinitionNode, 'directives'>): boolean {
  const override = field.directives?.find((candidate) => candidate.name.value === 'override');
  return override?.arguments?.some((argument) => argument.name.value === 'label') ?? false;
}

function referenceResolvers(sdl: string, rules: WorldRules): Resolvers {
  const entities = parse(linked(sdl))
    .definitions.filter(isFieldsType)
    .filter((type) => directive(type, 'key'));
  return Object.fromEntries(
    entities.map((type) => [
      type.name.value,
      {
        __resolveReference: (reference: Readonly<Record<string, unknown>>) => {
          const id = idOf(reference, rules.keyFields);
          return { __typename: typeOfId(id) ?? type.name.value, id, reference };
        },
        ...(type.kind === Kind.INTERFACE_TYPE_DEFINITION ? { __resolveType: typeNameOf } : {}),
      },
    ]),
  );
}

/** The monolith: one schema, the same world. */
export function executeMonolith(
  rules: WorldRules,
  world: World,
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>>,
): ExecutionResult | Promise<ExecutionResult> {
  return execute({
    schema: rules.schema,
    document,
    variableValues,
    typeResolver: typeNameOf,
    fieldResolver: (source, args, _context, info) => {
      const { name } = info.parentType;
      const owners = [name, ...info.parentType.getInterfaces().map((type) => type.name)];
      const fields = owners.map((owner) => rules.requires.get(`${owner}.${info.fieldName}`)).find(Boolean);
      const told = fields !== undefined && isThing(source) ? requiredOf(world, rules, source, fields) : undefined;
      return fieldValue(world, rules, source, name, info.fieldName, args, told);
    },
  });
}

function fieldValue(
  world: World,
  rules: WorldRules,
  source: unknown,
  typeName: string,
  fieldName: string,
  args: object,
  told: unknown,
): unknown {
  const thing: Thing = isThing(source) ? source : { __typename: typeName, id: typeName };
  const type = rules.schema.getType(typeName);
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  if (!field || !('args' in field)) return hash(world, `${thing.id} ${fieldName}`) % 2 === 0 ? null : 'hidden';
  return valueOf(world, rules, thing, fieldName, field.type, args, told);
}

function referenceOf(source: unknown): unknown {
  return typeof source === 'object' && source !== null && 'reference' in source ? source.reference : undefined;
}

function typeNameOf(value: unknown): string | undefined {
  return isThing(value) ? (typeOfId(value.id) ?? value.__typename) : undefined;
}

function typeOfId(id: string): string | undefined {
  return /^(\w+):\d+$/.exec(id)?.[1];
}

function isFieldsType(definition: {
  readonly kind: string;
}): definition is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

/** The first argument of a directive, `''` when it has none; undefined when it is not there. */
function directive(node: Pick<ObjectTypeDefinitionNode, 'directives'>, name: string): string | undefined {
  const found = node.directives?.find((candidate) => candidate.name.value === name);
  if (!found) return undefined;
  const value = found.arguments?.[0]?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}
