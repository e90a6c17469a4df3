/** The document that the planner sees: the client's, decided, merged and renamed. */
import {
  doTypesOverlap,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isIncluded } from './conditions.ts';
import { emptyObject, type PlainObject } from './null-object.ts';
import type { PlanKeys } from './plan-keys.ts';

/** One operation of a document, with the fragments that it may spread. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rootType: GraphQLObjectType;
}

/** What a root field is for: the subgraphs, graphql-js, or nobody (`__typename`, a constant). */
export type RootFieldUse = 'subgraphs' | 'introspection' | 'nobody';

export function rootFieldUse(name: string): RootFieldUse {
  if (name === '__typename') return 'nobody';
  return name === '__schema' || name === '__type' ? 'introspection' : 'subgraphs';
}

export interface PartOptions {
  readonly schema: GraphQLSchema;
  readonly keys: PlanKeys;
  /** Which root fields are wanted. */
  readonly use: RootFieldUse;
  /** Coerced: they decide `@skip` and `@include`. */
  readonly variables: PlainObject;
}

/**
 * The part of `operation` whose root fields are for one use; undefined when there are none.
 *
 * The planner stumbles over much that GraphQL allows, so it is given the plainest text: conditions
 * are decided, fields selected twice are merged, fragments are spread out and those dropped that
 * always or never apply, keys and variables bear names that cannot clash with its own.
 */
export function partOf(operation: Operation, options: PartOptions): DocumentNode | undefined {
  const { definition } = operation;
  const rootType = options.schema.getRootType(definition.operation);
  if (!rootType) return undefined;
  const selections = new Normalizer(operation, options).normalize(rootType, [definition.selectionSet], true);
  if (selections.length === 0) return undefined;
  const part: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: definition.operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const used = usedVariables(part);
  const variableDefinitions = definition.variableDefinitions?.filter((node) => used.has(node.variable.name.value));
  return visit(
    { kind: Kind.DOCUMENT, definitions: [{ ...part, variableDefinitions: variableDefinitions ?? [] }] },
    { Variable: (node) => ({ ...node, name: { ...node.name, value: planVariable(node.name.value) } }) },
  );
}

/** The planner has variables of its own: `representations` and `__batch_reps_0`, `1`, … */
function planVariable(name: string): string {
  return /^(_|representations|x_)/.test(name) ? `x_${name}` : name;
}

/** The same values by the names that planned documents use. */
export function toPlanVariables(values: PlainObject): PlainObject {
  const variables = emptyObject();
  for (const name of Object.keys(values)) variables[planVariable(name)] = values[name];
  return variables;
}

/** What a selection on one type comes to, before its children are looked at. */
interface Groups {
  readonly fields: Map<string, { readonly node: FieldNode; readonly sets: SelectionSetNode[] }>;
  /** By the type that they narrow to. */
  readonly fragments: Map<string, SelectionSetNode[]>;
  readonly visited: Set<SelectionSetNode>;
}

class Normalizer {
  readonly #fragments: Operation['fragments'];
  readonly #options: PartOptions;

  constructor(operation: Operation, options: PartOptions) {
    this.#fragments = operation.fragments;
    this.#options = options;
  }

  normalize(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], isRoot: boolean): SelectionNode[] {
    const groups: Groups = { fields: new Map(), fragments: new Map(), visited: new Set() };
    for (const set of sets) this.#collect(type, set, groups, isRoot);
    const fields = [...groups.fields].map(([key, { node, sets: below }]) => this.#field(type, key, node, below));
    const fragments = [...groups.fragments].flatMap(([name, below]) => this.#fragment(name, below, isRoot));
    return [...fields, ...fragments];
  }

  #collect(type: GraphQLCompositeType, set: SelectionSetNode, groups: Groups, isRoot: boolean): void {
    if (groups.visited.has(set)) return;
    groups.visited.add(set);
    for (const node of set.selections) {
      if (!isIncluded(node.directives, this.#options.variables)) continue;
      if (node.kind === Kind.FIELD) {
        if (!isRoot || rootFieldUse(node.name.value) === this.#options.use) this.#addField(node, groups);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
      if (fragment) this.#addFragment(type, fragment, groups, isRoot);
    }
  }

  #addField(node: FieldNode, groups: Groups): void {
    const key = this.#options.keys.of(node);
    const group = groups.fields.get(key) ?? { node, sets: [] };
    if (node.selectionSet) group.sets.push(node.selectionSet);
    groups.fields.set(key, group);
  }

  #addFragment(
    type: GraphQLCompositeType,
    { typeCondition, selectionSet }: InlineFragmentNode | FragmentDefinitionNode,
    groups: Groups,
    isRoot: boolean,
  ): void {
    const { schema } = this.#options;
    const target = typeCondition ? schema.getType(typeCondition.name.value) : type;
    if (!isCompositeType(target) || !doTypesOverlap(schema, type, target)) return;
    const always = target === type || (isAbstractType(target) && !isUnionType(type) && schema.isSubType(target, type));
    if (always) return this.#collect(type, selectionSet, groups, isRoot);
    groups.fragments.set(target.name, [...(groups.fragments.get(target.name) ?? []), selectionSet]);
  }

  #field(type: GraphQLCompositeType, key: string, node: FieldNode, sets: readonly SelectionSetNode[]): FieldNode {
    const { alias: _alias, directives: _directives, selectionSet: _selectionSet, ...field } = node;
    const named = {
      ...field,
      ...(key === node.name.value ? {} : { alias: { kind: Kind.NAME, value: key } as const }),
    };
    const below = this.#typeOf(type, node.name.value);
    if (below === undefined) return named;
    const selections = this.normalize(below, sets, false);
    // An object is an answer even if nothing of it is selected.
    return {
      ...named,
      selectionSet: { kind: Kind.SELECTION_SET, selections: selections.length > 0 ? selections : [typeName] },
    };
  }

  /** The type of a field that has selections. */
  #typeOf(type: GraphQLCompositeType, fieldName: string): GraphQLCompositeType | undefined {
    const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((field) => field.name === fieldName);
    const field = meta ?? (isUnionType(type) ? undefined : type.getFields()[fieldName]);
    const named = field && getNamedType(field.type);
    return isCompositeType(named) ? named : undefined;
  }

  #fragment(typeName_: string, sets: readonly SelectionSetNode[], isRoot: boolean): InlineFragmentNode[] {
    const type = this.#options.schema.getType(typeName_);
    if (!isCompositeType(type)) return [];
    const selections = this.normalize(type, sets, isRoot);
    if (selections.length === 0) return [];
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName_ } },
        selectionSet: { kind: Kind.SELECTION_SET, selections },
      },
    ];
  }
}

const typeName: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function usedVariables(part: OperationDefinitionNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(part, {
    Variable: (variable) => {
      used.add(variable.name.value);
    },
  });
  return used;
}
