/** The cheap subgraphs behind HTTP, in a process of their own: what they cost is nobody's. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AccessContext } from '../../schema/actor.ts';
import { loadServices, type ExecutionRequest } from '../../subgraphs/kernel/index.ts';
import { signAnswer } from '../../subgraphs/wire/index.ts';
import { benchConfig } from './bench-config.ts';
import { cheapSharing, type Call } from './cheap-sharing.ts';
import type { CheapSubgraph } from './cheap-subgraphs.ts';
import { HOST } from './endpoint.ts';

/** What our gateway has an address for. */
export const PEERS = ['cases', 'licences', 'retention', 'holdings', 'sharing'] as const;

/** The Unix socket of one of them. */
export function socketOf(name: string, keyDir: string): string {
  return join(keyDir, `${name}.sock`);
}

/**
 * On one port as `/cases/graphql` and so on, and each on a Unix socket of its own as `/graphql`. Signed calls are
 * answered for their caller and with a signature, all others for nobody in particular.
 *
 * @returns where the port is
 */
export async function serveCheap(subgraphs: readonly CheapSubgraph[], keyDir: string): Promise<string> {
  const { access: key } = loadServices(benchConfig(keyDir)).keys;
  const parts: Parts = { subgraphs, key, call: await cheapSharing(keyDir) };
  for (const name of PEERS) {
    const server = createServer((request, response) => void respond(parts, { request, response, name }));
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    await once(server.listen(socketOf(name, keyDir)), 'listening');
  }
  const server = createServer((request, response) => {
    const [, name = '', ...rest] = (request.url ?? '').split('/');
    request.url = `/${rest.join('/')}`;
    void respond(parts, { request, response, name });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await once(server.listen(0, HOST), 'listening');
  return `http://${HOST}:${(server.address() as AddressInfo).port}`;
}

/** Longer than any client's: a connection that closes under a request would be the bench's fault. */
const KEEP_ALIVE_MS = 600_000;

interface Parts {
  readonly subgraphs: readonly CheapSubgraph[];
  readonly key: Buffer;
  readonly call: Call;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly name: string;
}

async function respond(parts: Parts, { request, response, name }: Exchange): Promise<void> {
  try {
    const signed = request.headers['x-access'];
    const body = await text(request);
    const access = typeof signed === 'string' ? readContext(signed) : null;
    const answer = JSON.stringify(await answerTo(parts, { name, path: request.url ?? '', body, access }));
    if (typeof signed === 'string')
      response.setHeader('x-answer', signAnswer(parts.key, signed, { status: 200, body: answer }));
    response.setHeader('content-type', 'application/json').end(answer);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

interface Asked {
  readonly name: string;
  readonly path: string;
  readonly body: string;
  readonly access: AccessContext | null;
}

async function answerTo({ subgraphs, call }: Parts, { name, path, body, access }: Asked): Promise<unknown> {
  const [, action, callName = ''] = path.split('/');
  if (action === 'call') return { result: (await call('sharing', callName, JSON.parse(body))) ?? null };
  const subgraph = subgraphs.find((each) => each.name === name);
  if (subgraph === undefined) throw new RangeError(`There is no subgraph ${name}.`);
  const request = JSON.parse(body) as ExecutionRequest;
  return access === null ? subgraph.execute(request) : subgraph.executeFor(request, access);
}

/** Reads what a real subgraph would verify first. */
function readContext(header: string): AccessContext | null {
  const [payload = ''] = header.split('.', 1);
  const { context } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    context: AccessContext | null;
  };
  return context;
}
