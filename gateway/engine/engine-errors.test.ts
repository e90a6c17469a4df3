/** What clients are told when something goes wrong. Each title is a promise to them. */
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { plain } from '../../test/support/federation/compare.ts';
import { compose } from '../../test/support/federation/compose.ts';
import { serveInMemory } from '../../test/support/federation/in-memory.ts';
import { ask, instead, pathsOf, product, shop } from '../../test/support/federation/shop.ts';
import type { SubgraphResponse } from '../engine.ts';
import { createEngine } from './index.ts';

describe('errors', () => {
  it('maps an error of an entity to every position that shared its representation', async () => {
    const result = await ask('{ products { price } }');

    expect(plain(result.data)).toEqual(plain({ products: [{ price: null }, { price: 20 }, { price: null }, null] }));
    expect(pathsOf(result)).toEqual(['products.0.price', 'products.2.price']);
    expect(result.errors[0]).toMatchObject({ message: 'no price', extensions: { service: 'stock' } });
  });

  it('sends equal representations once', async () => {
    const { requests } = await ask('{ products { price } }');

    expect(plain(requests[1]?.variables['representations'])).toEqual(plain([product('1'), product('2')]));
  });

  it('makes the nearest nullable parent null where a non-null field is missing', async () => {
    const result = await ask('{ products { name count } }');

    expect(plain(result.data)).toEqual(plain({ products: [null, { name: 'name 2', count: 5 }, null, null] }));
    expect(pathsOf(result)).toEqual(['products.0.count', 'products.2.count']);
  });

  it('reports a forbidden null that nobody else has reported', async () => {
    const result = await ask('{ numbers }', {
      intercept: instead('catalogue', async () => ({ data: { numbers: [1, null] } })),
    });

    expect(plain(result.data)).toEqual(plain({ numbers: null }));
    expect(result.errors).toEqual([
      {
        message: 'Cannot return null for non-nullable field Query.numbers.',
        path: ['numbers', 1],
        extensions: { code: 'INTERNAL' },
      },
    ]);
  });

  it('makes the answer null when a non-null root field is', async () => {
    const result = await ask('{ best { price } }', { intercept: instead('stock', async () => ({ data: null })) });

    expect(result.data).toBeNull();
    expect(pathsOf(result)).toEqual(['best']);
  });

  it('uses the keys of the client in paths', async () => {
    const result = await ask('{ all: products { cost: price } }');

    expect(pathsOf(result)).toEqual(['all.0.cost', 'all.2.cost']);
  });

  it('does not name a field that the client has not selected', async () => {
    const result = await ask('{ product { shipping } }', {
      intercept: instead('catalogue', async () => ({
        data: { product: { __typename: 'Product', id: '1', weight: null } },
        errors: [{ message: 'no weight', path: ['product', 'weight'] }],
      })),
    });

    expect(result.errors[0]).toMatchObject({ message: 'no weight', path: ['product'] });
  });
});

describe('a subgraph that fails', () => {
  const all = '{ products { name price maker { name } } }';
  const others = { products: [1, 2, 1].map((id) => ({ name: `name ${id}`, price: null, maker: null })) };
  const failed = [0, 1, 2].flatMap((index) => [`products.${index}.maker`, `products.${index}.price`]);
  const failures: Readonly<Record<string, () => Promise<SubgraphResponse>>> = {
    'does not answer': () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:4001')),
    'answers no data': async () => ({ data: null }),
    'answers nothing': async () => ({}),
    'answers garbage': async () => ({ data: 'garbage' }),
    'answers garbage entities': async () => ({ data: { _entities: 'garbage' } }),
    'answers entities that are no objects': async () => ({ data: { _entities: ['a', 7] } }),
    'answers too few entities': async () => ({ data: { _entities: [] } }),
    'answers an error and no data': async () => ({ errors: [{ message: 'unknown field' }] }),
  };

  for (const [title, answer] of Object.entries(failures)) {
    it(`that ${title} loses only its own fields`, async () => {
      const result = await ask(all, { intercept: instead('stock', answer) });

      expect(plain(result.data)).toEqual(plain({ products: [...others.products, null] }));
      expect(pathsOf(result)).toEqual(failed);
      expect(new Set(result.errors.map((error) => error.extensions?.['service']))).toEqual(new Set(['stock']));
      expect(new Set(result.errors.map((error) => error.extensions?.['code']))).toEqual(new Set(['UNAVAILABLE']));
    });
  }

  it('does not reveal what the transport met', async () => {
    const result = await ask(all, { intercept: instead('stock', failures['does not answer'] ?? (async () => ({}))) });

    expect(JSON.stringify(result.errors)).not.toContain('10.0.0.7');
  });

  it('passes the code of a rejection on', async () => {
    const refusal = Object.assign(new Error('Too much.'), { extensions: { code: 'LIMIT_EXCEEDED' } });
    const result = await ask('{ products { price } }', { intercept: instead('stock', () => Promise.reject(refusal)) });

    expect(result.errors[0]).toMatchObject({
      message: 'Too much.',
      extensions: { code: 'LIMIT_EXCEEDED', service: 'stock' },
    });
  });

  it('fails the fields of other subgraphs that require its own', async () => {
    const result = await ask('{ best { name shipping price } }', {
      intercept: instead('catalogue', () => Promise.reject(new Error('down'))),
    });

    expect(plain(result.data)).toEqual(plain({ best: { name: null, shipping: null, price: 20 } }));
    expect(pathsOf(result)).toEqual(['best.name', 'best.shipping']);
    expect(result.errors[0]?.extensions).toMatchObject({ service: 'catalogue' });
  });

  it('answers null without an error for an entity that it does not know', async () => {
    const result = await ask('{ product { name price } }', {
      intercept: instead('stock', async () => ({ data: { _entities: [null] } })),
    });

    expect(plain(result.data)).toEqual(plain({ product: { name: 'name 1', price: null } }));
    expect(result.errors).toEqual([]);
  });

  it('explains the fields of an entity by the error about it', async () => {
    const result = await ask('{ product { name price } }', {
      intercept: instead('stock', async () => ({
        data: { _entities: [null] },
        errors: [{ message: 'lost', path: ['_entities', 0], extensions: { code: 'CONFLICT' } }],
      })),
    });

    expect(result.errors).toMatchObject([
      { message: 'lost', path: ['product', 'price'], extensions: { code: 'CONFLICT', service: 'stock' } },
    ]);
  });

  it('is not asked once the client has left', async () => {
    const { fetch, requests } = serveInMemory(shop);
    const sdl = Object.fromEntries(Object.entries(shop).map(([name, subgraph]) => [name, subgraph.sdl]));
    const operation = createEngine(compose(sdl), fetch).prepare(parse('{ numbers }'), undefined);
    const signal = AbortSignal.abort();
    const result = await operation.execute({ variables: {}, context: undefined, state: undefined, signal });

    expect(requests).toEqual([]);
    expect(pathsOf(result)).toEqual(['numbers']);
  });
});

describe('a value that is not of its type', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['{ numbers }', { numbers: 'many' }, { numbers: null }],
    ['{ numbers }', { numbers: [1.5] }, { numbers: null }],
    ['{ mood }', { mood: 'EXCITED' }, { mood: null }],
    ['{ mood }', { mood: 'HIDDEN' }, { mood: null }],
    ['{ product { name } }', { product: { name: 7 } }, { product: { name: null } }],
    ['{ product { name } }', { product: 'text' }, { product: null }],
    ['{ product { name } }', { product: [] }, { product: null }],
    ['{ item { __typename } }', { item: { __typename: 'Query' } }, { item: null }],
    ['{ item { __typename } }', { item: {} }, { item: null }],
  ];

  for (const [source, answered, shown] of cases) {
    it(`becomes null with an error: ${source} ${JSON.stringify(answered)}`, async () => {
      const result = await ask(source, { intercept: instead('catalogue', async () => ({ data: answered })) });

      expect(plain(result.data)).toEqual(plain(shown));
      expect(result.errors).toHaveLength(1);
      expect(JSON.stringify(result.errors)).not.toContain('EXCITED');
    });
  }

  it('may be a number where an ID is expected', async () => {
    const result = await ask('{ product { id } }', {
      intercept: instead('catalogue', async () => ({ data: { product: { id: 7 } } })),
    });

    expect(plain(result.data)).toEqual(plain({ product: { id: '7' } }));
  });
});
