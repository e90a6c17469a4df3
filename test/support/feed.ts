/** A mirror as simple as can be, and what it is measured by: plain lists. */
import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { canonicalJson, ownFieldsOf, recordHash } from '../../schema/canonical.ts';
import type { ExportLine } from '../../schema/feed-streams.ts';
import { readProjectFile, type RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { ask, dataOf } from './house.ts';

export interface StreamNames {
  readonly changes: string;
  readonly list: string;
  /** Own fields of the record, as a selection. */
  readonly fields: string;
}

/** As a stranger finds them in the schema. */
export function streamOf(schema: string, typeName: string, fields: Pick<StreamNames, 'changes' | 'list'>): StreamNames {
  const own = ownFieldsOf(parse(readProjectFile(`schema/${schema}.graphql`)), typeName);
  return { ...fields, fields: [...own.keys()].join(' ') };
}

export const CASES = streamOf('cases', 'Case', { changes: 'caseChanges', list: 'cases' });

export type Change = ExportLine;

export interface ChangePage {
  readonly edges: readonly { readonly cursor: string; readonly node: Change }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly salt: string;
  readonly generation: number;
}

function changesQuery({ changes, fields }: StreamNames): string {
  return `query ($after: String, $first: Int) { ${changes}(after: $after, first: $first) { salt generation
    pageInfo { hasNextPage endCursor }
    edges { cursor node { sequence kind id version hash at dueBy obsolete record { ${fields} } } } } }`;
}

async function readPage(
  running: RunningSubgraph,
  names: StreamNames,
  access: AccessContext,
  page: { readonly after: string | null; readonly first: number },
): Promise<ChangePage | 'EXPIRED'> {
  const { data, errors } = await ask(running, changesQuery(names), access, page);
  if (errors?.[0]?.extensions['code'] === 'CURSOR_EXPIRED') return 'EXPIRED';
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data?.[names.changes] as ChangePage;
}

/** Holds what it was told, and refuses what cannot be. */
export class TestMirror {
  readonly held = new Map<string, Readonly<Record<string, unknown>>>();
  readonly hashes = new Map<string, string>();
  readonly log: Change[] = [];
  readonly #names: StreamNames;
  after: string | null = null;
  generation = 0;
  sequence = 0;
  /** How often it had to begin anew. */
  expired = 0;

  constructor(names: StreamNames) {
    this.#names = names;
  }

  /** Reads to the end, page by page. @returns what was new */
  async drain(running: RunningSubgraph, access: AccessContext, first = 100): Promise<readonly Change[]> {
    const from = this.log.length;
    for (let pages = 0; await this.pull(running, access, first); pages += 1)
      if (pages > 200) throw new Error(`There is no end: ${JSON.stringify(this.log.slice(-3))}`);
    return this.log.slice(from);
  }

  /** One page; from the beginning where what was read last is gone. @returns whether there is more */
  async pull(running: RunningSubgraph, access: AccessContext, first: number): Promise<boolean> {
    const page = await readPage(running, this.#names, access, { after: this.after, first });
    if (page === 'EXPIRED') {
      this.after = null;
      this.expired += 1;
      return true;
    }
    if (this.after === null) {
      this.held.clear();
      this.hashes.clear();
      this.sequence = 0;
      this.generation = page.generation;
    }
    this.#apply(page);
    return page.pageInfo.hasNextPage;
  }

  #apply({ edges, pageInfo, salt, generation }: ChangePage): void {
    for (const { node } of edges) {
      if (generation === this.generation && node.sequence !== this.sequence + 1)
        throw new Error(`${node.sequence} came after ${this.sequence}.`);
      this.generation = generation;
      this.sequence = node.sequence;
      this.log.push(node);
      this.#take(node, salt);
    }
    this.after = pageInfo.endCursor;
  }

  #take({ kind, id, record, hash, obsolete }: Change, salt: string): void {
    if (kind !== 'UPSERT' && kind !== 'REINSTATED') {
      if (record !== null || hash !== null) throw new Error(`${kind} came with content.`);
      this.held.delete(id);
      this.hashes.delete(id);
      return;
    }
    if (record === null) {
      if (!obsolete) throw new Error(`${kind} came without its record.`);
      return;
    }
    if (recordHash(salt, canonicalJson(record, Object.keys(record))) !== hash)
      throw new Error(`The hash of ${id} is wrong.`);
    this.held.set(id, record);
    this.hashes.set(id, hash);
  }

  /** By key. */
  content(): Readonly<Record<string, unknown>>[] {
    return [...this.held].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
  }
}

/** What the caller sees when it simply asks, by key; what is left of destroyed records is not content. */
export async function listAll(
  running: RunningSubgraph,
  { list, fields }: StreamNames,
  access: AccessContext,
): Promise<Readonly<Record<string, unknown>>[]> {
  const query = `query ($after: String) { ${list}(first: 500, after: $after) {
    pageInfo { hasNextPage endCursor } edges { node { tombstone { recordCode } ${fields} } } } }`;
  const found: Readonly<Record<string, unknown>>[] = [];
  for (let after: string | null = null; ;) {
    const data = (await dataOf(running, query, access, { after })) as Record<
      string,
      {
        edges: { node: Record<string, unknown> }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      }
    >;
    const page = data[list];
    for (const { node } of page?.edges ?? []) {
      const { tombstone, ...record } = node;
      if (tombstone === null) found.push(record);
    }
    if (page?.pageInfo.hasNextPage !== true) return found;
    after = page.pageInfo.endCursor;
  }
}

interface Node {
  readonly prefix: string;
  readonly count: number;
  readonly hash: string;
}

interface Tree {
  readonly node: Node;
  readonly children: readonly Node[];
  readonly records: readonly { readonly id: string; readonly hash: string }[];
}

/** Walks down the tree wherever a copy (key → hash) differs. @returns keys that are wrong, and how many calls it took */
export async function findWrong(
  running: RunningSubgraph,
  field: string,
  access: AccessContext,
  copy: ReadonlyMap<string, string>,
): Promise<{ ids: string[]; calls: number }> {
  const query = `query ($prefix: String) { ${field}(prefix: $prefix) {
    node { prefix count hash } children { prefix count hash } records { id hash } } }`;
  const ids: string[] = [];
  let calls = 0;
  const walk = async (prefix: string): Promise<void> => {
    calls += 1;
    const tree = ((await dataOf(running, query, access, { prefix })) as Record<string, Tree>)[field];
    const mine = below(copy, prefix);
    if (tree === undefined || tree.node.hash === digestOf(mine)) return;
    if (tree.children.length === 0) {
      const theirs = new Map(tree.records.map(({ id, hash }) => [id, hash]));
      ids.push(
        ...[...new Set([...mine.map(([id]) => id), ...theirs.keys()])].filter((id) => theirs.get(id) !== copy.get(id)),
      );
      return;
    }
    for (const digit of '0123456789abcdef') {
      const child = tree.children.find((each) => each.prefix === prefix + digit);
      if ((child?.hash ?? digestOf([])) !== digestOf(below(copy, prefix + digit))) await walk(prefix + digit);
    }
  };
  await walk('');
  return { ids, calls };
}

function below(copy: ReadonlyMap<string, string>, prefix: string): [string, string][] {
  return [...copy].filter(([id]) => id.replaceAll('-', '').startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function digestOf(records: readonly (readonly [string, string])[]): string {
  return createHash('sha256')
    .update(records.map(([id, hash]) => `${id}:${hash}\n`).join(''))
    .digest('hex');
}
