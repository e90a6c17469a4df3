import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { makeBlobId } from '../../subgraphs/files/index.ts';
import { databases, type TestDatabaseHandle } from '../support/databases.ts';
import { actAs, doneAs, raw } from '../support/disposal.ts';
import { dataOf } from '../support/house.ts';
import {
  flipByte,
  putExtra,
  removeAll,
  startPreserving,
  swapFiles,
  type Preserving,
  type StoredFile,
} from '../support/preserving.ts';
import { access } from '../support/services.ts';

const FILES = 7;

describe.each(databases())('preservation in agencies and halls alike, on $kind', ({ open }) => {
  let database: TestDatabaseHandle;
  let world: Preserving;

  beforeAll(async () => {
    database = await open();
    world = await startPreserving(database, { seed: 91, files: FILES });
  });
  afterAll(async () => {
    await database.close();
    removeAll(world.folder);
  });

  function keeperOf(who: 'agency' | 'hall'): {
    access: AccessContext;
    store: 'archive' | 'holdings';
    files: readonly StoredFile[];
  } {
    return who === 'agency'
      ? { access: world.agency, store: 'archive', files: world.archived }
      : { access: world.hall, store: 'holdings', files: world.held };
  }

  const act = (who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) =>
    doneAs(world.house.holdings, who, name, args);
  const query = (who: AccessContext, text: string) => dataOf(world.house.holdings, text, who);

  function register(who: AccessContext, label: string, medium?: { kind: string; mount: string }): Promise<string> {
    const input = {
      role: raw(medium === undefined ? 'ONLINE' : 'BACKUP'),
      kind: raw(medium?.kind ?? 'DISK'),
      label,
      place: '三楼库房',
      ...(medium === undefined ? {} : { mount: medium.mount }),
    };
    return act(who, 'registerSet', { input });
  }

  async function run(who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) {
    const id = await act(who, name, args);
    await world.house.settle();
    const { preservationRuns } = await query(
      who,
      `{ preservationRuns(id: "${id}") { work state reason files bytes findings { kind count } conversions { outcome beforeSm3 afterSm3 derived remarks } endedAt } }`,
    );
    return preservationRuns[0];
  }

  const compliance = async (who: AccessContext) =>
    (
      await query(
        who,
        '{ preservationCompliance { keeper { uscc } sets completeBackups kinds shortOf openIncidents lost } }',
      )
    ).preservationCompliance;
  const incidents = async (who: AccessContext, state: string) =>
    (
      await query(
        who,
        `{ preservationIncidents(state: ${state}) { id kind file other setId state repairedFrom hindrance reason } }`,
      )
    ).preservationIncidents;

  describe.each(['agency', 'hall'] as const)('of the %s', (who) => {
    const sets = { online: '', disk: '', tape: '' };
    let keeper: ReturnType<typeof keeperOf>;

    beforeAll(() => {
      keeper = keeperOf(who);
    });

    it('says what is short until there are three complete sets on two kinds of medium', async () => {
      expect((await compliance(keeper.access))[0].shortOf).toEqual([
        'NO_ONLINE_SET',
        'FEWER_THAN_TWO_BACKUPS',
        'ONE_KIND_OF_MEDIUM',
      ]);
      sets.online = await register(keeper.access, '在线');
      sets.disk = await register(keeper.access, '备份一', {
        kind: 'DISK',
        mount: who === 'agency' ? 'disk-2' : 'disk-3',
      });
      sets.tape = await register(keeper.access, '备份二', {
        kind: 'TAPE',
        mount: who === 'agency' ? 'tape-1' : 'tape-2',
      });
      for (const toId of [sets.disk, sets.tape])
        expect(await run(keeper.access, 'copySet', { input: { fromId: sets.online, toId } })).toMatchObject({
          state: 'DONE',
          files: FILES,
        });
      await run(keeper.access, 'orderInspection', { input: { setId: sets.online } });

      expect((await compliance(keeper.access))[0]).toMatchObject({
        sets: 3,
        completeBackups: 2,
        kinds: 2,
        shortOf: [],
      });
    });

    it('finds each damage by name, in the store and on a medium, and repairs it from a good set', async () => {
      const { files, store } = keeper;
      const [altered, missing, one, other, onDisk] = files.map(({ id }) => id);
      if (!altered || !missing || !one || !other || !onDisk) return expect.fail('too few files');
      const extra = makeBlobId();
      const path = (id: string) => world.pathOf(store, id);
      const mount = who === 'agency' ? 'disk-2' : 'disk-3';
      const copy = world.copyPath(mount, { keeper: String(keeper.access.agency), setId: sets.disk, id: onDisk });
      flipByte(path(altered));
      rmSync(path(missing));
      swapFiles(path(one), path(other));
      putExtra(path(extra));
      flipByte(copy);

      const report = await run(keeper.access, 'orderInspection', { input: { setId: sets.online } });
      await run(keeper.access, 'orderInspection', { input: { setId: sets.disk } });

      expect(report).toMatchObject({ state: 'DONE', files: FILES });
      expect(report.findings).toEqual(['ALTERED', 'EXTRA', 'MISSING', 'SWAPPED'].map((kind) => ({ kind, count: 1 })));
      const [first, second] = [one, other].toSorted();
      const open = await incidents(keeper.access, 'OPEN');
      expect(
        new Set(
          open.map(
            (each: Record<string, string>) => `${each['kind']} ${each['file']} ${each['other']} ${each['setId']}`,
          ),
        ),
      ).toEqual(
        new Set([
          `ALTERED ${altered} null ${sets.online}`,
          `MISSING ${missing} null ${sets.online}`,
          `SWAPPED ${first} ${second} ${sets.online}`,
          `EXTRA ${extra} null ${sets.online}`,
          `ALTERED ${onDisk} null ${sets.disk}`,
        ]),
      );

      for (const { id } of open) await act(keeper.access, 'repairIncident', { id });
      await world.house.settle();
      const repaired = await incidents(keeper.access, 'REPAIRED');
      expect(repaired).toHaveLength(5);
      const fromOf = (kind: string, setId: string): unknown =>
        repaired.find((each: Record<string, string>) => each['kind'] === kind && each['setId'] === setId)?.repairedFrom;
      // The altered copy on the disk could not repair the store with itself, and the altered store not the disk.
      expect([sets.disk, sets.tape]).toContain(fromOf('ALTERED', sets.online));
      expect(fromOf('ALTERED', sets.disk)).toBe(sets.online);
      for (const [n, { id }] of files.entries())
        expect(readFileSync(path(id), 'utf8')).toBe(`content of file ${1000 + n}`);
      expect(existsSync(path(extra))).toBe(false);
      expect(await run(keeper.access, 'orderInspection', { input: { setId: sets.online } })).toMatchObject({
        findings: [],
      });
      for (const { id } of repaired)
        await act(keeper.access, 'settleIncident', { input: { id, state: raw('CLOSED'), reason: '已修复并复检' } });
      expect((await compliance(keeper.access))[0].openIncidents).toBe(0);
    });

    it('reports a file as lost only when no set has a good copy, and the archives authority then sees it', async () => {
      const { files, store, access: preserver } = keeper;
      const lost = String(files[5]?.id);
      const places = { keeper: String(preserver.agency), id: lost };
      rmSync(world.pathOf(store, lost));
      rmSync(world.copyPath(who === 'agency' ? 'disk-2' : 'disk-3', { ...places, setId: sets.disk }));
      rmSync(world.copyPath(who === 'agency' ? 'tape-1' : 'tape-2', { ...places, setId: sets.tape }));
      await run(preserver, 'orderInspection', { input: { setId: sets.online } });
      const [incident] = await incidents(preserver, 'OPEN');
      const loss = { input: { id: incident.id, state: raw('LOST'), reason: '各套均无完好副本' } };

      const early = await actAs(world.house.holdings, preserver, 'settleIncident', loss);
      expect(early.violations.map(({ code }) => code)).toEqual(['REPAIR_BEFORE_LOSS']);
      await act(preserver, 'repairIncident', { id: incident.id });
      await world.house.settle();
      expect(await incidents(preserver, 'OPEN')).toMatchObject([{ hindrance: 'NO_GOOD_COPY' }]);
      await act(preserver, 'settleIncident', loss);

      const told = (await incidents(world.authority, 'LOST')).find((each: { id: string }) => each.id === incident.id);
      // The outcome, never which file.
      expect(told).toMatchObject({ kind: 'MISSING', state: 'LOST', file: null, other: null });
      expect((await compliance(preserver))[0].lost).toBe(1);
    });

    it('inspects by plan, without anybody asking', async () => {
      await act(keeper.access, 'planPreservation', {
        input: { setId: sets.online, work: raw('INSPECT'), everyDays: 90, firstOn: '2026-01-01', permille: 500 },
      });
      let planned: { orderedBy: string; state: string; permille: number }[] = [];
      // The chore looks once a second.
      await expect
        .poll(
          async () => {
            await world.house.settle();
            const { preservationRuns } = await query(
              keeper.access,
              `{ preservationRuns(setId: "${sets.online}") { orderedBy state permille } }`,
            );
            planned = preservationRuns.filter(({ orderedBy }: { orderedBy: string }) => orderedBy === 'plan');
            return planned.map(({ state }) => state);
          },
          { timeout: 20_000 },
        )
        .toEqual(['DONE']);
      expect(planned[0]?.permille).toBe(500);
    });

    it('migrates a set to another medium, which replaces it once every copy has been read again', async () => {
      const before = who === 'agency' ? 'tape-1' : 'tape-2';
      const target = await register(keeper.access, '备份三', {
        kind: 'DISK',
        mount: who === 'agency' ? 'disk-3' : 'disk-2',
      });
      // One file is lost on all of them: what is not there is told, and nothing is replaced.
      const partial = await run(keeper.access, 'copySet', {
        input: { fromId: sets.tape, toId: target, isMigration: true },
      });
      expect(partial).toMatchObject({ state: 'FAILED', reason: 'SOURCE_INCOMPLETE', files: FILES - 1 });
      expect(await setState(sets.tape)).toBe('COMPLETE');

      await removeRow(String(keeper.files[5]?.id));
      const whole = await run(keeper.access, 'copySet', {
        input: { fromId: sets.tape, toId: target, isMigration: true },
      });
      expect(whole).toMatchObject({ state: 'DONE' });
      expect([await setState(sets.tape), await setState(target)]).toEqual(['REPLACED', 'COMPLETE']);
      expect(existsSync(join(world.folder, 'media', before))).toBe(true);
    });

    const setState = async (id: string): Promise<string> => {
      const { preservationSets } = await query(keeper.access, '{ preservationSets { id state } }');
      return preservationSets.find((each: { id: string }) => each.id === id).state;
    };

    /** As destruction would. */
    async function removeRow(id: string): Promise<void> {
      const db = world.house.cases.fork().getKysely();
      if (who === 'agency') await sql`delete from cases.case_file where id = ${id}`.execute(db);
      else await sql`delete from holdings.record_file where id = ${id}::uuid`.execute(db);
    }

    it('waits for a medium that is not put in, and goes on by itself', async () => {
      const name = who === 'agency' ? 'disk-2' : 'disk-3';
      const [there, away] = ['', '.away'].map((suffix) => join(world.folder, 'media', `${name}${suffix}`));
      renameSync(String(there), String(away));
      const waits = await run(keeper.access, 'orderInspection', { input: { setId: sets.disk } });
      expect(waits).toMatchObject({ state: 'WAITING', reason: 'MEDIUM_NOT_THERE' });

      renameSync(String(away), String(there));
      const schema = who === 'agency' ? 'cases' : 'holdings';
      await sql`update ${sql.table(`${schema}.preservation_job`)} set retry_at = null where is_open`.execute(
        world.house.cases.fork().getKysely(),
      );
      await world.house.settle();
      const { preservationRuns } = await query(keeper.access, `{ preservationRuns(setId: "${sets.disk}") { state } }`);
      expect(preservationRuns[0].state).toBe('DONE');
    });
  });

  it('refuses with all reasons at once what would leave a set without a medium of its own', async () => {
    const input = {
      role: raw('BACKUP'),
      kind: raw('TAPE'),
      label: '在线',
      place: ' ',
      mount: 'disk-2',
      readEveryDays: 0,
    };

    const { violations } = await actAs(world.house.holdings, world.agency, 'registerSet', { input });

    expect(violations.map(({ code }) => code).toSorted()).toEqual(
      ['DAYS_OUT_OF_RANGE', 'MEDIUM_TAKEN', 'MEDIUM_UNKNOWN', 'TEXT_MISSING'].toSorted(),
    );
  });

  it('keeps one keeper from the sets of another, and tells those who supervise outcomes only', async () => {
    const { preservationSets } = await query(world.agency, '{ preservationSets { id keeper { uscc } place } }');
    const [first] = preservationSets;
    await expect(
      actAs(world.house.holdings, world.hall, 'orderInspection', { input: { setId: first.id } }),
    ).rejects.toThrow('NOT_FOUND');
    const nobody = access({ role: 'NATIONAL_PLATFORM', actorId: 'platform' });
    await expect(query(nobody, '{ preservationSets { id } }')).rejects.toThrow('FORBIDDEN');
    const unposted = { ...world.agency, posts: [] };
    await expect(
      actAs(world.house.holdings, unposted, 'orderInspection', { input: { setId: first.id } }),
    ).rejects.toThrow('FORBIDDEN');

    const all = await query(
      world.authority,
      '{ preservationSets { keeper { uscc } place } preservationRuns { work conversions { file } } }',
    );
    expect(new Set(all.preservationSets.map((each: { keeper: { uscc: string } }) => each.keeper.uscc))).toEqual(
      new Set([world.rows.agency, world.rows.hall]),
    );
    expect(new Set(all.preservationSets.map((each: { place: unknown }) => each.place))).toEqual(new Set([null]));
    const ours = preservationSets.map((each: { keeper: { uscc: string } }) => each.keeper.uscc);
    expect(new Set(ours)).toEqual(new Set([world.rows.agency]));
  });
});
