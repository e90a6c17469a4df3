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
  return {
    page: async (after, limit) => sorted.filter(({ id }) => after === null || id > after).slice(0, limit),
    withContent: async (sm3) => sorted.filter((file) => sm3.includes(file.sm3)),
    named: async (ids) => new Set(sorted.flatMap(({ id }) => (ids.includes(id) ? [id] : []))),
  };
}
