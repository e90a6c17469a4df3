/** The document that the planner sees: the client's, without what the gateway answers itself. */
import {
  Kind,
  print,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { PlanKeys } from './plan-keys.ts';

/** One operation of a document, with the fragments that it may spread. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** What a root field is for: the subgraphs, graphql-js, or nobody (`__typename`, a constant). */
export type RootFieldUse = 'subgraphs' | 'introspection' | 'nobody';

export function rootFieldUse(name: string): RootFieldUse {
  if (name === '__typename') return 'nobody';
  return name === '__schema' || name === '__type' ? 'introspection' : 'subgraphs';
}

/**
 * The part of `operation` whose root fields are for `use`; undefined when there are none.
 * Fragments are renamed: one that is spread at the root and below differs in the two places.
 */
export function partOf(operation: Operation, use: RootFieldUse): DocumentNode | undefined {
  const definitions: FragmentDefinitionNode[] = [];
  const copies = new Map<string, string | undefined>();

  const copyFragment = (name: string, atRoot: boolean): string | undefined => {
    const id = `${atRoot ? 'root' : 'below'} ${name}`;
    if (copies.has(id)) return copies.get(id);
    const fragment = operation.fragments.get(name);
    const copyName = `f_${copies.size}`;
    copies.set(id, copyName);
    const selectionSet = fragment && keep(fragment.selectionSet, atRoot);
    if (fragment === undefined || selectionSet === undefined) copies.set(id, undefined);
    else definitions.push({ ...fragment, name: { ...fragment.name, value: copyName }, selectionSet });
    return copies.get(id);
  };

  const keepSelection = (node: SelectionNode, atRoot: boolean): SelectionNode | undefined => {
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const value = copyFragment(node.name.value, atRoot);
      return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
    }
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const selectionSet = keep(node.selectionSet, atRoot);
      return selectionSet && { ...node, selectionSet };
    }
    if (atRoot && rootFieldUse(node.name.value) !== use) return undefined;
    const selectionSet = node.selectionSet && keep(node.selectionSet, false);
    return selectionSet ? { ...node, selectionSet } : node;
  };

  const keep = (node: SelectionSetNode, atRoot: boolean): SelectionSetNode | undefined => {
    const selections = node.selections.flatMap((selection) => keepSelection(selection, atRoot) ?? []);
    return selections.length === 0 ? undefined : { ...node, selections };
  };

  const selectionSet = keep(operation.definition.selectionSet, true);
  if (selectionSet === undefined) return undefined;
  const definition = withUsedVariables({ ...operation.definition, selectionSet }, definitions);
  return { kind: Kind.DOCUMENT, definitions: [definition, ...definitions] };
}

/** The text for the planner, in which keys and variables bear names that cannot clash with its own. */
export function printForPlanner(part: DocumentNode, keys: PlanKeys): string {
  const renamed = visit(part, {
    OperationDefinition: ({ name: _name, ...node }) => node,
    Field: (node) => {
      const { alias: _alias, ...field } = node;
      const key = keys.of(node);
      return key === node.name.value ? field : { ...field, alias: { kind: Kind.NAME, value: key } };
    },
    Variable: (node) => ({ ...node, name: { ...node.name, value: planVariable(node.name.value) } }),
  });
  return print(renamed);
}

/** The planner has variables of its own: `representations` and `__batch_reps_0`, `1`, … */
export function planVariable(name: string): string {
  return /^(_|representations|x_)/.test(name) ? `x_${name}` : name;
}

function withUsedVariables(
  definition: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): OperationDefinitionNode {
  const used = new Set<string>();
  const note = (node: ASTNode): void => {
    visit(node, {
      VariableDefinition: () => false,
      Variable: (variable) => {
        used.add(variable.name.value);
      },
    });
  };
  [definition, ...fragments].forEach(note);
  const variableDefinitions = definition.variableDefinitions ?? [];
  return {
    ...definition,
    variableDefinitions: variableDefinitions.filter((node) => used.has(node.variable.name.value)),
  };
}
