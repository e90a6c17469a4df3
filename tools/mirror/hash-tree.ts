/** The hash tree over a copy, as `subgraphs/feed/README.md` has it: nodes by the first digits of the keys. Pure. */
import { createHash } from 'node:crypto';
import type { Held } from './store.ts';

export interface TreeNode {
  readonly prefix: string;
  readonly count: number;
  readonly hash: string;
}

/** The nodes below a prefix that hold anything, in order. @param held in order of id */
export function childrenOf(held: readonly Held[], prefix: string): readonly TreeNode[] {
  const groups = Map.groupBy(under(held, prefix), ({ id }) => digitsOf(id).slice(0, prefix.length + 1));
  return [...groups].map(([each, rows]) => ({ prefix: each, count: rows.length, hash: nodeHash(rows) }));
}

/** The records below a prefix. */
export function under(held: readonly Held[], prefix: string): readonly Held[] {
  return held.filter(({ id }) => digitsOf(id).startsWith(prefix));
}

function nodeHash(rows: readonly Held[]): string {
  const hash = createHash('sha256');
  for (const { id, hash: of } of rows) hash.update(`${id}:${of}\n`);
  return hash.digest('hex');
}

function digitsOf(id: string): string {
  return id.replaceAll('-', '');
}
