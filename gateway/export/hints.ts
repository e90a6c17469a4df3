/**
 * The live face of the change feed: `GET /export/{stream}/events`, server-sent events that say "pull" and nothing else.
 * Who asks is admitted anew before each look; what this consumer is not shown makes no entry, and so no hint.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../schema/errors.ts';
import { FEED_STREAM_NAMES, FEED_STREAMS, type FeedStream } from '../../schema/feed-streams.ts';
import type { FeedPosition } from '../../subgraphs/feed/index.ts';
import { ExportConsumer, type ExportParts } from './consumer.ts';

interface Route {
  readonly Params: { readonly stream: string };
}

const LOOK_MS = 1_000;
/** A line without a word is closed by proxies. */
const BEAT_MS = 15_000;
const LINES = 500;
const LINES_EACH = 16;

export function serveHints(app: FastifyInstance, parts: ExportParts): void {
  const open = new Map<AbortController, string>();
  app.addHook('preClose', async () => {
    for (const line of open.keys()) line.abort();
  });
  app.get<Route>('/export/:stream/events', { exposeHeadRoute: false }, async (request, reply) => {
    const stream = FEED_STREAM_NAMES.find((each) => each === request.params.stream);
    if (stream === undefined) throw new DomainError('NOT_FOUND', `There are ${FEED_STREAM_NAMES.join(', ')}.`);
    const line = new AbortController();
    reply.raw.once('close', () => line.abort());
    const call = { headers: request.headers, requestId: request.id, signal: line.signal };
    const consumer = await ExportConsumer.admit(parts, call);
    const { actorId } = consumer.access;
    if (open.size >= LINES || [...open.values()].filter((each) => each === actorId).length >= LINES_EACH)
      throw new DomainError('LIMIT_EXCEEDED', 'Too many lines are open. Close some of them.');
    // What keeps this caller out has its status; later there is only the end of the line.
    const position = await positionOf(parts, stream, consumer);
    if (position === null)
      throw new DomainError('FORBIDDEN', 'There is no feed for you, or none at this moment.', {
        clause: '809 art. 22',
      });
    open.set(line, actorId);
    try {
      await talk({ parts, stream, consumer, line: line.signal, position }, { request, reply });
    } finally {
      open.delete(line);
    }
    return reply;
  });
}

interface Talk {
  readonly parts: ExportParts;
  readonly stream: FeedStream;
  readonly consumer: ExportConsumer;
  readonly line: AbortSignal;
  readonly position: FeedPosition;
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function talk({ parts, stream, consumer, line, position }: Talk, { request, reply }: Exchange): Promise<void> {
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-request-id': request.id,
  });
  let told = request.headers['last-event-id'];
  let now: FeedPosition | null = position;
  let saidAtMs = performance.now();
  while (now !== null && !line.aborted) {
    const id = `${now.generation}.${now.sequence}`;
    // A client that does not read is not told more: one hint is as good as ten.
    const canSay = !reply.raw.writableNeedDrain;
    if (canSay && id !== told) {
      reply.raw.write(`event: change\nid: ${id}\ndata: ${stream}\n\n`);
      [told, saidAtMs] = [id, performance.now()];
    } else if (canSay && performance.now() - saidAtMs > BEAT_MS) {
      reply.raw.write(': still here\n\n');
      saidAtMs = performance.now();
    }
    // The grant has ended, and its withdrawals are entered: nothing will follow.
    if (now.isOver) break;
    await pause(LOOK_MS, undefined, { signal: line }).catch(() => null);
    now = line.aborted ? null : await look(parts, stream, consumer);
  }
  reply.raw.end('event: end\ndata: \n\n');
}

/** Null when this caller is let in no more, or nobody can tell. */
async function look(parts: ExportParts, stream: FeedStream, consumer: ExportConsumer): Promise<FeedPosition | null> {
  try {
    await consumer.readmit();
    return await positionOf(parts, stream, consumer);
  } catch {
    return null;
  }
}

/** Null for whoever has no feed. */
async function positionOf(
  { house }: ExportParts,
  stream: FeedStream,
  { access }: ExportConsumer,
): Promise<FeedPosition | null> {
  return (await house.call(FEED_STREAMS[stream].subgraph, 'feedPosition', { access })) as FeedPosition | null;
}
