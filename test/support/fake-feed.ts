/** A gateway that has nothing but a feed, in memory: what a mirror is tried against when only the mirror is in question. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canonicalJson, recordHash } from '../../schema/canonical.ts';
import { EXPORT_HEADERS, type ExportLine, type ExportManifest } from '../../schema/feed-streams.ts';

export interface FakeFeedOptions {
  /** Rows of a batch at most, whatever is asked. */
  readonly batchRows?: number;
}

/** One stream, whatever it is called; one consumer. */
export class FakeFeed {
  readonly acknowledged: { readonly stage: string; readonly through: string }[] = [];
  /** Called before each answer; may spoil it. Returns true when it has answered by itself. */
  onBatch: (answer: { manifest: ExportManifest; bytes: Buffer; response: ServerResponse }) => boolean = () => false;
  batches = 0;
  readonly #server: Server;
  readonly #batchRows: number;
  #salt = randomUUID();
  #generation = 1;
  #entries: Omit<ExportLine, 'obsolete' | 'record'>[] = [];
  readonly #now = new Map<string, { record: Record<string, unknown> | null; sequence: number; version: number }>();

  private constructor(server: Server, batchRows: number) {
    this.#server = server;
    this.#batchRows = batchRows;
  }

  static async start({ batchRows = 5_000 }: FakeFeedOptions = {}): Promise<FakeFeed> {
    const server = createServer((request, response) => void feed.#answer(request, response));
    const feed = new FakeFeed(server, batchRows);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return feed;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What a mirror should hold: id → record. */
  get held(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
    const shown = [...this.#now].flatMap(([id, { record }]) => (record === null ? [] : [[id, record] as const]));
    return new Map(shown.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  put(id: string, fields: Readonly<Record<string, unknown>>): void {
    const before = this.#now.get(id);
    this.#tell(id, before !== undefined && before.record === null ? 'REINSTATED' : 'UPSERT', { id, ...fields });
  }

  take(id: string, kind: string): void {
    if (this.#now.get(id)?.record) this.#tell(id, kind, null);
  }

  /** As after a log that has grown too long: nothing is left but what holds. */
  renew(): void {
    const held = this.held;
    this.#generation += 1;
    this.#salt = randomUUID();
    this.#entries = [];
    this.#now.clear();
    for (const [id, { id: _id, ...fields }] of held) this.put(id, fields);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tell(id: string, kind: string, record: Record<string, unknown> | null): void {
    const sequence = this.#entries.length + 1;
    const version = (this.#now.get(id)?.version ?? 0) + 1;
    const hash = record === null ? null : recordHash(this.#salt, canonicalJson(record, Object.keys(record)));
    const dueBy = record === null ? '2026-11-24T00:00:00.000+08:00' : null;
    this.#entries.push({ sequence, kind, id, version, hash, at: '2026-11-21T12:00:00.000+08:00', dueBy });
    this.#now.set(id, { record, sequence, version });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname.endsWith('.ndjson')) return this.#batch(url.searchParams, response);
    if (url.pathname.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: change\nid: ${this.#generation}.${this.#entries.length}\ndata: \n\n`);
      return;
    }
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { input } = (JSON.parse(body) as { variables: { input: { stage: string; through: string } } }).variables;
    this.acknowledged.push(input);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: {} }));
  }

  #batch(query: URLSearchParams, response: ServerResponse): void {
    this.batches += 1;
    const [generation = this.#generation, after = 0] = (query.get('after') ?? '')
      .split('.')
      .filter(Boolean)
      .map(Number);
    if (generation !== this.#generation) {
      response.writeHead(410, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ message: 'Begin anew.', extensions: { code: 'CURSOR_EXPIRED' } }] }));
      return;
    }
    const rows = Math.min(this.#batchRows, Number(query.get('first')));
    const lines = this.#entries.slice(after, after + rows).map((entry) => this.#toLine(entry));
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const last = after + lines.length;
    const manifest: ExportManifest = {
      generation,
      salt: this.#salt,
      fromSequence: lines[0]?.sequence ?? null,
      toSequence: lines.at(-1)?.sequence ?? null,
      rows: lines.length,
      tombstones: lines.filter(({ kind }) => kind !== 'UPSERT' && kind !== 'REINSTATED').length,
      bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sm3: createHash('sm3').update(bytes).digest('hex'),
      next: last === 0 ? null : `${generation}.${last}`,
      more: last < this.#entries.length,
    };
    if (this.onBatch({ manifest, bytes, response })) return;
    response.writeHead(200, { ...headersOf(manifest), 'content-length': bytes.byteLength });
    response.end(bytes);
  }

  #toLine(entry: Omit<ExportLine, 'obsolete' | 'record'>): ExportLine {
    const now = this.#now.get(entry.id);
    const obsolete = now?.sequence !== entry.sequence;
    return { ...entry, obsolete, record: obsolete ? null : (now?.record ?? null) };
  }
}

export function headersOf(manifest: ExportManifest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(EXPORT_HEADERS).flatMap(([key, header]) => {
      const value = manifest[key as keyof ExportManifest];
      return value === null ? [] : [[header, String(value)]];
    }),
  );
}
