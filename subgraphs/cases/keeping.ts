/** What the e-archive of the agencies says of its content to those who preserve it. */
import { sql } from 'kysely';
import type { Keeping, NamedFiles } from '../preservation/index.ts';
import { storesOf } from './service/stores.ts';

/** What names content here, for whoever copies all of it: a store, and a select of `id, bytes, sm3, sha256`. */
export const namedFiles: readonly NamedFiles[] = [
  { stores: ['archive', 'intake'], select: 'select id, bytes, sm3, sha256 from cases.case_file' },
];

/** Content of archived cases: of each part its agency is the keeper, and of all else the forming unit. */
export const KEEPING: Keeping = {
  schema: 'cases',
  keeperKind: 'AGENCY',
  store: async (services) => (await storesOf(services)).archive,
  files: `select f.id as key, coalesce(m.part_agency, r.forming_unit) as keeper, f.case_id,
      coalesce(m.format, d.format, '') as format, f.bytes, f.sm3, f.sha256, d.source_id as derived_from
    from cases.case_file f
    join cases.case_record r on r.id = f.case_id
    left join cases.derived_file d on d.id = f.id
    left join cases.case_material m on m.file_id = coalesce(d.source_id, f.id)
    left join cases.case_part p on p.case_id = f.case_id and p.agency = m.part_agency
    where f.owner is null and coalesce(p.state, r.state) = 'ARCHIVED'`,
  keyType: 'text',
  namedIn: 'cases.case_file',
  addDerived: async (tx, derived) => {
    const { id, sourceId, caseId, bytes, sm3, sha256, format, converter } = derived;
    const db = tx.getKysely();
    const added = await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
      select ${id}, ${caseId}::uuid, ${bytes}::bigint, ${sm3}, ${sha256}, now()
      from cases.case_file o where o.id = ${sourceId} on conflict do nothing`.execute(db);
    if (added.numAffectedRows !== 1n) return;
    await sql`insert into cases.derived_file (id, case_id, source_id, format, converter)
      values (${id}, ${caseId}::uuid, ${sourceId}, ${format}, ${converter})`.execute(db);
  },
};
