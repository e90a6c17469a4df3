/** What an import has left in a house, apart from what is random or of its hour: to compare one house with another. */
import { readdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { EntityManager } from '../../subgraphs/kernel/index.ts';

/** Keys that differ from house to house; times of what was done here. */
const RANDOM = ['id', 'case_id', 'item_id', 'file_id', 'subjects', 'received_at', 'sealed_at', 'run'];

const TABLES = [
  'case_step',
  'case_part',
  'case_material',
  'licence_snapshot',
  'archive_package',
  'check_report',
  'archiving_step',
  'case_annotation',
  'package_receipt',
  'case_file',
] as const;

/** Record code → digest over all its rows, in all tables. */
export async function recordsIn(em: EntityManager): Promise<ReadonlyMap<string, string>> {
  const digests = new Map<string, string>();
  const add = (code: string, text: string): void =>
    void digests.set(
      code,
      createHash('sha256')
        .update(digests.get(code) ?? '')
        .update(text)
        .digest('hex'),
    );
  const db = em.getKysely();
  const cases = await sql<{ code: string; text: string }>`select r.record_code as code,
      (to_jsonb(r) - array['id', 'item_id', 'subjects'])::text as text
    from cases.case_record r order by r.record_code`.execute(db);
  for (const { code, text } of cases.rows) add(code, text);
  for (const table of TABLES) {
    const { rows } = await sql<{
      code: string;
      text: string;
    }>`select r.record_code as code, string_agg(each.text, ',' order by each.text) as text
      from cases.case_record r join (select t.case_id, ((to_jsonb(t) - ${RANDOM}::text[] - ${sql.raw(OF_THE_HOUR[table] ?? `array[]::text[]`)})
        ${sql.raw(table === 'check_report' ? `#- '{findings}' || jsonb_build_object('found', ${FOUND})` : '')})::text as text
        from ${sql.table(`cases.${table}`)} t) each on each.case_id = r.id
      group by r.record_code order by r.record_code`.execute(db);
    for (const { code, text } of rows) add(code, `${table} ${text}`);
  }
  return digests;
}

const OF_THE_HOUR: Readonly<Partial<Record<(typeof TABLES)[number], string>>> = {
  check_report: `array['at']`,
  archiving_step: `array['at']`,
};

/** Each finding has the time of its check. */
const FOUND = `(select jsonb_agg(f - 'at') from jsonb_array_elements(t.findings) f)`;

/** Content in both stores by digest, how often each; and what should not be there. */
export function contentIn(blobDir: string): {
  readonly files: ReadonlyMap<string, number>;
  readonly leftOver: string[];
} {
  const files = new Map<string, number>();
  const leftOver: string[] = [];
  for (const name of readdirSync(blobDir, { recursive: true, encoding: 'utf8' })) {
    if (/(^|\/)archive\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{32}$/.test(name)) {
      const digest = createHash('sha256')
        .update(readFileSync(join(blobDir, name)))
        .digest('hex');
      files.set(digest, (files.get(digest) ?? 0) + 1);
    } else if (/(tmp|packages|uploads|intake\/[0-9a-f]{2}\/[0-9a-f]{2})\/./.test(name)) leftOver.push(name);
  }
  return { files, leftOver };
}
