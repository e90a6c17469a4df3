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
import { directivesNamed, flagOf, textOf } from '../directives.ts';
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
        const [graph] = directivesNamed(value.directives, 'join__graph');
        services.set(value.name.value, (graph && textOf(graph, 'name')) ?? value.name.value);
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
  for (const join of directivesNamed(directives, 'join__type')) {
    const graph = textOf(join, 'graph') ?? '';
    const key = textOf(join, 'key');
    const before = byGraph.get(graph);
    const isKey = key !== undefined && flagOf(join, 'resolvable') !== false;
    byGraph.set(graph, {
      graph,
      keys: [...(before?.keys ?? []), ...(isKey ? [parseFields(key)] : [])],
      isInterfaceObject: before?.isInterfaceObject === true || flagOf(join, 'isInterfaceObject') === true,
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
  const joins = directivesNamed(directives, 'join__field');
  const plain = { isUsable: true, requires: undefined, provides: undefined, type: print(type) };
  if (joins.length === 0) return graphs.map((graph) => ({ graph, ...plain }));
  return joins.flatMap((join): FieldInGraph[] => {
    const graph = textOf(join, 'graph');
    if (graph === undefined) return [];
    const requires = textOf(join, 'requires');
    const provides = textOf(join, 'provides');
    return [
      {
        graph,
        isUsable: flagOf(join, 'external') !== true && isInForce(join, overrides),
        requires: requires === undefined ? undefined : parseFields(requires),
        provides: provides === undefined ? undefined : parseFields(provides),
        type: textOf(join, 'type') ?? plain.type,
      },
    ];
  });
}

function isInForce(join: ConstDirectiveNode, { labels, percent }: PlanOptions): boolean {
  if (flagOf(join, 'usedOverridden') === true && textOf(join, 'overrideLabel') === undefined) return false;
  const label = textOf(join, 'overrideLabel');
  if (label === undefined) return true;
  const [, share] = /^percent\((.*)\)$/.exec(label) ?? [];
  const isOn = share === undefined ? labels.has(label) : percent < Number(share);
  return textOf(join, 'override') === undefined ? !isOn : isOn;
}

/** Triples of abstract type, subgraph and object type. */
function membershipsOf(
  kind: Kind,
  name: string,
  directives: readonly ConstDirectiveNode[] | undefined,
): (readonly [string, string, string])[] {
  if (kind === Kind.UNION_TYPE_DEFINITION) {
    return directivesNamed(directives, 'join__unionMember').map((join) => [
      name,
      textOf(join, 'graph') ?? '',
      textOf(join, 'member') ?? '',
    ]);
  }
  if (kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  return directivesNamed(directives, 'join__implements').map((join) => [
    textOf(join, 'interface') ?? '',
    textOf(join, 'graph') ?? '',
    name,
  ]);
}

function parseFields(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`"${fields}" is no selection of fields.`);
  return definition.selectionSet;
}
