/** Subgraphs as strangers run them: plain GraphQL over HTTP, each on a port of its own. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SubgraphResponse } from '../../../gateway/engine.ts';
import { serveInMemory, type Subgraphs } from './in-memory.ts';

/** How a subgraph can fail its callers. */
export type Spoilt = 'is down' | 'answers 500 with its data' | keyof typeof texts | keyof typeof distortions;

/** Instead of an answer. */
const texts = {
  'answers HTML': '<!doctype html><title>It works!</title>',
  'answers 500': 'Internal Server Error',
  'answers nothing': '',
  'answers null': 'null',
  'answers a number': '42',
  'answers a list': '[[]]',
  'answers no data and no errors': '{}',
  'answers data that is a text': '{"data":"ok"}',
  'answers errors that are none': '{"data":null,"errors":"no"}',
} as const;

/** Made of its answer. */
const distortions = {
  'stops halfway': (body: string) => body.slice(0, body.length / 2),
  'answers too few entities': (body: string) => body.replace(/"_entities":\[.*\]/, '"_entities":[]'),
  'answers entities that are none': (body: string) => body.replace(/"_entities":\[.*\]/, '"_entities":[7,"x",[]]'),
  'answers entities that are an object': (body: string) => body.replace(/"_entities":\[.*\]/, '"_entities":{"0":1}'),
  'answers keys of prototypes': (body: string) =>
    body.replace('"data":{', '"data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'),
  'answers byte by byte': (body: string) => body,
} as const;

export interface PlainSubgraphs {
  readonly urls: ReadonlyMap<string, string>;
  /** What arrived. */
  readonly requests: { readonly service: string; readonly headers: IncomingHttpHeaders }[];
  spoil(service: string, state: Spoilt): void;
  /** @returns whether any was spoilt */
  revive(): boolean;
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
    await send(outgoing, response, state);
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
    revive: () => {
      const wasSpoilt = spoilt.size > 0;
      spoilt.clear();
      return wasSpoilt;
    },
    close: async () => {
      for (const { server } of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function send(outgoing: ServerResponse, response: SubgraphResponse, state: Spoilt | undefined): Promise<void> {
  if (state !== undefined && state in texts) {
    outgoing.writeHead(state === 'answers 500' ? 500 : 200).end(Reflect.get(texts, state));
    return;
  }
  outgoing.writeHead(state === 'answers 500 with its data' ? 500 : 200, { 'content-type': 'application/json' });
  const distort = state === undefined ? undefined : Reflect.get(distortions, state);
  const body = JSON.stringify(response);
  if (state !== 'answers byte by byte') return void outgoing.end(distort === undefined ? body : distort(body));
  for (const byte of Buffer.from(body)) {
    outgoing.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  outgoing.end();
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
