/** One subgraph that runs elsewhere: its connections, and the lane to it. Knows nothing of GraphQL or signatures. */
import { Pool } from 'undici';
import { toEndpoint, type Endpoint } from '../../subgraphs/kernel/index.ts';
import type { CircuitState } from './circuit.ts';
import { exchange, type Incoming, type Outgoing } from './exchange.ts';
import { Lane } from './lane.ts';

export interface PeerLimits {
  /** For waiting, sending and receiving together. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Requests at a time, and as many connections. */
  readonly concurrent: number;
  /** Requests that wait for their turn; more are refused. */
  readonly waiting: number;
  readonly answerBytes: number;
  /** Failures in a row after which it is left alone … */
  readonly failures: number;
  /** … for this long. */
  readonly restMs: number;
}

export const PEER_LIMITS: PeerLimits = {
  timeoutMs: 10_000,
  connectTimeoutMs: 2_000,
  concurrent: 64,
  waiting: 1_000,
  answerBytes: 32 * 1024 * 1024,
  failures: 5,
  restMs: 1_000,
};

export interface PeerOptions {
  readonly limits?: Partial<PeerLimits>;
  readonly onCircuit?: (state: CircuitState) => void;
}

export interface Sending<T> {
  /** Called for each attempt: a second one must not repeat a nonce. The path is without the address's own. */
  readonly make: () => Outgoing;
  /** @throws when the answer cannot be used; then the subgraph counts as failing */
  readonly read: (incoming: Incoming, outgoing: Outgoing) => T;
  readonly isRepeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

export class Peer {
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #lane: Lane;

  /** @param address see `toEndpoint` */
  constructor(address: string, { limits = {}, onCircuit }: PeerOptions = {}) {
    const { origin, socketPath, prefix } = toEndpoint(address);
    const all = { ...PEER_LIMITS, ...limits };
    this.#prefix = prefix;
    this.#pool = openPool({ origin, socketPath }, all);
    this.#lane = openLane(all, onCircuit);
  }

  /** @throws when there is no answer, in time and whole, that `read` can use */
  send<T>({ make, read, isRepeatable, signal }: Sending<T>): Promise<T> {
    const attempt = async (signal: AbortSignal): Promise<T> => {
      const outgoing = make();
      const incoming = await exchange(this.#pool, { ...outgoing, path: this.#prefix + outgoing.path }, signal);
      return read(incoming, outgoing);
    };
    return this.#lane.run({ attempt, isRepeatable, signal });
  }

  /** What is under way is called off. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

function openPool({ origin, socketPath }: Pick<Endpoint, 'origin' | 'socketPath'>, limits: PeerLimits): Pool {
  return new Pool(origin, {
    connections: limits.concurrent,
    connect: { timeout: limits.connectTimeoutMs, ...(socketPath === null ? {} : { socketPath }) },
    maxResponseSize: limits.answerBytes,
    // The lane's own limit holds for the whole, also for an answer that comes byte by byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function openLane(
  { timeoutMs, concurrent, waiting, failures, restMs }: PeerLimits,
  onChange: PeerOptions['onCircuit'],
): Lane {
  return new Lane({
    timeoutMs,
    gate: { inside: concurrent, waiting },
    circuit: { failures, restMs, now: () => performance.now(), ...(onChange === undefined ? {} : { onChange }) },
  });
}
