/** A batch of a stream: pages read one after the other, written as lines, and digested. Bounded in rows and in bytes. */
import { createHash } from 'node:crypto';
import type { ExportLine, ExportManifest } from '../../schema/feed-streams.ts';
import type { FeedPage } from './documents.ts';

/** Rows of a batch, and of a page of it. */
export const BATCH_ROWS = 5_000;
const PAGE_ROWS = 500;
/** A batch ends with the page that reaches them: it is held in memory, since its digest goes ahead of it. */
const BATCH_BYTES = 12 * 1024 * 1024;
/** Pages without a row, although more is to come: so many are read before an empty batch says so. */
const EMPTY_PAGES = 20;

export interface BatchRequest {
  readonly after: string | null;
  readonly first: number;
}

/** @throws whatever the page met: then there is no batch */
export type ReadPage = (request: BatchRequest) => Promise<FeedPage>;

export interface Batch {
  readonly manifest: ExportManifest;
  readonly bytes: Buffer;
}

export async function makeBatch(readPage: ReadPage, { after, first }: BatchRequest): Promise<Batch> {
  const lines = new Lines();
  let cursor = after;
  let page: FeedPage;
  for (let empty = 0; ;) {
    page = await readPage({ after: cursor, first: Math.min(PAGE_ROWS, first - lines.rows) });
    cursor = page.pageInfo.endCursor ?? cursor;
    for (const { node } of page.edges) lines.add(node);
    if (page.edges.length === 0) empty += 1;
    const isFull = lines.rows >= first || lines.byteCount >= BATCH_BYTES || empty >= EMPTY_PAGES;
    if (isFull || !page.pageInfo.hasNextPage) break;
  }
  const { salt, generation, pageInfo } = page;
  return lines.finish({ salt, generation, next: cursor, more: pageInfo.hasNextPage });
}

class Lines {
  readonly #chunks: Buffer[] = [];
  #first: number | null = null;
  #last: number | null = null;
  #tombstones = 0;
  rows = 0;
  byteCount = 0;

  add(node: ExportLine): void {
    const chunk = Buffer.from(`${JSON.stringify(toLine(node))}\n`, 'utf8');
    this.#chunks.push(chunk);
    this.#first ??= node.sequence;
    this.#last = node.sequence;
    this.rows += 1;
    this.byteCount += chunk.byteLength;
    if (node.kind !== 'UPSERT' && node.kind !== 'REINSTATED') this.#tombstones += 1;
  }

  finish(rest: Pick<ExportManifest, 'salt' | 'generation' | 'next' | 'more'>): Batch {
    const bytes = Buffer.concat(this.#chunks);
    const digest = (name: string): string => createHash(name).update(bytes).digest('hex');
    const manifest: ExportManifest = {
      ...rest,
      fromSequence: this.#first,
      toSequence: this.#last,
      rows: this.rows,
      tombstones: this.#tombstones,
      bytes: bytes.byteLength,
      sha256: digest('sha256'),
      sm3: digest('sm3'),
    };
    return { manifest, bytes };
  }
}

/** The keys in one order: the same batch is the same bytes. */
function toLine({ sequence, kind, id, version, hash, at, dueBy, obsolete, record }: ExportLine): ExportLine {
  return { sequence, kind, id, version, hash, at, dueBy, obsolete, record };
}
