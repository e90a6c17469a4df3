/** The HTTP face: GraphQL at `/graphql`, the explorer at `/`, health and metrics. */
import { randomUUID } from 'node:crypto';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { AccessContext } from '../schema/actor.ts';
import { DomainError } from '../schema/errors.ts';
import { codeOf, toFormatted, toHttpError } from './errors.ts';
import type { Executor } from './executor.ts';
import { LIMITS, parseWithinLimits } from './limits.ts';
import type { Engine } from './engine.ts';
import type { Metrics } from './metrics.ts';

export interface ServerParts {
  readonly engine: Engine<AccessContext>;
  readonly supergraphSdl: string;
  readonly executor: Executor;
  /** @throws UNAUTHENTICATED and what `toAccessContext` throws */
  readonly admit: (request: FastifyRequest, requestId: string) => Promise<AccessContext>;
  /** @throws when a part that is needed does not answer */
  readonly ready: () => Promise<void>;
  readonly metrics: Metrics;
  readonly onFault: (requestId: string, error: unknown) => void;
}

interface ApolloContext {
  readonly request: { readonly access: AccessContext; readonly strict: boolean };
}

export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const apollo = createApollo(parts);
  await apollo.start();
  const app = fastify({ bodyLimit: LIMITS.bodyBytes, genReqId: () => randomUUID() });
  app.addHook('onClose', () => apollo.stop());
  app.setErrorHandler((error, request, reply) => sendError(parts, { error: fromFastify(error), request, reply }));
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: (request, reply) => answer(parts, apollo, { request, reply }),
  });
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

function createApollo({ engine, supergraphSdl, executor, onFault }: ServerParts): ApolloServer<ApolloContext> {
  const gateway: GatewayInterface = {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: engine.apiSchema, coreSupergraphSdl: supergraphSdl });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, source, operationName, request, context }) => {
        const { access, strict } = (context as ApolloContext).request;
        const name = operationName ?? undefined;
        const variables = request.variables ?? {};
        return executor.execute({ document, source, operationName: name, variables, access, strict }).catch(refuse);
      },
    }),
    stop: async () => undefined,
  };
  const reportFaults: ApolloServerPlugin<ApolloContext> = {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors) {
          if (codeOf(error) === 'INTERNAL')
            onFault(contextValue.request.access.requestId, error.extensions['cause'] ?? error.originalError ?? error);
        }
      },
      willSendResponse: async ({ response, contextValue }) => {
        const { body } = response;
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        const { requestId } = contextValue.request.access;
        body.singleResult.errors = body.singleResult.errors.map((each) => ({
          ...each,
          extensions: { ...each.extensions, requestId },
        }));
      },
    }),
  };
  return new ApolloServer<ApolloContext>({
    gateway,
    // Whoever may ask may introspect; what a caller may not see has no value behind it.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    hideSchemaDetailsFromClientErrors: false,
    formatError: (_formatted, error) => toFormatted(unwrap(error)),
    plugins: [
      reportFaults,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function answer(
  parts: ServerParts,
  apollo: ApolloServer<ApolloContext>,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  const requestId = request.id;
  reply.header('x-request-id', requestId).header('cache-control', 'no-store');
  const endTimer = parts.metrics.startRequest();
  try {
    const access = await parts.admit(request, requestId);
    checkSize(request);
    const strict = request.headers['x-disclosure'] === 'strict';
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: toHeaderMap(request),
        search: new URL(request.url, 'http://localhost').search,
        body: request.body,
      },
      context: async () => ({ request: { access, strict } }),
    });
    for (const [name, value] of response.headers) if (name !== 'cache-control') reply.header(name, value);
    reply.code(response.status ?? 200);
    endTimer(response.status ?? 200);
    if (response.body.kind !== 'complete')
      throw new DomainError('INVALID_INPUT', 'Incremental delivery is not offered.');
    return reply.send(response.body.string);
  } catch (error) {
    endTimer(toHttpError(error).status);
    return sendError(parts, { error, request, reply });
  }
}

/** An operation that could not be answered at all, such as one that the log could not record. */
function refuse(error: unknown): { data: null; errors: GraphQLError[] } {
  const { body, status } = toHttpError(error);
  return {
    data: null,
    errors: body.errors.map(
      ({ message, extensions }) => new GraphQLError(message, { extensions: { ...extensions, http: { status } } }),
    ),
  };
}

/** Apollo wraps what an executor throws. */
function unwrap(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError instanceof GraphQLError ? error.originalError : error;
}

/** @throws LIMIT_EXCEEDED before anything is validated or planned */
function checkSize(request: FastifyRequest): void {
  const { body, query } = request;
  const source = request.method === 'GET' ? query : body;
  const text = typeof source === 'object' && source !== null && 'query' in source ? source.query : undefined;
  if (typeof text === 'string') parseWithinLimits(text);
}

function toHeaderMap(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function sendError(
  { onFault }: ServerParts,
  { error, request, reply }: Exchange & { readonly error: unknown },
): FastifyReply {
  const { status, body } = toHttpError(error);
  if (status === 500) onFault(request.id, error);
  const errors = body.errors.map((each) => ({ ...each, extensions: { ...each.extensions, requestId: request.id } }));
  return reply.code(status).header('cache-control', 'no-store').send({ errors });
}

/** What fastify refuses by itself: too large, not JSON, of another type. Its messages may quote the body: not told. */
function fromFastify(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return error;
  if (error.statusCode === 413)
    return new DomainError('LIMIT_EXCEEDED', `The body is larger than ${LIMITS.bodyBytes} bytes.`, { cause: error });
  return error.statusCode < 500 ? new DomainError('INVALID_INPUT', 'The body is not JSON.', { cause: error }) : error;
}
