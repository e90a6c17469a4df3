/** Saying in a supergraph what its composer forgot. */
import {
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
} from 'graphql';

/**
 * What an `@interfaceObject` requires is external there, or it would not be required. The MIT composer
 * (0.26.3) does not say so when all other subgraphs of the interface have the field; then the wrong
 * subgraph would be asked for it.
 */
export function withForgottenExternals(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, { InterfaceTypeDefinition: repairInterface });
}

function repairInterface(node: InterfaceTypeDefinitionNode): InterfaceTypeDefinitionNode | undefined {
  const types = named(node.directives, 'join__type');
  const required = new Map<string, Set<string>>();
  for (const type of types) {
    const graph = text(type, 'graph');
    if (graph === undefined || !isTrue(type, 'isInterfaceObject')) continue;
    const names = (node.fields ?? []).flatMap((field) => requiredBy(field, graph));
    const keys = types.flatMap((each) => (text(each, 'graph') === graph ? topFields(text(each, 'key')) : []));
    required.set(graph, new Set(names.filter((name) => !keys.includes(name))));
  }
  if ([...required.values()].every((names) => names.size === 0)) return undefined;
  const graphs = [...new Set(types.flatMap((type) => text(type, 'graph') ?? []))];
  return { ...node, fields: (node.fields ?? []).map((field) => markExternal(field, graphs, required)) };
}

/** Only a field that says nothing at all: then it would count for every subgraph. */
function markExternal(
  field: FieldDefinitionNode,
  graphs: readonly string[],
  required: ReadonlyMap<string, ReadonlySet<string>>,
): FieldDefinitionNode {
  if (named(field.directives, 'join__field').length > 0) return field;
  const isExternal = (graph: string): boolean => required.get(graph)?.has(field.name.value) === true;
  if (!graphs.some(isExternal)) return field;
  const joins = graphs.map((graph) => joinField(graph, isExternal(graph)));
  return { ...field, directives: [...(field.directives ?? []), ...joins] };
}

function joinField(graph: string, external: boolean): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'graph' }, value: { kind: Kind.ENUM, value: graph } },
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'external' },
        value: { kind: Kind.BOOLEAN, value: external },
      },
    ],
  };
}

function requiredBy(field: FieldDefinitionNode, graph: string): string[] {
  return named(field.directives, 'join__field').flatMap((join) =>
    text(join, 'graph') === graph ? topFields(text(join, 'requires')) : [],
  );
}

function topFields(fields: string | undefined): string[] {
  if (fields === undefined) return [];
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}

function named(directives: readonly ConstDirectiveNode[] | undefined, name: string): readonly ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => directive.name.value === name);
}

function text(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function isTrue(directive: ConstDirectiveNode, name: string): boolean {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN && value.value;
}
