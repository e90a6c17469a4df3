import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startAnySupergraph, type Gateway } from '../../gateway/index.ts';
import { readConfig, StartError } from '../../subgraphs/kernel/index.ts';
import { compose } from '../support/federation/compose.ts';
import type { Subgraphs } from '../support/federation/in-memory.ts';
import { servePlainHttp, type PlainSubgraphs } from '../support/federation/plain-http.ts';

interface Parcel {
  readonly id: string;
  readonly weight?: number;
}

/** A shop whose reviews are kept elsewhere, and whose prices need the weight. */
const SHOP: Subgraphs = {
  products: {
    sdl: `
      type Query { products: [Product!] product(id: ID!): Product! }
      type Mutation { rename(id: ID!, name: String!): Product }
      type Product @key(fields: "id") { id: ID! name: String weight: Int }
    `,
    resolvers: {
      Query: {
        products: () => [{ id: '1' }, { id: '2' }],
        product: (_source: never, { id }: Parcel) => {
          if (id === '0') throw Object.assign(new Error('Sold out.'), { extensions: { code: 'SOLD_OUT', http: 1 } });
          return { id };
        },
      },
      Mutation: { rename: (_source: never, { id, name }: { id: string; name: string }) => ({ id, name }) },
      Product: {
        name: ({ id, name }: { id: string; name?: string }) => name ?? `name ${id}`,
        weight: ({ id }: Parcel) => Number(id) * 10,
      },
    },
  },
  'price-list': {
    sdl: `
      type Product @key(fields: "id") {
        id: ID!
        weight: Int @external
        postage: Int @requires(fields: "weight")
      }
    `,
    resolvers: {
      Product: {
        __resolveReference: (reference: Parcel) => reference,
        postage: ({ weight = 0 }: Parcel) => weight * 2,
      },
    },
  },
  reviews: {
    sdl: `
      type Mutation { review(id: ID!, text: String!): Product }
      type Product @key(fields: "id") { id: ID! reviews: [String!] }
    `,
    resolvers: {
      Mutation: { review: (_source: never, { id }: Parcel) => ({ id }) },
      Product: { reviews: ({ id }: Parcel) => [`good ${id}`] },
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'asg-any-'));
const config = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' });
let subgraphs: PlainSubgraphs;
let supergraphSdl: string;
let gateway: Gateway;
let url: string;

beforeAll(async () => {
  subgraphs = await servePlainHttp(SHOP);
  const sdl = Object.fromEntries(Object.entries(SHOP).map(([name, subgraph]) => [name, subgraph.sdl]));
  supergraphSdl = compose(sdl, (name) => subgraphs.urls.get(name) ?? '');
  gateway = await startAnySupergraph({ config, file: save('shop.graphql', supergraphSdl) });
  url = await gateway.listen();
});
afterAll(async () => {
  await gateway.close();
  await subgraphs.close();
  rmSync(folder, { recursive: true });
});

/** A circuit that opened rests before it tries again: the next test begins when everything answers. */
afterEach(async () => {
  if (!subgraphs.revive()) return;
  const isWhole = async (): Promise<void> =>
    expect(await ask('{ product(id: 1) { reviews } }')).toEqual({ data: { product: { reviews: ['good 1'] } } });
  await vi.waitFor(isWhole, { timeout: 20_000, interval: 100 });
});

function save(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** By a gateway that no subgraph has failed yet, so that it does ask. */
async function askAnew(query: string): Promise<unknown> {
  const other = await startAnySupergraph({ config, file: save('anew.graphql', supergraphSdl) });
  const answer = await ask(query, {}, '/graphql', await other.listen());
  await other.close();
  return answer;
}

async function ask(query: string, variables: Record<string, unknown> = {}, path = '/graphql', origin = url) {
  const answer = await request(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.body.json()) as { data?: unknown; errors?: { path?: unknown; extensions?: object }[] };
}

describe('any supergraph', () => {
  it('is served without a token, at /graphql and at /', async () => {
    const answers = [await ask('{ products { name } }'), await ask('{ products { name } }', {}, '/')];

    const data = { products: [{ name: 'name 1' }, { name: 'name 2' }] };
    expect(answers).toEqual([{ data }, { data }]);
  });

  it('is answered from all its subgraphs, with what one requires of another', async () => {
    expect(await ask('query ($id: ID!) { product(id: $id) { postage reviews } }', { id: '2' })).toEqual({
      data: { product: { postage: 40, reviews: ['good 2'] } },
    });
  });

  it('takes mutations in series', async () => {
    subgraphs.requests.length = 0;

    expect(await ask('mutation { a: rename(id: 1, name: "x") { name } b: review(id: 2, text: "y") { name } }')).toEqual(
      {
        data: { a: { name: 'x' }, b: { name: 'name 2' } },
      },
    );
    expect(subgraphs.requests.map(({ service }) => service)).toEqual(['products', 'reviews', 'products']);
  });

  it('answers introspection beside data', async () => {
    expect(await ask('{ __schema { queryType { name } } __typename product(id: 1) { id } }')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } }, __typename: 'Query', product: { id: '1' } },
    });
  });

  it('tells the errors of subgraphs in their words, and HTTP is none of their business', async () => {
    const { errors, data } = await ask('{ sold: product(id: 0) { id } }');

    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: 'Sold out.',
        path: ['sold'],
        extensions: { code: 'SOLD_OUT', service: 'products', requestId: expect.any(String) },
      },
    ]);
  });

  it('sends the subgraphs a query and nothing of ours', async () => {
    subgraphs.requests.length = 0;
    await ask('query Mine { product(id: 1) { id } }');

    expect(subgraphs.requests).toHaveLength(1);
    expect(Object.keys(subgraphs.requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
  });

  const useless = [
    'is down',
    'answers HTML',
    'answers 500',
    'answers nothing',
    'answers null',
    'answers a number',
    'answers a list',
    'answers no data and no errors',
    'answers data that is a text',
    'answers errors that are none',
    'stops halfway',
    'answers too few entities',
    'answers entities that are none',
    'answers entities that are an object',
  ] as const;
  it.each(useless)('gives null and UNAVAILABLE for a subgraph that %s; the rest answers', async (state) => {
    subgraphs.spoil('reviews', state);

    expect(await askAnew('{ product(id: 1) { postage reviews } }')).toEqual({
      data: { product: { postage: 20, reviews: null } },
      errors: [
        expect.objectContaining({
          path: ['product', 'reviews'],
          extensions: expect.objectContaining({ code: 'UNAVAILABLE', service: 'reviews' }),
        }),
      ],
    });
  });

  it.each(['answers byte by byte', 'answers keys of prototypes'] as const)(
    'takes what it asked for from a subgraph that %s',
    async (state) => {
      subgraphs.spoil('reviews', state);

      expect(await ask('{ product(id: 1) { reviews } }')).toEqual({ data: { product: { reviews: ['good 1'] } } });
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
    },
  );

  it('believes a GraphQL body, whatever the status', async () => {
    subgraphs.spoil('reviews', 'answers 500 with its data');

    expect(await ask('{ product(id: 1) { reviews } }')).toEqual({ data: { product: { reviews: ['good 1'] } } });
  });

  it('answers many at once', async () => {
    const ids = Array.from({ length: 100 }, (_each, id) => id + 1);
    const answers = await Promise.all(
      ids.map((id) => ask('query ($id: ID!) { product(id: $id) { postage } }', { id })),
    );

    expect(answers).toEqual(ids.map((id) => ({ data: { product: { postage: id * 20 } } })));
  });
});

describe('a progressive override', () => {
  const MOVING: Subgraphs = {
    old: {
      sdl: 'type Query { share: String! label: String! }',
      resolvers: { Query: { share: () => 'old', label: () => 'old' } },
    },
    young: {
      sdl: `type Query {
        share: String! @override(from: "old", label: "percent(40)")
        label: String! @override(from: "old", label: "ready")
      }`,
      resolvers: { Query: { share: () => 'young', label: () => 'young' } },
    },
  };

  it.each([
    ['waits', {}, { share: 'old', label: 'old' }],
    ['holds when its label is on', { labels: new Set(['ready']) }, { share: 'old', label: 'young' }],
    ['holds for its share', { percent: 39.9 }, { share: 'young', label: 'old' }],
    ['does not hold beyond its share', { percent: 40 }, { share: 'old', label: 'old' }],
  ])('%s', async (_title, overrides, data) => {
    const moving = await servePlainHttp(MOVING);
    const sdl = Object.fromEntries(Object.entries(MOVING).map(([name, each]) => [name, each.sdl]));
    const file = save(
      'moving.graphql',
      compose(sdl, (name) => moving.urls.get(name) ?? ''),
    );
    const other = await startAnySupergraph({ config, file, overrides });
    const answer = await request(`${await other.listen()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ share label }' }),
    });

    expect(await answer.body.json()).toEqual({ data });
    await other.close();
    await moving.close();
  });
});

describe('a supergraph is not served', () => {
  const refusalOf = async (text: string): Promise<unknown> => {
    const file = save('refused.graphql', text);
    return startAnySupergraph({ config, file }).then(
      () => null,
      (error: unknown) => (error instanceof StartError ? error.message.replace(folder, '') : error),
    );
  };

  it('that asks for authentication by a directive', async () => {
    const secret = compose({ a: 'type Query { secret: Int @authenticated }' });

    expect(await refusalOf(secret)).toMatch(
      /^SUPERGRAPH: .*refused\.graphql cannot be served\. .*@authenticated.* not enforce/,
    );
  });

  it.each([
    ['by scopes', '@requiresScopes(scopes: [["a"]])', /@requiresScopes/],
    ['by policies', '@policy(policies: [["a"]])', /@policy/],
  ])('that asks for authorization %s', async (_title, directive, reason) => {
    expect(await refusalOf(compose({ a: `type Query { secret: Int ${directive} }` }))).toMatch(reason);
  });

  it('of an unknown version of join', async () => {
    expect(await refusalOf(supergraphSdl.replace(/join\/v0\.\d/, 'join/v0.99'))).toMatch(
      /links https:\/\/specs\.apollo\.dev\/join\/v0\.99, which this gateway does not know/,
    );
  });

  it('of Federation 1, or no supergraph at all', async () => {
    expect(await refusalOf('type Query { a: Int }')).toMatch(/no supergraph of Federation 2/);
    expect(await refusalOf('{')).toMatch(/Syntax Error/);
  });

  it('whose subgraphs have no address', async () => {
    expect(await refusalOf(compose({ a: 'type Query { a: Int }', b: 'type Query { b: Int }' }, () => ''))).toMatch(
      /no http address for a, b\./,
    );
  });

  it('that is not there', async () => {
    const start = startAnySupergraph({ config, file: join(folder, 'nowhere.graphql') });

    await expect(start).rejects.toThrow(/SUPERGRAPH: .*nowhere\.graphql cannot be served\. ENOENT/);
  });
});

describe('the command', () => {
  const running = new Set<ChildProcess>();
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
    running.clear();
  });

  function run(file: string): ChildProcess {
    const child = spawn(process.execPath, ['--import', 'tsx', 'tools/gateway.ts'], {
      env: { PATH: process.env['PATH'], SUPERGRAPH: file, PORT: '0', LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    return child;
  }

  async function firstLine(stream: NodeJS.ReadableStream | null): Promise<string> {
    if (stream === null) throw new Error('The process has no such stream.');
    const [line] = (await once(createInterface(stream), 'line')) as [string];
    return line;
  }

  it('says where it is ready, answers, reads the file again on SIGHUP, and ends on SIGTERM', async () => {
    const file = save('command.graphql', supergraphSdl);
    const child = run(file);
    const line = await firstLine(child.stdout);
    expect(line).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/);
    const asked = async (): Promise<unknown> => {
      const answer = await request(`${line.slice('ready '.length)}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ title: product(id: 1) { name } __type(name: "Renamed") { name } }' }),
      });
      return answer.body.json();
    };
    expect(await asked()).toEqual({ data: { title: { name: 'name 1' }, __type: null } });

    writeFileSync(file, supergraphSdl.replaceAll('enum join__Graph', 'enum Renamed { A }\n\nenum join__Graph'));
    child.kill('SIGHUP');
    await expect.poll(asked).toEqual({ data: { title: { name: 'name 1' }, __type: { name: 'Renamed' } } });

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says in a sentence why it does not start', async () => {
    const child = run(save('refused.graphql', compose({ a: 'type Query { a: Int @authenticated }' })));

    expect(await firstLine(child.stderr)).toMatch(
      /^SUPERGRAPH: .*@authenticated.*, which this gateway does not enforce\.$/,
    );
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});
