/**
 * Operations asked again. Apollo Server parses and validates a text once; what it has found good goes straight to the
 * API from then on, and is answered with the same bytes. Its pipeline took half of a point look-up (2026-11-29).
 */
import { getOperationAST, type DocumentNode, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ERRORS } from '../schema/errors.ts';
import { answerWith, faultOf } from './answering.ts';
import { ByteCache } from '../schema/byte-cache.ts';
import { codeOf } from './errors.ts';
import { retryAfterOf } from './retry-after.ts';
import type { Api, ApiAnswer, Exchange, ServingOptions } from './serving.ts';

/** Measured roughly: a parsed document takes so many times its text. */
const BYTES_PER_CHARACTER = 50;
const KEPT_BYTES = 16 * 1024 * 1024;

export interface KnownOperation {
  readonly document: DocumentNode;
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isMutation: boolean;
}

/**
 * One per API: what is valid for one supergraph need not be for another. Apollo Server keeps its documents here too,
 * by their digest.
 */
export class KnownDocuments {
  readonly #documents = new ByteCache<DocumentNode>(KEPT_BYTES);
  readonly #byDigest = new ByteCache<DocumentNode>(KEPT_BYTES);
  /** What somebody is validating at the moment, by digest, and those who wait for it. */
  readonly #pending = new Map<string, PromiseWithResolvers<DocumentNode | undefined>>();

  /** @param document valid against the API schema */
  remember(source: string, document: DocumentNode): void {
    if (this.#documents.get(source) === undefined)
      this.#documents.set(source, document, BYTES_PER_CHARACTER * source.length);
  }

  /** Of many who ask for the same at once, one is sent to validate, and the others wait for what comes of it. */
  async get(key: string): Promise<DocumentNode | undefined> {
    const digest = digestIn(key);
    const known = this.#byDigest.get(digest);
    if (known !== undefined) return known;
    const pending = this.#pending.get(digest);
    if (pending !== undefined) return pending.promise;
    this.#pending.set(digest, Promise.withResolvers());
    return undefined;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    const digest = digestIn(key);
    this.#byDigest.set(digest, document, BYTES_PER_CHARACTER * (document.loc?.end ?? 0));
    this.#settle(digest, document);
  }

  async delete(key: string): Promise<void> {
    this.release(digestIn(key));
  }

  /** It was not valid: whoever waits finds that out alone, and is told why. */
  release(digest: string): void {
    this.#settle(digest, undefined);
  }

  #settle(digest: string, document: DocumentNode | undefined): void {
    this.#pending.get(digest)?.resolve(document);
    this.#pending.delete(digest);
  }

  /**
   * @param body of a POST, whatever came
   * @returns null for all that is not the plain form of a request with a text known to be good
   */
  find(body: unknown): KnownOperation | null {
    if (!isRecord(body) || typeof body['query'] !== 'string') return null;
    const { query: source, variables = null, operationName = null, ...others } = body;
    if (Object.keys(others).length > 0) return null;
    if (variables !== null && !isRecord(variables)) return null;
    if (operationName !== null && typeof operationName !== 'string') return null;
    const document = this.#documents.get(source);
    const operation = document && getOperationAST(document, operationName);
    if (document === undefined || operation === null || operation === undefined) return null;
    return {
      document,
      source,
      operationName: operationName ?? undefined,
      variables: variables ?? {},
      isMutation: operation.operation === 'mutation',
    };
  }
}

const DIGEST_LENGTH = 64;

/** Apollo Server writes its own prefix before it. */
function digestIn(key: string): string {
  return key.slice(-DIGEST_LENGTH);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Complete {
  readonly status: number;
  readonly text: string;
  /** Seconds; null where waiting does not help. */
  readonly retryAfter: number | null;
}

/** An answer before it is written out. */
export interface Answered {
  readonly status: number;
  readonly answer: Pick<ApiAnswer, 'data' | 'extensions'> & { readonly errors?: readonly GraphQLFormattedError[] };
  /** The error that the status is of. */
  readonly first: GraphQLError | undefined;
}

interface Answering<A> {
  readonly exchange: Exchange<A>;
  readonly onFault: ServingOptions['onFault'];
}

/** Never throws: what goes wrong is told in the answer, as Apollo Server tells it. */
export async function answerKnown<A>(
  api: Api<A>,
  operation: KnownOperation,
  answering: Answering<A>,
): Promise<Complete> {
  const { status, answer, first } = await answerOperation(api, operation, answering);
  return { status, text: `${JSON.stringify(answer)}\n`, retryAfter: status === 200 ? null : retryAfterOf(first) };
}

/** Never throws. Keys in the order in which they are written. */
export async function answerOperation<A>(
  api: Api<A>,
  operation: KnownOperation,
  { exchange, onFault }: Answering<A>,
): Promise<Answered> {
  const { data, errors, extensions } = await answerWith(api, { ...operation, exchange });
  const formatted = errors?.map((error): GraphQLFormattedError => {
    if (codeOf(error) === 'INTERNAL') onFault(exchange.requestId, faultOf(error));
    return api.format(error);
  });
  // The document is good: what is suggested here is about variables.
  const retold = formatted && (api.retell?.(formatted, null, exchange.admitted) ?? formatted);
  const told = retold?.map((each) => ({
    ...each,
    extensions: { ...each.extensions, requestId: exchange.requestId },
  }));
  const [first] = errors ?? [];
  const status = data === undefined && first !== undefined ? ERRORS[codeOf(first)].httpStatus : 200;
  const answer = {
    ...(told === undefined ? {} : { errors: told }),
    ...(data === undefined ? {} : { data }),
    ...(extensions === undefined ? {} : { extensions }),
  };
  return { status, answer, first };
}
