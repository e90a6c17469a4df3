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
  /** Select of `id, keeper, case_id, format, bytes, sm3, sha256`, and `derived_from` of what came of a conversion. */
  readonly files: string;
  /** The table whose `id` names content of anybody. */
  readonly namedIn: string;
  /** What a conversion has made, beside its original; no effect when it is there already or the original has gone. */
  addDerived(tx: EntityManager, derived: DerivedFile): Promise<void>;
}

export interface KeptFile extends ExpectedFile {
  readonly caseId: string;
  readonly format: string;
}

type Kept = Omit<KeptFile, 'id' | 'bytes'> & { readonly id: string; readonly bytes: string | number };

/** Which files of a keeper are to be in one of its sets; of the online store: all. */
export function manifestIn(keeping: Keeping, em: EntityManager, of: { keeper: string; place: SetPlace }): Manifest {
  const { keeper, place } = of;
  const isOnline = place.medium === null;
  const files = sql.raw(`(${keeping.files})`);
  const copies = sql.table(`${keeping.schema}.set_file`);
  const scope = isOnline
    ? sql`f.keeper = ${keeper}`
    : sql`exists (select from ${copies} s where s.set_id = ${place.setId}::uuid and s.file_id = f.id)`;
  const read = (condition: RawBuilder<unknown>): Promise<readonly ExpectedFile[]> =>
    readFiles(em, sql`select f.* from ${files} as f where ${scope} and ${condition}`);
  return {
    page: (after, limit) => read(sql`f.id > ${after ?? ''} order by f.id limit ${limit}`),
    withContent: (sm3) =>
      sm3.length === 0 ? Promise.resolve([]) : read(sql`f.sm3 = any(${[...sm3]}::text[]) order by f.id limit 500`),
    named: async (ids) => {
      const list = [...ids];
      const query = isOnline
        ? sql<{ id: string }>`select id from ${sql.table(keeping.namedIn)} where id = any(${list}::text[])`
        : sql<{ id: string }>`select file_id as id from ${copies}
            where set_id = ${place.setId}::uuid and file_id = any(${list}::text[])`;
      const { rows } = await query.execute(em.getKysely());
      return new Set(rows.map(({ id }) => id));
    },
  };
}

/** Of a keeper, those that a set does not have yet: what has come since it was made. */
export function filesToCopy(
  keeping: Keeping,
  em: EntityManager,
  { keeper, setId, after, limit }: { keeper: string; setId: string; after: string | null; limit: number },
): Promise<readonly KeptFile[]> {
  return readFiles(
    em,
    sql`select f.* from ${sql.raw(`(${keeping.files})`)} as f where f.keeper = ${keeper} and f.id > ${after ?? ''}
      and not exists (select from ${sql.table(`${keeping.schema}.set_file`)} s
        where s.set_id = ${setId}::uuid and s.file_id = f.id) order by f.id limit ${limit}`,
  );
}

/** Originals in one format, of which this converter has not made anything yet. */
export function filesToConvert(
  keeping: Keeping,
  em: EntityManager,
  { keeper, from, after, limit }: { keeper: string; from: string; after: string | null; limit: number },
): Promise<readonly KeptFile[]> {
  return readFiles(
    em,
    sql`select f.* from ${sql.raw(`(${keeping.files})`)} as f where f.keeper = ${keeper} and f.id > ${after ?? ''}
      and upper(f.format) = ${from} and f.derived_from is null order by f.id limit ${limit}`,
  );
}

async function readFiles(em: EntityManager, query: RawBuilder<unknown>): Promise<readonly KeptFile[]> {
  const { rows } = await (query as RawBuilder<Kept & { case_id: string }>).execute(em.getKysely());
  return rows.flatMap(({ id, bytes, case_id: caseId, ...row }) => {
    const blobId = parseBlobId(id);
    return blobId === null ? [] : [{ ...row, caseId, id: blobId, bytes: Number(bytes) }];
  });
}
