/** The store of content as its callers see it. An id is random, one for each file of each record, and tells nothing. */
import type { Readable } from 'node:stream';
import type { Brand } from '../../schema/ids.ts';

export type BlobId = Brand<string, 'BlobId'>;

/** Hexadecimal, lower case. */
export interface Digests {
  readonly sm3: string;
  readonly sha256: string;
}

export interface StoredBlob extends Digests {
  readonly id: BlobId;
  readonly bytes: number;
}

/** What the sender said beforehand. Whatever is left out is not compared. */
export interface Declared {
  readonly declaredBytes?: number;
  readonly declaredDigests?: Partial<Digests>;
}

export interface PutLimits extends Declared {
  readonly maxBytes: number;
}

/** Both ends are included, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface BlobStat {
  readonly id: BlobId;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly storedAtMs: number;
}

/** Content to be read here and there. Whoever opens it closes it. */
export interface BlobSource {
  readonly bytes: number;
  /** Shorter than `length` only at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface BlobStore {
  /**
   * Takes a stream to its end. When this returns, the content survives a power cut; when it throws, or the process
   * dies, nothing of it is left but a temporary file that `sweepTemporary` removes.
   *
   * @throws LIMIT_EXCEEDED beyond `maxBytes`; INVALID_INPUT naming everything that differs from what was declared
   */
  put(stream: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredBlob>;
  /** @throws NOT_FOUND */
  open(id: BlobId, range?: ByteRange): Promise<Readable>;
  /** @throws NOT_FOUND */
  source(id: BlobId): Promise<BlobSource>;
  /** Null when there is none. */
  stat(id: BlobId): Promise<BlobStat | null>;
  /** Leaves neither content nor digest nor upload receipt. A second call, or an unknown id, is no error. */
  delete(id: BlobId): Promise<void>;
  /** Everything that is stored, in no order: what no table names is an orphan once it is old enough. */
  list(): AsyncIterable<BlobStat>;
  /** Removes what broken-off writes left behind. @returns how many. */
  sweepTemporary(olderThanMs: number): Promise<number>;
}

const ID = /^[0-9a-f]{32}$/;

/** Null for whatever is no id: it never becomes part of a path. */
export function parseBlobId(input: unknown): BlobId | null {
  return typeof input === 'string' && ID.test(input) ? (input as BlobId) : null;
}
