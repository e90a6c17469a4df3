import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SUBGRAPHS } from '../../gateway/index.ts';
import { cases } from '../../subgraphs/cases/index.ts';
import { openPostgres, type Database, type RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { databases } from '../support/databases.ts';
import { access, testServices } from '../support/services.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

describe('a data folder of PGlite', () => {
  let folder: string;
  let made: string;
  beforeAll(async () => {
    made = mkdtempSync(join(tmpdir(), 'asg-folder-'));
    await (await openPglite(made)).close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'asg-folder-'));
    cpSync(made, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  afterAll(() => rmSync(made, { recursive: true }));

  it.each(['', 'nobody', '-1', '0'])('is taken over from a lock that names no process: %j', async (text) => {
    writeFileSync(join(folder, 'lock'), text);

    await (await openPglite(folder)).close();
  });

  it('holds what was written, after it is closed', async () => {
    const first = await openPglite(folder);
    const { fork: write } = await cases.start(first, testServices());
    await sql`insert into cases.inbox (source, position) values ('x', 7)`.execute(write().getKysely());
    await first.close();

    const second = await openPglite(folder);
    const { fork: read } = await cases.start(second, testServices());
    const { rows } = await sql<{ position: number }>`select position::int as position from cases.inbox`.execute(
      read().getKysely(),
    );
    expect(rows).toEqual([{ position: 7 }]);
    await second.close();
  });
});

describe.each(databases())('the tables on $kind', ({ openEmpty }) => {
  let database: Database;
  const running: RunningSubgraph[] = [];
  beforeAll(async () => {
    database = await openEmpty();
    for (const subgraph of SUBGRAPHS) running.push(await subgraph.start(database, testServices()));
  });
  afterAll(() => database.close());

  it.each(SUBGRAPHS.map(({ name }) => name))('of %s are what its entities say', async (name) => {
    const { orm } = running.find((each) => each.name === name) ?? expect.fail(name);

    const update = await orm.schema.getUpdateSchemaSQL();
    // The comparison sees the other subgraphs' schemas too, and would drop them.
    expect(update.split('\n').filter((line) => line.includes(`"${name}"`))).toEqual([]);
  });

  it('are migrated once: a second start changes nothing', async () => {
    const applied = () =>
      Promise.all(
        running.map(async ({ orm }) => [
          (await orm.migrator.getExecuted()).length,
          (await orm.migrator.getPending()).length,
        ]),
      );
    const before = await applied();
    for (const subgraph of SUBGRAPHS) await subgraph.start(database, testServices());

    expect(before).toEqual(SUBGRAPHS.map(({ migrations }) => [migrations.length + 1, 0]));
    expect(await applied()).toEqual(before);
  });
});

describe.each(databases().filter(({ kind }) => kind === 'PostgreSQL'))('$kind', ({ open }) => {
  let database: Database;
  let url: URL;
  beforeEach(async () => {
    database = await open();
    const { orm } = await cases.start(database, testServices());
    url = new URL(orm.config.get('clientUrl') ?? expect.fail('an address expected'));
  });
  afterEach(() => database.close());

  it('that hangs in a statement is left after thirty seconds', async () => {
    const { fork: em } = await cases.start(database, testServices());
    const { rows } = await sql<{ ms: string }>`select current_setting('statement_timeout') as ms`.execute(
      em().getKysely(),
    );

    expect(rows).toEqual([{ ms: '30s' }]);
  });

  describe('that goes down', () => {
    let proxy: TcpProxy;
    let through: Database;
    let running: RunningSubgraph;
    beforeEach(async () => {
      proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port || 5432) });
      const address = new URL(url);
      address.port = String(proxy.port);
      through = await openPostgres(address.href);
      running = await cases.start(through, testServices());
    });
    afterEach(async () => {
      await through.close();
      await proxy.close();
    });

    const query = { query: '{ cases { totalCount } }', operationName: undefined, variables: {} };
    const ask = () => running.execute(query, access());
    const GOOD = { data: { cases: { totalCount: 0 } } };
    const GONE = {
      data: { cases: null },
      errors: [
        expect.objectContaining({
          message: 'The service is not available at the moment.',
          extensions: expect.objectContaining({ code: 'UNAVAILABLE' }),
        }),
      ],
    };

    it('makes a subgraph answer UNAVAILABLE, not ready, and well again by itself when it is back', async () => {
      expect(await ask()).toEqual(GOOD);
      await proxy.cut();
      for (let time = 0; time < 3; time += 1) expect(await ask()).toEqual(GONE);
      await expect(running.ping()).rejects.toThrow();

      await proxy.mend();
      expect(await ask()).toEqual(GOOD);
      await expect(running.ping()).resolves.toBeUndefined();
    });

    it('in the middle of many requests makes each of them an answer, and none a crash', async () => {
      const asked = Array.from({ length: 40 }, () => ask());
      await proxy.cut();
      const answers = await Promise.all(asked);
      for (const answer of answers) expect([GOOD, GONE]).toContainEqual(answer);

      await proxy.mend();
      expect(await ask()).toEqual(GOOD);
    });

    it('in the middle of writing costs no connection: after more such losses than there are connections all is well', async () => {
      for (let loss = 0; loss < 10; loss += 1) {
        const write = running.fork().transactional(async (tx) => {
          await sql`insert into cases.inbox (source, position) values ('lost', 1)`.execute(tx.getKysely());
          await proxy.cut();
          await sql`select 1`.execute(tx.getKysely());
        });
        await expect(write).rejects.toThrow();
        await proxy.mend();
      }

      expect(await ask()).toEqual(GOOD);
      const { rows } = await sql`select from cases.inbox`.execute(running.fork().getKysely());
      expect(rows).toEqual([]);
    });

    it('makes the writing of events wait, and nothing is lost', async () => {
      const write = () =>
        running.fork().transactional(async (tx) => {
          await sql`insert into cases.outbox (kind, payload) values ('TOLD', '{}')`.execute(tx.getKysely());
        });
      await write();
      await proxy.cut();
      await expect(write()).rejects.toThrow();
      await expect(running.turn({})).rejects.toThrow();

      await proxy.mend();
      await expect
        .poll(
          async () => {
            await running.turn({});
            return (await running.events(0, 10)).map(({ position }) => position);
          },
          { timeout: 20_000 },
        )
        .toEqual([1]);
    });
  });
});
