/** How often an operation selects the same field of the same answer: what validation has to compare pair by pair. Pure. */
import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

export interface OverlapLimits {
  /** Pairs of selections that share a place in the answer. */
  readonly pairs: number;
  /** Fragment spreads, each counted as often as it is reached. */
  readonly spreads: number;
}

/** One place in the answer. */
interface Place {
  selections: number;
  readonly below: Map<string, Place>;
}

/**
 * Which limits `set` exceeds. Stops at the first: a bomb of fragments costs no more than the limit.
 * Conditions on types are not looked at, so what can never meet counts as well.
 */
export function findOverlaps(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  limits: OverlapLimits,
): keyof OverlapLimits | null {
  let { pairs, spreads } = limits;
  const open = new Set<string>();
  const walk = ({ selections }: SelectionSetNode, place: Place): void => {
    for (const selection of selections) {
      if (pairs < 0 || spreads < 0) return;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, place);
      } else if (selection.kind === Kind.FIELD) {
        const next = placeBelow(place, selection.alias?.value ?? selection.name.value);
        pairs -= next.selections;
        next.selections += 1;
        if (selection.selectionSet !== undefined) walk(selection.selectionSet, next);
      } else {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        spreads -= 1;
        // A circle is left for validation to refuse.
        if (fragment === undefined || open.has(name)) continue;
        open.add(name);
        walk(fragment.selectionSet, place);
        open.delete(name);
      }
    }
  };
  walk(set, newPlace());
  if (pairs < 0) return 'pairs';
  return spreads < 0 ? 'spreads' : null;
}

function placeBelow({ below }: Place, key: string): Place {
  const known = below.get(key);
  if (known !== undefined) return known;
  const made = newPlace();
  below.set(key, made);
  return made;
}

function newPlace(): Place {
  return { selections: 0, below: new Map() };
}
