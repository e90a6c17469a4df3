/** Whether a copy is what its consumer may see, by the lists: they know nothing of any feed. */
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { canonicalJson, ownFieldsOf } from '../../schema/canonical.ts';
import { FEED_STREAMS, type FeedStream } from '../../schema/feed-streams.ts';
import type { Answer } from '../mirror/source.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Verdict {
  readonly stream: FeedStream;
  readonly records: number;
  readonly lost: readonly string[];
  readonly stale: readonly string[];
  readonly shouldBeGone: readonly string[];
}

const LISTS = {
  cases: 'cases',
  licences: 'licences',
  retention: 'retentionDecisions',
  'archival-records': 'archivalRecords',
} as const satisfies Record<FeedStream, string>;
const PAGE = 500;

export interface Endpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface List {
  readonly edges: readonly { readonly node: Fields & { readonly tombstone: unknown } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A digest of each record that the consumer may see of a stream, by key: of a million, records would fill the memory. */
export async function listVisible(
  endpoint: Endpoint,
  sdl: string,
  stream: FeedStream,
): Promise<ReadonlyMap<string, string>> {
  const own = [...ownFieldsOf(parse(sdl), FEED_STREAMS[stream].typeName).keys()];
  const field = LISTS[stream];
  const query = `query ($after: String) { ${field}(first: ${PAGE}, after: $after) {
    edges { node { tombstone { recordCode } ${own.join(' ')} } } pageInfo { hasNextPage endCursor } } }`;
  const found = new Map<string, string>();
  for (let after: string | null = null; ;) {
    const list: List = (await ask(endpoint, query, { after }))[field] as List;
    for (const { node } of list.edges) {
      const { tombstone, ...fields } = node;
      if (tombstone === null) found.set(String(fields['id']), digestOf(fields));
    }
    if (!list.pageInfo.hasNextPage) return found;
    after = list.pageInfo.endCursor;
  }
}

async function ask({ url, headers }: Endpoint, query: string, variables: Fields): Promise<Fields> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as Answer;
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data ?? {};
}

export async function judge(
  stream: FeedStream,
  visible: ReadonlyMap<string, string>,
  copy: AsyncIterable<Fields>,
): Promise<Verdict> {
  const held = new Map<string, string>();
  for await (const record of copy) held.set(String(record['id']), digestOf(record));
  return {
    stream,
    records: held.size,
    lost: [...visible.keys()].filter((id) => !held.has(id)),
    stale: [...visible].filter(([id, digest]) => held.has(id) && held.get(id) !== digest).map(([id]) => id),
    shouldBeGone: [...held.keys()].filter((id) => !visible.has(id)),
  };
}

function digestOf(fields: Fields): string {
  return createHash('sha256')
    .update(canonicalJson(fields, Object.keys(fields)))
    .digest('base64url');
}
