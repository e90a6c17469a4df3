/** Conditions of lists: on a field, and on where a page begins. */
import { sql, type RawBuilder } from 'kysely';

/** A condition on one field; several operators must all hold. Values are compared as text or as dates. */
export interface FieldPredicate {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

export interface SortKey {
  readonly expression: RawBuilder<string>;
  readonly direction: RawBuilder<unknown>;
  readonly descending: boolean;
}

export function keyset(
  sort: SortKey | null,
  id: string,
  position: readonly (string | null)[] | null,
): RawBuilder<boolean>[] {
  if (position === null) return [];
  const [value, lastId] = position;
  const beyond = sql<boolean>`${sql.raw(id)} > ${lastId}::uuid`;
  if (sort === null) return [beyond];
  const further = sort.descending ? sql`<` : sql`>`;
  return [sql<boolean>`(${sort.expression} ${further} ${value} or (${sort.expression} = ${value} and ${beyond}))`];
}

export function matches(column: string, predicate: FieldPredicate): RawBuilder<boolean>[] {
  const value = sql.raw(`(${column})::text`);
  return [
    ...(predicate.eq === undefined || predicate.eq === null ? [] : [sql<boolean>`${value} = ${predicate.eq}`]),
    ...(predicate.in === undefined || predicate.in === null
      ? []
      : [sql<boolean>`${value} = any(${[...predicate.in]}::text[])`]),
    ...(predicate.from === undefined || predicate.from === null ? [] : [sql<boolean>`${value} >= ${predicate.from}`]),
    ...(predicate.to === undefined || predicate.to === null ? [] : [sql<boolean>`${value} <= ${predicate.to}`]),
  ];
}
