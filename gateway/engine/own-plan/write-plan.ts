/** From requests to plan nodes: their order, their text, and what has to be renamed on the way back. */
import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { EntityBatch, PathStep, PlanNode, Request, Requirement, Rewrite } from '../plan-nodes.ts';
import type { Joins } from './joins.ts';
import { keyOf, type EntityOf, type Group, type Tree, type TreeField } from './places.ts';

export interface WriteOptions {
  readonly joins: Joins;
  /** Whether objects of a type have to say so. */
  readonly needsTypeName: (typeName: string) => boolean;
  readonly operation: OperationDefinitionNode;
}

/** As many rounds as the longest chain of requests; one request a subgraph and round. */
export function writePlan(groups: readonly Group[], options: WriteOptions): PlanNode {
  const rounds: Group[][] = [];
  for (const group of groups) (rounds[roundOf(group)] ??= []).push(group);
  const nodes = rounds.map((round): PlanNode => ({ kind: 'parallel', nodes: writeRound(round, options) }));
  return { kind: 'sequence', nodes };
}

function roundOf(group: Group): number {
  return Math.max(-1, ...[...group.after].map(roundOf)) + 1;
}

function writeRound(groups: readonly Group[], options: WriteOptions): PlanNode[] {
  const roots = groups.filter((group) => group.entity === undefined);
  const byGraph = new Map<string, (Group & { readonly entity: EntityOf })[]>();
  for (const group of groups) {
    const { entity } = group;
    if (entity) byGraph.set(group.graph, [...(byGraph.get(group.graph) ?? []), { ...group, entity }]);
  }
  return [
    ...roots.map((group) => writeRoot(group, options)),
    ...[...byGraph].map(([graph, entities]) => writeEntities(graph, entities, options)),
  ];
}

function writeRoot(group: Group, options: WriteOptions): PlanNode {
  const writer = new TreeWriter(options);
  const selections = writer.write(group.tree);
  const request = toRequest(group.graph, options, { kind: options.operation.operation, selections });
  return { kind: 'root', request, rewrites: writer.rewrites };
}

function writeEntities(
  graph: string,
  groups: readonly (Group & { readonly entity: EntityOf })[],
  options: WriteOptions,
): PlanNode {
  const written = groups.map((group, index) => writeBatch(group, index, options));
  const request = toRequest(graph, options, {
    kind: OperationTypeNode.QUERY,
    selections: written.map((each) => each.field),
    representations: written.map((each) => each.batch.variable),
  });
  return { kind: 'entities', request, batches: written.map((each) => each.batch) };
}

function writeBatch(
  { path, tree, entity }: Group & { readonly entity: EntityOf },
  index: number,
  options: WriteOptions,
) {
  const writer = new TreeWriter(options);
  const below = writer.write(tree);
  const variable = index === 0 ? 'representations' : `representations_${index}`;
  const responseKey = index === 0 ? '_entities' : `_entities_${index}`;
  const field: FieldNode = {
    kind: Kind.FIELD,
    name: nameNode('_entities'),
    ...(index === 0 ? {} : { alias: nameNode(responseKey) }),
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: nameNode('representations'),
        value: { kind: Kind.VARIABLE, name: nameNode(variable) },
      },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [fragmentOn(tree.typeName, below)] },
  };
  const batch: EntityBatch = {
    responseKey,
    variable,
    paths: [path],
    requires: [
      {
        kind: 'fragment',
        typeName: entity.typeName,
        skipIf: undefined,
        includeIf: undefined,
        children: entity.told.flatMap(toRequirement),
      },
    ],
    inputRewrites: entity.isInterfaceObject ? [renamedTo(entity.typeNameThere)] : [],
    outputRewrites: writer.rewrites,
  };
  return { field, batch };
}

function renamedTo(typeName: string): Rewrite {
  return { path: [{ kind: 'key', key: '__typename' }], change: { kind: 'set', value: typeName } };
}

function toRequirement(selection: SelectionNode): Requirement[] {
  if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
  const children = (selection.selectionSet?.selections ?? []).flatMap(toRequirement);
  if (selection.kind === Kind.FIELD) {
    return [{ kind: 'field', source: keyOf(selection), target: selection.name.value, children }];
  }
  const typeName = selection.typeCondition?.name.value;
  if (typeName === undefined) return children;
  return [{ kind: 'fragment', typeName, skipIf: undefined, includeIf: undefined, children }];
}

/** Writes a selection; notes what it had to rename so that the query is valid. */
class TreeWriter {
  readonly rewrites: Rewrite[] = [];
  readonly #options: WriteOptions;
  readonly #aliases = new Map<TreeField, string>();
  #renamed = 0;

  constructor(options: WriteOptions) {
    this.#options = options;
  }

  write(tree: Tree): SelectionNode[] {
    this.#rename([tree]);
    return this.#selections(tree, []);
  }

  #selections(tree: Tree, path: readonly PathStep[]): SelectionNode[] {
    const fields = [...tree.fields].map(([key, field]) => this.#field(key, field, path));
    const fragments = [...tree.fragments].map(([typeName, below]) =>
      fragmentOn(typeName, this.#selections(below, [...path, { kind: 'types', names: [typeName] }])),
    );
    const selections = [...fields, ...fragments];
    return this.#options.needsTypeName(tree.typeName) || selections.length === 0
      ? [typeNameField, ...selections]
      : selections;
  }

  #field(key: string, field: TreeField, path: readonly PathStep[]): FieldNode {
    const { node, children } = field;
    const alias = this.#aliases.get(field);
    const answered = alias ?? key;
    const below = children && this.#selections(children, [...path, { kind: 'key', key: answered }]);
    // What is further down is renamed before, while its path still holds.
    if (alias !== undefined)
      this.rewrites.push({ path: [...path, { kind: 'key', key: alias }], change: { kind: 'rename', to: key } });
    const { alias: _alias, selectionSet: _selectionSet, ...rest } = node;
    return {
      ...rest,
      ...(answered === node.name.value ? {} : { alias: nameNode(answered) }),
      ...(below ? { selectionSet: { kind: Kind.SELECTION_SET, selections: below } } : {}),
    };
  }

  /**
   * Fields that meet under one key must have one type, even if they never meet in one object: all but
   * the first get another key.
   */
  #rename(trees: readonly Tree[]): void {
    const byKey = new Map<string, TreeField[]>();
    for (const [key, field] of trees.flatMap(fieldsWithin)) byKey.set(key, [...(byKey.get(key) ?? []), field]);
    for (const [key, fields] of byKey) {
      const byType = new Map<string, TreeField[]>();
      for (const field of fields) byType.set(field.type, [...(byType.get(field.type) ?? []), field]);
      for (const [index, same] of [...byType.values()].entries()) {
        if (index > 0) this.#renamed += 1;
        for (const field of index > 0 ? same : []) this.#aliases.set(field, `${key}__${this.#renamed}`);
        this.#rename(same.flatMap((field) => field.children ?? []));
      }
    }
  }
}

function fieldsWithin(tree: Tree): (readonly [string, TreeField])[] {
  return [...tree.fields, ...[...tree.fragments.values()].flatMap(fieldsWithin)];
}

interface Asking {
  readonly kind: OperationTypeNode;
  readonly selections: readonly SelectionNode[];
  /** The names of the variables that hold them. */
  readonly representations?: readonly string[];
}

function toRequest(
  graph: string,
  { joins, operation }: WriteOptions,
  { kind, selections, representations = [] }: Asking,
): Request {
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const variables = variablesIn(selectionSet).filter((name) => !representations.includes(name));
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: kind,
    variableDefinitions: [
      ...representations.map(representationsDefinition),
      ...(operation.variableDefinitions ?? []).filter((each) => variables.includes(each.variable.name.value)),
    ],
    selectionSet,
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
  return {
    service: joins.serviceOf(graph),
    operation: kind === OperationTypeNode.MUTATION ? 'mutation' : 'query',
    operationName: undefined,
    query: print(document),
    document,
    variables,
  };
}

function variablesIn(set: SelectionSetNode): string[] {
  const names = new Set<string>();
  visit(set, { Variable: (node) => void names.add(node.name.value) });
  return [...names];
}

function representationsDefinition(name: string): VariableDefinitionNode {
  const [definition] = parse(`query ($${name}: [_Any!]!) { a }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('This is a query.');
  const [variable] = definition.variableDefinitions ?? [];
  if (variable === undefined) throw new Error('This query has a variable.');
  return variable;
}

function fragmentOn(typeName: string, selections: readonly SelectionNode[]): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: nameNode(typeName) },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

function nameNode(value: string): { readonly kind: Kind.NAME; readonly value: string } {
  return { kind: Kind.NAME, value };
}

const typeNameField: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename') };
