/** A subgraph by hand: a TCP server that gets whole HTTP requests and writes whatever a test wants. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type ListenOptions, type Socket } from 'node:net';
import { signAnswer } from '../../subgraphs/wire/index.ts';
import { TEST_KEYS } from './services.ts';

export interface RawCall {
  readonly socket: Socket;
  /** Request line and headers. */
  readonly head: string;
  /** The `x-access` header. */
  readonly access: string;
  readonly body: string;
  /** How many calls came before it, over all connections. */
  readonly index: number;
}

export interface RawSubgraph {
  /** As in SUBGRAPHS. */
  readonly address: string;
  readonly calls: readonly RawCall[];
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

export async function serveRaw(
  answer: (call: RawCall) => void,
  where: ListenOptions = { port: 0, host: '127.0.0.1' },
): Promise<RawSubgraph> {
  const calls: RawCall[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = '';
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += String(chunk);
      const [head = '', body] = split(text);
      if (body === undefined || Buffer.byteLength(body) < Number(headerOf(head, 'content-length') || 0)) return;
      text = '';
      const call = { socket, head, access: headerOf(head, 'x-access'), body, index: calls.length };
      calls.push(call);
      answer(call);
    });
  });
  await once(server.listen(where), 'listening');
  return {
    address:
      where.path === undefined ? `http://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix:${where.path}`,
    calls,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole HTTP answer, signed for the call as a subgraph of ours would. */
export function reply(call: RawCall, body: string, { status = 200, type = 'application/json' } = {}): string {
  return [
    `HTTP/1.1 ${status} Whatever`,
    `content-type: ${type}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-answer: ${signAnswer(TEST_KEYS.access, call.access, { status, body })}`,
    '',
    body,
  ].join('\r\n');
}

function split(text: string): [string] | [string, string] {
  const at = text.indexOf('\r\n\r\n');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 4)];
}

function headerOf(head: string, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}
