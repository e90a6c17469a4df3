/** The streams of the change feed as they are called over HTTP, and what an export says of itself. Pure. */

export const FEED_STREAMS = {
  cases: { typeName: 'Case', subgraph: 'cases', prefix: 'case' },
  licences: { typeName: 'Licence', subgraph: 'licences', prefix: 'licence' },
  retention: { typeName: 'RetentionDecision', subgraph: 'retention', prefix: 'retention' },
  'archival-records': { typeName: 'ArchivalRecord', subgraph: 'holdings', prefix: 'archivalRecord' },
} as const;
export type FeedStream = keyof typeof FEED_STREAMS;
export const FEED_STREAM_NAMES = Object.keys(FEED_STREAMS) as readonly FeedStream[];

/** What a batch says of itself in its headers, and a manifest in its body: header → manifest. */
export const EXPORT_HEADERS = {
  generation: 'x-export-generation',
  salt: 'x-export-salt',
  fromSequence: 'x-export-from',
  toSequence: 'x-export-to',
  rows: 'x-export-rows',
  tombstones: 'x-export-tombstones',
  bytes: 'x-export-bytes',
  sha256: 'x-export-sha256',
  sm3: 'x-export-sm3',
  next: 'x-export-next',
  more: 'x-export-more',
} as const;

/** Digests and counts are of the lines before any compression. */
export interface ExportManifest {
  readonly generation: number;
  readonly salt: string;
  /** Null when the batch is empty. */
  readonly fromSequence: number | null;
  readonly toSequence: number | null;
  readonly rows: number;
  readonly tombstones: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly sm3: string;
  /** Where the next batch goes on; null before the first change of all. */
  readonly next: string | null;
  readonly more: boolean;
}

/** One line of an export. */
export interface ExportLine {
  readonly sequence: number;
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly hash: string | null;
  readonly at: string;
  readonly dueBy: string | null;
  /** A later line of the same record says what holds: this one brings no content. */
  readonly obsolete: boolean;
  readonly record: Readonly<Record<string, unknown>> | null;
}
