/** `@interfaceObject`: without a way in, and below others. */
import { subgraph, type Federation } from './federation.ts';

const nonResolvable: Federation = {
  theme: 'non-resolvable interface object',
  subgraphs: {
    a: subgraph(
      `type Query { product: Product } interface Node @key(fields: "id") { id: ID! }
       type Product implements Node @key(fields: "id") { id: ID! price: Int }`,
      {
        query: { product: { id: 'p1', price: 1 } },
        rows: { Product: [{ id: 'p1', price: 1 }], Node: [{ __typename: 'Product', id: 'p1', price: 1 }] },
      },
    ),
    b: subgraph(
      `type Query { node: Node nodes: [Node] } type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      { query: { node: { id: 'p1' }, nodes: [{ id: 'p1' }, { id: 'p9' }] } },
    ),
    c: subgraph('type Node @key(fields: "id") @interfaceObject { id: ID! label: String }', {
      rows: {
        Node: [
          { id: 'p1', label: 'one' },
          { id: 'p9', label: 'nine' },
        ],
      },
    }),
  },
  questions: [
    {
      it: 'is left for the type',
      query: '{ node { id ... on Product { price } } }',
      data: { node: { id: 'p1', price: 1 } },
    },
    {
      it: 'is left for its name',
      apolloDiffers: 'it takes the name that the interface object answers for the type',
      query: '{ node { id __typename } product { __typename label } }',
      data: { node: { id: 'p1', __typename: 'Product' }, product: { __typename: 'Product', label: 'one' } },
    },
    {
      it: 'is left for another interface object, whatever the type is',
      query: '{ nodes { label } }',
      data: { nodes: [{ label: 'one' }, { label: 'nine' }] },
    },
    {
      it: 'shows nothing of an object whose type nobody knows',
      query: '{ nodes { __typename id } }',
      data: { nodes: [{ __typename: 'Product', id: 'p1' }, null] },
      errors: ['nodes.1.__typename'],
    },
  ],
};

const below: Federation = {
  theme: 'interface objects below interface objects',
  subgraphs: {
    types: subgraph(
      `type Query { all: [Media!] } interface Media @key(fields: "id") { id: ID! title: String creator: Maker }
       interface Maker @key(fields: "id") { id: ID! name: String }
       type Book implements Media @key(fields: "id") { id: ID! title: String creator: Maker pages: Int }
       type Film implements Media @key(fields: "id") { id: ID! title: String creator: Maker minutes: Int }
       type Person implements Maker @key(fields: "id") { id: ID! name: String born: Int }
       type Firm implements Maker @key(fields: "id") { id: ID! name: String founded: Int }`,
      {
        query: {
          all: [
            { __typename: 'Book', id: 'b1' },
            { __typename: 'Film', id: 'f1' },
          ],
        },
        rows: {
          Media: [
            { __typename: 'Book', id: 'b1' },
            { __typename: 'Film', id: 'f1' },
          ],
          Book: [{ id: 'b1' }],
          Film: [{ id: 'f1' }],
          Maker: [
            { __typename: 'Person', id: 'p1', name: 'Pu', born: 1900 },
            { __typename: 'Firm', id: 'c1', name: 'Co', founded: 1950 },
          ],
          Person: [{ id: 'p1', name: 'Pu', born: 1900 }],
          Firm: [{ id: 'c1', name: 'Co', founded: 1950 }],
        },
        fields: {
          Book: {
            title: () => 'B',
            pages: () => 7,
            creator: () => ({ __typename: 'Person', id: 'p1', name: 'Pu', born: 1900 }),
          },
          Film: {
            title: () => 'F',
            minutes: () => 90,
            creator: () => ({ __typename: 'Firm', id: 'c1', name: 'Co', founded: 1950 }),
          },
        },
      },
    ),
    ratings: subgraph(
      `type Query { rated: [Media!] }
       type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int sequel: Media owner: Maker title: String @external
         blurb: String @requires(fields: "title") }
       type Maker @key(fields: "id") @interfaceObject { id: ID! fame: Int best: Media }`,
      {
        query: { rated: [{ id: 'f1' }, { id: 'b1' }] },
        rows: { Media: [{ id: 'b1' }, { id: 'f1' }], Maker: [{ id: 'p1' }, { id: 'c1' }] },
        fields: {
          Media: {
            stars: ({ id }: { id: string }) => (id === 'b1' ? 5 : 3),
            sequel: ({ id }: { id: string }) => (id === 'b1' ? { id: 'f1' } : null),
            owner: () => ({ id: 'c1' }),
            blurb: ({ title }: { title: string }) => `read ${title}`,
          },
          Maker: { fame: ({ id }: { id: string }) => (id === 'p1' ? 10 : 20), best: () => ({ id: 'b1' }) },
        },
      },
    ),
  },
  questions: [
    {
      it: 'are followed down, with what they require',
      query: '{ rated { blurb sequel { title } owner { name best { blurb stars ... on Book { pages } } } } }',
      data: {
        rated: [
          { blurb: 'read F', sequel: null, owner: { name: 'Co', best: { blurb: 'read B', stars: 5, pages: 7 } } },
          {
            blurb: 'read B',
            sequel: { title: 'F' },
            owner: { name: 'Co', best: { blurb: 'read B', stars: 5, pages: 7 } },
          },
        ],
      },
    },
    {
      it: 'are reached from types, and types from them',
      query:
        '{ all { title creator { fame best { creator { __typename ... on Person { born fame } } } } ... on Book { sequel { ... on Film { minutes stars } } } } }',
      data: {
        all: [
          {
            title: 'B',
            creator: { fame: 10, best: { creator: { __typename: 'Person', born: 1900, fame: 10 } } },
            sequel: { minutes: 90, stars: 3 },
          },
          { title: 'F', creator: { fame: 20, best: { creator: { __typename: 'Person', born: 1900, fame: 10 } } } },
        ],
      },
    },
  ],
};

export const interfaceObjectsBelow: readonly Federation[] = [nonResolvable, below];
