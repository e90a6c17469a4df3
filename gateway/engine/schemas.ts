/** Which schemas a supergraph holds: the whole one, and the part that clients may see. */
import {
  buildASTSchema,
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

export interface Schemas {
  /** Without any `@inaccessible` element. */
  readonly apiSchema: GraphQLSchema;
  /** With them. Its nodes keep the directives of the supergraph, `@disclosure` for example. */
  readonly fullSchema: GraphQLSchema;
}

/** Federation's own words in a supergraph; a client sees none of them. */
const machinery = /^(join|link|core|federation)(__|$)/;
const marks = new Set(['inaccessible', 'tag', 'link']);

/** @throws Error when the supergraph is no valid schema */
export function buildSchemas(supergraph: DocumentNode): Schemas {
  const full = supergraph.definitions.flatMap(withoutMachinery);
  const api = withoutInaccessible(full.filter(isNoMark));
  return {
    fullSchema: buildASTSchema({ kind: Kind.DOCUMENT, definitions: full }),
    apiSchema: buildASTSchema({ kind: Kind.DOCUMENT, definitions: api }),
  };
}

function withoutMachinery(definition: DefinitionNode): DefinitionNode[] {
  if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION) {
    return [{ ...definition, directives: [] }];
  }
  if ('name' in definition && definition.name !== undefined && machinery.test(definition.name.value)) return [];
  return [mapMembers(definition, (member) => ({ ...member, directives: usable(member.directives) }))];
}

function usable(directives: readonly ConstDirectiveNode[] | undefined): ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => !machinery.test(directive.name.value));
}

/** The definitions of `@inaccessible` and `@tag` are ours, not the client's. */
function isNoMark(definition: DefinitionNode): boolean {
  return definition.kind !== Kind.DIRECTIVE_DEFINITION || !marks.has(definition.name.value);
}

/**
 * Also drops what mentions a dropped type, although composition does not let that happen:
 * if in doubt, a client sees less.
 */
function withoutInaccessible(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  const dropped = new Set(
    definitions.flatMap((definition) =>
      isType(definition) && isInaccessible(definition) ? [definition.name.value] : [],
    ),
  );
  return definitions
    .filter((definition) => !(isType(definition) && dropped.has(definition.name.value)))
    .map((definition) =>
      mapMembers(definition, (member) => {
        if (isInaccessible(member)) return undefined;
        if (member.type !== undefined && dropped.has(namedType(member.type))) return undefined;
        const directives = (member.directives ?? []).filter((directive) => !marks.has(directive.name.value));
        return { ...member, directives };
      }),
    )
    .map((definition) => withoutReferences(definition, dropped));
}

function withoutReferences(definition: DefinitionNode, dropped: ReadonlySet<string>): DefinitionNode {
  const remain = (node: { readonly name: { readonly value: string } }): boolean => !dropped.has(node.name.value);
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...definition, interfaces: (definition.interfaces ?? []).filter(remain) };
    case Kind.UNION_TYPE_DEFINITION:
      return { ...definition, types: (definition.types ?? []).filter(remain) };
    default:
      return definition;
  }
}

interface Member {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
  readonly type?: TypeNode;
}

/** Maps a definition, its fields, their arguments and its enum values; `undefined` drops a member. */
function mapMembers(definition: DefinitionNode, map: <M extends Member>(member: M) => M | undefined): DefinitionNode {
  const members = <M extends Member>(nodes: readonly M[] | undefined): M[] =>
    (nodes ?? []).flatMap((node) => map(node) ?? []);
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = members(definition.fields);
      return {
        ...(map(definition) ?? definition),
        fields: fields.map((field) => ({ ...field, arguments: members(field.arguments) })),
      };
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...(map(definition) ?? definition), fields: members(definition.fields) };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...(map(definition) ?? definition), values: members(definition.values) };
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
      return map(definition) ?? definition;
    default:
      return definition;
  }
}

function isType(definition: DefinitionNode): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition');
}

function isInaccessible(node: Member): boolean {
  return node.directives?.some((directive) => directive.name.value === 'inaccessible') ?? false;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
