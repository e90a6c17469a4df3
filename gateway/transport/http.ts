/** Subgraphs that run alone, behind HTTP on a port or a Unix socket: calls and answers are signed. */
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { type SubgraphName } from '../../subgraphs/kernel/index.ts';
import { isAnswer, signCall, StreamPeer } from '../../subgraphs/wire/index.ts';
import type { SubgraphFetch, SubgraphResponse } from '../engine.ts';
import type { House } from '../house.ts';
import type { CircuitState } from './circuit.ts';
import type { Incoming, Outgoing } from './exchange.ts';
import { Peer, type PeerLimits } from './peer.ts';
import { readGraphQL } from './response.ts';

export interface HttpTransportOptions {
  /** Subgraph name → address. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly key: Buffer;
  readonly limits?: Partial<PeerLimits>;
  /** Told when a subgraph is left alone, tried again, and back. */
  readonly onCircuit?: (subgraph: string, state: CircuitState) => void;
}

/** Two ways to the same subgraph: however many fetches wait, the access log and the grants get through. */
interface Ways {
  readonly name: string;
  readonly fetches: Peer;
  readonly calls: Peer;
  readonly streams: StreamPeer;
}

interface Call {
  readonly path: string;
  readonly body: string;
  readonly context: AccessContext | null;
}

export function httpTransport(options: HttpTransportOptions): House {
  const { key } = options;
  const ways = new Map(
    Object.entries(options.addresses).map(([name, address]) => [name, openWays(name, address, options)]),
  );
  const find = (name: string): Ways => {
    const found = ways.get(name);
    if (found === undefined) throw new DomainError('UNAVAILABLE', `There is no subgraph ${name}.`);
    return found;
  };

  const fetch: SubgraphFetch<AccessContext> = ({ service, kind, query, operationName, variables, context, signal }) => {
    const { name, fetches } = find(service.toLowerCase());
    const call: Call = { path: '/graphql', body: JSON.stringify({ query, operationName, variables }), context };
    return unavailable(
      fetches.send({
        make: () => sign(key, name, call),
        read: (incoming, outgoing) => readResponse(incoming.status, open(key, incoming, outgoing)),
        isRepeatable: kind === 'query',
        signal,
      }),
    );
  };

  return {
    fetch,
    call: async (subgraph: SubgraphName, callName, input) => {
      const { name, calls } = find(subgraph);
      const call: Call = { path: `/call/${callName}`, body: JSON.stringify(input ?? null), context: null };
      return unavailable(
        calls.send({
          make: () => sign(key, name, call),
          read: (incoming, outgoing) => readResult(incoming.status, open(key, incoming, outgoing)),
          // Some append to the log or load rows: nobody knows whether a call that broke was done.
          isRepeatable: false,
        }),
      );
    },
    stream: (subgraph, callName, call) => {
      const { name, streams } = find(subgraph);
      return unlessOurs(streams.send(callName, call, { key, name }));
    },
    close: async () => {
      for (const { fetches, calls, streams } of ways.values())
        await Promise.all([fetches.close(), calls.close(), streams.close()]);
    },
  };
}

function openWays(name: string, address: string, { limits, onCircuit }: HttpTransportOptions): Ways {
  const tell = (state: CircuitState): void => onCircuit?.(name, state);
  return {
    name,
    fetches: new Peer(address, { limits: { ...limits }, onCircuit: tell }),
    calls: new Peer(address, { limits: { ...limits, concurrent: CONCURRENT_CALLS }, onCircuit: tell }),
    streams: new StreamPeer(address),
  };
}

const CONCURRENT_CALLS = 16;

function sign(key: Buffer, name: string, { path, body, context }: Call): Outgoing {
  const headers = { 'content-type': 'application/json', ...signCall(key, name + path, body, context) };
  return { method: 'POST', path, headers, body };
}

/** @throws when the answer is not the subgraph's own to this very call, or not JSON */
function open(key: Buffer, { status, headers, body }: Incoming, outgoing: Outgoing): unknown {
  const call = outgoing.headers['x-access'] ?? '';
  if (!isAnswer(headers['x-answer'], key, call, { status, body }))
    throw new TypeError('The answer is not signed for this call.');
  return JSON.parse(body.toString('utf8'));
}

/** Status 401 means that we were not believed, not that the caller was not. */
function readResponse(status: number, body: unknown): SubgraphResponse {
  if (status === 401) throw new TypeError('The subgraph does not believe this gateway.');
  return readGraphQL(body);
}

function readResult(status: number, body: unknown): unknown {
  if (status === 200 && typeof body === 'object' && body !== null && 'result' in body) return body.result;
  throw new TypeError(`The call ended with status ${status}.`);
}

/** What the subgraph refused is told on; the rest is the way's. */
function unlessOurs<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (error instanceof DomainError) throw error;
    return unavailable(Promise.reject(error));
  });
}

/** What went wrong stays the cause: it may name hosts, and for the caller it is all the same. */
function unavailable<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw new DomainError('UNAVAILABLE', undefined, { cause });
  });
}
