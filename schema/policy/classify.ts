/** Reads from SDL which types are records, and the class of each of their fields. Pure. */
import {
  Kind,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { DISCLOSURE_CLASSES, FACT_OWNERS, MASK_KINDS, SHARING_ATTRIBUTES } from '../directives.ts';
import type { FieldClass } from './rules.ts';

export interface RecordType {
  readonly name: string;
  /** Every field but the structural ones, in the order of the schema; unclassified ones included. */
  readonly fields: readonly FieldClass[];
}

/** How the fields of one type are decided. */
export type TypeKind = 'RECORD' | 'STRUCTURAL' | 'OPEN';

export interface Classified {
  readonly records: ReadonlyMap<string, RecordType>;
  /** Coordinates that no record decision covers, and that are open as such: `KEY`, `P0` or structural. */
  readonly open: ReadonlySet<string>;
  /** Coordinates of object types that nobody has classified: withheld, and a fault of the schema. */
  readonly unclassified: readonly string[];
}

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** @param document one subgraph's SDL, or the supergraph's: the directives are the same in both */
export function classify(document: DocumentNode): Classified {
  const records = new Map<string, RecordType>();
  const open = new Set<string>();
  const unclassified: string[] = [];
  for (const [name, parts] of objectTypes(document)) {
    if (ROOTS.has(name) || name.startsWith('_')) continue;
    const directives = parts.flatMap((part) => part.directives ?? []);
    const kind = kindOf(directives);
    const fields = parts.flatMap((part) => part.fields ?? []).map((field) => toFieldClass(name, field));
    if (kind === 'RECORD') records.set(name, { name, fields: fields.filter((field) => field.level !== 'KEY') });
    for (const field of fields) {
      if (kind === 'STRUCTURAL' || field.level === 'KEY') open.add(field.coordinate);
      else if (kind === 'OPEN' && field.level === 'P0') open.add(field.coordinate);
      else if (field.level === null || kind === 'OPEN') unclassified.push(field.coordinate);
    }
  }
  return { records, open, unclassified };
}

function objectTypes(document: DocumentNode): Map<string, (ObjectTypeDefinitionNode | ObjectTypeExtensionNode)[]> {
  const types = new Map<string, (ObjectTypeDefinitionNode | ObjectTypeExtensionNode)[]>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    types.set(node.name.value, [...(types.get(node.name.value) ?? []), node]);
  }
  return types;
}

function kindOf(directives: readonly ConstDirectiveNode[]): TypeKind {
  const names = directives.map((directive) => directive.name.value);
  if (names.includes('record')) return 'RECORD';
  return names.includes('structural') ? 'STRUCTURAL' : 'OPEN';
}

function toFieldClass(typeName: string, field: FieldDefinitionNode): FieldClass {
  const directive = field.directives?.find((each) => each.name.value === 'disclosure');
  const read = (name: string): unknown => {
    const argument = directive?.arguments?.find((each) => each.name.value === name);
    return argument === undefined ? undefined : valueFromASTUntyped(argument.value);
  };
  const basis = read('basis');
  const level = oneOf(DISCLOSURE_CLASSES, read('class'));
  const sharing = oneOf(SHARING_ATTRIBUTES, read('sharing')) ?? (level === 'P0' ? 'UNCONDITIONAL' : 'CONDITIONAL');
  return {
    coordinate: `${typeName}.${field.name.value}`,
    name: field.name.value,
    level,
    of: oneOf(FACT_OWNERS, read('of')) ?? 'NOBODY',
    sharing,
    mask: oneOf(MASK_KINDS, read('mask')),
    basis: typeof basis === 'string' ? basis : null,
  };
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | null {
  return values.find((each) => each === value) ?? null;
}
