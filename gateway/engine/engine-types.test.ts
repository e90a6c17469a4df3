/** Hidden fields, abstract types, moved fields. Each title is a promise. */
import { describe, expect, it } from 'vitest';
import { plain } from '../../test/support/federation/compare.ts';
import type { Subgraphs } from '../../test/support/federation/in-memory.ts';
import { ask, instead, pathsOf } from '../../test/support/federation/shop.ts';
import type { PrepareOptions, SelectedField } from '../engine.ts';
import type { PlanOptions } from './plan.ts';

describe('hidden fields', () => {
  const isHidden = (key: string): boolean => key.startsWith('_gateway_');

  it('are fetched, seen by observers and kept out of the answer', async () => {
    const result = await ask('{ products { name _gateway_label: label } }', {
      options: { isHidden, observe: () => (state, source, target) => void state.push([{ ...source }, { ...target }]) },
    });

    expect(plain(result.data)).toEqual(
      plain({ products: [{ name: 'name 1' }, { name: 'name 2' }, { name: 'name 1' }, null] }),
    );
    expect(result.state[0]).toEqual([{ name: 'name 1', r_0: 7 }, { name: 'name 1' }]);
    expect(result.state).toHaveLength(4);
  });

  it('are told to whoever observes, once per type and selection', async () => {
    const seen: [string, readonly SelectedField[]][] = [];
    await ask('{ product { title: name _gateway_label: label } }', {
      options: {
        isHidden,
        observe: (typeName, fields) => {
          seen.push([typeName, fields]);
          return undefined;
        },
      },
    });

    expect(seen.find(([typeName]) => typeName === 'Product')?.[1]).toEqual([
      { name: 'name', responseKey: 'title', sourceKey: 'r_0', hidden: false },
      { name: 'label', responseKey: '_gateway_label', sourceKey: 'r_1', hidden: true },
    ]);
    expect(seen).toHaveLength(2);
  });

  it('let an observer take a value back', async () => {
    const result = await ask('{ product { title: name } }', {
      options: {
        observe: (typeName) =>
          typeName === 'Product' ? (_state, _source, target) => void (target['title'] = null) : undefined,
      },
    });

    expect(plain(result.data)).toEqual(plain({ product: { title: null } }));
  });

  it('that a subgraph fails to answer explain what an observer empties for want of them, and nothing else', async () => {
    const empty: PrepareOptions<unknown[]>['observe'] = (typeName) =>
      typeName === 'Product'
        ? (_state, source, target) => void (source['_gateway_count'] ?? (target['title'] = null))
        : undefined;
    const askTitle = (options: PrepareOptions<unknown[]>) =>
      ask('{ product { title: name id _gateway_count: count } }', {
        intercept: instead('stock', () => Promise.reject(new Error('down'))),
        options: { isHidden, ...options },
      });

    const emptied = await askTitle({ observe: empty });
    expect(plain(emptied.data)).toEqual(plain({ product: { title: null, id: '1' } }));
    expect(emptied.errors).toMatchObject([
      { path: ['product', 'title'], extensions: { code: 'UNAVAILABLE', service: 'stock' } },
    ]);
    expect((await askTitle({ observe: () => () => undefined })).errors).toEqual([]);
  });

  it('do not appear in the paths of errors', async () => {
    const result = await ask('{ product { name _gateway_price: price } }', { options: { isHidden } });

    expect(pathsOf(result)).toEqual(['product']);
  });
});

describe('abstract types', () => {
  const media: Subgraphs = {
    titles: {
      sdl: `
        type Query { media: [Media] }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
      `,
      resolvers: {
        Query: {
          media: () => [
            { __typename: 'Book', id: 'b', pages: 9, title: 'title b' },
            { __typename: 'Film', id: 'f', title: 'title f' },
          ],
        },
        Media: {
          __resolveReference: ({ id }: { id: string }) => ({
            __typename: id === 'b' ? 'Book' : 'Film',
            id,
            title: `title ${id}`,
          }),
        },
      },
    },
    shelves: {
      sdl: `
        type Query { shelves: Int }
        interface Media @key(fields: "id") { id: ID! }
        type Book implements Media @key(fields: "id") { id: ID! }
        type Film implements Media @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Media: { __resolveReference: ({ id }: { id: string }) => ({ __typename: id === 'b' ? 'Book' : 'Film', id }) },
      },
    },
    reviews: {
      sdl: `
        type Query { reviewed: [Media] }
        type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int reviews: [String] title: String @external headline: String @requires(fields: "title") }
      `,
      resolvers: {
        Query: { reviewed: () => [{ id: 'f' }, { id: 'b' }] },
        Media: {
          __resolveReference: (reference: object) => reference,
          stars: ({ id }: { id: string }) => (id === 'b' ? 5 : 3),
          reviews: ({ id }: { id: string }) => [`about ${id}`],
          headline: ({ title }: { title: string }) => `${title}!`,
        },
      },
    },
  };

  it('tell their types, under any key', async () => {
    const result = await ask('{ media { __typename kind: __typename ... on Book { pages same: __typename } } }', {
      subgraphs: media,
    });

    expect(plain(result.data)).toEqual(
      plain({
        media: [
          { __typename: 'Book', kind: 'Book', pages: 9, same: 'Book' },
          { __typename: 'Film', kind: 'Film' },
        ],
      }),
    );
  });

  it('get fields from the subgraph that knows them as one object', async () => {
    const result = await ask('{ media { stars ... on Film { reviews } } }', { subgraphs: media });

    expect(plain(result.data)).toEqual(plain({ media: [{ stars: 5 }, { stars: 3, reviews: ['about f'] }] }));
  });

  it('learn their type from the subgraph that knows it', async () => {
    const result = await ask('{ reviewed { title __typename ... on Book { stars } } }', { subgraphs: media });

    expect(plain(result.data)).toEqual(
      plain({
        reviewed: [
          { title: 'title f', __typename: 'Film' },
          { title: 'title b', __typename: 'Book', stars: 5 },
        ],
      }),
    );
  });

  it('may be left unresolved when nobody asks for the type', async () => {
    const result = await ask('{ reviewed { id stars } }', { subgraphs: media });

    expect(plain(result.data)).toEqual(
      plain({
        reviewed: [
          { id: 'f', stars: 3 },
          { id: 'b', stars: 5 },
        ],
      }),
    );
    expect(result.requests).toHaveLength(1);
  });

  it('show nothing of an object whose type cannot be found out', async () => {
    const result = await ask('{ reviewed { ... on Book { stars } } }', {
      subgraphs: media,
      intercept: (request) => (request.service === 'reviews' ? undefined : Promise.reject(new Error('down'))),
    });

    expect(plain(result.data)).toEqual(plain({ reviewed: [null, null] }));
    expect(pathsOf(result)).toEqual(['reviewed.0', 'reviewed.1']);
  });

  it('hand what their own subgraph knows to fields of the interface', async () => {
    const result = await ask('{ media { headline } reviewed { headline } }', { subgraphs: media });

    expect(plain(result.data)).toEqual(
      plain({
        media: [{ headline: 'title b!' }, { headline: 'title f!' }],
        reviewed: [{ headline: 'title f!' }, { headline: 'title b!' }],
      }),
    );
  });

  it('are asked valid questions when such a field is selected for one type', async () => {
    const result = await ask('{ media { ... on Book { headline } } }', { subgraphs: media });

    expect(plain(result.data)).toEqual(plain({ media: [{ headline: 'title b!' }, {}] }));
  });
});

describe('@override', () => {
  const moved = (label: string): Subgraphs => ({
    before: {
      sdl: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! size: String }',
      resolvers: { Query: { thing: () => ({ id: '1' }) }, Thing: { size: () => 'before' } },
    },
    after: {
      sdl: `type Query { other: Int } type Thing @key(fields: "id") { id: ID! size: String @override(from: "before"${label}) }`,
      resolvers: { Thing: { size: () => 'after' } },
    },
  });
  const size = async (label: string, planOptions: Partial<PlanOptions>): Promise<unknown> =>
    plain((await ask('{ thing { size } }', { subgraphs: moved(label), planOptions })).data);

  it('moves a field', async () => {
    expect(await size('', {})).toEqual(plain({ thing: { size: 'after' } }));
  });

  it('with a label moves it when the label is on', async () => {
    expect(await size(', label: "new"', {})).toEqual(plain({ thing: { size: 'before' } }));
    expect(await size(', label: "new"', { labels: new Set(['new']) })).toEqual(plain({ thing: { size: 'after' } }));
  });

  it('with a percentage moves it below that percentage', async () => {
    expect(await size(', label: "percent(40)"', {})).toEqual(plain({ thing: { size: 'before' } }));
    expect(await size(', label: "percent(40)"', { percent: 39 })).toEqual(plain({ thing: { size: 'after' } }));
    expect(await size(', label: "percent(40)"', { percent: 41 })).toEqual(plain({ thing: { size: 'before' } }));
  });
});
