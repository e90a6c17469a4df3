import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publish, readEvents, type Database, type EntityManager } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';
import {
  CONSUMERS,
  clearEventHouse,
  consumeOnce,
  number,
  numberOnce,
  openEventHouse,
  outboxOf,
  seenBy,
  SENDER,
  type EventHouse,
} from '../support/event-house.ts';

const isDeep = process.env['DEEP'] !== undefined;
const OPEN_MS = isDeep ? 10_000 : 2_000;
const KILLS = isDeep ? 16 : 2;

/** `of`: the transaction; `step`: its own order. */
interface Told {
  readonly of: string;
  readonly step: number;
}

const tell = (tx: EntityManager, of: string, ...steps: number[]): Promise<void> =>
  publish(
    tx,
    SENDER,
    'TOLD',
    steps.map((step) => ({ of, step })),
  );
const payloadsOf = (events: readonly { payload: unknown }[]): unknown[] => events.map(({ payload }) => payload);
const readAll = (house: EventHouse) => readEvents(house.sender(), SENDER, 0, 500);

interface Act {
  run(step: (tx: EntityManager) => Promise<unknown>): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** A transaction that is steered from outside. */
function begin(house: EventHouse): Act {
  const em = house.sender();
  const begun = em.begin();
  const then = (step: () => Promise<unknown>) => begun.then(step).then(() => undefined);
  return {
    run: (step) => then(() => step(em)),
    commit: () => then(() => em.commit()),
    rollback: () => then(() => em.rollback()),
  };
}

describe.each(databases())('events on $kind', ({ open }) => {
  let database: Database;
  let house: EventHouse;

  beforeAll(async () => {
    database = await open();
    house = await openEventHouse(database);
  });
  beforeEach(() => clearEventHouse(house));
  afterAll(() => database.close());

  it('an act that is taken back is told to nobody', async () => {
    const act = house.sender().transactional(async (tx) => {
      await tell(tx, 'taken back', 1, 2);
      throw new Error('taken back');
    });
    await expect(act).rejects.toThrow('taken back');
    await house.sender().transactional((tx) => tell(tx, 'done', 1));
    await number(house);
    await consumeOnce(house, 'first_consumer');

    expect(await outboxOf(house)).toEqual([{ position: 1, payload: { of: 'done', step: 1 } }]);
    expect(await seenBy(house, 'first_consumer')).toEqual([{ of: 'done', step: 1 }]);
  });

  it('nothing is told before it is numbered', async () => {
    await house.sender().transactional((tx) => tell(tx, 'a', 1));

    expect(await readAll(house)).toEqual([]);
    expect(await consumeOnce(house, 'first_consumer')).toBe(0);
  });

  it('a consumer that fails has taken nothing, and is told the same again', async () => {
    await house.sender().transactional((tx) => tell(tx, 'a', 1, 2, 3));
    await number(house);
    const failing = consumeOnce(house, 'first_consumer', {
      handler: async (tx, payloads) => {
        await sql`insert into first_consumer.seen (payload) values (${JSON.stringify(payloads)}::jsonb)`.execute(
          tx.getKysely(),
        );
        throw new Error('full');
      },
    });
    await expect(failing).rejects.toThrow('full');
    expect(await seenBy(house, 'first_consumer')).toEqual([]);

    await consumeOnce(house, 'first_consumer');
    expect(await seenBy(house, 'first_consumer')).toEqual([1, 2, 3].map((step) => ({ of: 'a', step })));
  });

  it('one consumer that fails does not hold up another', async () => {
    await house.sender().transactional((tx) => tell(tx, 'a', 1));
    await number(house);
    const fail = async () => {
      throw new Error('full');
    };
    await expect(consumeOnce(house, 'first_consumer', { handler: fail })).rejects.toThrow('full');
    await consumeOnce(house, 'second_consumer');

    expect(await seenBy(house, 'second_consumer')).toEqual([{ of: 'a', step: 1 }]);
  });

  it('a consumer that runs twice at the same time takes each event once', async () => {
    await house.sender().transactional((tx) => tell(tx, 'a', 1, 2));
    await number(house);
    const both = Promise.withResolvers<null>();
    let pulled = 0;
    const wait = () => {
      pulled += 1;
      if (pulled === 2) both.resolve(null);
      return both.promise;
    };
    await Promise.all([1, 2].map(() => consumeOnce(house, 'first_consumer', { pulled: wait })));

    expect(await seenBy(house, 'first_consumer')).toEqual([1, 2].map((step) => ({ of: 'a', step })));
  });

  it('a consumer that comes late is told everything from the beginning', async () => {
    for (const step of [1, 2, 3]) {
      await house.sender().transactional((tx) => tell(tx, 'a', step));
      await number(house);
      await consumeOnce(house, 'first_consumer');
    }
    await consumeOnce(house, 'second_consumer');

    expect(await seenBy(house, 'second_consumer')).toEqual(await seenBy(house, 'first_consumer'));
    expect(await seenBy(house, 'second_consumer')).toHaveLength(3);
  });

  it('more events than one batch holds come in order, batch by batch', async () => {
    const steps = Array.from({ length: 1_201 }, (_each, at) => at);
    await house.sender().transactional((tx) => tell(tx, 'a', ...steps));
    await number(house);
    const batches: number[] = [];
    for (let taken = -1; taken !== 0; batches.push(taken)) taken = await consumeOnce(house, 'first_consumer');

    expect(batches).toEqual([500, 500, 201, 0]);
    expect((await seenBy(house, 'first_consumer')).map((each) => (each as Told).step)).toEqual(steps);
  });

  it('events of a kind that a consumer does not know are passed over', async () => {
    await house.sender().transactional(async (tx) => {
      await publish(tx, SENDER, 'OF_THE_FUTURE', [{ any: 1 }]);
      await tell(tx, 'a', 1);
    });
    await number(house);
    await consumeOnce(house, 'first_consumer');

    expect(await seenBy(house, 'first_consumer')).toEqual([{ of: 'a', step: 1 }]);
    expect(await consumeOnce(house, 'first_consumer')).toBe(0);
  });
});

describe.each(databases().filter(({ kind }) => kind === 'PostgreSQL'))('concurrent acts on $kind', ({ open }) => {
  let database: Database;
  let house: EventHouse;

  beforeEach(async () => {
    database = await open();
    house = await openEventHouse(database);
  });
  afterEach(() => database.close());

  it('no event is handed out while an older act could still come before it', async () => {
    const [older, younger] = [begin(house), begin(house)];
    await older.run((tx) => tell(tx, 'older', 1));
    await younger.run((tx) => tell(tx, 'younger', 1));
    await younger.commit();
    await numberOnce(house);
    const meanwhile = await readAll(house);
    await older.run((tx) => tell(tx, 'older', 2));
    await older.commit();
    await number(house);

    expect(meanwhile).toEqual([]);
    expect((await readAll(house)).map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('two changes of one record are told in the order in which they happened, whichever act began first', async () => {
    await house.sender().getConnection().execute('create table sender.record (id int primary key, state text)');
    await house.sender().getConnection().execute(`insert into sender.record values (1, 'new'), (2, 'new')`);
    const change = (id: number, of: string) => async (tx: EntityManager) => {
      await sql`update sender.record set state = ${of} where id = ${id}`.execute(tx.getKysely());
      await tell(tx, of, id);
    };
    const [slow, quick] = [begin(house), begin(house)];
    await slow.run(change(2, 'slow'));
    await quick.run(change(1, 'quick'));
    await quick.commit();
    await slow.run(change(1, 'slow'));
    await slow.commit();
    await number(house);

    const ofRecord1 = payloadsOf(await readAll(house)).filter((each) => (each as Told).step === 1);
    expect(ofRecord1.map((each) => (each as Told).of)).toEqual(['quick', 'slow']);
  });

  it('a second relay that runs at the same time numbers nothing twice', async () => {
    for (let at = 0; at < 20; at += 1) {
      await house.sender().transactional((tx) => tell(tx, `${at}`, 1, 2, 3));
      await Promise.all([numberOnce(house), numberOnce(house), numberOnce(house)]);
    }
    await number(house);

    const positions = (await outboxOf(house)).map(({ position }) => position);
    expect(positions).toEqual(Array.from({ length: 60 }, (_each, at) => at + 1));
  });

  it('a write transaction that is left idle is ended by the database, so that events do not wait for ever', async () => {
    const settings = await house
      .sender()
      .getConnection()
      .execute(`select current_setting('idle_in_transaction_session_timeout') as idle`);

    expect(settings).toEqual([{ idle: '30s' }]);
  });

  it(
    `everybody sees every event once and in one order, though acts end in reverse order, one stays open for ${OPEN_MS / 1_000} s, and relays and consumers are killed`,
    async () => {
      const relays = new Relays(house.url ?? '');
      await relays.start(2);
      const long = begin(house);
      await long.run((tx) => tell(tx, 'long', 0));
      const stop = new AbortController();
      const written = keepWriting(house, stop.signal);
      const commit = async () => {
        await pause(OPEN_MS);
        await long.run((tx) => tell(tx, 'long', 1));
        await long.commit();
      };
      await Promise.all([commit(), relays.kill(KILLS / 2)]);
      await relays.kill(KILLS / 2);
      stop.abort();
      const acts = ['long', ...(await written)];
      await untilSeenByAll(house, 2 * acts.length);
      await relays.stop();

      const published = await outboxOf(house);
      expect(published.map(({ position }) => position)).toEqual(published.map((_each, at) => at + 1));
      for (const name of CONSUMERS) expect(await seenBy(house, name)).toEqual(payloadsOf(published));
      const byAct = Map.groupBy(payloadsOf(published) as Told[], ({ of }) => of);
      expect([...byAct.keys()].toSorted()).toEqual(acts.toSorted());
      for (const told of byAct.values()) expect(told.map(({ step }) => step)).toEqual([0, 1]);
    },
    isDeep ? 300_000 : 120_000,
  );
});

/** Two or more processes, each a relay and both consumers, that are killed without warning and started again. */
class Relays {
  readonly #url: string;
  #running: ChildProcess[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  async start(count: number): Promise<void> {
    const script = join(import.meta.dirname, '../support/relay-process.ts');
    const started = Array.from({ length: count }, () => fork(script, [this.#url], { execArgv: ['--import', 'tsx'] }));
    this.#running.push(...started);
    await Promise.all(started.map(untilReady));
  }

  async kill(times: number): Promise<void> {
    for (let at = 0; at < times; at += 1) {
      await pause(Math.random() * 300);
      await end(this.#running.shift());
      await this.start(1);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(end));
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The relay ended with ${code}.`)));
  await Promise.race([once(child, 'message'), ended]);
  // A kill later on is what the test does; it waits for that itself.
  ended.catch(() => null);
}

async function end(child: ChildProcess | undefined): Promise<void> {
  const exited = child === undefined ? null : once(child, 'exit');
  expect(child?.kill('SIGKILL')).toBe(true);
  expect(await exited).toEqual([null, 'SIGKILL']);
}

/** Four acts at a time that begin in order and end in reverse order, one of them taken back. @returns the others */
async function keepWriting(house: EventHouse, stop: AbortSignal): Promise<string[]> {
  const done: string[] = [];
  for (let round = 0; !stop.aborted; round += 1) {
    const names = ['a', 'b', 'c', 'd'].map((name) => `${round}${name}`);
    const acts = names.map(() => begin(house));
    for (const step of [0, 1])
      for (const [at, act] of acts.entries()) await act.run((tx) => tell(tx, names[at] ?? '', step));
    for (const at of [3, 2, 1, 0]) await (at === round % 4 ? acts[at]?.rollback() : acts[at]?.commit());
    done.push(...names.filter((_name, at) => at !== round % 4));
    await pause(10);
  }
  return done;
}

/** Waits as long as consumers get on; that they have come to the end is for the test to say. */
async function untilSeenByAll(house: EventHouse, expected: number): Promise<void> {
  const counts = () => Promise.all(CONSUMERS.map(async (name) => (await seenBy(house, name)).length));
  for (let still = 0, before = ''; still < 40;) {
    const now = await counts();
    if (now.every((count) => count >= expected)) return;
    still = before === now.join() ? still + 1 : 0;
    before = now.join();
    await pause(250);
  }
}
