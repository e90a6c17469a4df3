/** The five subgraphs, wherever they run: in this process on one database, or each behind its address. */
import { pino } from 'pino';
import type { AccessContext } from '../schema/actor.ts';
import {
  type Config,
  type Database,
  type EventSource,
  type RunningSubgraph,
  type Services,
  type Subgraph,
  type SubgraphName,
} from '../subgraphs/kernel/index.ts';
import { keepTurning, openDatabase } from '../subgraphs/wire/index.ts';
import { cases } from '../subgraphs/cases/index.ts';
import { holdings } from '../subgraphs/holdings/index.ts';
import { licences } from '../subgraphs/licences/index.ts';
import { retention } from '../subgraphs/retention/index.ts';
import { sharing } from '../subgraphs/sharing/index.ts';
import type { SubgraphFetch } from './engine.ts';
import { httpTransport } from './transport/http.ts';
import { inProcessTransport } from './transport/in-process.ts';
import type { PeerLimits } from './transport/peer.ts';

export const SUBGRAPHS: readonly Subgraph[] = [cases, licences, retention, holdings, sharing];

export interface House {
  readonly fetch: SubgraphFetch<AccessContext>;
  /** A call that is not GraphQL, such as appending to the log. @throws whatever the transport met */
  call(subgraph: SubgraphName, name: string, input: unknown): Promise<unknown>;
  /**
   * The same with content: `body` goes along with the call, and what it answers as `stream` comes as it is read.
   *
   * @param call with the `access` of the caller; all but `body` can be JSON
   */
  stream(subgraph: SubgraphName, name: string, call: StreamCall): Promise<unknown>;
  close(): Promise<void>;
}

export interface StreamCall {
  readonly access: AccessContext;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/**
 * Behind the addresses in `config.peers`; in this process unless every subgraph has one.
 *
 * @param limits of the way to each subgraph, where they differ from `PEER_LIMITS`
 */
export async function openHouse(config: Config, services: Services, limits: Partial<PeerLimits> = {}): Promise<House> {
  const isRemote = SUBGRAPHS.every(({ name }) => config.peers[name] !== undefined);
  if (isRemote) return openRemoteHouse(config, services, limits);
  const log = pino({ level: config.logLevel, base: { part: 'events' } });
  const onError = (error: unknown): void =>
    log.warn({ kind: error instanceof Error ? error.name : 'unknown' }, 'events are waiting');
  return startHouse(await openDatabase(config), services, onError);
}

function openRemoteHouse(config: Config, services: Services, limits: Partial<PeerLimits>): House {
  const log = pino({ level: config.logLevel, base: { part: 'transport' } });
  return httpTransport({
    addresses: config.peers,
    key: services.keys.access,
    limits,
    onCircuit: (subgraph, circuit) => log.warn({ subgraph, circuit }, 'circuit'),
  });
}

export interface LocalHouse extends House {
  readonly running: ReadonlyMap<SubgraphName, RunningSubgraph>;
  /** Until no event is left unnumbered or unconsumed: what was written everywhere is then known everywhere. */
  settle(): Promise<void>;
}

/** @param onError of its relays; null: they run only while `settle` does */
export async function startHouse(
  database: Database,
  services: Services,
  onError: ((error: unknown) => void) | null,
): Promise<LocalHouse> {
  const running = new Map<SubgraphName, RunningSubgraph>();
  for (const subgraph of SUBGRAPHS) running.set(subgraph.name, await subgraph.start(database, services));
  const sources = Object.fromEntries([...running].map(([name, { events }]) => [name, events])) as Record<
    SubgraphName,
    EventSource
  >;
  const turn = async (): Promise<number> => {
    let taken = 0;
    for (const subgraph of running.values()) taken += await subgraph.turn(sources);
    return taken;
  };
  const stop = onError === null ? null : keepTurning(turn, onError);
  return {
    ...inProcessTransport(running),
    running,
    settle: async () => {
      // Twice: what the house's own turn numbers after this one has looked is neither work nor backlog the first time.
      for (let quiet = 0; quiet < 2;) {
        let busy = await turn();
        for (const subgraph of running.values()) busy += await subgraph.backlog();
        quiet = busy === 0 ? quiet + 1 : 0;
      }
    },
    close: async () => {
      await stop?.();
      await database.close();
    },
  };
}
