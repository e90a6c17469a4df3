/** What the halls' store says of its content to those who preserve it. */
import { sql } from 'kysely';
import type { Keeping, NamedFiles } from '../preservation/index.ts';
import type { ContentTable } from './destruction.ts';
import { storesOf } from './service/stores.ts';

/** What names content here, for whoever copies all of it. */
export const namedFiles: readonly NamedFiles[] = [
  {
    stores: ['holdings'],
    select: `select replace(id::text, '-', '') as id, size_bytes as bytes, sm3, sha256 from holdings.record_file`,
  },
  {
    stores: ['holdings-staging'],
    select: `select replace(id::text, '-', '') as id, size_bytes as bytes, sm3, sha256 from holdings.staged_file`,
  },
];

/** The same, among all that parts of this subgraph keep in the store: copies, files on their way in. */
export function keepingAmong(content: readonly ContentTable[]): Keeping {
  const selects = content.flatMap(({ table, hasFiles }) => (hasFiles ? [`select id from ${table}`] : []));
  const arriving = 'select stored_id from holdings.staged_file where stored_id is not null';
  return { ...KEEPING, namedIn: `(${[...selects, arriving].join(' union all ')})` };
}

/** Files of records, kept by the hall that has the custody. */
export const KEEPING: Keeping = {
  schema: 'holdings',
  keeperKind: 'HALL',
  store: async (services) => (await storesOf(services)).holdings,
  files: `select f.id as key, a.hall as keeper, f.case_id, f.format, f.size_bytes as bytes, f.sm3, f.sha256, f.derived_from
    from holdings.record_file f join holdings.archival_record a on a.id = f.record_id where a.hall is not null`,
  keyType: 'uuid',
  namedIn: 'holdings.record_file',
  addDerived: async (tx, { id, sourceId, bytes, sm3, sha256, format }) => {
    await sql`insert into holdings.record_file
        (id, record_id, case_id, file_code, name, format, size_bytes, sm3, sha256, derived_from, added_at)
      select ${id}::uuid, o.record_id, o.case_id, o.file_code || '-' || left(${id}, 8), o.name, ${format},
        ${bytes}::bigint, ${sm3}, ${sha256}, o.id, now()
      from holdings.record_file o where o.id = ${sourceId}::uuid on conflict do nothing`.execute(tx.getKysely());
  },
};
