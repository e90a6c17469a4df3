/** Interfaces and unions that subgraphs know differently, and types that do not match. */
import { subgraph, type Federation } from './federation.ts';

const books = [
  { __typename: 'Book', id: 'b1', sku: 'sku-b1', title: 'B1' },
  { __typename: 'Magazine', id: 'm1', sku: 'sku-m1', title: 'M1' },
];

const abstractTypes_: Federation = {
  theme: 'abstract types',
  subgraphs: {
    products: subgraph(
      `type Query { products: [Product!]! similar(id: ID!): [Product] node(id: ID!): Node }
       interface Node { id: ID! } interface Product implements Node { id: ID! sku: String size: Size by: Publisher }
       type Size { width: Int height: Int unit: String }
       union Publisher = Agency | Self
       type Agency @key(fields: "id") { id: ID! } type Self { email: String }
       type Book implements Product & Node @key(fields: "id") { id: ID! sku: String size: Size by: Publisher pages: Int }
       type Magazine implements Product & Node @key(fields: "id") { id: ID! sku: String size: Size by: Publisher issue: String }`,
      {
        query: {
          products: [
            {
              ...books[0],
              size: { width: 1, height: 2, unit: 'cm' },
              by: { __typename: 'Agency', id: 'a1' },
              pages: 9,
            },
            { ...books[1], size: null, by: { __typename: 'Self', email: 'me@x' }, issue: '3' },
          ],
          similar: () => [books[1], null, books[0]],
          node: (_source: never, { id }: { id: string }) => books.find((book) => book.id === id),
        },
        rows: { Book: [books[0] ?? {}], Magazine: [books[1] ?? {}] },
      },
    ),
    agency: subgraph(
      'type Agency @key(fields: "id") { id: ID! companyName: String email: Address } type Address { address: String }',
      { rows: { Agency: [{ id: 'a1', companyName: 'Co', email: { address: 'a@x' } }] } },
    ),
    reviews: subgraph(
      `interface Product { id: ID! score: Int reviews: [Review!]! }
       type Book implements Product @key(fields: "id") { id: ID! score: Int reviews: [Review!]! similar: [Book] }
       type Magazine implements Product @key(fields: "id") { id: ID! score: Int reviews: [Review!]! }
       type Review { id: Int! about: Product }`,
      {
        rows: { Book: [{ id: 'b1' }], Magazine: [{ id: 'm1' }] },
        fields: {
          Book: {
            score: () => 5,
            reviews: () => [{ id: 1, about: { __typename: 'Magazine', id: 'm1' } }],
            similar: () => [{ id: 'b1' }],
          },
          Magazine: { score: () => 4, reviews: () => [] },
        },
      },
    ),
  },
  questions: [
    {
      it: 'gets fields of the interface from wherever they are',
      query: '{ products { id sku score } }',
      data: {
        products: [
          { id: 'b1', sku: 'sku-b1', score: 5 },
          { id: 'm1', sku: 'sku-m1', score: 4 },
        ],
      },
    },
    {
      it: 'narrows to each type and widens again',
      query: `{ products { __typename ... on Book { pages ...ById } ... on Magazine { issue ... on Node { id } } } }
              fragment ById on Product { id score ... on Book { similar { sku } } }`,
      data: {
        products: [
          { __typename: 'Book', pages: 9, id: 'b1', score: 5, similar: [{ sku: 'sku-b1' }] },
          { __typename: 'Magazine', issue: '3', id: 'm1' },
        ],
      },
    },
    {
      it: 'looks into unions',
      query:
        '{ products { by { __typename ... on Agency { companyName email { address } } ... on Self { mail: email } } } }',
      data: {
        products: [
          { by: { __typename: 'Agency', companyName: 'Co', email: { address: 'a@x' } } },
          { by: { __typename: 'Self', mail: 'me@x' } },
        ],
      },
    },
    {
      it: 'leaves out nothing in lists with gaps',
      query: '{ similar(id: 1) { id score size { width } } }',
      data: {
        similar: [{ id: 'm1', score: 4, size: null }, null, { id: 'b1', score: 5, size: null }],
      },
    },
    {
      it: 'comes back by an interface',
      query: '{ products { ... on Book { reviews { id about { sku score } } } } }',
      data: { products: [{ reviews: [{ id: 1, about: { sku: 'sku-m1', score: 4 } }] }, {}] },
    },
    {
      it: 'goes from an interface that the other subgraph does not know',
      query: '{ node(id: "b1") { id ... on Product { score } ... on Magazine { issue } } }',
      data: { node: { id: 'b1', score: 5 } },
    },
  ],
};

const admin = { __typename: 'Admin', id: null, name: 'A' };

const childTypeMismatch: Federation = {
  theme: 'child type mismatch',
  subgraphs: {
    a: subgraph(
      `type Query { users: [User!]! } union Account = User | Admin
       type User @key(fields: "id") { id: ID similar: [Account!]! name: String }
       type Admin { id: ID @shareable name: String! @shareable similar: [Account!]! @shareable }`,
      {
        query: { users: [{ id: 'u1' }] },
        rows: { User: [{ id: 'u1' }] },
        fields: {
          User: { name: () => 'U', similar: () => [{ __typename: 'User', id: 'u1' }, admin] },
          Admin: { similar: () => [{ __typename: 'User', id: 'u1' }] },
        },
      },
    ),
    b: subgraph(
      `type Query { accounts: [Account!]! } union Account = User | Admin
       type User @key(fields: "id") { id: ID! age: Int }
       type Admin { id: ID @shareable name: String! @shareable similar: [Account!]! @shareable }`,
      {
        query: { accounts: [{ __typename: 'User', id: 'u1', age: 30 }, admin] },
        rows: { User: [{ id: 'u1', age: 30 }] },
        fields: { Admin: { similar: () => [{ __typename: 'User', id: 'u1', age: 30 }, admin] } },
      },
    ),
  },
  questions: [
    {
      it: 'asks under two names for what may be null in one type and not in the other',
      query: '{ accounts { ... on User { id name } ... on Admin { id n: name } } }',
      data: {
        accounts: [
          { id: 'u1', name: 'U' },
          { id: null, n: 'A' },
        ],
      },
    },
    {
      it: 'also further down, where another subgraph is asked',
      query: '{ accounts { __typename ... on Admin { similar { ... on User { id age name } ... on Admin { id } } } } }',
      data: {
        accounts: [
          { __typename: 'User' },
          { __typename: 'Admin', similar: [{ id: 'u1', age: 30, name: 'U' }, { id: null }] },
        ],
      },
    },
    {
      it: 'also from the other side',
      query: '{ users { id similar { ... on User { id age } ... on Admin { id similar { ... on User { age } } } } } }',
      data: {
        users: [
          {
            id: 'u1',
            similar: [
              { id: 'u1', age: 30 },
              { id: null, similar: [{ age: 30 }] },
            ],
          },
        ],
      },
    },
  ],
};

const circularInterface: Federation = {
  theme: 'circular reference interface',
  subgraphs: {
    a: subgraph(
      `type Query { product: Product } interface Product { samePriceProduct: Product }
       type Book implements Product @key(fields: "id") { id: ID! samePriceProduct: Book @provides(fields: "price") price: Float @external }`,
      {
        query: { product: { __typename: 'Book', id: '1' } },
        rows: { Book: [{ id: '1' }, { id: '2' }, { id: '3' }] },
        fields: { Book: { samePriceProduct: ({ id }: { id: string }) => ({ id: id === '3' ? '1' : '3', price: 10 }) } },
      },
    ),
    b: subgraph('type Book @key(fields: "id") { id: ID! price: Float @shareable }', {
      rows: { Book: ['1', '2', '3'].map((id) => ({ id, price: 10 })) },
    }),
  },
  questions: [
    {
      it: 'goes round',
      query: '{ product { samePriceProduct { ... on Book { id price samePriceProduct { id price } } } } }',
      data: { product: { samePriceProduct: { id: '3', price: 10, samePriceProduct: { id: '1', price: 10 } } } },
    },
    {
      it: 'goes round by the interface alone',
      query: '{ product { __typename samePriceProduct { __typename samePriceProduct { __typename } } } }',
      data: {
        product: {
          __typename: 'Book',
          samePriceProduct: { __typename: 'Book', samePriceProduct: { __typename: 'Book' } },
        },
      },
    },
  ],
};

const enumIntersection: Federation = {
  theme: 'enum intersection',
  subgraphs: {
    a: subgraph(
      `type Query { users(type: Kind): [User] } type User @key(fields: "id") { id: ID! type: Kind @shareable }
       enum Kind { REGULAR ADMIN @inaccessible }`.replace(' @inaccessible', ''),
      {
        query: {
          users: (_source: never, { type }: { type?: string }) =>
            type === undefined ? [{ id: 'u1', type: 'REGULAR' }] : [{ id: type, type }],
        },
        rows: { User: [{ id: 'u1', type: 'REGULAR' }] },
      },
    ),
    b: subgraph(
      `type Query { usersB(type: Kind): [User!]! usersC: [Anybody] }
       type User @key(fields: "id") { id: ID! type: Kind @shareable } enum Kind { REGULAR ADMIN }
       type Anybody { id: ID! mood: Mood moods: [Mood] sure: Mood! } enum Mood { GOOD BAD SECRET @inaccessible }`,
      {
        query: {
          usersB: [{ id: 'u1', type: 'REGULAR' }],
          usersC: [
            { id: '1', mood: 'GOOD', moods: ['BAD', 'SECRET'], sure: 'GOOD' },
            { id: '2', mood: 'SECRET', moods: null, sure: 'BAD' },
            { id: '3', mood: null, moods: [], sure: 'SECRET' },
          ],
        },
        rows: { User: [{ id: 'u1', type: 'REGULAR' }] },
      },
    ),
  },
  questions: [
    {
      it: 'answers values that all know',
      query: '{ users { id type } usersB { type } }',
      data: { users: [{ id: 'u1', type: 'REGULAR' }], usersB: [{ type: 'REGULAR' }] },
    },
    { it: 'takes them as arguments', query: '{ users(type: ADMIN) { type } }', data: { users: [{ type: 'ADMIN' }] } },
    {
      it: 'answers null with an error for a value that clients do not know',
      query: '{ usersC { id mood } }',
      data: {
        usersC: [
          { id: '1', mood: 'GOOD' },
          { id: '2', mood: null },
          { id: '3', mood: null },
        ],
      },
      errors: ['usersC.1.mood'],
    },
    {
      it: 'also within lists, and the object if there must be one',
      query: '{ usersC { id moods sure } }',
      data: { usersC: [{ id: '1', moods: ['BAD', null], sure: 'GOOD' }, { id: '2', moods: null, sure: 'BAD' }, null] },
      errors: ['usersC.0.moods.1', 'usersC.2.sure'],
    },
  ],
};

const inputIntersection: Federation = {
  theme: 'input object intersection',
  subgraphs: {
    a: subgraph(
      `type Query { usersInA(filter: UsersFilter!): [User!] } input UsersFilter { offset: Int first: Int! }
       type User @key(fields: "id") { id: ID! name: String }`,
      {
        query: {
          usersInA: (_source: never, { filter }: { filter: object }) => [{ id: 'u1', name: JSON.stringify(filter) }],
        },
        rows: { User: [{ id: 'u1', name: 'A' }] },
      },
    ),
    b: subgraph(
      `type Query { usersInB(filter: UsersFilter!): [User!] } input UsersFilter { first: Int! onlyHere: String }
       type User @key(fields: "id") { id: ID! }`,
      { query: { usersInB: [{ id: 'u1' }] } },
    ),
  },
  questions: [
    {
      it: 'takes what all know',
      query: '{ usersInA(filter: { first: 1 }) { id name } }',
      data: { usersInA: [{ id: 'u1', name: '{"first":1}' }] },
    },
    {
      it: 'also by variables',
      query:
        'query ($f: UsersFilter!, $n: Int = 7) { usersInA(filter: $f) { name } two: usersInA(filter: { first: $n }) { name } usersInB(filter: $f) { name } }',
      variables: { f: { first: 2 } },
      data: { usersInA: [{ name: '{"first":2}' }], two: [{ name: '{"first":7}' }], usersInB: [{ name: 'A' }] },
    },
    {
      it: 'does not know what only one of them takes',
      query: 'query ($f: UsersFilter!) { usersInA(filter: $f) { id } }',
      variables: { f: { first: 2, offset: 1 } },
      data: undefined,
      errors: ['Variable "$f" got an invalid value; Field "offset" is not defined by type "UsersFilter".'],
    },
  ],
};

const unionDistributed: Federation = {
  theme: 'union and interface distributed, union intersection',
  subgraphs: {
    a: subgraph(
      `type Query { media: Media book: Book viewer: Viewer @shareable nodes: [Node] }
       union Media = Book | Movie type Viewer { media: Media @shareable book: Book @shareable song: Media }
       interface Node { id: ID! }
       type Book implements Node @key(fields: "id") { id: ID! title: String @shareable aTitle: String }
       type Movie implements Node @key(fields: "id") { id: ID! }
       type Oven implements Node @key(fields: "id") { id: ID! }`,
      {
        query: {
          media: { __typename: 'Book', id: 'b1', title: 'B' },
          book: { id: 'b1', title: 'B' },
          viewer: {
            media: { __typename: 'Book', id: 'b1', title: 'B', aTitle: 'aB' },
            book: { id: 'b1', title: 'B', aTitle: 'aB' },
            song: null,
          },
          nodes: [
            { __typename: 'Oven', id: 'o1' },
            { __typename: 'Movie', id: 'mv1' },
          ],
        },
        rows: { Book: [{ id: 'b1', title: 'B', aTitle: 'aB' }], Movie: [{ id: 'mv1' }], Oven: [{ id: 'o1' }] },
      },
    ),
    b: subgraph(
      `type Query { viewer: Viewer @shareable toasters: [Toaster] } union Media = Book | Song
       type Viewer { media: Media @shareable book: Book @shareable bMedia: Media }
       type Book @key(fields: "id") { id: ID! title: String @shareable bTitle: String }
       type Song { title: String! @shareable }
       interface Warmer { warranty: Int }
       type Toaster implements Node & Warmer @key(fields: "id") { id: ID! warranty: Int } interface Node { id: ID! }
       type Oven implements Warmer @key(fields: "id") { id: ID! warranty: Int }`,
      {
        query: {
          viewer: {
            media: { __typename: 'Book', id: 'b1', title: 'B', bTitle: 'bB' },
            book: { id: 'b1', title: 'B', bTitle: 'bB' },
            bMedia: { __typename: 'Song', title: 'La' },
          },
          toasters: [{ id: 't1', warranty: 2 }],
        },
        rows: {
          Book: [{ id: 'b1', title: 'B', bTitle: 'bB' }],
          Oven: [{ id: 'o1', warranty: 3 }],
          Toaster: [{ id: 't1', warranty: 2 }],
        },
      },
    ),
  },
  questions: [
    {
      it: 'asks each subgraph only for members that it has',
      query:
        '{ viewer { media { __typename ... on Book { title aTitle bTitle } ... on Movie { id } ... on Song { t: title } } } }',
      data: { viewer: { media: { __typename: 'Book', title: 'B', aTitle: 'aB', bTitle: 'bB' } } },
    },
    {
      it: 'knows members that only another subgraph has',
      query:
        '{ viewer { bMedia { __typename ... on Book { aTitle } ... on Song { title } } song { __typename } } media { ... on Book { bTitle } ... on Song { t: title } } }',
      data: { viewer: { bMedia: { __typename: 'Song', title: 'La' }, song: null }, media: { bTitle: 'bB' } },
    },
    {
      it: 'finds an interface in types that learn of it elsewhere',
      query: '{ nodes { id ... on Warmer { warranty } } toasters { warranty ... on Node { id } } }',
      data: { nodes: [{ id: 'o1', warranty: 3 }, { id: 'mv1' }], toasters: [{ warranty: 2, id: 't1' }] },
    },
  ],
};

export const abstractTypes: readonly Federation[] = [
  abstractTypes_,
  childTypeMismatch,
  circularInterface,
  enumIntersection,
  inputIntersection,
  unionDistributed,
];
