/** What the client asked for, per object type: the fields in their order, fragments resolved. */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { always, conditionKey, narrow, type Condition, type Flags } from './conditions.ts';
import type { PlanKeys } from './plan-keys.ts';

/** Selections of a composite type. Objects of each possible type have their own list of fields. */
export interface Selection {
  readonly type: GraphQLCompositeType;
  /**
   * By type name; the abstract type itself is among them, for objects of which only that is known
   * (an `@interfaceObject` nobody had to resolve).
   */
  readonly objects: ReadonlyMap<string, ObjectSelection>;
}

export interface ObjectSelection {
  readonly typeName: string;
  /** False for an abstract type, whose name is no `__typename`. */
  readonly isConcrete: boolean;
  readonly fields: readonly SelectedFieldUse[];
}

/** A field as selected, once per response key. */
export interface SelectedFieldUse {
  readonly name: string;
  readonly responseKey: string;
  /** The key under which subgraphs answer it. */
  readonly planKey: string;
  /** See `Flags`; undefined when the field is always there. */
  readonly flag: number | undefined;
  /** Undefined for `__typename`, `__schema` and `__type`. */
  readonly type: GraphQLOutputType | undefined;
  /** Of a composite type only. */
  readonly children: Selection | undefined;
}

export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly keys: PlanKeys;
  readonly flags: Flags;
}

/** A selection set together with the condition under which it counts. */
interface Part {
  readonly set: SelectionSetNode;
  readonly condition: Condition;
}

interface Occurrence {
  readonly node: FieldNode;
  readonly condition: Condition;
}

/**
 * Resolves an operation's selection set. Equal selections on equal types become one object, which
 * keeps deep selections on interfaces with many implementations small.
 */
export function readSelection(context: SelectionContext, root: GraphQLObjectType, set: SelectionSetNode): Selection {
  return new SelectionReader(context).read(root, [{ set, condition: always }]);
}

class SelectionReader {
  readonly #context: SelectionContext;
  readonly #known = new Map<string, Selection>();
  readonly #setNumbers = new Map<SelectionSetNode, number>();

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  read(type: GraphQLCompositeType, parts: readonly Part[]): Selection {
    const key = `${type.name} ${parts.map((part) => this.#partKey(part)).join(' ')}`;
    const known = this.#known.get(key);
    if (known) return known;
    const { schema } = this.#context;
    const types = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
    const objects = new Map(types.map((each) => [each.name, this.#readObject(each, parts)]));
    const selection = { type, objects };
    this.#known.set(key, selection);
    return selection;
  }

  #readObject(type: GraphQLCompositeType, parts: readonly Part[]): ObjectSelection {
    const occurrences = new Map<string, Occurrence[]>();
    const visited = new Set<string>();
    for (const part of parts) this.#collect(type, part, occurrences, visited);
    const fields = [...occurrences].map(([responseKey, uses]) => this.#readField(type, responseKey, uses));
    return { typeName: type.name, isConcrete: isObjectType(type), fields };
  }

  #collect(type: GraphQLCompositeType, part: Part, into: Map<string, Occurrence[]>, visited: Set<string>): void {
    for (const node of part.set.selections) {
      const condition = narrow(part.condition, node.directives);
      if (condition === undefined) continue;
      if (node.kind === Kind.FIELD) {
        const responseKey = node.alias?.value ?? node.name.value;
        into.set(responseKey, [...(into.get(responseKey) ?? []), { node, condition }]);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const visit = `${node.name.value} ${conditionKey(condition)}`;
        if (visited.has(visit)) continue;
        visited.add(visit);
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#context.fragments.get(node.name.value);
      if (fragment === undefined || !this.#applies(fragment, type)) continue;
      this.#collect(type, { set: fragment.selectionSet, condition }, into, visited);
    }
  }

  #applies(fragment: InlineFragmentNode | FragmentDefinitionNode, type: GraphQLCompositeType): boolean {
    const { schema } = this.#context;
    const name = fragment.typeCondition?.name.value;
    if (name === undefined || name === type.name) return true;
    const wanted = schema.getType(name);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  }

  #readField(type: GraphQLCompositeType, responseKey: string, uses: readonly Occurrence[]): SelectedFieldUse {
    const { keys, flags } = this.#context;
    const [first] = uses;
    if (first === undefined) throw new Error(`The field "${responseKey}" has no occurrence.`);
    const name = first.node.name.value;
    const fieldType = isUnionType(type) ? undefined : type.getFields()[name]?.type;
    return {
      name,
      responseKey,
      planKey: keys.of(first.node),
      flag: flags.numberOf(uses.map((use) => use.condition)),
      type: fieldType,
      children: this.#readChildren(fieldType, uses),
    };
  }

  #readChildren(fieldType: GraphQLOutputType | undefined, uses: readonly Occurrence[]): Selection | undefined {
    if (fieldType === undefined) return undefined;
    const named = getNamedType(fieldType);
    if (!isCompositeType(named)) return undefined;
    const parts = uses.flatMap(({ node, condition }): Part[] => {
      if (node.selectionSet === undefined) return [];
      // A field that is there at all has met its only condition.
      return [{ set: node.selectionSet, condition: uses.length === 1 ? always : condition }];
    });
    return this.read(named, parts);
  }

  #partKey({ set, condition }: Part): string {
    const number = this.#setNumbers.get(set) ?? this.#setNumbers.size;
    this.#setNumbers.set(set, number);
    return `${number}?${conditionKey(condition)}`;
  }
}
