/** A mirror as simple as can be, and what it is measured by: plain lists. */
import type { AccessContext } from '../../schema/actor.ts';
import { canonicalJson, recordHash } from '../../schema/canonical.ts';
import type { RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { dataOf } from './house.ts';

export interface StreamNames {
  readonly changes: string;
  readonly list: string;
  /** Own fields of the record, as a selection. */
  readonly fields: string;
}

export const CASE_FIELDS =
  'id caseNumber recordCode region state result receivedAt acceptedAt completedOn archiveDueOn archivedOn title applicantType applicantName applicantIdNumber applicantPseudonym applicantPhone applicantAddress legalRepresentative contactName contactPhone complainantName bankAccount circumstances tradeSecret internalOpinion handlerName remarks';

export const CASES: StreamNames = { changes: 'caseChanges', list: 'cases', fields: CASE_FIELDS };

export interface Change {
  readonly sequence: number;
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly hash: string | null;
  readonly at: string;
  readonly dueBy: string | null;
  readonly obsolete: boolean;
  readonly record: Readonly<Record<string, unknown>> | null;
}

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

async function pull(
  running: RunningSubgraph,
  names: StreamNames,
  access: AccessContext,
  page: { readonly after?: string | null; readonly first?: number } = {},
): Promise<ChangePage> {
  const data = (await dataOf(running, changesQuery(names), access, page)) as Record<string, ChangePage>;
  return data[names.changes] as ChangePage;
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

  constructor(names: StreamNames) {
    this.#names = names;
  }

  /** Reads to the end, page by page. @returns what was new */
  async drain(running: RunningSubgraph, access: AccessContext, first = 100): Promise<readonly Change[]> {
    const from = this.log.length;
    for (;;) {
      const page = await pull(running, this.#names, access, { after: this.after, first });
      if (this.after === null) this.held.clear();
      this.apply(page);
      if (!page.pageInfo.hasNextPage) return this.log.slice(from);
    }
  }

  apply({ edges, pageInfo, salt, generation }: ChangePage): void {
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
