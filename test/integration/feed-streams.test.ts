import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { BIT } from '../../schema/policy/label.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';
import { listAll, streamOf, TestMirror, type Change, type StreamNames } from '../support/feed.ts';
import { startHouse, type House } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, testServices } from '../support/services.ts';

type StreamName = 'cases' | 'licences' | 'retention' | 'holdings';

const STREAMS: Readonly<Record<StreamName, StreamNames>> = {
  cases: streamOf('cases', 'Case', { changes: 'caseChanges', list: 'cases' }),
  licences: streamOf('licences', 'Licence', { changes: 'licenceChanges', list: 'licences' }),
  retention: streamOf('retention', 'RetentionDecision', { changes: 'retentionChanges', list: 'retentionDecisions' }),
  holdings: streamOf('holdings', 'ArchivalRecord', { changes: 'archivalRecordChanges', list: 'archivalRecords' }),
};

describe.each(databases().slice(0, 1))('four feeds on $kind', ({ open }) => {
  const rows = createRows(61);
  const archived = { state: 'ARCHIVED', completedOn: '1990-05-01', archivedOn: '2025-06-01' };
  const all = Array.from({ length: 6 }, () => rows.caseRow(archived));
  const [first, second, third] = all;
  const licences = Array.from({ length: 5 }, () => rows.licence());
  const schedule = rows.schedule();
  const records = all.slice(0, 4).map((each) => rows.record(each, { custody: 'FORMING', hall: null }));
  let database: Database;
  let house: House;
  const mirrors = new Map<string, TestMirror>();

  const owner = access({ agency: rows.agency, useCause: '归档核对' });
  const other = access({ agency: rows.otherAgency, useCause: '核验' });
  const hall = access({ role: 'ARCHIVE_HALL', agency: rows.hall, useCause: '利用' });

  beforeAll(async () => {
    database = await open();
    house = await startHouse(database, testServices());
    await house.cases.call('load', { items: [rows.item], cases: all });
    await house.licences.call('load', { types: [rows.licenceType], licences });
    await house.retention.call('load', { schedules: [schedule], rules: [rows.rule({ scheduleId: schedule.id })] });
    await house.holdings.call('load', { fonds: [rows.fonds], records });
    await house.settle();
  }, 600_000);
  afterAll(() => database.close());

  /** What is new to this caller, after its mirror was compared with what it may see. */
  async function news(stream: StreamName, who: AccessContext): Promise<readonly Change[]> {
    const key = `${stream} ${who.agency}`;
    const mirror = mirrors.get(key) ?? new TestMirror(STREAMS[stream]);
    mirrors.set(key, mirror);
    const changes = await mirror.drain(house[stream], who);
    expect(mirror.content()).toEqual(await listAll(house[stream], STREAMS[stream], who));
    return changes;
  }

  async function execute(on: RunningSubgraph, query: ReturnType<typeof sql>): Promise<void> {
    await query.execute(on.fork().getKysely());
    await house.settle();
  }

  const kinds = (changes: readonly Change[]): string[] => changes.map(({ kind }) => kind);

  it('each give what the lists give', async () => {
    for (const who of [owner, other, hall])
      for (const stream of Object.keys(STREAMS) as StreamName[]) await news(stream, who);

    expect((await news('licences', owner)).length).toBe(0);
    expect([...mirrors.values()].filter(({ held }) => held.size > 0).length).toBeGreaterThan(7);
  }, 300_000);

  it('tell nobody outside of a hold, and the unit that formed the record', async () => {
    await execute(
      house.retention,
      sql`insert into retention.hold (id, case_id, reason, placed_on)
        values (gen_random_uuid(), ${first?.id}::uuid, 'AUDIT', '2026-01-01')`,
    );

    expect(await news('retention', other)).toEqual([]);
    expect(await news('retention', hall)).toEqual([]);
    expect((await news('retention', owner)).map(({ kind, record }) => [kind, record?.['held']])).toEqual([
      ['UPSERT', true],
    ]);
  }, 300_000);

  it('tell of another edition of a licence where its version is shown, and of nothing where it is not', async () => {
    await execute(house.licences, sql`update licences.licence set version = '002' where id = ${licences[0]?.id}::uuid`);

    expect(kinds(await news('licences', owner))).toEqual(['SUPERSEDED', 'UPSERT']);
    expect(await news('licences', other)).toEqual([]);
  }, 300_000);

  it('tell of a name of a type to all who see it, of every licence of the type', async () => {
    await execute(house.licences, sql`update licences.licence_type set name = '新名称'`);

    expect(kinds(await news('licences', other))).toEqual(licences.map(() => 'UPSERT'));
  }, 300_000);

  it('tell the unit that formed a record that it has moved, when a hall has taken it over; and the hall what it has', async () => {
    await execute(
      house.holdings,
      sql`update holdings.archival_record set custody = 'HALL', hall = ${rows.hall},
        custody_facts = ${BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH} where case_id = ${second?.id}::uuid`,
    );

    expect(kinds(await news('holdings', owner))).toEqual(['MOVED', 'UPSERT']);
    expect(kinds(await news('holdings', hall))).toEqual(['UPSERT']);
    expect(kinds(await news('holdings', other))).toEqual(['UPSERT']);
  }, 300_000);

  it('tell all four of what has become of a record that was destroyed, and leave nothing of it', async () => {
    await house.retention.call('destroy', {
      caseId: third?.id,
      destroyedOn: '2026-01-05',
      listNumber: 'X-2026-1',
    });
    await house.settle();

    for (const stream of ['cases', 'retention', 'holdings'] as const)
      expect([stream, kinds(await news(stream, owner))]).toEqual([stream, ['DESTROYED']]);
    expect(kinds(await news('cases', other))).toEqual(['DESTROYED']);
  }, 300_000);
});
