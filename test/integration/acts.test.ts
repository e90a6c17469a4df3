/** An act commits with its entry in the outbox, is entered as refused, or has not happened. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { act, Context, type ActResult, type Database, type EntityManager } from '../../subgraphs/kernel/index.ts';
import { sharing } from '../../subgraphs/sharing/index.ts';
import { databases } from '../support/databases.ts';
import { access, testServices } from '../support/services.ts';

const NAME = { schema: 'sharing', name: 'renameAgency' };
const REFUSAL = { code: 'NAME_TAKEN', message: '某局 is taken.', clause: '809 art. 13', path: 'name' };

describe.each(databases())('an act on $kind', ({ open }) => {
  let database: Database;
  let fork: () => EntityManager;
  beforeAll(async () => {
    database = await open();
    ({ fork } = await sharing.start(database, testServices()));
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await sql`delete from sharing.agency`.execute(fork().getKysely());
    await sql`delete from sharing.outbox`.execute(fork().getKysely());
  });

  const run = (work: (tx: EntityManager) => Promise<ActResult>): Promise<ActResult> =>
    act(new Context(access({ actorId: 'somebody', posts: ['SHARING_HEAD'] }), testServices(), fork()), NAME, work);
  const write = (tx: EntityManager): Promise<unknown> =>
    sql`insert into sharing.agency (uscc, name, kind, region) values ('X', '某局', 'AGENCY', '990100')`.execute(
      tx.getKysely(),
    );
  const agencies = async (): Promise<number> =>
    (await sql`select 1 from sharing.agency`.execute(fork().getKysely())).rows.length;
  const entries = async (): Promise<object[]> => {
    const query = sql<{ kind: string; payload: object }>`select kind, payload from sharing.outbox order by id`;
    return (await query.execute(fork().getKysely())).rows.map(({ kind, payload }) => ({ kind, ...payload }));
  };

  it('that is done is written together with its entry: who, in which post, what, when', async () => {
    await run(async (tx) => {
      await write(tx);
      return { target: 'X', violations: [] };
    });

    expect(await agencies()).toBe(1);
    expect(await entries()).toEqual([
      {
        kind: 'ACT',
        act: 'renameAgency',
        outcome: 'DONE',
        target: 'X',
        reasons: [],
        actorId: 'somebody',
        role: 'AGENCY',
        agency: null,
        posts: ['SHARING_HEAD'],
        requestId: 'test',
        at: '2026-11-21T12:00:00.000+08:00',
      },
    ]);
  });

  it('that is refused after it has written leaves nothing but its entry, with codes and clauses and no content', async () => {
    const result = await run(async (tx) => {
      await write(tx);
      return { target: 'X', violations: [REFUSAL] };
    });

    expect(result).toEqual({ target: 'X', violations: [REFUSAL] });
    expect(await agencies()).toBe(0);
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ outcome: 'REFUSED', reasons: [{ code: 'NAME_TAKEN', clause: '809 art. 13' }] });
    expect(JSON.stringify(entry)).not.toContain('某局');
  });

  it('that throws after it has written leaves neither', async () => {
    const fault = new Error('the disk is full');

    await expect(
      run(async (tx) => {
        await write(tx);
        throw fault;
      }),
    ).rejects.toBe(fault);
    expect([await agencies(), await entries()]).toEqual([0, []]);
  });
});
