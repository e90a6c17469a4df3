import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { Digester, makeBlobId } from '../../subgraphs/files/index.ts';
import { readConfig } from '../../subgraphs/kernel/index.ts';
import { createBackup, type Created } from '../../tools/backup/create.ts';
import { backupKey, readHead } from '../../tools/backup/head.ts';
import { openInstallation, type Installation } from '../../tools/backup/installation.ts';
import { record, rehearse } from '../../tools/backup/rehearse.ts';
import { restoreBackup, verifyBackup } from '../../tools/backup/restore.ts';
import { databases, type TestDatabaseHandle } from '../support/databases.ts';
import { doneAs, raw } from '../support/disposal.ts';
import { dataOf } from '../support/house.ts';
import { flipByte, putBytes, removeAll, startPreserving, type Preserving } from '../support/preserving.ts';

const FILES = 12;
const KILLS = Number(process.env['KILLS'] ?? 3);
const PATIENCE_MS = 240_000;

/** 你好， in GB 18030, and a number. */
const inGb18030 = (n: number): Buffer =>
  Buffer.concat([Buffer.from('c4e3bac3a3ac', 'hex'), Buffer.from(`number ${n}\r\n`)]);

describe.each(databases().filter(({ kind }) => kind === 'PostgreSQL'))(
  'killed while it preserves, on $kind',
  ({ open }) => {
    let database: TestDatabaseHandle;
    let world: Preserving;

    beforeAll(async () => {
      database = await open();
      world = await startPreserving(database, { seed: 92, files: FILES, format: 'TXT', contentOf: inGb18030 });
    }, 180_000);
    afterAll(async () => {
      await database.close();
      removeAll(world.folder);
    });

    /** @returns how many steps it took, null when it was killed */
    async function runProcess(...given: readonly string[]): Promise<number | null> {
      const script = join(import.meta.dirname, '../support/preserving-process.ts');
      const child = fork(script, [...given], { execArgv: ['--import', 'tsx'] });
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

    const act = (who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) =>
      doneAs(world.house.holdings, who, name, args);

    it(
      'inspects, copies and converts to the end all the same: nothing lost, nothing twice',
      { timeout: 600_000 },
      async () => {
        const damaged = String(world.archived[3]?.id);
        flipByte(world.pathOf('archive', damaged));
        for (const [who, mount] of [
          [world.agency, 'disk-2'],
          [world.hall, 'disk-3'],
        ] as const) {
          const set = (role: string, label: string, more: object) =>
            act(who, 'registerSet', { input: { role: raw(role), kind: raw('DISK'), label, place: '库房', ...more } });
          const setId = await set('ONLINE', '在线', {});
          const toId = await set('BACKUP', '备份', { mount });
          await act(who, 'orderConversion', { converter: 'text-to-utf8' });
          await act(who, 'orderInspection', { input: { setId } });
          await act(who, 'copySet', { input: { fromId: setId, toId } });
        }
        for (let n = 0; n < KILLS; n += 1)
          if (
            (await runProcess('work', String(database.url), world.services.files.blobDir, String(4 + 17 * n))) !== null
          )
            break;
        await world.house.settle(PATIENCE_MS);

        for (const [who, isAgency] of [
          [world.agency, true],
          [world.hall, false],
        ] as const) {
          const made = isAgency ? FILES - 1 : FILES;
          const query =
            '{ preservationRuns { work state reason files findings { kind } conversions { outcome reason file derived beforeSm3 afterSm3 } } }';
          const { preservationRuns } = await dataOf(world.house.holdings, query, who);
          const of = (work: string) => preservationRuns.find((each: { work: string }) => each.work === work);
          expect(of('CONVERT')).toMatchObject({ state: 'DONE', files: FILES });
          expect(
            of('CONVERT').conversions.filter(({ outcome }: { outcome: string }) => outcome === 'CONVERTED'),
          ).toHaveLength(made);
          expect(of('INSPECT')).toMatchObject({ state: 'DONE', files: FILES + made });
          expect(of('COPY')).toMatchObject(
            isAgency
              ? { state: 'FAILED', reason: 'SOURCE_INCOMPLETE', files: FILES - 1 + made }
              : { state: 'DONE', files: FILES + made },
          );
          // Each conversion once, in UTF-8, its original untouched.
          const store = isAgency ? 'archive' : 'holdings';
          const seen = new Set<string>();
          for (const each of of('CONVERT').conversions as readonly Record<string, string>[]) {
            if (each['outcome'] !== 'CONVERTED') continue;
            seen.add(String(each['file']));
            const n = (isAgency ? world.archived : world.held).findIndex(({ id }) => id === each['file']);
            expect(readFileSync(world.pathOf(store, String(each['derived'])), 'utf8')).toBe(`你好，number ${n}\r\n`);
            expect(readFileSync(world.pathOf(store, String(each['file'])))).toEqual(inGb18030(n));
            expect(each['beforeSm3']).not.toBe(each['afterSm3']);
          }
          expect(seen.size).toBe(made);
        }
        const { preservationIncidents } = await dataOf(
          world.house.holdings,
          '{ preservationIncidents { kind file } }',
          world.agency,
        );
        expect(preservationIncidents).toEqual([{ kind: 'ALTERED', file: damaged }]);
      },
    );

    describe('a backup', () => {
      let live: Installation;
      let created: Created;
      let destroyedId: string;
      let destroyedFile: string;
      let onMedium: string;
      const keyDir = () => join(world.folder, 'keys');
      const configOf = (url: string, dataDir: string) =>
        readConfig({ DATABASE_URL: url, DATA_DIR: dataDir, KEY_DIR: keyDir(), NODE_ENV: 'test' });

      beforeAll(async () => {
        await addExpiring();
        await copyAgain();
        const config = configOf(String(database.url), join(world.folder, 'data'));
        live = await openInstallation(config, world.services);
        created = await createBackup(
          { installation: live, services: world.services, config },
          join(world.folder, 'backups'),
        );
        // After the backup the record is destroyed: its restore must not bring it back.
        await world.house.retention.call('destroy', {
          caseId: destroyedId,
          destroyedOn: '2026-11-20',
          listNumber: '销-1',
        });
        await world.house.settle(PATIENCE_MS);
      }, 300_000);
      afterAll(() => live?.close());

      /** The backup set of the agency gets what has come since. */
      async function copyAgain(): Promise<void> {
        const { preservationSets } = await dataOf(
          world.house.holdings,
          '{ preservationSets { id role } }',
          world.agency,
        );
        const idOf = (role: string): string => preservationSets.find((each: { role: string }) => each.role === role).id;
        await act(world.agency, 'copySet', { input: { fromId: idOf('ONLINE'), toId: idOf('BACKUP') } });
        await world.house.settle(PATIENCE_MS);
        onMedium = world.copyPath('disk-2', { keeper: world.rows.agency, setId: idOf('BACKUP'), id: destroyedFile });
        expect(existsSync(onMedium)).toBe(true);
      }

      /** A record whose retention has ended, with a file. */
      async function addExpiring(): Promise<void> {
        const { rows, house } = world;
        const row = rows.caseRow({
          state: 'ARCHIVED',
          archivedOn: '2011-06-01',
          completedOn: '2010-12-31',
          title: '将被销毁',
        });
        destroyedId = String(row.id);
        const schedule = rows.schedule();
        await house.retention.call('load', {
          schedules: [schedule],
          rules: [rows.rule({ scheduleId: schedule.id, period: 'D10' })],
        });
        await house.cases.call('load', { cases: [row] });
        const [id, bytes, digester] = [makeBlobId(), Buffer.from('gone for good'), new Digester()];
        destroyedFile = id;
        digester.update(bytes);
        const { sm3, sha256 } = digester.finish();
        putBytes(world.pathOf('archive', id), bytes);
        await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
        values (${id}, ${destroyedId}::uuid, ${bytes.length}, ${sm3}, ${sha256}, now())`.execute(
          house.cases.fork().getKysely(),
        );
        await house.settle(PATIENCE_MS);
      }

      it('is readable by its owner alone, names what its source has lost, and is whole', async () => {
        const { folder, head } = created;
        for (const each of [folder, join(folder, 'rows')]) expect(statSync(each).mode & 0o077).toBe(0);
        for (const each of readdirSync(folder, { recursive: true, withFileTypes: true }))
          expect(statSync(join(each.parentPath, each.name)).mode & 0o077).toBe(0);
        expect(head.faults).toEqual([`${world.archived[3]?.id}: ALTERED`]);
        expect(
          await verifyBackup(folder, readHead(folder, backupKey(configOf('postgresql://x', world.folder)))),
        ).toEqual([]);
        const { rows } = await sql<{ body: string }>`select distinct body from retention.backup_set
        where label = ${head.name}`.execute(world.house.retention.fork().getKysely());
        expect(rows.map(({ body }) => body)).toContain(world.rows.agency);
      });

      it(
        'is rehearsed: restored elsewhere, counted, read, and what was destroyed since does not come back',
        { timeout: 300_000 },
        async () => {
          const config = configOf(String(database.url), join(world.folder, 'data'));
          // Gone from the store, and from the medium.
          expect([world.pathOf('archive', destroyedFile), onMedium].map((path) => existsSync(path))).toEqual([
            false,
            false,
          ]);

          const rehearsed = await rehearse({ ...created, config, services: world.services }, live);
          await record(live, created.head, rehearsed, '演练员');

          // The one fault is that of the source, which an inspection has found before.
          expect(rehearsed.report.filter((line) => line.startsWith('✗'))).toEqual([
            `✗ the source had everything that its rows name: ${world.archived[3]?.id}: ALTERED`,
          ]);
          expect(rehearsed.report).toContain(
            '✓ 1 destroyed records do not come back (1 were destroyed after the backup)',
          );
          const { backupRehearsals } = await dataOf(
            world.house.holdings,
            '{ backupRehearsals { backup succeeded report } }',
            world.authority,
          );
          expect(backupRehearsals).toMatchObject([
            { backup: created.head.name, succeeded: false, report: rehearsed.report },
          ]);
        },
      );

      it(
        'is restored by a process that is killed again and again, and serves nothing before it has ended',
        { timeout: 600_000 },
        async () => {
          const target = await open();
          const dataDir = join(world.folder, 'restored');
          mkdirSync(dataDir);
          try {
            const arrange = [String(target.url), dataDir, created.folder, keyDir()];
            for (let n = 0; n < KILLS; n += 1)
              if ((await runProcess('restore', ...arrange, String(150 + 260 * n))) !== null) break;
            const files = { blobDir: join(dataDir, 'blobs'), clamd: null };
            const config = configOf(String(target.url), dataDir);
            const options = {
              config,
              services: { ...world.services, files },
              destroyed: [{ caseId: destroyedId, destroyedOn: '2026-11-20', listNumber: '销-1' }],
            };
            if (existsSync(join(dataDir, 'restoring.json'))) {
              const restored = await restoreBackup(created.folder, created.head, options);
              expect(restored.faults).toEqual([]);
            }
            expect(existsSync(join(dataDir, 'restoring.json'))).toBe(false);
            for (const [store, all] of [
              ['archive', world.archived],
              ['holdings', world.held],
            ] as const)
              for (const { id } of all)
                expect(readFileSync(join(files.blobDir, store, id.slice(0, 2), id.slice(2, 4), id))).toEqual(
                  readFileSync(world.pathOf(store, id)),
                );
            // Into what is in use nothing is restored.
            await expect(restoreBackup(created.folder, created.head, options)).rejects.toThrow('already');
          } finally {
            await target.close();
          }
        },
      );

      it('is refused when a byte of it has changed, or the signature is another’s', async () => {
        const { folder, head } = created;
        const content = readdirSync(join(folder, 'content/archive'), { recursive: true, withFileTypes: true }).find(
          (each) => each.isFile(),
        );
        const path = join(String(content?.parentPath), String(content?.name));
        flipByte(path);
        expect(await verifyBackup(folder, head)).toEqual([`${content?.name}: ALTERED`]);
        flipByte(path);
        flipByte(join(folder, 'rows/cases.case_record.ndjson'));
        expect(await verifyBackup(folder, head)).toEqual(['rows/cases.case_record.ndjson: ALTERED or MISSING']);
        flipByte(join(folder, 'rows/cases.case_record.ndjson'));
        const stranger = backupKey({ keyDir: join(world.folder, 'other-keys'), mode: 'test' });
        expect(() => readHead(folder, stranger)).toThrow('not signed');
      });
    });
  },
);
