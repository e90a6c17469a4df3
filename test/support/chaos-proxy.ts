/** A way to a subgraph on which everything may happen that happens on networks, by the choice of a seeded generator. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

export const WEATHERS = ['killed', 'stalled', 'corrupt', 'dripping', 'hasty'] as const;
export type Weather = 'fair' | (typeof WEATHERS)[number];

export interface ChaosProxy {
  readonly path: string;
  readonly sockets: ReadonlySet<Socket>;
  /** From now on, for old connections too; `killed` ends them. */
  become(weather: Weather): void;
  close(): Promise<void>;
}

/** @param random between 0 and 1 */
export async function openChaosProxy(path: string, target: string, random: () => number): Promise<ChaosProxy> {
  let weather: Weather = 'fair';
  const sockets = new Set<Socket>();
  const held = new Set<() => void>();

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const carry = (chunk: Buffer, to: Socket): void => {
    if (to.destroyed) return;
    if (weather === 'stalled') held.add(() => carry(chunk, to));
    else if (weather === 'corrupt') corrupt(chunk, to, random);
    else if (weather === 'dripping') drip(chunk, to);
    else if (weather === 'hasty') to.end(chunk.subarray(0, Math.floor(random() * chunk.length)));
    else to.write(chunk);
  };
  const server = createServer((client) => {
    keep(client);
    if (weather === 'killed') return void client.destroy();
    const upstream = connect(target);
    keep(upstream);
    client.on('data', (chunk) => carry(Buffer.from(chunk), upstream)).on('close', () => upstream.destroy());
    upstream.on('data', (chunk) => carry(Buffer.from(chunk), client)).on('close', () => client.destroy());
  });
  await once(server.listen(path), 'listening');
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    path,
    sockets,
    become: (next) => {
      weather = next;
      if (next === 'killed') end();
      if (next === 'stalled') return;
      const late = [...held];
      held.clear();
      for (const resume of late) resume();
    },
    close: async () => {
      end();
      await new Promise((resolve) => server.close(resolve));
      rmSync(path, { force: true });
    },
  };
}

const PAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>';
const ANSWERS = [
  `HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: ${PAGE.length}\r\n\r\n${PAGE}`,
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{"data":null}`,
  'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  '\x00\x01\x02 no HTTP at all \r\n\r\n',
];

/** Answers something else altogether, loses a byte, says all twice; mostly it changes a value, and it is JSON still. */
function corrupt(chunk: Buffer, to: Socket, random: () => number): void {
  const at = Math.floor(random() * chunk.length);
  const kind = Math.floor(random() * 8);
  if (kind === 0) return void to.end(ANSWERS[Math.floor(random() * ANSWERS.length)] ?? '');
  if (kind === 1) return void to.write(Buffer.concat([chunk.subarray(0, at), chunk.subarray(at + 1)]));
  if (kind === 2) return void to.write(Buffer.concat([chunk, chunk]));
  const changed = Buffer.from(chunk);
  const place = kind === 3 ? at : valueAfter(chunk, at);
  changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
  to.write(changed);
}

/** A digit or a part of a Chinese character, behind the headers if possible: changed in its last bit it is another one. */
function valueAfter(chunk: Buffer, at: number): number {
  const from = Math.max(at, chunk.indexOf('\r\n\r\n'));
  const found = chunk.subarray(from).findIndex((byte) => byte >= 0x80 || (byte >= 0x30 && byte <= 0x39));
  return found < 0 ? at : from + found;
}

function drip(chunk: Buffer, to: Socket): void {
  let at = 0;
  const next = (): void => {
    if (to.destroyed || at >= chunk.length) return;
    to.write(chunk.subarray(at, at + 64));
    at += 64;
    setTimeout(next, 5);
  };
  next();
}
