/** Whether the copy is what this consumer should hold: hash trees compared from the root, down where they differ. */
import { FEED_STREAMS, type FeedStream } from '../../schema/feed-streams.ts';
import { catchUp, patiently, type FollowParts } from './follow.ts';
import { childrenOf, under, type TreeNode } from './hash-tree.ts';
import type { Source } from './source.ts';
import type { Held } from './store.ts';

export interface Difference {
  readonly id: string;
  readonly what: 'is missing here' | 'should be gone' | 'is another here';
}

export interface Comparison {
  readonly stream: FeedStream;
  readonly rows: number;
  readonly differences: readonly Difference[];
}

/** The gateway goes on while it is compared with: what differs is caught up and compared again. */
const ROUNDS = 5;

type Parts = FollowParts & { readonly source: Pick<Source, 'batch' | 'acknowledge' | 'graphql'> };

/** @throws SourceError */
export async function reconcile(parts: Parts, stream: FeedStream): Promise<Comparison> {
  for (let round = 1; ; round += 1) {
    const held = await parts.store.held(stream);
    const differences = await differencesOf(parts, stream, held);
    if (differences.length === 0 || round === ROUNDS) return { stream, rows: held.length, differences };
    await catchUp(parts, stream);
  }
}

/** What the gateway tells of a prefix. */
export interface Told {
  readonly children: readonly TreeNode[];
  /** None above the leaves. */
  readonly records: readonly Held[];
}

async function differencesOf(parts: Parts, stream: FeedStream, held: readonly Held[]): Promise<Difference[]> {
  const found: Difference[] = [];
  const ask = (prefix: string): Promise<Told> => patiently(parts, () => askTree(parts.source, stream, prefix));
  const descend = async (prefix: string, rows: readonly Held[]): Promise<void> => {
    const told = await ask(prefix);
    if (told.children.length === 0) {
      found.push(...compare(rows, told.records));
      return;
    }
    const mine = new Map(childrenOf(rows, prefix).map((node) => [node.prefix, node]));
    const prefixes = new Set([...mine.keys(), ...told.children.map((node) => node.prefix)]);
    for (const each of [...prefixes].toSorted()) {
      const theirs = told.children.find((node) => node.prefix === each);
      if (mine.get(each)?.hash !== theirs?.hash) await descend(each, under(rows, each));
    }
  };
  await descend('', held);
  return found;
}

/** @param mine, theirs each in order of id */
function compare(mine: readonly Held[], theirs: readonly Held[]): Difference[] {
  const here = new Map(mine.map(({ id, hash }) => [id, hash]));
  const there = new Map(theirs.map(({ id, hash }) => [id, hash]));
  return [
    ...theirs.filter(({ id }) => !here.has(id)).map(({ id }) => ({ id, what: 'is missing here' }) as const),
    ...mine.filter(({ id }) => !there.has(id)).map(({ id }) => ({ id, what: 'should be gone' }) as const),
    ...mine
      .filter(({ id, hash }) => there.has(id) && there.get(id) !== hash)
      .map(({ id }) => ({ id, what: 'is another here' }) as const),
  ];
}

async function askTree(source: Pick<Source, 'graphql'>, stream: FeedStream, prefix: string): Promise<Told> {
  const field = `${FEED_STREAMS[stream].prefix}Tree`;
  const query = `query ($prefix: String!) { ${field}(prefix: $prefix) {
    children { prefix count hash } records { id hash } } }`;
  const { [field]: told } = await source.graphql(query, { prefix });
  return told as Told;
}
