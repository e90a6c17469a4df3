import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { cases } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';
import { CASES, listAll, TestMirror } from '../support/feed.ts';
import { numberAll } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, testServices } from '../support/services.ts';

describe.each(databases())('the feed of cases on $kind', ({ open }) => {
  const rows = createRows(31);
  const all = Array.from({ length: 30 }, (_each, at) => rows.caseRow({ sensitive: at % 3 === 0 }));
  let database: Database;
  let running: RunningSubgraph;

  beforeAll(async () => {
    database = await open();
    running = await cases.start(database, testServices());
    await running.call('load', { items: [rows.item], cases: all });
    await numberAll(running);
  });
  afterAll(() => database.close());

  const update = async (id: unknown, set: string): Promise<void> => {
    await sql`update cases.case_record set ${sql.raw(set)} where id = ${id}::uuid`.execute(running.fork().getKysely());
    await numberAll(running);
  };

  const consumer = (name: string, grant: GrantView | null = null): AccessContext =>
    access({ agency: rows.otherAgency, useCause: name, grant });

  it('tells everything that the consumer may see, then what becomes of it, and nothing else', async () => {
    const asker = consumer('核验');
    const mirror = new TestMirror(CASES);
    await mirror.drain(running, asker, 7);

    expect(mirror.content()).toEqual(await listAll(running, CASES, asker));
    expect(mirror.held.size).toBe(20);

    await update(all[1]?.id, `title = 'hidden from it'`);
    expect(await mirror.drain(running, asker)).toEqual([]);

    await update(all[1]?.id, `region = '990199'`);
    expect(await mirror.drain(running, asker)).toMatchObject([{ kind: 'UPSERT', id: all[1]?.id, version: 2 }]);
    expect(mirror.content()).toEqual(await listAll(running, CASES, asker));
  });
});
