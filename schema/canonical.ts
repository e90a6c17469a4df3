/**
 * The one form in which a record is hashed for a consumer of a feed: whoever holds what it was shown can recompute it.
 * Pure; used by the feed and by mirrors alike.
 */
import { createHmac } from 'node:crypto';
import { Kind, type ConstDirectiveNode, type DocumentNode, type TypeNode } from 'graphql';

/** What a record says of itself by its own fields: name → value as the API answers it. */
export type OwnFields = Readonly<Record<string, unknown>>;

const SCALARS = new Set(['ID', 'String', 'Int', 'Float', 'Boolean', 'Date', 'DateTime']);

/**
 * The fields of a type that are hashed: those that are a scalar or an enum, lists left out; name → type. What the API
 * does not show of a type, such as its label, is not among them.
 *
 * @param document SDL of the API, or of the subgraph that owns the type
 */
export function ownFieldsOf(document: DocumentNode, typeName: string): ReadonlyMap<string, string> {
  const enums = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.ENUM_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  const fields = document.definitions.flatMap((node) =>
    (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    node.name.value === typeName
      ? (node.fields ?? [])
      : [],
  );
  const named = fields.flatMap(({ name, type, directives }): [string, string][] => {
    const ofType = nameOf(type);
    const isOwn = ofType !== null && (SCALARS.has(ofType) || enums.has(ofType));
    return isOwn && !isHidden(directives ?? []) ? [[name.value, ofType]] : [];
  });
  return new Map(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf(type: TypeNode): string | null {
  if (type.kind === Kind.NON_NULL_TYPE) return nameOf(type.type);
  return type.kind === Kind.NAMED_TYPE ? type.name.value : null;
}

function isHidden(directives: readonly ConstDirectiveNode[]): boolean {
  return directives.some(({ name }) => name.value === 'inaccessible');
}

/**
 * JSON of these fields in the order of their names (by code unit), without spaces. What is withheld is null, what is
 * masked its mask.
 *
 * @param fields may hold more than is named; what is missing is null
 */
export function canonicalJson(fields: OwnFields, names: Iterable<string>): string {
  const sorted = [...names].toSorted((a, b) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted.map((name) => [name, fields[name] ?? null])));
}

/** HMAC-SHA-256 of the canonical JSON in UTF-8, in hexadecimal; the key is the salt as it is written. */
export function recordHash(salt: string, canonical: string): string {
  return createHmac('sha256', salt).update(canonical, 'utf8').digest('hex');
}
