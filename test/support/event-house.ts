/** Two consumers of one sender's events, each of which writes down what it has seen: subgraphs without a domain. */
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { sql } from 'kysely';
import {
  consume,
  numberEvents,
  outboxMigration,
  readEvents,
  type Database,
  type EntityManager,
  type EventHandler,
} from '../../subgraphs/kernel/index.ts';

export const SENDER = 'sender';
export const CONSUMERS = ['first_consumer', 'second_consumer'] as const;
export type ConsumerName = (typeof CONSUMERS)[number];

const SeenEntity = defineEntity({
  name: 'SeenEntity',
  tableName: 'seen',
  properties: { id: p.bigint().primary(), payload: p.json() },
});

function seenMigration(schema: string) {
  return {
    name: 'Migration00000000000001_seen',
    class: class SeenMigration extends Migration {
      override up(): void {
        this.addSql(
          `create table "${schema}"."seen" ("id" bigint generated always as identity primary key, "payload" jsonb not null)`,
        );
      }
    },
  };
}

export type Fork = () => EntityManager;

export interface EventHouse {
  readonly sender: Fork;
  readonly consumers: Readonly<Record<ConsumerName, Fork>>;
  /** Of the PostgreSQL database; undefined on PGlite. */
  readonly url: string | undefined;
}

export async function openEventHouse(database: Database): Promise<EventHouse> {
  const entities = [SeenEntity];
  const open = (schema: string) =>
    database.orm({ schema, entities, migrations: [outboxMigration(schema), seenMigration(schema)] });
  const sender = await open(SENDER);
  const [first, second] = [await open(CONSUMERS[0]), await open(CONSUMERS[1])];
  return {
    sender: sender.fork,
    consumers: { first_consumer: first.fork, second_consumer: second.fork },
    url: sender.orm.config.get('clientUrl'),
  };
}

/** As if nothing had ever been told. */
export async function clearEventHouse(house: EventHouse): Promise<void> {
  const tables = [`${SENDER}.outbox`, ...CONSUMERS.flatMap((name) => [`${name}.inbox`, `${name}.seen`])];
  await sql`truncate ${sql.join(tables.map((each) => sql.table(each)))} restart identity`.execute(
    house.sender().getKysely(),
  );
}

/** Writes down what it is told, slowly enough to be killed in the middle. */
export function writeDown(schema: ConsumerName, slowMs = 0): EventHandler {
  return async (tx, payloads) => {
    const db = tx.getKysely();
    await sql`insert into ${sql.table(`${schema}.seen`)} (payload)
      select each from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as each`.execute(db);
    if (slowMs > 0) await sql`select pg_sleep(${slowMs / 1_000})`.execute(db);
  };
}

export interface ConsumeOptions {
  readonly handler?: EventHandler;
  /** Called between pulling and taking. */
  readonly pulled?: () => Promise<unknown>;
}

export function consumeOnce(
  house: EventHouse,
  schema: ConsumerName,
  { handler = writeDown(schema), pulled = async () => null }: ConsumeOptions = {},
): Promise<number> {
  const subscription = { schema, source: SENDER, handlers: { TOLD: handler } };
  return consume(house.consumers[schema], subscription, async (after, limit) => {
    const events = await readEvents(house.sender(), SENDER, after, limit);
    await pulled();
    return events;
  });
}

/**
 * Until no event is left without a number: a transaction that any other test has open on the same server holds
 * numbering up, as it must.
 */
export async function number(house: EventHouse): Promise<void> {
  for (;;) {
    await numberEvents(house.sender(), SENDER);
    const left = sql<{
      n: number;
    }>`select count(*)::int as n from ${sql.table(`${SENDER}.outbox`)} where position is null`;
    if ((await left.execute(house.sender().getKysely())).rows[0]?.n === 0) return;
  }
}

/** Once, whatever it may come to. */
export const numberOnce = (house: EventHouse): Promise<number> => numberEvents(house.sender(), SENDER);

/** What a consumer has been told, in the order in which it was. */
export async function seenBy(house: EventHouse, schema: ConsumerName): Promise<unknown[]> {
  const query = sql<{ payload: unknown }>`select payload from ${sql.table(`${schema}.seen`)} order by id`;
  const { rows } = await query.execute(house.consumers[schema]().getKysely());
  return rows.map(({ payload }) => payload);
}

/** Everything that was published, in the order of its numbers; what has none yet comes last. */
export async function outboxOf(house: EventHouse): Promise<{ position: number | null; payload: unknown }[]> {
  const query = sql<{
    position: string | null;
    payload: unknown;
  }>`select position, payload from ${sql.table(`${SENDER}.outbox`)} order by position nulls last, id`;
  const { rows } = await query.execute(house.sender().getKysely());
  return rows.map(({ position, payload }) => ({ position: position === null ? null : Number(position), payload }));
}
