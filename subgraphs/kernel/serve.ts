/** One subgraph alone behind HTTP. Nothing is answered without a signed call; see `access-signature.ts`. */
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { request } from 'undici';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError, ERRORS } from '../../schema/errors.ts';
import { toWireError } from '../../schema/wire-error.ts';
import { CallVerifier, signCall } from './access-signature.ts';
import { readConfig, StartError, type Config } from './config.ts';
import { loadServices } from './context.ts';
import { openPglite, openPostgres, type Database } from './database.ts';
import type { RunningSubgraph, Subgraph, SubgraphName } from './define-subgraph.ts';
import type { ExecutionRequest } from './execute.ts';
import type { EventSource, OutboxEvent } from './outbox.ts';

const BODY_LIMIT = 16 * 1024 * 1024;
const TURN_MS = 200;

export interface ServedSubgraph {
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
  if (error.code === 'EADDRINUSE' && 'port' in error)
    return `Port ${String(error.port)} is in use. Set PORT to another.`;
  return null;
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
  const sources = peerSources(config, services.keys.access);
  const stop = keepTurning(
    () => running.turn(sources),
    (error) => log.warn({ err: nameOf(error) }, 'events are waiting'),
  );
  const url = await app.listen({ host: config.host, port: config.port ?? 0 });
  return {
    url,
    async close() {
      await app.close();
      await stop();
      await database.close();
    },
  };
}

export async function openDatabase(config: Config): Promise<Database> {
  return config.databaseUrl === null ? openPglite(config.dataDir) : openPostgres(config.databaseUrl);
}

function toServer(running: RunningSubgraph, verifier: CallVerifier): FastifyInstance {
  const app = fastify({ bodyLimit: BODY_LIMIT });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => sendError(reply, error));
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
  app.get('/health/ready', async () => {
    await running.ping();
    return { status: 'ready' };
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
  const code = wire.extensions['code'];
  const entry = Object.entries(ERRORS).find(([name]) => name === code)?.[1] ?? ERRORS.INTERNAL;
  return reply.code(entry.httpStatus).send({ errors: [wire] });
}

/** Pulls events from the subgraphs that run elsewhere. */
function peerSources(config: Config, key: Buffer): Partial<Record<SubgraphName, EventSource>> {
  return Object.fromEntries(
    Object.entries(config.peers).map(([name, url]) => [
      name,
      async (after: number, limit: number) => pull({ name, url, key }, after, limit),
    ]),
  );
}

async function pull(
  peer: { name: string; url: string; key: Buffer },
  after: number,
  limit: number,
): Promise<readonly OutboxEvent[]> {
  const body = JSON.stringify({ after, limit });
  const headers = { 'content-type': 'application/json', ...signCall(peer.key, `${peer.name}/events`, body, null) };
  const answer = await request(`${peer.url}/events`, { method: 'POST', body, headers });
  if (answer.statusCode !== 200) throw new DomainError('UNAVAILABLE', `${peer.name} does not hand out its events.`);
  return (await answer.body.json()) as OutboxEvent[];
}

/** Turns at once again while there is something to do; otherwise after a pause. @returns a function that stops it */
export function keepTurning(turn: () => Promise<number>, onError: (error: unknown) => void): () => Promise<void> {
  const stop = new AbortController();
  const attempt = (): Promise<number> =>
    turn().catch((error: unknown) => {
      onError(error);
      return 0;
    });
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      if ((await attempt()) === 0) await pause(TURN_MS, null, { signal: stop.signal }).catch(() => null);
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
