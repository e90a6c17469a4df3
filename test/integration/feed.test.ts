import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { BIT, packStored } from '../../schema/policy/label.ts';
import { toInstant, toShanghaiDate } from '../../schema/ids.ts';
import { cases } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { CASES, findWrong, listAll, TestMirror } from '../support/feed.ts';
import { ask, dataOf, eventsOf, numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, grantOf, testServices } from '../support/services.ts';

const NOW = Date.now();
const ACKNOWLEDGE = `mutation ($through: String!, $stage: AckStage!) {
  acknowledgeCaseChanges(input: { through: $through, stage: $stage }) {
    acknowledgement { stage generation sequence } violations { code } } }`;
const OVERDUE = `{ overdueCaseWithdrawals { consumer grant count records } }`;
const CLASSIFIED = packStored({
  custody: 'FORMING',
  openness: 'CLASSIFIED',
  sensitive: false,
  destroyed: false,
  nonSharing: false,
});

describe.each(anyDatabase())('the feed of cases on $kind', ({ open }) => {
  const rows = createRows(31);
  const all = Array.from({ length: 30 }, (_each, at) => rows.caseRow({ sensitive: at % 3 === 0 }));
  const sensitive = all.filter((each) => each.sensitive).map(({ id }) => String(id));
  const plain = all.filter((each) => !each.sensitive).map(({ id }) => String(id));
  let database: Database;
  let running: RunningSubgraph;
  let ended = 0;

  beforeAll(async () => {
    database = await open();
    running = await cases.start(database, testServices());
    await running.call('load', { items: [rows.item], cases: all });
    await numberAll(running);
  }, 600_000);
  afterAll(() => database.close());

  async function update(id: unknown, set: string): Promise<void> {
    await sql`update cases.case_record set ${sql.raw(set)} where id = ${id}::uuid`.execute(running.fork().getKysely());
    await numberAll(running);
  }

  /** Each name is a consumer of its own. */
  function consumer(name: string, facts: Partial<AccessContext> = {}): AccessContext {
    const [at, today] = [toInstant(NOW), toShanghaiDate(NOW)];
    return access({ agency: rows.otherAgency, useCause: name, at, today, ...facts });
  }

  function grantFor(name: string, given: Partial<GrantView> = {}): GrantView {
    return grantOf(rows.agency, {
      id: rows.fixtures.uuid(),
      grantee: rows.otherAgency,
      useCauses: [name],
      named: ['Case.caseNumber', 'Case.applicantName'],
      ...given,
    });
  }

  /** As `sharing` would say it. */
  async function tellEnded(grantId: string): Promise<void> {
    ended += 1;
    const told = Array.from({ length: ended }, () => ({ grantId, state: 'TERMINATED' }));
    while ((await running.turn({ sharing: eventsOf('GRANT_CHANGED', told) })) > 0);
  }

  it('tells everything that the consumer may see, then what becomes of it, and nothing else', async () => {
    const asker = consumer('plain');
    const mirror = new TestMirror(CASES);
    await mirror.drain(running, asker, 7);

    expect(mirror.content()).toEqual(await listAll(running, CASES, asker));
    expect(mirror.held.size).toBe(plain.length);

    await update(plain[0], `title = 'hidden from it'`);
    await update(sensitive[0], `region = '990199'`);
    expect(await mirror.drain(running, asker)).toEqual([]);

    await update(plain[0], `region = '990199'`);
    expect(await mirror.drain(running, asker)).toMatchObject([{ kind: 'UPSERT', id: plain[0], version: 2 }]);
    expect(mirror.content()).toEqual(await listAll(running, CASES, asker));
  });

  it('takes back what a grant showed when it is suspended, and gives it again when it is resumed: those records and no others', async () => {
    const grant = grantFor('suspended', { rows: { ...grantFor('').rows, regions: ['990106'] } });
    const asker = consumer('suspended', { grant });
    const without = { ...asker, grant: { ...grant, state: 'SUSPENDED', version: 2 } as GrantView };
    const mirror = new TestMirror(CASES);
    await mirror.drain(running, asker);
    const inGrant = [...mirror.held.values()].filter(({ caseNumber }) => caseNumber !== null).map(({ id }) => id);
    expect(inGrant.length).toBe(28);

    const taken = await mirror.drain(running, without);
    const restricted = taken.filter(({ kind }) => kind === 'RESTRICTED').map(({ id }) => id);
    expect(restricted.toSorted()).toEqual(inGrant.toSorted());
    expect(taken.every(({ kind, dueBy }) => kind !== 'RESTRICTED' || dueBy !== null)).toBe(true);
    expect(mirror.content()).toEqual(await listAll(running, CASES, without));

    const given = await mirror.drain(running, { ...asker, grant: { ...grant, version: 3 } });
    expect(given.map(({ kind }) => kind)).toEqual(inGrant.map(() => 'REINSTATED'));
    expect(given.map(({ id }) => id).toSorted()).toEqual(inGrant.toSorted());
    expect(mirror.content()).toEqual(await listAll(running, CASES, asker));
  });

  it('enters what has to be taken back for consumers that do not ask: the grant ended, the record was destroyed or classified', async () => {
    const grant = grantFor('silent');
    const asker = consumer('silent', { grant });
    const mirror = new TestMirror(CASES);
    await mirror.drain(running, asker);
    const [first, second] = [rows.caseRow(), rows.caseRow()];
    await running.call('load', { cases: [first, second] });
    await numberAll(running);
    await mirror.drain(running, asker);
    await update(
      first.id,
      `facts = facts | ${BIT.DESTROYED}, destroyed_on = '2026-01-05', destruction_list_number = 'X'`,
    );
    await update(second.id, `facts = ${CLASSIFIED}`);

    const entered = async (): Promise<unknown[]> => {
      const query = sql<{ kind: string; n: number }>`select e.kind, count(*)::int as n from cases.feed_entry e
        join cases.feed_consumer c on c.id = e.consumer where c.grant_id = ${grant.id} and e.due_by is not null
        group by 1 order by 1`;
      return (await query.execute(running.fork().getKysely())).rows;
    };
    expect(await entered()).toEqual([
      { kind: 'DESTROYED', n: 1 },
      { kind: 'WITHDRAWN', n: 1 },
    ]);

    await tellEnded(grant.id);
    expect(await entered()).toEqual([
      { kind: 'DESTROYED', n: 1 },
      { kind: 'RESTRICTED', n: 30 },
      { kind: 'WITHDRAWN', n: 1 },
    ]);

    // It presents the grant that has ended, and is the same consumer: it learns what it has to delete.
    const over = { ...asker, grant: { ...grant, state: 'TERMINATED', version: 2 } as GrantView };
    const late = consumer('authority', { role: 'DATA_AUTHORITY', agency: null, at: '2099-01-01T00:00:00.000+08:00' });
    const overdue = (who: AccessContext) => dataOf(running, OVERDUE, who);
    expect((await overdue({ ...late, at: asker.at })).overdueCaseWithdrawals).toEqual([]);
    const told = await mirror.drain(running, over);
    expect(told.map(({ kind }) => kind).filter((kind) => kind !== 'UPSERT').length).toBe(32);
    expect(mirror.content()).toEqual(await listAll(running, CASES, over));

    const mine = (list: { grant: string }[]) => list.filter((each) => each.grant === grant.id);
    expect(mine((await overdue(late)).overdueCaseWithdrawals)).toEqual([
      { consumer: rows.otherAgency, grant: grant.id, count: 32, records: [] },
    ]);
    const provider = { ...late, role: 'AGENCY', agency: rows.agency } as AccessContext;
    expect(mine((await overdue(provider)).overdueCaseWithdrawals)).toMatchObject([{ count: 32 }]);
    expect((await overdue({ ...provider, agency: rows.hall })).overdueCaseWithdrawals).toEqual([]);

    const acknowledge = (stage: string, through: string | null = mirror.after) =>
      dataOf(running, ACKNOWLEDGE, over, { through, stage });
    await acknowledge('LOADED');
    expect(mine((await overdue(late)).overdueCaseWithdrawals)).toHaveLength(1);
    const done = await acknowledge('PURGED');
    expect(done.acknowledgeCaseChanges.violations).toEqual([]);
    expect(await acknowledge('PURGED')).toEqual(done);
    expect(mine((await overdue(late)).overdueCaseWithdrawals)).toEqual([]);
  }, 300_000);

  it('refuses cursors that are forged, of another consumer or of another list, sizes out of order, and demands', async () => {
    const asker = consumer('cursors');
    const query = `query ($after: String, $first: Int) { caseChanges(after: $after, first: $first) { pageInfo { endCursor } } }`;
    const codeOf = async (who: AccessContext, variables: Record<string, unknown>): Promise<unknown> =>
      (await ask(running, query, who, variables)).errors?.[0]?.extensions['code'];
    const own = (await dataOf(running, query, asker, { first: 3 })).caseChanges.pageInfo.endCursor as string;
    const ofList = (await dataOf(running, `{ cases(first: 1) { pageInfo { endCursor } } }`, asker)).cases.pageInfo;

    expect(await codeOf(asker, { after: own })).toBeUndefined();
    expect(await codeOf(consumer('others'), { after: own })).toBe('INVALID_INPUT');
    expect(await codeOf({ ...asker, mode: 'BATCH' }, { after: own })).toBe('INVALID_INPUT');
    expect(await codeOf(asker, { after: ofList.endCursor })).toBe('INVALID_INPUT');
    expect(await codeOf(asker, { after: `${own.slice(0, -2)}AA` })).toBe('INVALID_INPUT');
    expect(await codeOf(asker, { first: 501 })).toBe('INVALID_INPUT');
    expect(await codeOf(asker, { first: 0 })).toBe('INVALID_INPUT');
    expect(await codeOf({ ...asker, role: 'AUDITOR' }, {})).toBe('FORBIDDEN');
    const demand = { id: 'd', recordId: String(plain[0]), until: '2099-01-01T00:00:00.000+08:00' };
    expect(await codeOf({ ...asker, demand }, {})).toBe('FORBIDDEN');
    expect(await codeOf({ ...asker, grantId: rows.fixtures.uuid() }, {})).toBe('UNAVAILABLE');
    const foreign = await ask(running, ACKNOWLEDGE, consumer('others'), { through: own, stage: 'PURGED' });
    expect(foreign.errors?.[0]?.extensions['code']).toBe('INVALID_INPUT');
  });

  it('begins a log anew when it has outgrown what is held: old cursors expire, a reader at the end goes on, and from the beginning is everything', async () => {
    const asker = consumer('generations');
    const slow = new TestMirror(CASES);
    const mirror = new TestMirror(CASES);
    await slow.pull(running, asker, 5);
    await mirror.drain(running, asker);
    for (let n = 0; n < 8; n += 1) {
      await sql`update cases.case_record set region = ${`9902${10 + n}`}`.execute(running.fork().getKysely());
      await numberAll(running);
      await mirror.drain(running, asker);
    }
    const fresh = new TestMirror(CASES);
    await fresh.drain(running, asker);

    expect(fresh.generation).toBe(2);
    expect(fresh.log.every(({ kind, obsolete }) => kind === 'UPSERT' && !obsolete)).toBe(true);
    expect(fresh.content()).toEqual(await listAll(running, CASES, asker));
    expect(await mirror.drain(running, asker)).toEqual([]);
    expect(mirror.expired).toBe(0);
    await slow.drain(running, asker);
    expect(slow.expired).toBe(1);
    for (const each of [slow, mirror]) expect(each.content()).toEqual(fresh.content());
  }, 300_000);

  it('gives two mirrors of one consumer the same log, while others write and both pull at once', async () => {
    const asker = consumer('two');
    const mirrors = [new TestMirror(CASES), new TestMirror(CASES)];
    const write = async (): Promise<void> => {
      for (let n = 0; n < 12; n += 1) {
        const id = plain[n % plain.length];
        await sql`update cases.case_record set region = ${`9903${10 + n}`} where id = ${id}::uuid`.execute(
          running.fork().getKysely(),
        );
        await running.turn({});
      }
    };
    await Promise.all([
      write(),
      ...mirrors.map(async (mirror) => {
        for (let n = 0; n < 10; n += 1) await mirror.pull(running, asker, 4);
      }),
    ]);
    await numberAll(running);
    for (const mirror of mirrors) await mirror.drain(running, asker);

    const seen = await listAll(running, CASES, asker);
    for (const mirror of mirrors) expect(mirror.content()).toEqual(seen);
    // What was superseded meanwhile has content for the one that read it before, and none for the other.
    const facts = mirrors.map(({ log }) => log.map(({ sequence, id, kind, version }) => [sequence, id, kind, version]));
    expect(facts[0]).toEqual(facts[1]);
  }, 300_000);

  it('finds what is wrong in a copy by the tree, and counts by body and day', async () => {
    const more = Array.from({ length: 400 }, () => rows.caseRow());
    await running.call('load', { cases: more });
    await numberAll(running);
    const asker = consumer('tree');
    const mirror = new TestMirror(CASES);
    await mirror.drain(running, asker, 500);
    const copy = new Map(mirror.hashes);
    const [one, two, three] = [...copy.keys()].toSorted().filter((_id, at) => at % 150 === 7);
    copy.set(String(one), 'f'.repeat(64));
    copy.delete(String(two));
    copy.set(
      String(three).replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
      'e'.repeat(64),
    );

    const found = await findWrong(running, 'caseTree', asker, copy);
    expect(found.ids).toHaveLength(3);
    expect(found.ids).toEqual(expect.arrayContaining([one, two]));
    expect(found.calls).toBeLessThan(12);

    const query = `{ caseReconciliation { agency day records } }`;
    const { caseReconciliation: counts } = await dataOf(running, query, asker);
    expect(counts).toEqual([{ agency: rows.agency, day: toShanghaiDate(NOW), records: mirror.held.size }]);
    expect((await dataOf(running, query, consumer('nobody'))).caseReconciliation).toEqual([]);
  }, 300_000);
});
