/** The gateway as a mirror asks it: batches, acknowledgements, hash trees. What goes wrong says whether to ask again. */
import { FEED_STREAMS, type FeedStream } from '../../schema/feed-streams.ts';
import { BatchFault, readBatch, readManifest, type Batch } from './batch.ts';
import type { MirrorOptions } from './options.ts';
import type { StreamState } from './store.ts';

/** What the gateway refused, by its code; UNAVAILABLE for whatever has no answer. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const BATCH_ROWS = 5_000;
const TIMEOUT_MS = 120_000;

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export class Source {
  readonly #options: Pick<MirrorOptions, 'url' | 'token' | 'headers'>;

  constructor(options: Pick<MirrorOptions, 'url' | 'token' | 'headers'>) {
    this.#options = options;
  }

  /**
   * The changes behind a cursor.
   *
   * @param after null: from the beginning of the present generation
   * @throws SourceError; BatchFault when what came is not what it says
   */
  async batch(stream: FeedStream, after: Pick<StreamState, 'cursor' | 'generation' | 'sequence'>): Promise<Batch> {
    const query = new URLSearchParams({
      first: String(BATCH_ROWS),
      ...(after.cursor !== null && { after: after.cursor }),
    });
    const response = await this.#fetch(`/export/${stream}.ndjson?${query}`, {
      headers: { accept: 'application/x-ndjson', 'accept-encoding': 'gzip' },
    });
    const manifest = readManifest((name) => response.headers.get(name));
    const bytes = await bodyOf(response);
    return readBatch(manifest, bytes, after);
  }

  /** @throws SourceError */
  async graphql(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const response = await this.#fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-share-mode': 'BATCH' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = JSON.parse(Buffer.from(await bodyOf(response)).toString('utf8')) as Answer;
    const [first] = errors ?? [];
    if (first !== undefined) throw new SourceError(first.extensions?.code ?? 'INTERNAL', first.message);
    return data ?? {};
  }

  /** Idempotent: said again, it changes nothing. @throws SourceError */
  async acknowledge(stream: FeedStream, through: string, stage: 'RECEIVED' | 'LOADED' | 'PURGED'): Promise<void> {
    const { prefix } = FEED_STREAMS[stream];
    const name = `acknowledge${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}Changes`;
    await this.graphql(`mutation ($input: AcknowledgeInput!) { ${name}(input: $input) { violations { code } } }`, {
      input: { through, stage },
    });
  }

  /** Hints as they come, until the stream ends or `signal` says so. @throws SourceError */
  async *hints(stream: FeedStream, signal: AbortSignal): AsyncGenerator<void> {
    const response = await this.#fetch(`/export/${stream}/events`, {
      headers: { accept: 'text/event-stream' },
      signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        if (events.some((each) => each.includes('event: change'))) yield;
      }
    } catch (cause) {
      if (!signal.aborted) throw new SourceError('UNAVAILABLE', 'The line of hints broke.', cause);
    }
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const { url, token, headers } = this.#options;
    const response = await fetch(url + path, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string>), authorization: `Bearer ${token()}` },
    }).catch((cause: unknown) => {
      throw new SourceError('UNAVAILABLE', `${url} does not answer.`, cause);
    });
    if (response.ok) return response;
    throw await refusalOf(response);
  }
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new BatchFault('The answer was cut.', { cause });
  }
}

async function refusalOf(response: Response): Promise<SourceError> {
  const text = await response.text().catch(() => '');
  try {
    const [first] = (JSON.parse(text) as Answer).errors ?? [];
    if (first !== undefined) return new SourceError(first.extensions?.code ?? 'INTERNAL', first.message);
  } catch {
    // Not of ours, such as the page of a proxy: its status has to do.
  }
  const code = response.status >= 500 ? 'UNAVAILABLE' : 'INTERNAL';
  return new SourceError(code, `${response.status} without a code.`);
}
