/** Subgraphs as strangers run them: plain GraphQL over HTTP, each on a port of its own. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SubgraphResponse } from '../../../gateway/engine.ts';
import { serveInMemory, type Subgraphs } from './in-memory.ts';

/** How a subgraph can fail its callers. */
export type Spoilt = 'is down' | 'answers HTML' | 'answers 500' | 'answers 500 with its data';

export interface PlainSubgraphs {
  readonly urls: ReadonlyMap<string, string>;
  /** What arrived. */
  readonly requests: { readonly service: string; readonly headers: IncomingHttpHeaders }[];
  spoil(service: string, state: Spoilt): void;
  revive(): void;
  close(): Promise<void>;
}

export async function servePlainHttp(subgraphs: Subgraphs): Promise<PlainSubgraphs> {
  const { fetch } = serveInMemory(subgraphs);
  const spoilt = new Map<string, Spoilt>();
  const requests: PlainSubgraphs['requests'] = [];
  const answer = async (service: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    requests.push({ service, headers: incoming.headers });
    const state = spoilt.get(service);
    if (state === 'is down') return void incoming.socket.destroy();
    const { query, variables, operationName } = JSON.parse(await textOf(incoming));
    const rest = { kind: 'query', context: undefined, signal: undefined } as const;
    const response = await fetch({ service, query, variables: variables ?? {}, operationName, ...rest });
    send(outgoing, response, state);
  };
  const servers = Object.keys(subgraphs).map((service) => ({
    service,
    server: createServer((incoming, outgoing) => void answer(service, incoming, outgoing)),
  }));
  const urls = new Map<string, string>();
  for (const { service, server } of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    urls.set(service, `http://127.0.0.1:${(server.address() as AddressInfo).port}/${service}`);
  }
  return {
    urls,
    requests,
    spoil: (service, state) => void spoilt.set(service, state),
    revive: () => spoilt.clear(),
    close: async () => {
      for (const { server } of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function send(outgoing: ServerResponse, response: SubgraphResponse, state: Spoilt | undefined): void {
  if (state === 'answers HTML') return void outgoing.end('<!doctype html><title>It works!</title>');
  if (state === 'answers 500') return void outgoing.writeHead(500).end('Internal Server Error');
  outgoing.writeHead(state === undefined ? 200 : 500, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(response));
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
