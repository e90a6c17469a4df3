/**
 * Subgraphs of anybody's: GraphQL over HTTP, and nothing of ours in the request. Limits, circuit and the one repeat are
 * those of our own subgraphs, see `peer.ts`.
 */
import { DomainError } from '../../schema/errors.ts';
import type { SubgraphFetch } from '../engine.ts';
import type { CircuitState } from './circuit.ts';
import { Peer, type PeerLimits } from './peer.ts';
import { readGraphQL } from './response.ts';

export interface PlainHttpOptions {
  readonly limits?: Partial<PeerLimits>;
  /** Told when a subgraph is left alone, tried again, and back. */
  readonly onCircuit?: (address: string, state: CircuitState) => void;
}

export interface PlainHttp {
  /** @param urls subgraph name → address that takes the POST */
  fetchFrom(urls: ReadonlyMap<string, string>): SubgraphFetch<null>;
  /** What is under way is called off. */
  close(): Promise<void>;
}

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json;q=0.9',
};

export function createPlainHttp({ limits = {}, onCircuit }: PlainHttpOptions = {}): PlainHttp {
  /** By address: what was learnt of a subgraph holds for the next supergraph that names it, too. */
  const peers = new Map<string, Peer>();
  const peerAt = (address: string): Peer => {
    const known = peers.get(address);
    if (known !== undefined) return known;
    const peer = new Peer(new URL(address).origin, { limits, onCircuit: (state) => onCircuit?.(address, state) });
    peers.set(address, peer);
    return peer;
  };
  return {
    fetchFrom(urls) {
      const lines = new Map(
        [...urls].map(([name, address]) => [name, { peer: peerAt(address), path: pathOf(address) }]),
      );
      return async ({ service, kind, query, operationName, variables, signal }) => {
        const line = lines.get(service);
        if (line === undefined) throw new DomainError('UNAVAILABLE', `There is no address for ${service}.`);
        const body = JSON.stringify({ query, variables, operationName });
        return line.peer.send({
          make: () => ({ method: 'POST', path: line.path, headers: HEADERS, body }),
          read: (incoming) => readGraphQL(JSON.parse(incoming.body.toString('utf8'))),
          isRepeatable: kind === 'query',
          signal,
        });
      };
    },
    close: async () => {
      await Promise.all([...peers.values()].map((peer) => peer.close()));
    },
  };
}

/** As the supergraph has it: with its query, and a slash at its end. */
function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}
