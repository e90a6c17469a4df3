/** What is served at the moment: an API behind Apollo Server, replaced as a whole when its supergraph changes. */
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { GraphQLError, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { ERRORS } from '../schema/errors.ts';
import { answerWith, faultOf } from './answering.ts';
import { codeOf } from './errors.ts';
import { KnownDocuments } from './known-documents.ts';
import { retryAfterOf, retryHeaders } from './retry-after.ts';

/** One operation of one request, valid against the API schema. `A` is what `admit` made of the caller. */
export interface ApiRequest<A> {
  readonly document: DocumentNode;
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly admitted: A;
  /** Aborted when nobody waits for the answer any more. Not for mutations: what has begun is done. */
  readonly signal?: AbortSignal;
}

export interface ApiAnswer {
  /** Undefined when nothing was executed. */
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Record<string, unknown>;
}

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A supergraph with everything that depends on it. */
export interface Api<A> {
  readonly apiSchema: GraphQLSchema;
  readonly supergraphSdl: string;
  /** Asked when it could be served, before it is. @throws when it may not decide */
  permit?(): Promise<void>;
  /** @throws UNAUTHENTICATED and whatever else keeps a caller out */
  admit(headers: RequestHeaders, requestId: string): Promise<A>;
  /** @throws when the operation cannot be answered at all */
  execute(request: ApiRequest<A>): Promise<ApiAnswer>;
  format(error: unknown): GraphQLFormattedError;
  /** Takes out of error texts what this caller is not told of. */
  retell?(
    errors: readonly GraphQLFormattedError[],
    document: DocumentNode | null,
    admitted: A,
  ): GraphQLFormattedError[];
}

export interface Exchange<A> {
  readonly requestId: string;
  readonly admitted: A;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** Set as soon as there is a document to work on: the request was HTTP of the right kind. */
  understood: boolean;
}

export interface ServingOptions {
  /** Headers that no foreign web page can send without being asked first; a request needs one of them, or a JSON body. */
  readonly csrfHeaders: readonly string[] | null;
  readonly onFault: (requestId: string, error: unknown) => void;
}

/** An API and the server that parses and validates for it. */
export interface Served<A> {
  readonly api: Api<A>;
  /** What the server has found valid. */
  readonly known: KnownDocuments;
  readonly apollo: ApolloServer<{ readonly exchange: Exchange<A> }>;
}

export class Serving<A> {
  readonly #options: ServingOptions;
  #current: Served<A>;

  private constructor(options: ServingOptions, first: Served<A>) {
    this.#options = options;
    this.#current = first;
  }

  static async start<A>(api: Api<A>, options: ServingOptions): Promise<Serving<A>> {
    return new Serving(options, await serve(api, options));
  }

  /** To be read once a request: whoever was admitted by one API is answered by the same. */
  get current(): Served<A> {
    return this.#current;
  }

  /** Requests under way end where they began. @throws when the schema or its policy is not accepted; then nothing has changed */
  async replace(api: Api<A>): Promise<void> {
    const { apollo } = this.#current;
    this.#current = await serve(api, this.#options);
    await apollo.stop();
  }

  stop(): Promise<void> {
    return this.#current.apollo.stop();
  }
}

type Context<A> = { readonly exchange: Exchange<A> };

async function serve<A>(api: Api<A>, { csrfHeaders, onFault }: ServingOptions): Promise<Served<A>> {
  const known = new KnownDocuments();
  const apollo = new ApolloServer<Context<A>>({
    gateway: toGateway(api, known),
    documentStore: known,
    // Whoever may ask may introspect, and is told what some record could disclose to it: see `introspection/`.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    hideSchemaDetailsFromClientErrors: false,
    persistedQueries: false,
    // More of them tell a caller nothing new, and each costs.
    validationOptions: { maxErrors: 20 },
    csrfPrevention: csrfHeaders === null ? false : { requestHeaders: [...csrfHeaders] },
    formatError: (_formatted, error) => api.format(unwrap(error)),
    plugins: [
      watch(api, onFault, known),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  try {
    await api.permit?.();
  } catch (error) {
    await apollo.stop();
    throw error;
  }
  return { api, apollo, known };
}

function toGateway<A>(api: Api<A>, known: KnownDocuments): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: api.apiSchema, coreSupergraphSdl: api.supergraphSdl });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, source, request, operation, context }) => {
        known.remember(source, document);
        const { data, ...rest } = await answerWith(api, {
          document,
          source,
          operationName: request.operationName,
          variables: request.variables ?? {},
          isMutation: operation?.operation === 'mutation',
          exchange: (context as Context<A>).exchange,
        });
        return data === undefined ? withStatus(rest) : { ...rest, data };
      },
    }),
    stop: async () => undefined,
  };
}

function watch<A>(
  api: Api<A>,
  onFault: ServingOptions['onFault'],
  known: KnownDocuments,
): ApolloServerPlugin<Context<A>> {
  return {
    requestDidStart: async () => ({
      didResolveSource: async ({ contextValue }) => {
        contextValue.exchange.understood = true;
      },
      didEncounterErrors: async ({ errors, contextValue, queryHash }) => {
        if (queryHash !== undefined) known.release(queryHash);
        for (const error of errors) {
          if (codeOf(error) !== 'INTERNAL') continue;
          onFault(contextValue.exchange.requestId, faultOf(error));
        }
      },
      willSendResponse: async ({ response, contextValue, document = null }) => {
        const { body } = response;
        if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
        const { requestId, admitted } = contextValue.exchange;
        const { errors } = body.singleResult;
        const told = api.retell?.(errors, document, admitted) ?? errors;
        body.singleResult.errors = told.map((each) => ({
          ...each,
          extensions: { ...each.extensions, requestId },
        }));
      },
    }),
  };
}

type Unanswered = Omit<ApiAnswer, 'data'>;

/** Nothing was executed: HTTP says so too, by the way that Apollo has for it. */
function withStatus(answer: Unanswered): Unanswered {
  const [first] = answer.errors ?? [];
  if (first === undefined) return answer;
  const headers = new HeaderMap(Object.entries(retryHeaders(retryAfterOf(first))));
  first.extensions['http'] = { status: ERRORS[codeOf(first)].httpStatus, headers };
  return answer;
}

/** Apollo wraps what an executor throws. */
function unwrap(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError instanceof GraphQLError ? error.originalError : error;
}
