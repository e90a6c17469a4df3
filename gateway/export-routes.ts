/**
 * The bulk face of the change feed: `GET /export/{stream}.ndjson`, also `.ndjson.gz`, and its `.manifest.json`. A batch
 * is pages of the feed that GraphQL reads, by the same executor: decided, counted against the grant, and on the log
 * before its first byte.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../schema/errors.ts';
import { EXPORT_HEADERS, FEED_STREAM_NAMES, type ExportManifest, type FeedStream } from '../schema/feed-streams.ts';
import { BATCH_ROWS, makeBatch, type BatchRequest } from './export/batch.ts';
import { ExportConsumer, type ExportParts } from './export/consumer.ts';
import { serveHints } from './export/hints.ts';
import { readRange } from './export/ranges.ts';
import { toStream } from './export/sending.ts';
import { Slots } from './export/slots.ts';
import { leaving } from './leaving.ts';

interface Route {
  readonly Params: { readonly '*': string };
  readonly Querystring: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const FORMS = ['ndjson', 'ndjson.gz', 'manifest.json'] as const;

interface Asked extends BatchRequest {
  readonly stream: FeedStream;
  readonly form: (typeof FORMS)[number];
}

/** Eight batches of 12 MB at most; half as much again where they are compressed. */
const SLOTS = { all: 8, each: 2, waitMs: 10_000 } as const;
/** A client that takes nothing for so long gives its slot to others. */
const STALL_MS = 30_000;
const compress = promisify(gzip);

export function serveExports(app: FastifyInstance, parts: ExportParts): void {
  const slots = new Slots(SLOTS);
  serveHints(app, parts);
  app.get<Route>('/export/*', { exposeHeadRoute: false }, async (request, reply) => {
    const asked = parseAsked(request);
    const call = { headers: request.headers, requestId: request.id, signal: leaving(reply) };
    const consumer = await ExportConsumer.admit(parts, call);
    const leave = await slots.take(consumer.access.actorId);
    reply.raw.once('close', leave);
    const { manifest, bytes } = await makeBatch((page) => consumer.readPage(asked.stream, page), asked);
    void reply.headers({ 'cache-control': 'no-store', 'x-request-id': request.id, vary: 'accept-encoding' });
    if (asked.form === 'manifest.json') return reply.send(manifest);
    return sendBatch({ request, reply, form: asked.form }, { manifest, bytes, holds: () => consumer.holds() });
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly form: Asked['form'];
}

interface Outgoing {
  readonly manifest: ExportManifest;
  readonly bytes: Buffer;
  readonly holds: () => Promise<boolean>;
}

async function sendBatch(
  { request, reply, form }: Exchange,
  { manifest, bytes, holds }: Outgoing,
): Promise<FastifyReply> {
  const isFile = form === 'ndjson.gz';
  const isEncoded = !isFile && acceptsGzip(request.headers['accept-encoding']);
  const body = isFile || isEncoded ? await compress(bytes) : bytes;
  // What is compressed has bytes of its own to be resumed at.
  const etag = `"${manifest.sha256}${isFile || isEncoded ? '-gzip' : ''}"`;
  void reply.headers({ ...headersOf(manifest), etag, 'accept-ranges': 'bytes' });
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  const { range: asked, 'if-range': ifRange } = request.headers;
  const range = readRange({ range: asked, ifRange: one(ifRange) }, { etag, bytes: body.byteLength });
  if (range === 'UNSATISFIABLE') {
    void reply.code(416).header('content-range', `bytes */${body.byteLength}`);
    return reply.type('application/json; charset=utf-8').send('');
  }
  if (isEncoded) void reply.header('content-encoding', 'gzip');
  const { start, end } = range ?? { start: 0, end: body.byteLength - 1 };
  if (range !== null) void reply.code(206).header('content-range', `bytes ${start}-${end}/${body.byteLength}`);
  reply.raw.setTimeout(STALL_MS, () => reply.raw.destroy());
  return reply
    .header('content-length', String(end - start + 1))
    .type(isFile ? 'application/gzip' : 'application/x-ndjson; charset=utf-8')
    .send(toStream(body.subarray(start, end + 1), holds));
}

/** @throws NOT_FOUND for what is no stream; INVALID_INPUT naming every parameter that is wrong */
function parseAsked({ params, query }: FastifyRequest<Route>): Asked {
  const [, name = '', ending = ''] = /^([a-z-]{1,40})\.(.{1,20})$/.exec(params['*']) ?? [];
  const stream = FEED_STREAM_NAMES.find((each) => each === name);
  const form = FORMS.find((each) => each === ending);
  if (stream === undefined || form === undefined)
    throw new DomainError('NOT_FOUND', `There are ${FEED_STREAM_NAMES.join(', ')}, each as ${FORMS.join(', ')}.`);
  const { after, first, ...others } = query;
  const faults = Object.keys(others).length > 0 ? ['only after and first are parameters'] : [];
  if (after !== undefined && (typeof after !== 'string' || after.length > 2_000))
    faults.push('after: must be a cursor');
  const rows = typeof first === 'string' && /^\d{1,4}$/.test(first) ? Number(first) : Number.NaN;
  if (first !== undefined && !(rows >= 1 && rows <= BATCH_ROWS))
    faults.push(`first: must be between 1 and ${BATCH_ROWS}`);
  if (faults.length > 0) throw new DomainError('INVALID_INPUT', `${faults.join('; ')}.`);
  const isFromStart = typeof after !== 'string' || after === '';
  return { stream, form, after: isFromStart ? null : after, first: first === undefined ? BATCH_ROWS : rows };
}

function headersOf(manifest: ExportManifest): Record<string, string> {
  const told = Object.entries(EXPORT_HEADERS).flatMap(([key, header]) => {
    const value = manifest[key as keyof ExportManifest];
    return value === null ? [] : [[header, String(value)]];
  });
  return Object.fromEntries(told) as Record<string, string>;
}

/** Unless it is refused by weight. */
function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  return /(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i.test(String(header ?? ''));
}

function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
