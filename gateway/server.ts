/** The HTTP face: GraphQL at `/graphql`, health and metrics. */
import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { DomainError } from '../schema/errors.ts';
import type { Config } from '../subgraphs/kernel/index.ts';
import { toPayload } from '../subgraphs/wire/index.ts';
import { toHttpError } from './errors.ts';
import { checkHttp, chooseMediaType, HttpRefusal, LEGACY_JSON, METHODS, toStatus, type MediaType } from './http.ts';
import { leaving } from './leaving.ts';
import { answerKnown, type Complete } from './known-documents.ts';
import { LIMITS, RequestLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { retryAfterOf, retryHeaders } from './retry-after.ts';
import type { Api, Exchange, Served, Serving, ServingOptions } from './serving.ts';

export interface ServerParts<A> {
  readonly serving: Serving<A>;
  /** Where GraphQL is answered. */
  readonly paths: readonly string[];
  /** @throws when a part that is needed does not answer */
  readonly ready: () => Promise<void>;
  readonly metrics: Metrics;
  readonly onFault: ServingOptions['onFault'];
}

export function createServer<A>(parts: ServerParts<A>): FastifyInstance {
  const app = fastify({
    bodyLimit: LIMITS.bodyBytes,
    genReqId: () => randomUUID(),
    // Such keys are keys like others here: everything below reads own properties only.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onClose', () => parts.serving.stop());
  app.setErrorHandler((error, request, reply) => sendError(parts, { error: fromFastify(error), request, reply }));
  const limits = new RequestLimits();
  for (const path of parts.paths) app.all(path, (request, reply) => answer(parts, limits, { request, reply }));
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const isReady = await parts.ready().then(
      () => true,
      () => false,
    );
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'unavailable' });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(parts.metrics.contentType).send(await parts.metrics.text()),
  );
  return app;
}

/** What a start returns. */
export interface Gateway {
  readonly app: FastifyInstance;
  /** What clients may write against. */
  readonly apiSchema: GraphQLSchema;
  /** Address of the open port, such as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /**
   * Serves another supergraph from the next request on, with all that depends on it.
   *
   * @throws Error whose sentence tells why it cannot be served; then the present one is kept
   */
  reload(supergraphSdl: string): Promise<void>;
  close(): Promise<void>;
}

interface GatewayParts<A> {
  readonly app: FastifyInstance;
  readonly serving: Serving<A>;
  readonly config: Pick<Config, 'host' | 'port'>;
  readonly load: (supergraphSdl: string) => Api<A>;
  /** Releases what requests needed; called after the last of them. */
  readonly close: () => Promise<void>;
}

export const DEFAULT_PORT = 4000;

export function toGateway<A>({ app, serving, config, load, close }: GatewayParts<A>): Gateway {
  return {
    app,
    get apiSchema() {
      return serving.current.api.apiSchema;
    },
    listen: () => app.listen({ host: config.host, port: config.port ?? DEFAULT_PORT }),
    reload: async (supergraphSdl) => serving.replace(load(supergraphSdl)),
    close: async () => {
      await app.close();
      await close();
    },
  };
}

interface HttpExchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function answer<A>(
  parts: ServerParts<A>,
  limits: RequestLimits,
  { request, reply }: HttpExchange,
): Promise<FastifyReply> {
  const endTimer = parts.metrics.startRequest();
  try {
    const mediaType = chooseMediaType(request.headers.accept);
    const served = parts.serving.current;
    const admitted = await served.api.admit(request.headers, request.id);
    checkHttp(request.method, mediaType);
    limits.check(request.method === 'GET' ? request.query : request.body);
    const exchange = { requestId: request.id, admitted, understood: false, signal: leaving(reply) };
    const known = isPlainPost(request) ? served.known.find(request.body) : null;
    const complete =
      known === null
        ? await answerAnew(served, exchange, { request, reply })
        : await answerKnown(served.api, known, { exchange, onFault: parts.onFault });
    const type = mediaType ?? LEGACY_JSON;
    const status = toStatus(complete.status, type, known !== null || exchange.understood);
    endTimer(status);
    void reply.headers(retryHeaders(complete.retryAfter));
    return prepare(reply, { request, status, mediaType: type }).send(toPayload(complete.text));
  } catch (error) {
    endTimer(toHttpError(error).status);
    return sendError(parts, { error, request, reply });
  }
}

/** Of this type only: no page of strangers can send it without being asked first. */
function isPlainPost({ method, headers }: FastifyRequest): boolean {
  return method === 'POST' && headers['content-type']?.startsWith('application/json') === true;
}

/** By all the steps of Apollo Server. */
async function answerAnew<A>(
  { apollo }: Served<A>,
  exchange: Exchange<A>,
  { request, reply }: HttpExchange,
): Promise<Complete> {
  const { url, method, body } = request;
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: toHeaderMap(request),
      search: new URL(url, 'http://localhost').search,
      body,
    },
    context: async () => ({ exchange }),
  });
  if (response.body.kind !== 'complete') throw new DomainError('INVALID_INPUT', 'Incremental delivery is not offered.');
  for (const [name, value] of response.headers) reply.header(name, value);
  // Its headers have been taken over: what was thrown has set them.
  return { status: response.status ?? 200, text: response.body.string, retryAfter: null };
}

function toHeaderMap(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

interface Head {
  readonly request: FastifyRequest;
  readonly status: number;
  readonly mediaType: MediaType;
}

function prepare(reply: FastifyReply, { request, status, mediaType }: Head): FastifyReply {
  return reply
    .code(status)
    .header('content-type', mediaType)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store');
}

function sendError<A>(
  { onFault }: ServerParts<A>,
  { error, request, reply }: HttpExchange & { readonly error: unknown },
): FastifyReply {
  const { status, body } = toHttpError(error);
  if (status === 500) onFault(request.id, error);
  const errors = body.errors.map((each) => ({ ...each, extensions: { ...each.extensions, requestId: request.id } }));
  const mediaType = chooseMediaType(request.headers.accept) ?? LEGACY_JSON;
  if (status === 405) reply.header('allow', METHODS);
  void reply.headers(retryHeaders(retryAfterOf(error)));
  return prepare(reply, { request, status, mediaType }).send(JSON.stringify({ errors }));
}

/** What fastify refuses by itself: too large, not JSON, of another type. Its messages may quote the body: not told. */
function fromFastify(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return error;
  if (error.statusCode === 413)
    return new DomainError('LIMIT_EXCEEDED', `The body is larger than ${LIMITS.bodyBytes} bytes.`, { cause: error });
  if (error.statusCode === 415) return new HttpRefusal(415, 'The body must be application/json.', error);
  return error.statusCode < 500 ? new DomainError('INVALID_INPUT', 'The body is not JSON.', { cause: error }) : error;
}
