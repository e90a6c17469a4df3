import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildSchema, GraphQLError, parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { DomainError } from '../schema/errors.ts';
import { toFormatted } from './errors.ts';
import { KnownDocuments } from './known-documents.ts';
import { createMetrics } from './metrics.ts';
import { createServer } from './server.ts';
import { Serving, type Api, type ApiAnswer, type ApiRequest } from './serving.ts';

const OLD = 'type Query { old(n: Int): String other: String } type Mutation { act: String }';
const NEW = 'type Query { other: String }';

let app: FastifyInstance | undefined;
afterEach(async () => {
  await app?.close();
});

type Execute = (request: ApiRequest<null>) => Promise<ApiAnswer>;

function apiOf(sdl: string, execute: Execute): Api<null> {
  return {
    apiSchema: buildSchema(sdl),
    supergraphSdl: sdl,
    admit: async () => null,
    execute,
    format: toFormatted,
  };
}

async function start(execute: Execute) {
  const faults: unknown[] = [];
  const onFault = (_requestId: string, fault: unknown): void => void faults.push(fault);
  const serving = await Serving.start(apiOf(OLD, execute), { csrfHeaders: ['authorization'], onFault });
  const ready = async (): Promise<void> => undefined;
  const server = createServer({ serving, paths: ['/graphql'], ready, metrics: createMetrics(), onFault });
  app = server;
  const post = (payload: object, headers = {}): Promise<LightMyRequestResponse> =>
    server.inject({ method: 'POST', url: '/graphql', headers, payload });
  return { post, serving, faults };
}

/** All of it but what is another with every request. */
function seen({ statusCode, headers, body }: LightMyRequestResponse): unknown {
  const { date: _date, 'x-request-id': requestId, ...others } = headers;
  return { statusCode, others, body: body.replaceAll(String(requestId), 'request') };
}

const secret = new Error('secret');
/** Title, what executing comes to, and what operators are told of each time. */
const OUTCOMES: [title: string, execute: Execute, fault?: unknown][] = [
  ['data', async ({ variables }) => ({ data: { old: JSON.stringify(variables) }, extensions: { told: 1 } })],
  ['data in Chinese, long', async () => ({ data: { old: '办件'.repeat(9_000) } })],
  [
    'data and errors',
    async () => ({
      data: { old: null },
      errors: [new GraphQLError('short', { path: ['old'], extensions: { code: 'UNAVAILABLE', service: 'cases' } })],
    }),
  ],
  [
    'null and an error',
    async () => ({ data: null, errors: [new GraphQLError('no', { extensions: { code: 'FORBIDDEN' } })] }),
  ],
  [
    'a variable that is wrong',
    async () => ({ errors: [new GraphQLError('wrong', { extensions: { code: 'INVALID_INPUT' } })] }),
  ],
  ['a refusal', () => Promise.reject(new DomainError('LIMIT_EXCEEDED', 'Enough.'))],
  ['a log that cannot be written', () => Promise.reject(new DomainError('UNAVAILABLE', 'No log.'))],
  ['a fault', () => Promise.reject(secret), secret],
  [
    'a fault of a field',
    async () => ({
      data: { old: null },
      errors: [new GraphQLError('x', { extensions: { code: 'INTERNAL', cause: 'place' } })],
    }),
    'place',
  ],
];

it.each(OUTCOMES)('an operation asked again is answered with the same bytes: %s', async (_title, execute, fault) => {
  const { post, serving, faults } = await start(execute);
  const body = { query: 'query Old($n: Int) { old(n: $n) }', variables: { n: 1 }, operationName: 'Old' };
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    await serving.replace(serving.current.api);
    const first = seen(await post(body, { accept }));
    expect(serving.current.known.find(body)).not.toBeNull();
    expect(seen(await post(body, { accept }))).toEqual(first);
  }

  expect(faults).toEqual(fault === undefined ? [] : [fault, fault, fault, fault]);
});

it('a text that was refused once is not known, and is refused again', async () => {
  const { post, serving } = await start(async () => ({ data: {} }));
  for (const query of ['{ nothing }', '{', 'query ($n: Int!) { old(n: $m) }']) {
    const first = seen(await post({ query }));
    expect(serving.current.known.find({ query })).toBeNull();
    expect(seen(await post({ query }))).toEqual(first);
  }
});

it.each([
  ['an operation that it does not hold', { operationName: 'Other' }],
  ['a name that is none', { operationName: 3 }],
  ['variables that are a list', { variables: [] }],
  ['variables that are text', { variables: '{}' }],
  ['extensions', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
  ['text that is empty', { query: '' }],
])('a known text goes the long way with %s', async (_title, odd) => {
  const { post, serving } = await start(async () => ({ data: {} }));
  const query = 'query Old { old }';
  await post({ query });

  expect(serving.current.known.find({ query })).not.toBeNull();
  expect(serving.current.known.find({ query, ...odd })).toBeNull();
});

it('what was valid for one supergraph is looked at anew for the next', async () => {
  const { post, serving } = await start(async () => ({ data: { old: 'x' } }));
  const body = { query: '{ old }' };
  expect([(await post(body)).statusCode, (await post(body)).statusCode]).toEqual([200, 200]);

  await serving.replace(apiOf(NEW, async () => ({ data: { other: 'x' } })));
  expect((await post(body)).json()).toMatchObject({ errors: [{ extensions: { code: 'INVALID_INPUT' } }] });
});

it('a mutation is never called off, however often it was asked', async () => {
  const signals: unknown[] = [];
  const { post } = await start(async ({ signal }) => {
    signals.push(signal);
    return { data: { act: 'done' } };
  });
  for (const query of ['mutation { act }', 'mutation { act }', '{ old }', '{ old }']) await post({ query });

  expect(signals.map((signal) => signal instanceof AbortSignal)).toEqual([false, false, true, true]);
});

it('a page of strangers is asked back for a known text too', async () => {
  const { post } = await start(async () => ({ data: { old: 'x' } }));
  await post({ query: '{ old }' });

  const forged = await app?.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'text/plain' },
    payload: '{"query":"{ old }"}',
  });
  expect(forged?.statusCode).toBe(415);
});

describe('of many who ask for the same at once', () => {
  const KEY = `prefix:${'a'.repeat(64)}`;
  const DOCUMENT = parse('{ old }');

  it('one validates, and the others wait for what it found', async () => {
    const known = new KnownDocuments();
    expect(await known.get(KEY)).toBeUndefined();
    const others = [known.get(KEY), known.get(KEY)];
    await known.set(KEY, DOCUMENT);

    expect(await Promise.all(others)).toEqual([DOCUMENT, DOCUMENT]);
    expect(await known.get(KEY)).toBe(DOCUMENT);
  });

  it('nobody waits for one that found a fault, nor for another text', async () => {
    const known = new KnownDocuments();
    await known.get(KEY);
    const other = known.get(KEY);
    known.release('a'.repeat(64));

    expect(await other).toBeUndefined();
    expect(await known.get(`prefix:${'b'.repeat(64)}`)).toBeUndefined();
  });

  it('all are answered, whether it is valid or not', async () => {
    const { post } = await start(async () => ({ data: { old: 'x' } }));
    for (const [query, status] of [
      ['{ old other }', 200],
      ['{ nothing }', 400],
      ['{', 400],
    ] as const) {
      const headers = { accept: 'application/graphql-response+json' };
      const answers = await Promise.all(Array.from({ length: 20 }, () => post({ query }, headers)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => status));
    }
  });
});
