/**
 * `SUPERGRAPH=file`: any Federation 2 supergraph over plain HTTP subgraphs, by the same engine and server. No tokens, no
 * policy, no log: for conformance suites, never for our records.
 */
import { readFileSync } from 'node:fs';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { pino } from 'pino';
import { StartError, type Config } from '../subgraphs/kernel/index.ts';
import { ByteCache } from '../schema/byte-cache.ts';
import { startCountdown } from './countdown.ts';
import { createEngine } from './engine/index.ts';
import type { PlanOptions } from './engine/plan.ts';
import type { Engine, PreparedOperation } from './engine.ts';
import { toFormatted, toGraphQLError } from './errors.ts';
import { createMetrics } from './metrics.ts';
import { createServer, toGateway, type Gateway } from './server.ts';
import { Serving, type Api, type ApiAnswer, type ApiRequest } from './serving.ts';
import { readSubgraphUrls } from './subgraph-urls.ts';
import { createPlainHttp, type PlainHttp } from './transport/plain-http.ts';

const CACHE_BYTES = 64 * 1024 * 1024;
/** For fetching, however many steps it takes. What is not there then is null, with an error. */
const DEADLINE_MS = 15_000;

export interface AnySupergraphOptions {
  readonly config: Config;
  /** Path of the supergraph SDL. */
  readonly file: string;
  /** Which progressive `@override`s hold; none unless told. */
  readonly overrides?: Overrides;
}

export type Overrides = Partial<Pick<PlanOptions, 'labels' | 'percent'>>;

/** @throws StartError telling why the supergraph cannot be served */
export async function startAnySupergraph({ config, file, overrides = {} }: AnySupergraphOptions): Promise<Gateway> {
  const log = pino({ level: config.logLevel, base: { part: 'gateway' } });
  const onFault = (requestId: string, error: unknown): void => log.error({ requestId, err: error }, 'fault');
  const http = createPlainHttp({ onCircuit: (address, circuit) => log.warn({ address, circuit }, 'circuit') });
  const load = (supergraphSdl: string): Api<null> => createApi(supergraphSdl, http, overrides);
  // Nothing that a browser adds by itself gets a caller further here, so there is nothing to forge.
  const serving = await Serving.start(firstOf(file, load), { csrfHeaders: null, onFault });
  const app = createServer({
    serving,
    paths: ['/graphql', '/'],
    metrics: createMetrics(),
    ready: async () => undefined,
    onFault,
  });
  return toGateway({ app, serving, config, load, close: () => http.close() });
}

function firstOf(file: string, load: (supergraphSdl: string) => Api<null>): Api<null> {
  try {
    return load(readFileSync(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`SUPERGRAPH: ${file} cannot be served. ${reason}`, { cause });
  }
}

function createApi(supergraphSdl: string, http: PlainHttp, overrides: Overrides): Api<null> {
  const engine = createEngine<null>(supergraphSdl, http.fetchFrom(readSubgraphUrls(supergraphSdl)), overrides);
  const prepared = new ByteCache<PreparedOperation<null, null>>(CACHE_BYTES);
  return {
    apiSchema: engine.apiSchema,
    supergraphSdl,
    admit: async () => null,
    execute: (request) => execute(engine, prepared, request),
    format,
  };
}

async function execute(
  engine: Engine<null>,
  prepared: ByteCache<PreparedOperation<null, null>>,
  { document, source, operationName, variables, signal }: ApiRequest<null>,
): Promise<ApiAnswer> {
  const key = `${operationName ?? ''}|${source}`;
  const known = prepared.get(key) ?? engine.prepare<null>(document, operationName);
  prepared.set(key, known, known.bytes + 2 * key.length);
  const countdown = startCountdown(DEADLINE_MS, signal);
  const asked = { variables, context: null, state: null, signal: countdown.signal };
  const { data, errors } = await known.execute(asked).finally(() => countdown.stop());
  return { data, ...(errors.length === 0 ? {} : { errors: errors.map(toGraphQLError) }) };
}

/** What a subgraph said goes through as it is; all else as in our own gateway. */
function format(error: unknown): GraphQLFormattedError {
  const isTold = error instanceof GraphQLError && typeof error.extensions['service'] === 'string';
  return isTold ? error.toJSON() : toFormatted(error);
}
