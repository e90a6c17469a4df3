import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import { LocalBlobStore, type StoredBlob } from '../../subgraphs/files/index.ts';
import { databases, type TestDatabaseHandle } from '../support/databases.ts';
import { actAs, doneAs, peopleOf, raw, toSignedList } from '../support/disposal.ts';
import { dataOf, startHouse, type House } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { testServices } from '../support/services.ts';

const KILLS = Number(process.env['KILLS'] ?? 20);
const RECORDS = 2;
const PATIENCE_MS = 240_000;
const SCHEMAS = ['cases', 'holdings', 'retention'];

interface Kept {
  readonly row: CaseRow;
  /** Stands in the title, in the name of a material, in a step and in a file. */
  readonly canary: string;
  readonly blob: StoredBlob;
}

describe.each(databases().filter(({ kind }) => kind === 'PostgreSQL'))(
  'a process killed while it destroys, on $kind',
  ({ open }) => {
    const rows = createRows(83);
    const people = peopleOf(rows);
    const lists: { readonly id: string; readonly records: readonly Kept[] }[] = [];
    let folder: string;
    let database: TestDatabaseHandle;
    let house: House;
    let permanent: Kept;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'asg-destruction-'));
      database = await open();
      const services = testServices();
      house = await startHouse(database, { ...services, files: { ...services.files, blobDir: join(folder, 'blobs') } });
      const kept = await fill();
      await house.settle(PATIENCE_MS);
      permanent = kept.at(-1) ?? expect.fail('no record');
      for (let n = 0; n <= KILLS; n += 1) {
        const records = kept.slice(n * RECORDS, (n + 1) * RECORDS);
        const caseIds = records.map(({ row }) => String(row.id));
        lists.push({ id: await toSignedList(house.retention, people, { number: `销-${n}`, caseIds }), records });
      }
      backUp(kept);
    }, 300_000);
    afterAll(async () => {
      await database.close();
      rmSync(folder, { recursive: true });
    });

    async function fill(): Promise<Kept[]> {
      const archive = await LocalBlobStore.open(join(folder, 'blobs', 'archive'));
      const kept: Kept[] = [];
      for (let n = 0; n <= (KILLS + 1) * RECORDS; n += 1) {
        const canary = `canary-${n}-${rows.fixtures.uuid()}`;
        const row = rows.caseRow({
          state: 'ARCHIVED',
          archivedOn: '2011-06-01',
          completedOn: '2010-12-31',
          title: canary,
          taskCode: `${rows.agency}400019900100${n === (KILLS + 1) * RECORDS ? 3 : 2}`,
        });
        const blob = await archive.put(Readable.from([Buffer.from(`${canary} `.repeat(n + 1))]), { maxBytes: 100_000 });
        kept.push({ row, canary, blob });
      }
      const schedule = rows.schedule();
      const rule = (code: string, period: 'D10' | 'Y') =>
        rows.rule({ scheduleId: schedule.id, code, itemCode: `${rows.agency}400019900100${code}`, period });
      await house.retention.call('load', { schedules: [schedule], rules: [rule('2', 'D10'), rule('3', 'Y')] });
      await house.cases.call('load', {
        items: [rows.item],
        cases: kept.map(({ row }) => row),
        steps: kept.map(({ row, canary }) => rows.step({ caseId: String(row.id), note: canary })),
        materials: kept.map(({ row, canary, blob }) =>
          rows.material({ caseId: String(row.id), name: canary, digestSm3: blob.sm3 }),
        ),
      });
      for (const { row, blob } of kept)
        await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
          values (${blob.id}, ${String(row.id)}::uuid, ${blob.bytes}, ${blob.sm3}, ${blob.sha256}, now())`.execute(
          house.cases.fork().getKysely(),
        );
      return kept;
    }

    /** A copy that the system cannot reach: the rows and the files as they were. */
    function backUp(kept: readonly Kept[]): void {
      const target = join(folder, 'cabinet');
      mkdirSync(target);
      cpSync(join(folder, 'blobs'), join(target, 'blobs'), { recursive: true });
      writeFileSync(join(target, 'rows.json'), JSON.stringify(kept.map(({ row }) => row)));
    }

    /** @returns the number of steps, or null when it was killed */
    async function execute(listId: string, step: number): Promise<number | null> {
      const script = join(import.meta.dirname, '../support/destruction-process.ts');
      const child = fork(script, [String(database.url), rows.agency, listId, String(step)], {
        execArgv: ['--import', 'tsx'],
        env: { ...process.env, BLOB_DIR: join(folder, 'blobs') },
      });
      const said = once(child, 'message').then(([steps]) => Number(steps));
      const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
      const first = await Promise.race([said, exited]);
      if (typeof first === 'number') {
        child.kill('SIGKILL');
        await exited;
        return first;
      }
      expect(first).toEqual({ code: null, signal: 'SIGKILL' });
      return null;
    }

    /** How much of a record the database of `cases` has: title, step, material and file. */
    async function partsOf({ row }: Kept): Promise<number> {
      const { rows: found } = await sql<{ parts: number }>`select ((title <> '')::int
          + (select count(*) from cases.case_step k where k.case_id = r.id)
          + (select count(*) from cases.case_material k where k.case_id = r.id)
          + (select count(*) from cases.case_file k where k.case_id = r.id))::int as parts
        from cases.case_record r where r.id = ${String(row.id)}::uuid`.execute(house.cases.fork().getKysely());
      return found[0]?.parts ?? -1;
    }

    /** Where the bytes are found, in any table and any file below the folder. */
    async function findEverywhere(canary: string): Promise<string[]> {
      const db = house.cases.fork().getKysely();
      const { rows: tables } = await sql<{ name: string }>`select table_schema || '.' || table_name as name
        from information_schema.tables where table_schema = any(${SCHEMAS}::text[]) order by 1`.execute(db);
      const found: string[] = [];
      for (const { name } of tables) {
        const { rows: hits } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)} as t
          where t::text like ${`%${canary}%`}`.execute(db);
        if ((hits[0]?.n ?? 0) > 0) found.push(name);
      }
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && readFileSync(path).includes(canary)) found.push(path.slice(folder.length + 1));
      }
      return found;
    }

    it('leaves each record wholly there or wholly gone, at whichever of its steps', { timeout: 600_000 }, async () => {
      const [first, ...others] = lists;
      const steps = await execute(first?.id ?? '', 0);
      expect(steps).toBeGreaterThan(KILLS);
      let untouched = 0;
      for (const [n, { id, records }] of others.entries()) {
        // Evenly over all of its steps, the first and the last among them.
        const step = 1 + Math.round((n * ((steps ?? 0) - 1)) / Math.max(1, KILLS - 1));
        await execute(id, step);
        const parts = [];
        for (const record of records) parts.push(await partsOf(record));
        for (const each of parts) expect([0, 4]).toContain(each);
        untouched += parts[0] === 4 ? 1 : 0;
      }
      // Else all were killed before, or all after, the records went.
      expect(untouched).toBeGreaterThan(0);
      expect(untouched).toBeLessThan(KILLS);
    });

    it(
      'is taken up by whoever comes next, and the certificate says what the stores no longer have',
      { timeout: 600_000 },
      async () => {
        await house.settle(PATIENCE_MS);
        const stateOf = async (id: string) =>
          (
            await dataOf(house.retention, `query ($id: ID) { destructionLists(id: $id) { state } }`, people.operator, {
              id,
            })
          ).destructionLists[0].state;
        const input = { label: '离线备份', medium: raw('OFFLINE'), takenOn: '2026-01-01' };
        const setId = await doneAs(house.retention, people.operator, 'registerBackupSet', { input });
        const inCabinet = await findEverywhere(String(lists[0]?.records[0]?.canary));
        expect(inCabinet.toSorted()).toEqual([
          expect.stringMatching(/^cabinet\/blobs\/archive\//),
          'cabinet/rows.json',
        ]);

        for (const { id, records } of lists) {
          // Killed before its order was given: nothing has happened, and it is given again.
          if ((await stateOf(id)) === 'APPROVED') {
            for (const record of records) expect(await partsOf(record)).toBe(4);
            await doneAs(house.retention, people.operator, 'executeDestruction', { listId: id });
            await house.settle(PATIENCE_MS);
          }
          const { violations } = await actAs(house.retention, people.operator, 'issueCertificate', { listId: id });
          expect(violations.map(({ code }) => code)).toEqual(['BACKUP_UNCONFIRMED']);
        }
        rmSync(join(folder, 'cabinet'), { recursive: true });
        for (const { id, records } of lists) {
          const confirmation = { listId: id, setId, method: '销毁介质' };
          await doneAs(house.retention, people.operator, 'confirmBackupErasure', { input: confirmation });
          await doneAs(house.retention, people.operator, 'issueCertificate', { listId: id });
          const query = `query ($id: ID) { destructionLists(id: $id) { certificate { recordsDestroyed files bytes body } } }`;
          const [{ certificate }] = (await dataOf(house.retention, query, people.auditor, { id })).destructionLists;
          expect(certificate).toMatchObject({
            recordsDestroyed: RECORDS,
            files: RECORDS,
            bytes: records.reduce((sum, { blob }) => sum + blob.bytes, 0),
          });
          for (const { canary, blob } of records) {
            expect(certificate.body).toContain(blob.sm3);
            expect(await findEverywhere(canary)).toEqual([]);
          }
        }
        // What was on no list is where it was: the search does find.
        expect(await findEverywhere(permanent.canary)).toEqual([
          'cases.case_material',
          'cases.case_record',
          'cases.case_step',
          expect.stringMatching(/^blobs\/archive\//),
        ]);
      },
    );
  },
);
