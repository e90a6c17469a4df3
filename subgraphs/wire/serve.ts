/** One subgraph alone behind HTTP. Nothing is answered without a signed call; see `access-signature.ts`. */
import { existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { Pool } from 'undici';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError, ERRORS } from '../../schema/errors.ts';
import { toWireError } from '../../schema/wire-error.ts';
import { CallVerifier, isAnswer, signAnswer, signCall } from './access-signature.ts';
import { StreamPeer } from './stream-peer.ts';
import { serveStreams } from './streams.ts';
import { toPayload } from './utf8.ts';
import {
  loadServices,
  openPostgres,
  readConfig,
  StartError,
  toEndpoint,
  type Config,
  type Database,
  type ExecutionRequest,
  type OutboxEvent,
  type RunningSubgraph,
  type Sources,
  type Subgraph,
} from '../kernel/index.ts';
import { openPglite } from './data-folder.ts';

const BODY_LIMIT = 16 * 1024 * 1024;
const TURN_MS = 200;
const PULL_TIMEOUT_MS = 5_000;

export interface ServedSubgraph {
  /** As it can stand in SUBGRAPHS. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * How a long-running command starts and ends: a start that cannot go on ends with its sentence and exit code 1;
 * otherwise a signal stops it cleanly.
 *
 * @param start returns the function that stops
 */
export async function runUntilSignal(start: () => Promise<() => Promise<void>>): Promise<void> {
  try {
    const stop = await start();
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void stop().then(() => process.exit(0)));
  } catch (error) {
    const sentence = toSentence(error);
    if (sentence === null) throw error;
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  }
}

function toSentence(error: unknown): string | null {
  if (error instanceof StartError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return null;
  if (error.code !== 'EADDRINUSE' || !('port' in error)) return null;
  // A Unix socket has port -1.
  return Number(error.port) < 0
    ? 'The socket is in use by a process that runs. Set SOCKET to another.'
    : `Port ${String(error.port)} is in use. Set PORT to another.`;
}

/** For `main.ts`. */
export function serve(subgraph: Subgraph): Promise<void> {
  return runUntilSignal(async () => {
    const { url, close } = await serveSubgraph(subgraph, readConfig());
    process.stdout.write(`ready ${url}\n`);
    return close;
  });
}

export async function serveSubgraph(subgraph: Subgraph, config: Config): Promise<ServedSubgraph> {
  const log = pino({ level: config.logLevel, base: { subgraph: subgraph.name } });
  const services = loadServices(config);
  const database = await openDatabase(config);
  const running = await subgraph.start(database, services);
  const verifier = new CallVerifier(services.keys.access, subgraph.name);
  const app = toServer(running, verifier);
  await serveStreams(app, running, verifier);
  const peers = connectPeers(config, services.keys.access);
  const stop = keepTurning(
    () => running.turn(peers.sources),
    (error) => log.warn({ err: nameOf(error) }, 'events are waiting'),
  );
  const close = async (): Promise<void> => {
    await app.close();
    await stop();
    await peers.close();
    await database.close();
  };
  try {
    return { url: await listen(app, config), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(app: FastifyInstance, { socketPath, host, port }: Config): Promise<string> {
  if (socketPath === null) return app.listen({ host, port: port ?? 0 });
  await removeDeadSocket(socketPath);
  await app.listen({ path: socketPath });
  return `unix:${socketPath}`;
}

/** A process that was killed leaves its socket behind: nobody answers there, and nobody else could listen there. */
function removeDeadSocket(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.destroy());
    socket.on('error', (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED' && rmSync(path));
    socket.on('close', () => resolve());
  });
}

/** Of a restore that has not ended; `npm run -s backup -- restore` writes and removes it. */
export const RESTORING = 'restoring.json';

/** @throws StartError also where a restore was broken off: half of it must not be served */
export async function openDatabase(config: Config): Promise<Database> {
  if (existsSync(join(config.dataDir, RESTORING)))
    throw new StartError('A restore into this installation has not ended: run `npm run -s backup -- restore` again.');
  return config.databaseUrl === null ? openPglite(config.dataDir) : openPostgres(config.databaseUrl);
}

function toServer(running: RunningSubgraph, verifier: CallVerifier): FastifyInstance {
  const { access: key } = running.services.keys;
  const app = fastify({ bodyLimit: BODY_LIMIT });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => sendError(reply, error));
  app.addHook('onSend', async ({ headers }, reply, payload) => {
    const call = headers['x-access'];
    if (typeof call !== 'string' || typeof payload !== 'string') return payload;
    const body = toPayload(payload);
    reply.header('x-answer', signAnswer(key, call, { status: reply.statusCode, body }));
    return body;
  });
  app.post('/graphql', async (incoming) => {
    const { body, access } = open(incoming, verifier);
    if (access === null) throw new DomainError('UNAUTHENTICATED');
    return running.execute(JSON.parse(body) as ExecutionRequest, access);
  });
  app.post<{ Params: { name: string } }>('/call/:name', async (incoming) => {
    const { body } = open(incoming, verifier);
    return { result: (await running.call(incoming.params.name, JSON.parse(body))) ?? null };
  });
  app.post('/events', async (incoming) => {
    const { after, limit } = JSON.parse(open(incoming, verifier).body) as { after: number; limit: number };
    return running.events(after, limit);
  });
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const isReady = await running.ping().then(
      () => true,
      () => false,
    );
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'unavailable' });
  });
  return app;
}

/** @throws UNAUTHENTICATED for anything else than a call of ours */
function open(incoming: FastifyRequest, verifier: CallVerifier): { body: string; access: AccessContext | null } {
  const { body, headers, url } = incoming;
  if (typeof body !== 'string') throw new DomainError('UNAUTHENTICATED');
  return { body, access: verifier.verify(headers['x-access'], body, url) };
}

function sendError(reply: FastifyReply, error: unknown): unknown {
  // What fastify refuses by itself comes before any signature: it is told nothing else than all others without one.
  const isUnread = error instanceof Error && 'code' in error && String(error.code).startsWith('FST_');
  const wire = toWireError(isUnread ? new DomainError('UNAUTHENTICATED') : error);
  const entry = Object.entries(ERRORS).find(([name]) => name === wire.extensions['code'])?.[1] ?? ERRORS.INTERNAL;
  return reply.code(entry.httpStatus).send({ errors: [wire] });
}

interface Peers {
  readonly sources: Sources;
  close(): Promise<unknown>;
}

/** Pulls events, and content that belongs to them, from the subgraphs that run elsewhere. */
function connectPeers(config: Config, key: Buffer): Peers {
  const pools: { destroy(): Promise<void> }[] = [];
  const sources = Object.entries(config.peers).map(([name, address]) => {
    const { origin, socketPath, prefix } = toEndpoint(address);
    const connect = { timeout: PULL_TIMEOUT_MS, ...(socketPath === null ? {} : { socketPath }) };
    const pool = new Pool(origin, { connect, headersTimeout: PULL_TIMEOUT_MS, bodyTimeout: PULL_TIMEOUT_MS });
    const streams = new StreamPeer(address);
    pools.push(pool, { destroy: () => streams.close() });
    const source = (after: number, limit: number): Promise<readonly OutboxEvent[]> =>
      pull({ pool, path: `${prefix}/events`, name, key }, JSON.stringify({ after, limit }));
    const open = (call: string, input: object): Promise<unknown> =>
      streams.send(call, { ...input, access: null, body: null }, { key, name });
    return [name, Object.assign(source, { open })];
  });
  return { sources: Object.fromEntries(sources), close: () => Promise.all(pools.map((pool) => pool.destroy())) };
}

interface Peer {
  readonly pool: Pool;
  readonly path: string;
  readonly name: string;
  readonly key: Buffer;
}

async function pull({ pool, path, name, key }: Peer, body: string): Promise<readonly OutboxEvent[]> {
  const signed = signCall(key, `${name}/events`, body, null);
  const headers = { 'content-type': 'application/json', ...signed };
  const answer = await pool.request({ path, method: 'POST', body, headers });
  const [status, text] = [answer.statusCode, await answer.body.text()];
  const isOurs = isAnswer(answer.headers['x-answer'], key, signed['x-access'], { status, body: text });
  if (status !== 200 || !isOurs) throw new DomainError('UNAVAILABLE', `${name} does not hand out its events.`);
  return JSON.parse(text) as OutboxEvent[];
}

/**
 * Turns again while there is something to do; otherwise after a pause. A turn that did something is followed by a rest as
 * long as itself: what comes meanwhile is taken together, and turning takes no more than half of anything.
 *
 * @returns a function that stops it
 */
export function keepTurning(turn: () => Promise<number>, onError: (error: unknown) => void): () => Promise<void> {
  const stop = new AbortController();
  const attempt = (): Promise<number> =>
    turn().catch((error: unknown) => {
      onError(error);
      return 0;
    });
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const begunAt = performance.now();
      const rested = (await attempt()) === 0 ? TURN_MS : Math.min(TURN_MS, performance.now() - begunAt);
      await pause(rested, null, { signal: stop.signal }).catch(() => null);
    }
  };
  const done = loop();
  return async () => {
    stop.abort();
    await done;
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
