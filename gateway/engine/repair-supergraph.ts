/** Saying in a supergraph what its composer forgot, and what the planner would not understand otherwise. */
import {
  Kind,
  parse,
  parseType,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { directivesNamed, flagOf, textOf } from './directives.ts';

export function repairSupergraph(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, { InterfaceTypeDefinition: repairInterface, FieldDefinition: repairField });
}

/**
 * A subgraph may know a field by a narrower type than the supergraph, and provide what only that
 * type has; the planner (0.0.38) looks for it in the wider type, and ends the process.
 */
function repairField(field: FieldDefinitionNode): FieldDefinitionNode {
  const directives = (field.directives ?? []).map((join): ConstDirectiveNode => {
    const provides = textOf(join, 'provides');
    const type = narrowerType(textOf(join, 'type'), field.type);
    if (join.name.value !== 'join__field' || provides === undefined || type === undefined) return join;
    const value = { kind: Kind.STRING, value: `... on ${type} { ${provides} }` } as const;
    const given = (join.arguments ?? []).map((each) => (each.name.value === 'provides' ? { ...each, value } : each));
    return { ...join, arguments: given };
  });
  return { ...field, directives };
}

/** Undefined when it is the same, or cannot be read. */
function narrowerType(text: string | undefined, type: TypeNode): string | undefined {
  if (text === undefined || !/^[\w![\]]+$/.test(text) || text.length > 200) return undefined;
  try {
    const narrower = namedType(parseType(text));
    return narrower === namedType(type) ? undefined : narrower;
  } catch {
    return undefined;
  }
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/**
 * What an `@interfaceObject` requires is external there, or it would not be required. The MIT composer
 * (0.26.3) does not say so when all other subgraphs of the interface have the field; then the wrong
 * subgraph would be asked for it.
 */
function repairInterface(node: InterfaceTypeDefinitionNode): InterfaceTypeDefinitionNode | undefined {
  const types = directivesNamed(node.directives, 'join__type');
  const required = new Map<string, Set<string>>();
  for (const type of types) {
    const graph = textOf(type, 'graph');
    if (graph === undefined || flagOf(type, 'isInterfaceObject') !== true) continue;
    const names = (node.fields ?? []).flatMap((field) => requiredBy(field, graph));
    const keys = types.flatMap((each) => (textOf(each, 'graph') === graph ? topFields(textOf(each, 'key')) : []));
    required.set(graph, new Set(names.filter((name) => !keys.includes(name))));
  }
  if ([...required.values()].every((names) => names.size === 0)) return undefined;
  const graphs = [...new Set(types.flatMap((type) => textOf(type, 'graph') ?? []))];
  return { ...node, fields: (node.fields ?? []).map((field) => markExternal(field, graphs, required)) };
}

/** Only a field that says nothing at all: then it would count for every subgraph. */
function markExternal(
  field: FieldDefinitionNode,
  graphs: readonly string[],
  required: ReadonlyMap<string, ReadonlySet<string>>,
): FieldDefinitionNode {
  if (directivesNamed(field.directives, 'join__field').length > 0) return field;
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
  return directivesNamed(field.directives, 'join__field').flatMap((join) =>
    textOf(join, 'graph') === graph ? topFields(textOf(join, 'requires')) : [],
  );
}

function topFields(fields: string | undefined): string[] {
  if (fields === undefined) return [];
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}
