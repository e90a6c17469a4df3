/** Guards of a grant in the database: leases that never come to more than the quota, subjects counted with the log. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import type { AccessLogRow, AnswerLease, AppendResult } from '../../subgraphs/sharing/index.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { anyDatabase, type TestDatabaseHandle } from '../support/databases.ts';
import { eventsOf } from '../support/house.ts';
import { startSharing } from '../support/sharing.ts';

const NOON = '2026-11-21T12:00:00.000+08:00';
const NEXT_DAY = '2026-11-22T00:00:00.000+08:00';
const NEXT_MONTH = '2026-12-01T00:00:00.000+08:00';

describe.each(anyDatabase())('the guards of a grant on $kind', ({ open }) => {
  let database: TestDatabaseHandle;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await startSharing(database);
  });
  afterAll(() => database.close());

  interface Guards {
    readonly quotaPeriod?: string;
    readonly quotaRequests?: number;
    readonly quotaSubjects?: number;
  }
  const grantWith = async (guards: Guards): Promise<string> => {
    const id = randomUUID();
    const [demo] = GRANTS;
    await running.call('load', { grants: [{ ...demo, id, ...guards }] });
    return id;
  };
  const lease = (grantId: string, at = NOON): Promise<AnswerLease | null> =>
    running.call('leaseAnswers', { grantId, at }) as Promise<AnswerLease | null>;
  /** Leases until there is nothing left. */
  const drain = async (grantId: string, at = NOON): Promise<number> => {
    const size = (await lease(grantId, at))?.size ?? 0;
    return size === 0 ? 0 : size + (await drain(grantId, at));
  };
  const countOf = async (table: string, grantId: string): Promise<number> => {
    const query = sql<{
      n: number;
    }>`select count(*)::int as n from ${sql.table(`sharing.${table}`)} where grant_id = ${grantId}::uuid`;
    return (await query.execute(running.fork().getKysely())).rows[0]?.n ?? 0;
  };

  describe('answers', () => {
    it.each([1, 7, 100, 1_234])(
      'of a quota of %i are leased to the last one, and not one more',
      async (quotaRequests) => {
        expect(await drain(await grantWith({ quotaRequests }))).toBe(quotaRequests);
      },
    );

    it('are never more than the quota, however many processes lease at once', async () => {
      const grantId = await grantWith({ quotaRequests: 77 });
      const drained = await Promise.all(Array.from({ length: 12 }, () => drain(grantId)));

      expect(drained.reduce((sum, each) => sum + each)).toBe(77);
    });

    it('that were not spent can be leased again; given back a second time they are not there', async () => {
      const grantId = await grantWith({ quotaRequests: 100 });
      const first = await lease(grantId);
      await drain(grantId);
      for (const _twice of [1, 2]) await running.call('returnAnswers', { leaseId: first?.id, unspent: 4 });

      expect(await drain(grantId)).toBe(4);
    });

    it('cannot be given back that were never leased', async () => {
      const grantId = await grantWith({ quotaRequests: 100 });
      const first = await lease(grantId);
      await drain(grantId);
      for (const unspent of [(first?.size ?? 0) + 1, -1])
        await running.call('returnAnswers', { leaseId: first?.id, unspent });

      expect(await drain(grantId)).toBe(0);
    });

    it('of a day are there again on the next, in Shanghai', async () => {
      const grantId = await grantWith({ quotaRequests: 3 });
      expect(await drain(grantId, '2026-11-21T23:59:59.999+08:00')).toBe(3);

      expect(await drain(grantId, NEXT_DAY)).toBe(3);
    });

    it('of a day that is just over stay spent for a request that came in before its end', async () => {
      const grantId = await grantWith({ quotaRequests: 3 });
      await drain(grantId, '2026-11-21T23:59:59.999+08:00');
      await drain(grantId, NEXT_DAY);

      expect(await drain(grantId, NOON)).toBe(0);
    });

    it('of a month are there again in the next', async () => {
      const grantId = await grantWith({ quotaRequests: 3, quotaPeriod: 'MONTH' });
      expect([await drain(grantId, NOON), await drain(grantId, '2026-11-30T23:59:59.999+08:00')]).toEqual([3, 0]);

      expect(await drain(grantId, NEXT_MONTH)).toBe(3);
    });

    it('of periods that are over leave no rows', async () => {
      const grantId = await grantWith({ quotaRequests: 3, quotaSubjects: 3 });
      await drain(grantId);
      await append(grantId, [[randomUUID()]]);
      await lease(grantId, '2026-11-24T08:00:00.000+08:00');

      expect([await countOf('grant_usage', grantId), await countOf('answer_lease', grantId)]).toEqual([1, 1]);
      expect(await countOf('grant_subject', grantId)).toBe(0);
    });
  });

  const logRow = (grantId: string, granted: readonly string[], at: string): AccessLogRow => ({
    at,
    requestId: randomUUID(),
    actorId: 'test',
    role: 'AGENCY',
    agency: null,
    onBehalfOf: null,
    grantId,
    useCause: null,
    operationHash: 'x',
    outcomes: [{ coordinate: 'Case.applicantName', outcome: 'SHOW', rule: 'R16', count: granted.length }],
    recordIds: { Case: granted },
    policyVersion: 'test',
    demandId: null,
    about: granted,
    granted,
    refusal: null,
  });
  /** Appends answers that gave these records, in one batch; tells which may leave. */
  const append = async (grantId: string, answers: readonly (readonly string[])[], at = NOON): Promise<boolean[]> => {
    const rows = answers.map((granted) => logRow(grantId, granted, at));
    const { refused } = (await running.call('appendLog', rows)) as AppendResult;
    return rows.map(({ requestId }) => !refused.includes(requestId));
  };
  /** Makes records known, each about this subject. */
  const known = async (subjects: readonly string[]): Promise<string[]> => {
    const records = subjects.map((subject) => ({ id: randomUUID(), subject }));
    const rows = records.map(({ id, subject }) => ({
      id,
      facts: 0,
      formingUnit: 'A',
      hall: null,
      transferrer: null,
      subjects: [subject, 'guardian'],
      minorUntil: null,
      region: '990106',
      itemCode: 'I',
      periodOn: null,
    }));
    await sql`delete from sharing.inbox`.execute(running.fork().getKysely());
    await running.turn({ cases: eventsOf('CASE_CHANGED', rows) });
    return records.map(({ id }) => id);
  };

  describe('distinct subjects', () => {
    it('are counted once each, whoever stands for them and in whichever record', async () => {
      const grantId = await grantWith({ quotaSubjects: 2 });
      const [a1 = '', a2 = '', b = '', c = ''] = await known(['a', 'a', 'b', 'c']);

      expect(await append(grantId, [[a1], [a2, b], [a1, a2, b], [c], [b]])).toEqual([true, true, true, false, true]);
    });

    it('beyond the guard refuse the answer as a whole, and it leaves no content on the log', async () => {
      const grantId = await grantWith({ quotaSubjects: 1 });
      const [a = '', b = ''] = await known(['a', 'b']);
      expect(await append(grantId, [[a], [a, b]])).toEqual([true, false]);

      const { rows } = await sql`select outcomes, record_ids as "recordIds", about, refusal from sharing.access_log
        where grant_id = ${grantId} order by id`.execute(running.fork().getKysely());
      expect(rows).toEqual([
        { outcomes: [expect.anything()], recordIds: { Case: [a] }, about: [a], refusal: null },
        { outcomes: [], recordIds: {}, about: [], refusal: 'LIMIT_EXCEEDED' },
      ]);
    });

    it('who are not known yet count as one a record', async () => {
      const grantId = await grantWith({ quotaSubjects: 2 });

      expect(await append(grantId, [[randomUUID()], [randomUUID(), randomUUID()], [randomUUID()]])).toEqual([
        true,
        false,
        true,
      ]);
    });

    it('are never more than the guard, however many answers are logged at once', async () => {
      const grantId = await grantWith({ quotaSubjects: 5 });
      const ids = await known(Array.from({ length: 20 }, (_each, at) => `s${at}`));
      const passed = await Promise.all(ids.map((id) => append(grantId, [[id]])));

      expect(passed.flat().filter(Boolean)).toHaveLength(5);
      expect(await countOf('grant_subject', grantId)).toBe(5);
    });

    it('are counted anew in the next period', async () => {
      const grantId = await grantWith({ quotaSubjects: 1 });
      const [a = '', b = ''] = await known(['a', 'b']);
      expect(await append(grantId, [[a], [b]])).toEqual([true, false]);

      expect(await append(grantId, [[b]], NEXT_DAY)).toEqual([true]);
    });

    it('of a grant without such a guard are not counted', async () => {
      const grantId = await grantWith({});

      expect(await append(grantId, [[randomUUID()], [randomUUID()]])).toEqual([true, true]);
      expect(await countOf('grant_subject', grantId)).toBe(0);
    });
  });
});
