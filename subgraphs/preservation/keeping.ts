/** What a subgraph that keeps content says of it: where the bytes are, and which rows name them. */
import { sql, type RawBuilder } from 'kysely';
import { parseBlobId, type LocalBlobStore } from '../files/index.ts';
import type { EntityManager, Services } from '../kernel/index.ts';
import type { ExpectedFile, Manifest } from './manifest.ts';
import type { SetPlace } from './orders.ts';

export interface DerivedFile {
  readonly id: string;
  readonly sourceId: string;
  readonly caseId: string;
  readonly format: string;
  readonly bytes: number;
  readonly sm3: string;
  readonly sha256: string;
  readonly converter: string;
}

export interface Keeping {
  readonly schema: 'cases' | 'holdings';
  readonly keeperKind: 'AGENCY' | 'HALL';
  /** The online store. */
  store(services: Services): Promise<LocalBlobStore>;
  /** Select of `key, keeper, case_id, format, bytes, sm3, sha256, derived_from` of all content that is kept. */
  readonly files: string;
  /** The type of `key`, the id of the content as its table has it: a row is found by it through the table's own index. */
  readonly keyType: 'text' | 'uuid';
  /** A table, or a select in brackets, whose `id` names content of anybody in the store. */
  readonly namedIn: string;
  /** What a conversion has made, beside its original; no effect when it is there already or the original has gone. */
  addDerived(tx: EntityManager, derived: DerivedFile): Promise<void>;
}

/** Rows that name content: in one of these stores, with what it should be. */
export interface NamedFiles {
  /** Folders below that of all content; the first that has it counts. */
  readonly stores: readonly string[];
  /** Select of `id, bytes, sm3, sha256`. */
  readonly select: string;
}

export interface KeptFile extends ExpectedFile {
  readonly caseId: string;
  readonly format: string;
}

interface KeptRow extends Omit<KeptFile, 'id' | 'bytes' | 'caseId'> {
  readonly key: string;
  readonly bytes: string | number;
  readonly case_id: string;
}

/** Ids as the store writes them, from keys of either type. */
function toId(key: string): string {
  return key.replaceAll('-', '');
}

/** The key after which a list goes on. */
function keyAfter({ keyType }: Keeping, after: string | null): RawBuilder<unknown> {
  if (keyType === 'text') return sql`${after ?? ''}`;
  return after === null ? sql`'00000000-0000-0000-0000-000000000000'::uuid` : sql`${after}::uuid`;
}

function keysOf({ keyType }: Keeping, ids: readonly string[]): RawBuilder<unknown> {
  return sql`${ids.filter((id) => parseBlobId(id) !== null)}::${sql.raw(keyType)}[]`;
}

/** Which files of a keeper are to be in one of its sets; of the online store: all. */
export function manifestIn(keeping: Keeping, em: EntityManager, of: { keeper: string; place: SetPlace }): Manifest {
  const { keeper, place } = of;
  const isOnline = place.medium === null;
  const copies = sql.table(`${keeping.schema}.set_file`);
  const scope = isOnline
    ? sql`f.keeper = ${keeper}`
    : sql`exists (select from ${copies} s where s.set_id = ${place.setId}::uuid and s.file_key = f.key)`;
  const read = (condition: RawBuilder<unknown>): Promise<readonly ExpectedFile[]> =>
    readFiles(keeping, em, sql`${scope} and ${condition}`);
  return {
    page: (after, limit) => read(sql`f.key > ${keyAfter(keeping, after)} order by f.key limit ${limit}`),
    withContent: (sm3) =>
      sm3.length === 0 ? Promise.resolve([]) : read(sql`f.sm3 = any(${[...sm3]}::text[]) order by f.key limit 500`),
    named: async (ids) => {
      const keys = keysOf(keeping, ids);
      const query = isOnline
        ? sql<{ key: string }>`select n.id::text as key from ${sql.raw(keeping.namedIn)} as n where n.id = any(${keys})`
        : sql<{ key: string }>`select file_key::text as key from ${copies}
            where set_id = ${place.setId}::uuid and file_key = any(${keys})`;
      const { rows } = await query.execute(em.getKysely());
      return new Set(rows.map(({ key }) => toId(key)));
    },
  };
}

export interface ListedFrom {
  readonly keeper: string;
  readonly after: string | null;
  readonly limit: number;
}

/** Of a keeper, those that a set does not have yet: what has come since it was made. */
export function filesToCopy(
  keeping: Keeping,
  em: EntityManager,
  { keeper, setId, after, limit }: ListedFrom & { readonly setId: string },
): Promise<readonly KeptFile[]> {
  return readFiles(
    keeping,
    em,
    sql`f.keeper = ${keeper} and f.key > ${keyAfter(keeping, after)}
      and not exists (select from ${sql.table(`${keeping.schema}.set_file`)} s
        where s.set_id = ${setId}::uuid and s.file_key = f.key) order by f.key limit ${limit}`,
  );
}

/** Originals of a keeper in one format, of which nothing has been made yet. */
export function filesToConvert(
  keeping: Keeping,
  em: EntityManager,
  { keeper, from, after, limit }: ListedFrom & { readonly from: string },
): Promise<readonly KeptFile[]> {
  return readFiles(
    keeping,
    em,
    sql`f.keeper = ${keeper} and f.key > ${keyAfter(keeping, after)} and upper(f.format) = ${from}
      and f.derived_from is null order by f.key limit ${limit}`,
  );
}

/** One file, whoever keeps it; null: nothing names it any more. */
export async function findKept(keeping: Keeping, em: EntityManager, id: string): Promise<KeptFile | null> {
  return (await readFiles(keeping, em, sql`f.key = any(${keysOf(keeping, [id])})`))[0] ?? null;
}

async function readFiles(
  { files }: Keeping,
  em: EntityManager,
  condition: RawBuilder<unknown>,
): Promise<readonly KeptFile[]> {
  const { rows } = await sql<KeptRow>`select f.key::text as key, f.case_id, f.format, f.bytes, f.sm3, f.sha256
    from ${sql.raw(`(${files})`)} as f where ${condition}`.execute(em.getKysely());
  return rows.flatMap(({ key, bytes, case_id: caseId, ...row }) => {
    const blobId = parseBlobId(toId(key));
    return blobId === null ? [] : [{ ...row, caseId, id: blobId, bytes: Number(bytes) }];
  });
}
