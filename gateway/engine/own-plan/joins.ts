/** Who knows what: the `join__` directives of a supergraph, read once. */
import {
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PlanOptions } from '../plan.ts';

/** A type as one subgraph has it. */
export interface TypeInGraph {
  readonly graph: string;
  /** Only those by which the subgraph finds entities. */
  readonly keys: readonly SelectionSetNode[];
  readonly isInterfaceObject: boolean;
}

/** A field as one subgraph has it. */
export interface FieldInGraph {
  readonly graph: string;
  /** False when it is external there, or overridden. */
  readonly isUsable: boolean;
  readonly requires: SelectionSetNode | undefined;
  readonly provides: SelectionSetNode | undefined;
  /** Its type there, as text. */
  readonly type: string;
}

export interface Joins {
  /** The name by which the subgraph is asked. */
  serviceOf(graph: string): string;
  typesOf(typeName: string): readonly TypeInGraph[];
  fieldsOf(typeName: string, fieldName: string): readonly FieldInGraph[];
  fieldIn(typeName: string, fieldName: string, graph: string): FieldInGraph | undefined;
  /** What an interface or a union can be in one subgraph. */
  possibleTypes(abstractName: string, graph: string): readonly string[];
  isInterfaceObject(typeName: string, graph: string): boolean;
}

interface JoinedType {
  readonly inGraphs: readonly TypeInGraph[];
  readonly fields: ReadonlyMap<string, readonly FieldInGraph[]>;
}

export function readJoins(supergraph: DocumentNode, overrides: PlanOptions): Joins {
  const services = new Map<string, string>();
  const types = new Map<string, JoinedType>();
  const members = new Map<string, string[]>();
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph') {
      for (const value of definition.values ?? []) {
        const [graph] = named(value.directives, 'join__graph');
        services.set(value.name.value, (graph && text(graph, 'name')) ?? value.name.value);
      }
    } else if (
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.UNION_TYPE_DEFINITION
    ) {
      const { name, directives } = definition;
      const fields = definition.kind === Kind.UNION_TYPE_DEFINITION ? [] : (definition.fields ?? []);
      types.set(name.value, readType(directives, fields, overrides));
      for (const [abstractName, graph, member] of membershipsOf(definition.kind, name.value, directives)) {
        const key = `${abstractName} ${graph}`;
        members.set(key, [...(members.get(key) ?? []), member]);
      }
    }
  }
  const typesOf = (typeName: string): readonly TypeInGraph[] => types.get(typeName)?.inGraphs ?? [];
  const fieldsOf: Joins['fieldsOf'] = (typeName, fieldName) => types.get(typeName)?.fields.get(fieldName) ?? [];
  return {
    serviceOf: (graph) => services.get(graph) ?? graph,
    typesOf,
    fieldsOf,
    fieldIn: (typeName, fieldName, graph) => fieldsOf(typeName, fieldName).find((field) => field.graph === graph),
    possibleTypes: (abstractName, graph) => members.get(`${abstractName} ${graph}`) ?? [],
    isInterfaceObject: (typeName, graph) =>
      typesOf(typeName).some((type) => type.graph === graph && type.isInterfaceObject),
  };
}

function readType(
  directives: readonly ConstDirectiveNode[] | undefined,
  fields: readonly FieldDefinitionNode[],
  overrides: PlanOptions,
): JoinedType {
  const byGraph = new Map<string, TypeInGraph>();
  for (const join of named(directives, 'join__type')) {
    const graph = text(join, 'graph') ?? '';
    const key = text(join, 'key');
    const before = byGraph.get(graph);
    const isKey = key !== undefined && flag(join, 'resolvable') !== false;
    byGraph.set(graph, {
      graph,
      keys: [...(before?.keys ?? []), ...(isKey ? [parseFields(key)] : [])],
      isInterfaceObject: before?.isInterfaceObject === true || flag(join, 'isInterfaceObject') === true,
    });
  }
  const graphs = [...byGraph.keys()];
  return {
    inGraphs: [...byGraph.values()],
    fields: new Map(fields.map((field) => [field.name.value, readField(field, graphs, overrides)])),
  };
}

/** A field without `@join__field` is in every subgraph of its type; one without a graph is in none. */
function readField(
  { directives, type }: FieldDefinitionNode,
  graphs: readonly string[],
  overrides: PlanOptions,
): FieldInGraph[] {
  const joins = named(directives, 'join__field');
  const plain = { isUsable: true, requires: undefined, provides: undefined, type: print(type) };
  if (joins.length === 0) return graphs.map((graph) => ({ graph, ...plain }));
  return joins.flatMap((join): FieldInGraph[] => {
    const graph = text(join, 'graph');
    if (graph === undefined) return [];
    const requires = text(join, 'requires');
    const provides = text(join, 'provides');
    return [
      {
        graph,
        isUsable: flag(join, 'external') !== true && isInForce(join, overrides),
        requires: requires === undefined ? undefined : parseFields(requires),
        provides: provides === undefined ? undefined : parseFields(provides),
        type: text(join, 'type') ?? plain.type,
      },
    ];
  });
}

function isInForce(join: ConstDirectiveNode, { labels, percent }: PlanOptions): boolean {
  if (flag(join, 'usedOverridden') === true && text(join, 'overrideLabel') === undefined) return false;
  const label = text(join, 'overrideLabel');
  if (label === undefined) return true;
  const [, share] = /^percent\((.*)\)$/.exec(label) ?? [];
  const isOn = share === undefined ? labels.has(label) : percent < Number(share);
  return text(join, 'override') === undefined ? !isOn : isOn;
}

/** Triples of abstract type, subgraph and object type. */
function membershipsOf(
  kind: Kind,
  name: string,
  directives: readonly ConstDirectiveNode[] | undefined,
): (readonly [string, string, string])[] {
  if (kind === Kind.UNION_TYPE_DEFINITION) {
    return named(directives, 'join__unionMember').map((join) => [
      name,
      text(join, 'graph') ?? '',
      text(join, 'member') ?? '',
    ]);
  }
  if (kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  return named(directives, 'join__implements').map((join) => [
    text(join, 'interface') ?? '',
    text(join, 'graph') ?? '',
    name,
  ]);
}

function parseFields(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`"${fields}" is no selection of fields.`);
  return definition.selectionSet;
}

function named(directives: readonly ConstDirectiveNode[] | undefined, name: string): readonly ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => directive.name.value === name);
}

function text(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function flag(directive: ConstDirectiveNode, name: string): boolean | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}
