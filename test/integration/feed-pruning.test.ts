import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { BIT } from '../../schema/policy/label.ts';
import { toInstant, toShanghaiDate } from '../../schema/ids.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { cases } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { CASES, listAll, TestMirror } from '../support/feed.ts';
import { dataOf, eventsOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, grantOf, testServices } from '../support/services.ts';

const DAY_MS = 86_400_000;
const NOW = Date.now();
const ACKNOWLEDGE = `mutation ($through: String!) { acknowledgeCaseChanges(input: { through: $through, stage: PURGED }) {
  acknowledgement { sequence } violations { code } } }`;
const OVERDUE = '{ overdueCaseWithdrawals { grant count records } }';

describe.each(anyDatabase())('what a feed keeps of long ago on $kind', ({ open }) => {
  const rows = createRows(37);
  const all = Array.from({ length: 30 }, (_each, at) => rows.caseRow({ sensitive: at % 3 === 0 }));
  const plain = all.filter((each) => !each.sensitive).map(({ id }) => String(id));
  let database: Database;
  let running: RunningSubgraph;
  let day = 0;
  let ended = 0;
  let destroyed = 0;

  beforeAll(async () => {
    database = await open();
    running = await cases.start(database, testServices());
    await running.call('load', { items: [rows.item], cases: all });
    await numberAll(running);
  }, 600_000);
  beforeEach(() => pass(0));
  afterEach(() => vi.useRealTimers());
  afterAll(() => database.close());

  /** The days go on from test to test; then the relay has its turns, as many as it wants. */
  async function pass(days: number): Promise<void> {
    day += days;
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(NOW + day * DAY_MS);
    await numberAll(running);
  }

  const db = () => running.fork().getKysely();
  const one = async (query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
    (await query.execute(db())).rows[0]?.n ?? -1;
  const touched = () => one(sql`select count(*)::int as n from cases.outbox where kind = 'RECORDS_TOUCHED'`);
  const newest = () => one(sql`select max(position)::int as n from cases.outbox`);
  const toldTo = (name: string) =>
    one(sql`select count(*)::int as n from cases.feed_told t join cases.feed_consumer c on c.id = t.consumer
      where c.asker->>'useCause' = ${name}`);
  const entriesOf = (name: string) =>
    one(sql`select count(*)::int as n from cases.feed_entry e join cases.feed_consumer c on c.id = e.consumer
      where c.asker->>'useCause' = ${name}`);

  async function update(id: unknown, set: string): Promise<void> {
    await sql`update cases.case_record set ${sql.raw(set)} where id = ${id}::uuid`.execute(db());
    await numberAll(running);
  }

  async function destroyOne(): Promise<void> {
    const id = plain[plain.length - (destroyed += 1)];
    await update(id, `facts = facts | ${BIT.DESTROYED}, destroyed_on = '2026-01-05', destruction_list_number = 'X'`);
  }

  function asked(name: string, facts: Partial<AccessContext> = {}): AccessContext {
    const now = NOW + day * DAY_MS;
    return access({
      agency: rows.otherAgency,
      useCause: name,
      at: toInstant(now),
      today: toShanghaiDate(now),
      ...facts,
    });
  }

  async function expectEqual(mirror: TestMirror, who: AccessContext): Promise<void> {
    await mirror.drain(running, who, 7);
    expect(mirror.content()).toEqual(await listAll(running, CASES, who));
  }

  it('begins anew for a consumer who slept through it, who then misses nothing; numbers of events go on', async () => {
    const mirror = new TestMirror(CASES);
    await expectEqual(mirror, asked('asleep'));
    await pass(1);
    await update(plain[0], `region = '990188'`);
    await destroyOne();
    await running.call('load', { cases: [rows.caseRow()] });
    await numberAll(running);
    const before = await newest();
    expect(await touched()).toBeGreaterThan(3);

    await pass(DEFAULT_PROFILE.feedKeptDays - 2);
    expect(await touched()).toBeGreaterThan(3);
    await pass(3);
    expect(await touched()).toBeLessThanOrEqual(1);
    await update(plain[1], `region = '990177'`);
    expect(await newest()).toBeGreaterThan(before);

    await expectEqual(mirror, asked('asleep'));
    expect(mirror.expired).toBe(1);
    await update(plain[1], `region = '990166'`);
    expect(await mirror.drain(running, asked('asleep'))).toMatchObject([{ id: plain[1], kind: 'UPSERT' }]);
  }, 300_000);

  it('begins anew for whoever slept so long also where nothing has happened: what it may not see does not wake it', async () => {
    const mirrors = [new TestMirror(CASES), new TestMirror(CASES)];
    const expired: number[] = [];
    for (const [at, mirror] of mirrors.entries()) {
      await expectEqual(mirror, asked('quiet'));
      await pass(DEFAULT_PROFILE.feedKeptDays - 1);
      await expectEqual(mirror, asked('quiet'));
      expect(mirror.expired).toBe(0);
      await pass(1);
      if (at === 1) await update(all.find((each) => each.sensitive)?.id, `region = '990144'`);
      await pass(DEFAULT_PROFILE.feedKeptDays);
      await expectEqual(mirror, asked('quiet'));
      expired.push(mirror.expired);
    }
    expect(expired).toEqual([1, 1]);
  }, 300_000);

  it('keeps what a consumer who asks has still to read, however old it is', async () => {
    const mirror = new TestMirror(CASES);
    await expectEqual(mirror, asked('slow'));
    for (let n = 0; n < 70; n += 1) await update(plain[n % 3], `region = '9901${10 + n}'`);
    await pass(DEFAULT_PROFILE.feedKeptDays - 1);
    await mirror.pull(running, asked('slow'), 1);
    await pass(2);
    const left = await touched();
    await pass(1);

    expect(left).toBeGreaterThan(10);
    expect(await touched()).toBe(left);
    await expectEqual(mirror, asked('slow'));
    expect(mirror.expired).toBe(0);
    await pass(1);
    expect(await touched()).toBeLessThanOrEqual(1);
  }, 300_000);

  it('forgets that a record was taken back when that is long ago and acknowledged as purged, and not before', async () => {
    const [good, late] = [new TestMirror(CASES), new TestMirror(CASES)];
    await expectEqual(good, asked('good'));
    await expectEqual(late, asked('late'));
    const held = good.held.size;
    await destroyOne();
    for (const [name, mirror] of [['good', good] as const, ['late', late] as const])
      await expectEqual(mirror, asked(name));
    await dataOf(running, ACKNOWLEDGE, asked('good'), { through: good.after });
    await pass(2);
    expect([await toldTo('good'), await toldTo('late')]).toEqual([held, held]);

    for (let month = 0; month < 4; month += 1) {
      await pass(31);
      for (const [name, mirror] of [['good', good] as const, ['late', late] as const])
        await expectEqual(mirror, asked(name));
    }
    expect([await toldTo('good'), await toldTo('late')]).toEqual([held - 1, held]);
    expect(good.expired + late.expired).toBe(0);
    const provider = asked('provider', { agency: rows.agency });
    expect((await dataOf(running, OVERDUE, provider)).overdueCaseWithdrawals).toContainEqual(
      expect.objectContaining({ grant: null, count: 1 }),
    );

    await dataOf(running, ACKNOWLEDGE, asked('late'), { through: late.after });
    await pass(1);
    expect(await toldTo('late')).toBe(held - 1);
  }, 300_000);

  it('forgets what was told under a grant that ended long ago, but for what is still to be answered for', async () => {
    const grantTo = (name: string): GrantView =>
      grantOf(rows.agency, {
        id: rows.fixtures.uuid(),
        grantee: rows.otherAgency,
        useCauses: [name],
        named: ['Case.caseNumber', 'Case.applicantName'],
      });
    const [done, open] = ['done', 'open'].map((name) => ({
      name,
      grant: grantTo(name),
      mirror: new TestMirror(CASES),
    }));
    if (done === undefined || open === undefined) throw new Error('There are two.');
    const over = (grant: GrantView): GrantView => ({ ...grant, state: 'TERMINATED', version: 2 });
    for (const { name, grant, mirror } of [done, open]) {
      await expectEqual(mirror, asked(name, { grant }));
      ended += 1;
      const told = Array.from({ length: ended }, () => ({ grantId: grant.id, state: 'TERMINATED' }));
      while ((await running.turn({ sharing: eventsOf('GRANT_CHANGED', told) })) > 0);
      await expectEqual(mirror, asked(name, { grant: over(grant) }));
    }
    const provider = asked('provider', { agency: rows.agency });
    await dataOf(running, ACKNOWLEDGE, asked('done', { grant: over(done.grant) }), { through: done.mirror.after });
    const isOpen = (each: { grant: string | null }) => each.grant === open.grant.id;
    await pass(DEFAULT_PROFILE.feedKeptDays - 1);
    expect(await toldTo('done')).toBeGreaterThan(20);
    const overdue = async () =>
      (await dataOf(running, OVERDUE, { ...provider, at: '2099-01-01T00:00:00.000+08:00' })).overdueCaseWithdrawals;
    const before = (await overdue()).filter(isOpen);
    expect(before).toHaveLength(1);

    await pass(3);
    expect([await toldTo('done'), await entriesOf('done')]).toEqual([0, 0]);
    expect((await overdue()).filter(isOpen)).toEqual(before);
    expect(await toldTo('open')).toBe(before[0].count);

    for (const { name, grant, mirror } of [done, open]) {
      const who = asked(name, { grant: over(grant) });
      await expectEqual(mirror, who);
      expect(mirror.expired).toBe(1);
      await dataOf(running, ACKNOWLEDGE, who, { through: mirror.after });
    }
    expect((await overdue()).filter(isOpen)).toEqual([]);
    await update(plain[2], `region = '990155'`);
    for (const { name, grant, mirror } of [done, open]) await expectEqual(mirror, asked(name, { grant: over(grant) }));
  }, 300_000);
});
