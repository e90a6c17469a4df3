/** Subgraphs on one database, as in one process, and a way to let their events come to rest. */
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { cases } from '../../subgraphs/cases/index.ts';
import { holdings } from '../../subgraphs/holdings/index.ts';
import type {
  Database,
  EventSource,
  OutboxEvent,
  RunningSubgraph,
  Services,
  SubgraphName,
  WireResponse,
} from '../../subgraphs/kernel/index.ts';
import { licences } from '../../subgraphs/licences/index.ts';
import { retention } from '../../subgraphs/retention/index.ts';
import { testServices } from './services.ts';

export interface House {
  readonly cases: RunningSubgraph;
  readonly licences: RunningSubgraph;
  readonly retention: RunningSubgraph;
  readonly holdings: RunningSubgraph;
  /** Returns when every event has been handled by everyone, and has caused no more. */
  settle(patienceMs?: number): Promise<void>;
}

export async function startHouse(database: Database, services: Services = testServices()): Promise<House> {
  const parts = {
    cases: await cases.start(database, services),
    licences: await licences.start(database, services),
    retention: await retention.start(database, services),
    holdings: await holdings.start(database, services),
  };
  const running = Object.values(parts);
  return { ...parts, settle: (patienceMs = 60_000) => settle(running, patienceMs) };
}

/** An event can be numbered only when no older transaction is open, be it of another test on the same server. */
async function settle(running: readonly RunningSubgraph[], patienceMs: number): Promise<void> {
  const sources: Partial<Record<SubgraphName, EventSource>> = Object.fromEntries(
    running.map((each) => [each.name, each.events]),
  );
  const deadline = Date.now() + patienceMs;
  let quietRounds = 0;
  while (Date.now() < deadline) {
    let busy = 0;
    for (const each of running) busy += await each.turn(sources);
    for (const each of running) busy += await countUnnumbered(each);
    quietRounds = busy === 0 ? quietRounds + 1 : 0;
    // Two: what one numbers at the end of a round, another takes in the next.
    if (quietRounds === 2) return;
  }
  throw new Error('The events do not come to rest.');
}

async function countUnnumbered({ name, fork }: RunningSubgraph): Promise<number> {
  const query = sql<{
    n: number;
  }>`select count(*)::int as n from ${sql.table(`${name}.outbox`)} where position is null`;
  const { rows } = await query.execute(fork().getKysely());
  return rows[0]?.n ?? 0;
}

/** Until all that it has told is numbered: an older transaction of another test on the same server holds numbers up. */
export async function numberAll(running: RunningSubgraph): Promise<void> {
  for (let busy = 1; busy > 0;) busy = (await running.turn({})) + (await running.backlog());
}

/** What a subgraph that is not started would have told, from position 1. */
export function eventsOf(kind: string, payloads: readonly Readonly<Record<string, unknown>>[]): EventSource {
  const events: OutboxEvent[] = payloads.map((payload, at) => ({ position: at + 1, kind, payload }));
  return async (after, limit) => events.filter(({ position }) => position > after).slice(0, limit);
}

/** The whole answer, errors included. */
export function ask(
  running: RunningSubgraph,
  query: string,
  access: AccessContext,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<WireResponse> {
  return running.execute({ query, operationName: undefined, variables }, access);
}

/** The data of an answer that must hold no errors. The shape is for the test to know. */
export async function dataOf(
  running: RunningSubgraph,
  query: string,
  access: AccessContext,
  variables: Readonly<Record<string, unknown>> = {},
  // oxlint-disable-next-line typescript/no-explicit-any
): Promise<any> {
  const { data, errors } = await ask(running, query, access, variables);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** A page of which the test looks at the ids. */
export interface IdPage {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
