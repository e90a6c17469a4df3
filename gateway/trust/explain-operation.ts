/** What an operation would bring a caller: decided by access class alone, so that it tells of no record. */
import {
  getNamedType,
  getOperationAST,
  GraphQLError,
  isCompositeType,
  Kind,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { ByteCache } from '../../schema/byte-cache.ts';
import { DomainError } from '../../schema/errors.ts';
import { effectiveGrant } from '../../schema/policy/access-class.ts';
import { DEFAULT_PAGE } from '../../schema/shared-types.ts';
import { mayCall, type PolicyTable } from '../../subgraphs/kernel/index.ts';
import type { QuotaLeft } from '../../subgraphs/sharing/index.ts';
import type { House } from '../house.ts';
import { LIMITS, measureOperation, parseWithinLimits } from '../limits.ts';
import { resuggest } from '../introspection/suggestions.ts';
import type { VisibleSchemas } from '../introspection/visible-schemas.ts';
import { isGiven, type PreflightParts } from '../preflight.ts';
import type { PossibleOutcomes } from './possible-outcomes.ts';
import type { OperationExplanation, OperationField, OperationMeasure } from './types.ts';

export interface OperationParts {
  readonly preflight: PreflightParts;
  readonly possible: PossibleOutcomes;
  /** What everybody may write against. */
  readonly apiSchema: GraphQLSchema;
  /** What each is told of it. */
  readonly visible: VisibleSchemas;
  readonly calls: PolicyTable;
  readonly house: Pick<House, 'call'>;
}

export interface OperationQuestion {
  readonly document: string;
  readonly operationName: string | null;
}

type Explained = Pick<OperationExplanation, 'refusals' | 'fields' | 'cost'>;

const KEPT_BYTES = 4 * 1024 * 1024;
/** More of them tell nothing new. */
const MOST_REFUSALS = 20;

export class OperationExplainer {
  readonly #parts: OperationParts;
  /** The same text again, be it twenty times in one request. */
  readonly #known = new ByteCache<Explained>(KEPT_BYTES);

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  /** @throws UNAVAILABLE when `sharing` cannot tell what the grant still allows */
  async explain(access: AccessContext, question: OperationQuestion): Promise<OperationExplanation> {
    const { policyVersion, posts } = access;
    const accessClass = this.#parts.preflight.policy.accessClass(access);
    const key = JSON.stringify([accessClass.key, posts, question]);
    const explained = this.#known.get(key) ?? explainText(this.#parts, access, question);
    this.#known.set(key, explained, 2 * key.length + 400 * explained.fields.length);
    return { policyVersion, ...explained, quota: await readQuota(this.#parts.house, access) };
  }
}

async function readQuota(
  house: OperationParts['house'],
  access: AccessContext,
): Promise<OperationExplanation['quota']> {
  const grant = effectiveGrant(access);
  if (grant === null) return null;
  const found = (await house.call('sharing', 'readQuota', { grantId: grant.id, at: access.at })) as QuotaLeft | null;
  return found && { ...found, until: new Date(found.until) };
}

function explainText(
  parts: OperationParts,
  access: AccessContext,
  { document: text, operationName }: OperationQuestion,
) {
  try {
    const document = parseWithinLimits(text);
    const faults = validate(parts.apiSchema, document, undefined, { maxErrors: MOST_REFUSALS }).map((each) =>
      each.toJSON(),
    );
    const told = resuggest(faults, document, () => parts.visible.for(access));
    if (told.length > 0) return refused(told.map(({ message }) => message));
    const operation = getOperationAST(document, operationName);
    if (operation === null || operation === undefined)
      return refused(['operationName: must name the one operation that is meant.']);
    return explainDocument(parts, access, { document, operation });
  } catch (error) {
    if (error instanceof DomainError || error instanceof GraphQLError) return refused([error.message]);
    throw error;
  }
}

function refused(refusals: string[]): Explained {
  return { refusals: refusals.slice(0, MOST_REFUSALS), fields: [], cost: [] };
}

interface Chosen {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

function explainDocument(parts: OperationParts, access: AccessContext, chosen: Chosen): Explained {
  const { preflight, possible, calls } = parts;
  const accessClass = preflight.policy.accessClass(access);
  const fields: OperationField[] = [];
  const refusals = new Set<string>();
  let objects = 0;
  walk(preflight.schema, chosen, ({ parent, field, path, factor, isObject }) => {
    const coordinate = `${parent}.${field}`;
    if (isObject) objects += factor;
    const rule = calls[coordinate];
    if (rule !== undefined && !mayCall(rule, access)) refusals.add(`${coordinate}: FORBIDDEN (${rule.clause}).`);
    const isPruned = !isGiven(preflight, accessClass, parent, field);
    fields.push({ path, coordinate, isPruned, outcomes: [...possible.of(accessClass, parent, field)] });
  });
  return { refusals: [...refusals].slice(0, MOST_REFUSALS), fields, cost: costOf(chosen, objects) };
}

function costOf({ document, operation }: Chosen, objects: number): OperationMeasure[] {
  const { fields, depth, aliases } = measureOperation(document, operation);
  const rootFields = operation.selectionSet.selections.length;
  const bounded = { fields, depth, aliases, rootFields };
  return [
    ...Object.entries(bounded).map(([name, value]) => ({ name, value, limit: LIMITS[name as keyof typeof bounded] })),
    // Where a list has no page size it counts once: how long it is depends on records.
    { name: 'objects', value: objects, limit: null },
  ];
}

interface Met {
  readonly parent: string;
  readonly field: string;
  readonly path: string;
  /** How often it can be met, by the page sizes above it. */
  readonly factor: number;
  readonly isObject: boolean;
}

/** Every field of the operation, fragments spread, in the order of the answer. */
function walk(schema: GraphQLSchema, { document, operation }: Chosen, meet: (met: Met) => void): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const whole = { ...operation, selectionSet: spread(operation.selectionSet, fragments) };
  const types = new TypeInfo(schema);
  const above: { key: string; factor: number }[] = [];
  visit(
    whole,
    visitWithTypeInfo(types, {
      Field: {
        enter: (node) => {
          const parent = types.getParentType();
          const key = node.alias?.value ?? node.name.value;
          const factor = (above.at(-1)?.factor ?? 1) * pageSize(node, operation, types);
          above.push({ key, factor });
          const type = types.getType();
          const isObject = type !== null && type !== undefined && isCompositeType(getNamedType(type));
          const path = above.map((each) => each.key).join('.');
          if (parent !== null && parent !== undefined)
            meet({ parent: parent.name, field: node.name.value, path, factor, isObject });
        },
        leave: () => void above.pop(),
      },
    }),
  );
}

function spread(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): SelectionSetNode {
  return {
    ...set,
    selections: set.selections.map((each) => {
      if (each.kind === Kind.FIELD)
        return each.selectionSet === undefined ? each : { ...each, selectionSet: spread(each.selectionSet, fragments) };
      if (each.kind === Kind.INLINE_FRAGMENT) return { ...each, selectionSet: spread(each.selectionSet, fragments) };
      const fragment = fragments.get(each.name.value);
      if (fragment === undefined) throw new DomainError('INVALID_INPUT', 'A fragment is missing.');
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: spread(selectionSet, fragments) };
    }),
  };
}

/** The largest page there is stands for a size that is not known yet. */
const LARGEST_PAGE = 500;

function pageSize({ arguments: given = [] }: FieldNode, operation: OperationDefinitionNode, types: TypeInfo): number {
  const isPaged = types.getFieldDef()?.args.some(({ name }) => name === 'first') === true;
  if (!isPaged) return 1;
  const first = given.find(({ name }) => name.value === 'first');
  return first === undefined ? DEFAULT_PAGE : sizeIn(first, operation);
}

function sizeIn({ value }: ArgumentNode, { variableDefinitions = [] }: OperationDefinitionNode): number {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return DEFAULT_PAGE;
  const defined = variableDefinitions.find(({ variable }) => variable.name.value === value.name.value);
  return defined?.defaultValue?.kind === Kind.INT ? Number(defined.defaultValue.value) : LARGEST_PAGE;
}
