/**
 * Rewrites an operation before it is planned: what no record could show this caller is never fetched, and every record
 * is asked for its key and label class beside what the client selected.
 */
import {
  isAbstractType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import type { AccessClass } from '../schema/policy/access-class.ts';
import type { Classified } from '../schema/policy/classify.ts';
import type { Policy } from '../schema/policy/policy.ts';

/** Response keys of what the gateway asks for; clients may not use aliases that begin with two underscores. */
export const LABEL_KEY = '__label';
export const ID_KEY = '__id';
export const PROVIDER_KEY = '__provider';
/** Of parts of a record: the record whose subjects they concern. */
export const ABOUT_KEY = '__about';
const HIDDEN: ReadonlySet<string> = new Set([LABEL_KEY, ID_KEY, PROVIDER_KEY, ABOUT_KEY]);
const PRUNED = '__pruned_';

export function isHidden(responseKey: string): boolean {
  return HIDDEN.has(responseKey) || responseKey.startsWith(PRUNED);
}

export interface PrunedField {
  readonly name: string;
  readonly responseKey: string;
}

/** Which field a marker stands for, and under which key the client waits for it; null for any other key. */
export function readMarker(key: string): PrunedField | null {
  const match = /^__pruned_(\d+)_(.*)$/.exec(key);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const length = Number(match[1]);
  return { name: match[2].slice(0, length), responseKey: match[2].slice(length + 1) };
}

function toMarker({ name, responseKey }: PrunedField): string {
  return `${PRUNED}${name.length}_${name}_${responseKey}`;
}

export interface PreflightParts {
  readonly schema: GraphQLSchema;
  readonly classified: Classified;
  readonly policy: Policy;
}

/**
 * A pruned field stays in its place as an alias of `__typename`, which costs no fetch, and a hidden marker beside it
 * tells the projection to write null there: answers keep the order of the client's selection.
 */
export function preflight(parts: PreflightParts, access: AccessClass, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(parts.schema);
  const prune = (parent: string, selection: SelectionNode): SelectionNode[] => {
    if (selection.kind !== Kind.FIELD || isGiven(parts, access, parent, selection.name.value)) return [selection];
    const responseKey = selection.alias?.value ?? selection.name.value;
    const marker = toMarker({ name: selection.name.value, responseKey });
    return [typenameField(responseKey, selection), typenameField(marker, selection)];
  };
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet: (node) => {
        const parent = types.getParentType();
        if (parent === null || parent === undefined) return undefined;
        return { ...node, selections: node.selections.flatMap((each) => prune(parent.name, each)) };
      },
      Field: {
        leave: (node) => {
          const beside = besideClient(parts, named(types.getType()));
          if (node.selectionSet === undefined || beside.length === 0) return undefined;
          const selections = [...node.selectionSet.selections, ...beside];
          return { ...node, selectionSet: { ...node.selectionSet, selections } };
        },
      },
    }),
  );
}

/** Whether some record could give this caller the field. Fields that nobody has classified are given to nobody. */
export function isGiven(
  { schema, classified, policy }: PreflightParts,
  access: AccessClass,
  typeName: string,
  fieldName: string,
): boolean {
  if (fieldName.startsWith('__') || typeName.startsWith('__')) return true;
  if (typeName === schema.getQueryType()?.name || typeName === schema.getMutationType()?.name) return true;
  const coordinate = `${typeName}.${fieldName}`;
  if (classified.open.has(coordinate)) return true;
  if (classified.records.has(typeName)) return policy.isEverGiven(access, typeName, fieldName);
  const type = schema.getType(typeName);
  if (!isAbstractType(type)) return false;
  return schema
    .getPossibleTypes(type)
    .some((each) => isGiven({ schema, classified, policy }, access, each.name, fieldName));
}

function typenameField(responseKey: string, { directives }: FieldNode): FieldNode {
  return { ...hiddenField(responseKey, '__typename'), ...(directives === undefined ? {} : { directives }) };
}

/**
 * Of an interface or union each record type is asked for itself: its objects are then told apart, whatever the client
 * selects, and are judged as what they are.
 */
function besideClient({ schema, classified }: PreflightParts, typeName: string | null): readonly SelectionNode[] {
  const type = typeName === null ? undefined : schema.getType(typeName);
  if (isObjectType(type)) return classified.records.has(type.name) ? labelsOf(type) : [];
  if (!isAbstractType(type)) return [];
  const records = schema.getPossibleTypes(type).filter((each) => classified.records.has(each.name));
  return records.map((each) => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: each.name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections: labelsOf(each) },
  }));
}

function labelsOf(type: GraphQLObjectType): readonly FieldNode[] {
  return 'about' in type.getFields() ? WITH_PART : WITH_RECORD;
}

/** What the gateway asks of every record beside the client's selection. */
const WITH_RECORD: readonly FieldNode[] = [
  hiddenField(LABEL_KEY, 'label'),
  hiddenField(ID_KEY, 'id'),
  hiddenField(PROVIDER_KEY, 'provider'),
];

const WITH_PART: readonly FieldNode[] = [...WITH_RECORD, hiddenField(ABOUT_KEY, 'about')];

function hiddenField(alias: string, name: string): FieldNode {
  return { kind: Kind.FIELD, alias: { kind: Kind.NAME, value: alias }, name: { kind: Kind.NAME, value: name } };
}

function named(type: unknown): string | null {
  return type === null || type === undefined ? null : String(type).replace(/[[\]!]/g, '');
}
