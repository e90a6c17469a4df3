/** What a store is held against: which files there should be, how long, with which digests. */
import type { BlobId, Digests } from '../files/index.ts';

export interface ExpectedFile extends Digests {
  readonly id: BlobId;
  readonly bytes: number;
}

export interface Manifest {
  /** Rising by id, which sorts by its bytes. */
  page(after: string | null, limit: number): Promise<readonly ExpectedFile[]>;
  /** Those whose content has one of these SM3 digests: whose content has got where it does not belong? */
  withContent(sm3: readonly string[]): Promise<readonly ExpectedFile[]>;
  /** Which of these ids anything names at all, be it of another keeper. */
  named(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A manifest at hand: for tests, and for stores that are small. */
export function manifestOf(files: readonly ExpectedFile[]): Manifest {
  const sorted = files.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const ids = new Set<string>(sorted.map(({ id }) => id));
  const byContent = Map.groupBy(sorted, ({ sm3 }) => sm3);
  return {
    page: async (after, limit) => {
      const from = after === null ? 0 : firstAfter(sorted, after);
      return sorted.slice(from, from + limit);
    },
    withContent: async (sm3) => sm3.flatMap((each) => byContent.get(each) ?? []),
    named: async (asked) => new Set(asked.filter((id) => ids.has(id))),
  };
}

function firstAfter(sorted: readonly ExpectedFile[], after: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.id ?? '') > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
