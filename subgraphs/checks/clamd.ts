/** ClamAV through clamd's INSTREAM, on a Unix socket or a port. The content is streamed and kept nowhere. */
import { connect, type Socket } from 'node:net';
import { DomainError } from '../../schema/errors.ts';
import type { ByteSource, VirusScan } from './types.ts';

const CHUNK = 262_144;
const TIMEOUT_MS = 60_000;

export interface VirusScanner {
  /** Engine and version. @throws UNAVAILABLE */
  version(): Promise<string>;
  /** @throws UNAVAILABLE when it does not answer, or takes no file of this size: nothing was scanned then */
  scan(source: ByteSource): Promise<VirusScan>;
}

/** @param address `unix:/path` or `tcp://host:port`, as the configuration has it */
export function clamd(address: string): VirusScanner {
  const version = (): Promise<string> =>
    converse(address, async (socket) => {
      socket.write('zVERSION\0');
    });
  return {
    version,
    scan: async (source) => {
      const engine = await version();
      const answer = await converse(address, (socket) => send(socket, source));
      if (/^stream: OK$/.test(answer)) return { engine, infected: false };
      if (/^stream: .+ FOUND$/.test(answer)) return { engine, infected: true };
      throw new DomainError('UNAVAILABLE', 'The virus scanner did not take the file.');
    },
  };
}

async function send(socket: Socket, source: ByteSource): Promise<void> {
  socket.write('zINSTREAM\0');
  for (let at = 0; at < source.bytes && !socket.destroyed;) {
    const chunk = await source.read(at, CHUNK);
    if (chunk.length === 0) break;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    socket.write(length);
    if (!socket.write(chunk)) await drained(socket);
    at += chunk.length;
  }
  socket.write(Buffer.alloc(4));
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.once('drain', done);
    socket.once('close', done);
  });
}

/** One question, one answer up to its zero byte. */
function converse(address: string, ask: (socket: Socket) => Promise<void>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (cause?: unknown): void =>
    reject(new DomainError('UNAVAILABLE', 'The virus scanner does not answer.', { cause }));
  const socket = connect(toPlace(address));
  let answer = '';
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('timeout')));
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('utf8');
    if (answer.includes('\0')) resolve(answer.slice(0, answer.indexOf('\0')).trim());
    if (answer.includes('\0') || answer.length > 4_096) socket.destroy();
  });
  socket.on('error', fail);
  socket.on('close', () => fail());
  socket.on('connect', () => {
    ask(socket).catch((error: unknown) => {
      socket.destroy();
      fail(error);
    });
  });
  return promise;
}

function toPlace(address: string): { path: string } | { host: string; port: number } {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) };
  const { hostname, port } = new URL(address);
  return { host: hostname, port: Number(port) };
}

/** A scanner that does not answer has scanned nothing: then a person has to see to it. */
export async function unlessUnavailable<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'UNAVAILABLE') return null;
    throw error;
  }
}
