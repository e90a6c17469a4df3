/** A log that is too long to be begun anew in one transaction. */
import { sql } from 'kysely';
import { afterEach, expect, it, vi } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { toInstant, toShanghaiDate } from '../../schema/ids.ts';
import { BIT } from '../../schema/policy/label.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { cases } from '../../subgraphs/cases/index.ts';
import { databases } from '../support/databases.ts';
import { CASES, listAll, TestMirror } from '../support/feed.ts';
import { numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, testServices } from '../support/services.ts';

const RECORDS = 5_200;
const CHANGED = 200;
const NOW = Date.now();
/** Two of these and a generation is old; nobody sleeps so long. */
const DAYS = Math.ceil(DEFAULT_PROFILE.feedKeptDays / 2) + 1;

afterEach(() => vi.useRealTimers());

it.each(databases())(
  'goes on for who had read it, unless something was taken back meanwhile; all end equal, on $kind',
  async ({ open }) => {
    const database = await open();
    try {
      const running = await cases.start(database, testServices());
      const rows = createRows(41);
      const all = Array.from({ length: RECORDS }, () => rows.caseRow());
      await running.call('load', { items: [rows.item], cases: all });
      await numberAll(running);
      const [end, behind] = [new TestMirror(CASES), new TestMirror(CASES)];
      let day = 0;
      const who = (): AccessContext => {
        const now = NOW + day * 86_400_000;
        return access({ agency: rows.otherAgency, useCause: 'long', at: toInstant(now), today: toShanghaiDate(now) });
      };
      const change = async (set: string, ids: readonly unknown[]): Promise<void> => {
        const query = sql`update cases.case_record set ${sql.raw(set)} where id = any(${[...ids]}::uuid[])`;
        await query.execute(running.fork().getKysely());
        await numberAll(running);
      };
      /** Long after, with as many changes as it takes; who comes first finds that the log is worth it. */
      const begin = async (region: string): Promise<void> => {
        const first = new TestMirror(CASES);
        await first.pull(running, who(), 1);
        await change(
          `region = '${region}'`,
          all.slice(0, CHANGED).map(({ id }) => id),
        );
        await end.drain(running, who(), 500);
        vi.useFakeTimers({ toFake: ['Date'] });
        for (const _half of [1, 2]) {
          await end.drain(running, who(), 500);
          day += DAYS;
          vi.setSystemTime(NOW + day * 86_400_000);
        }
        await first.pull(running, who(), 1);
        const query = sql`select from cases.feed_consumer where rewriting is not null`;
        expect((await query.execute(running.fork().getKysely())).rows).toHaveLength(1);
      };
      await end.drain(running, who(), 500);
      await behind.pull(running, who(), 500);

      await begin('990211');
      await end.drain(running, who(), 500);
      await behind.drain(running, who(), 500);
      expect([end.expired, end.generation, behind.expired]).toEqual([0, 1, 1]);
      const seen = await listAll(running, CASES, who());
      for (const mirror of [end, behind]) expect(mirror.content()).toEqual(seen);

      await begin('990222');
      const gone = all.map(({ id }) => String(id)).toSorted()[10];
      await change(`facts = facts | ${BIT.DESTROYED}, destroyed_on = '2026-01-05', destruction_list_number = 'X'`, [
        gone,
      ]);
      await end.drain(running, who(), 500);
      expect(end.expired).toBe(1);
      expect(end.held.has(String(gone))).toBe(false);
      expect(end.content()).toEqual(await listAll(running, CASES, who()));
    } finally {
      await database.close();
    }
  },
);
