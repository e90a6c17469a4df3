/** How large a package may be before it is not even unpacked. */

export interface PackageLimits {
  /** Of the zip. */
  readonly maxBytes: number;
  /** Of everything in it, unpacked. */
  readonly maxUnpackedBytes: number;
  /** Of one entry, unpacked. */
  readonly maxEntryBytes: number;
  readonly maxEntries: number;
  /** Unpacked to packed, of one entry and of all; text packs to a hundredth at the very best. */
  readonly maxRatio: number;
  /** Of one metadata document. */
  readonly maxDocumentBytes: number;
}

const MIB = 1_048_576;

export const DEFAULT_LIMITS: PackageLimits = {
  maxBytes: 4096 * MIB,
  maxUnpackedBytes: 4096 * MIB,
  maxEntryBytes: 2048 * MIB,
  maxEntries: 10_000,
  maxRatio: 200,
  maxDocumentBytes: 16 * MIB,
};

/** Smaller ones do no harm, whatever their ratio. */
export const RATIO_COUNTS_FROM = MIB;
