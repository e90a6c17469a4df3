/** A subgraph that delivers every field it is asked for, whoever asks: what the gateway's own locks are held against. */
import { Kind, parse, type SelectionSetNode } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import type { SubgraphFetch } from '../../gateway/engine.ts';

export interface CarelessSubgraph {
  readonly fetch: SubgraphFetch<AccessContext>;
  /** What it has been asked. */
  readonly queries: readonly string[];
}

/** @param row the one record it has, read anew for each request */
export function carelessSubgraph(row: () => Readonly<Record<string, unknown>>): CarelessSubgraph {
  const queries: string[] = [];
  const read = ({ selections }: SelectionSetNode): [string, unknown][] =>
    selections.flatMap((each): [string, unknown][] => {
      if (each.kind === Kind.INLINE_FRAGMENT) return read(each.selectionSet);
      return each.kind === Kind.FIELD ? [[each.alias?.value ?? each.name.value, row()[each.name.value] ?? null]] : [];
    });
  const fetch: SubgraphFetch<AccessContext> = async ({ query }) => {
    queries.push(query);
    const operation = parse(query).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    const roots = operation?.selectionSet.selections ?? [];
    const data = roots.flatMap((root) =>
      root.kind === Kind.FIELD && root.selectionSet !== undefined
        ? [[root.alias?.value ?? root.name.value, Object.fromEntries(read(root.selectionSet))]]
        : [],
    );
    return { data: Object.fromEntries(data) as Record<string, unknown> };
  };
  return { fetch, queries };
}
