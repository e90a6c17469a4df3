/** Root fields: shared, in series, conditional, inaccessible, and the client's own names. */
import { subgraph, type Federation } from './federation.ts';

const sharedRoot: Federation = {
  theme: 'shared root',
  subgraphs: {
    category: subgraph(
      `type Query { product: Product @shareable products: [Product] @shareable }
       type Product { id: ID! @shareable category: Category } type Category { id: ID! @shareable name: String }`,
      {
        query: {
          product: { id: '1', category: { id: 'c1', name: 'Cat' } },
          products: [
            { id: '1', category: { id: 'c1', name: 'Cat' } },
            { id: '2', category: null },
          ],
        },
      },
    ),
    name: subgraph(
      `type Query { product: Product @shareable products: [Product] @shareable }
       type Product { id: ID! @shareable name: Name } type Name { id: ID! @shareable brand: String model: String }`,
      {
        query: {
          product: { id: '1', name: { id: 'n1', brand: 'B', model: 'M' } },
          products: [
            { id: '1', name: { id: 'n1', brand: 'B', model: 'M' } },
            { id: '2', name: null },
          ],
        },
      },
    ),
    price: subgraph(
      `type Query { product: Product @shareable products: [Product] @shareable }
       type Product { id: ID! @shareable price: Price } type Price { id: ID! @shareable amount: Int }`,
      {
        query: {
          product: { id: '1', price: { id: 'p1', amount: 1000 } },
          products: [
            { id: '1', price: { id: 'p1', amount: 1000 } },
            { id: '2', price: null },
          ],
        },
      },
    ),
  },
  questions: [
    {
      it: 'is asked of all that know a part',
      query: '{ product { id name { brand model } category { name } price { amount } } }',
      data: {
        product: { id: '1', name: { brand: 'B', model: 'M' }, category: { name: 'Cat' }, price: { amount: 1000 } },
      },
    },
    {
      it: 'is put together by position',
      query: '{ products { price { amount } id category { id name } name { id } } }',
      data: {
        products: [
          { price: { amount: 1000 }, id: '1', category: { id: 'c1', name: 'Cat' }, name: { id: 'n1' } },
          { price: null, id: '2', category: null, name: null },
        ],
      },
    },
  ],
};

/** A list that mutations write to, begun anew by each `begin`. */
let written: string[] = [];
const write = (entry: string): number => {
  written.push(entry);
  return written.length;
};

const mutations: Federation = {
  theme: 'mutations',
  subgraphs: {
    a: subgraph(
      `type Query { log: [String!]! @shareable } type Mutation { begin: Int addProduct(input: ProductInput!): Product! addA(n: Int!): Int! boom: Int }
       input ProductInput { name: String! price: Float! = 2.5 }
       type Product @key(fields: "id") { id: ID! name: String! price: Float! }`.replace(' @shareable', ''),
      {
        query: { log: () => written },
        mutation: {
          begin: () => (written = []).length,
          addProduct: (_source: never, { input }: { input: { name: string; price: number } }) => {
            write('product');
            return { id: 'p1', ...input };
          },
          addA: (_source: never, { n }: { n: number }) => write(`a${n}`),
          boom: () => {
            write('boom');
            throw new Error('Boom.');
          },
        },
        rows: { Product: [{ id: 'p1', name: 'row', price: 50 }] },
      },
    ),
    b: subgraph(
      `type Mutation { addB(n: Int!): Int! touch: Product delete(id: ID!): Int }
       type Product @key(fields: "id") { id: ID! price: Float! @external isExpensive: Boolean! @requires(fields: "price") isAvailable: Boolean! }`,
      {
        mutation: {
          addB: (_source: never, { n }: { n: number }) => write(`b${n}`),
          touch: () => {
            write('touch');
            return { id: 'p1' };
          },
          delete: () => null,
        },
        rows: { Product: [{ id: 'p1' }] },
        fields: { Product: { isExpensive: ({ price }: { price: number }) => price > 10, isAvailable: () => true } },
      },
    ),
  },
  questions: [
    {
      it: 'run in series across subgraphs',
      query: 'mutation { begin x: addA(n: 1) y: addB(n: 2) z: addA(n: 3) addB(n: 4) }',
      data: { begin: 0, x: 1, y: 2, z: 3, addB: 4 },
    },
    {
      it: 'go on to entities after the mutation, with what these require',
      query:
        'mutation { begin addProduct(input: { name: "new", price: 11 }) { name isExpensive isAvailable price } addB(n: 1) }',
      data: { begin: 0, addProduct: { name: 'new', isExpensive: true, isAvailable: true, price: 11 }, addB: 2 },
    },
    {
      it: 'take defaults of inputs',
      query:
        'mutation ($in: ProductInput!) { begin addProduct(input: $in) { price isExpensive } touch { isExpensive name } }',
      variables: { in: { name: 'cheap' } },
      data: { begin: 0, addProduct: { price: 2.5, isExpensive: false }, touch: { isExpensive: true, name: 'row' } },
    },
    {
      it: 'go on after one that fails',
      query: 'mutation { begin boom addA(n: 1) delete(id: 1) after: addB(n: 1) }',
      data: { begin: 0, boom: null, addA: 2, delete: null, after: 3 },
      errors: ['boom'],
    },
    {
      it: 'leave those out that are not wanted',
      query: 'mutation ($no: Boolean = false) { begin addA(n: 1) @include(if: $no) addB(n: 1) @skip(if: false) }',
      data: { begin: 0, addB: 1 },
    },
  ],
};

const includeSkip: Federation = {
  theme: 'include and skip',
  subgraphs: {
    a: subgraph('type Query { product: Product } type Product @key(fields: "id") { id: ID! price: Float }', {
      query: { product: { id: 'p1', price: 700 } },
      rows: { Product: [{ id: 'p1', price: 700 }] },
    }),
    b: subgraph(
      `type Product @key(fields: "id") { id: ID! price: Float @external isExpensive: Boolean @requires(fields: "price") }`,
      {
        rows: { Product: [{ id: 'p1' }] },
        fields: { Product: { isExpensive: ({ price }: { price: number }) => price > 500 } },
      },
    ),
    c: subgraph(
      `type Product @key(fields: "id") { id: ID! isExpensive: Boolean @external
         include: Boolean @requires(fields: "isExpensive") neverCalled: Boolean @requires(fields: "isExpensive") }`,
      {
        rows: { Product: [{ id: 'p1' }] },
        fields: {
          Product: {
            include: ({ isExpensive }: { isExpensive: boolean }) => isExpensive,
            neverCalled: () => {
              throw new Error('Nobody should have asked.');
            },
          },
        },
      },
    ),
  },
  questions: [
    {
      it: 'by a default',
      query:
        'query ($b: Boolean = true, $no: Boolean = false) { product { price neverCalled @skip(if: $b) include @include(if: $b) ... @include(if: $no) { neverCalled } } }',
      data: { product: { price: 700, include: true } },
    },
    {
      it: 'by a variable against its default',
      query:
        'query ($b: Boolean! = false) { product { id ...F @include(if: $b) ... on Product @skip(if: $b) { neverCalled } } } fragment F on Product { include }',
      variables: { b: true },
      data: { product: { id: 'p1', include: true } },
    },
    {
      it: 'both at once',
      query:
        'query ($yes: Boolean!, $no: Boolean!) { product { a: include @include(if: $yes) @skip(if: $no) b: neverCalled @include(if: $yes) @skip(if: $yes) c: neverCalled @include(if: $no) @skip(if: $no) } }',
      variables: { yes: true, no: false },
      data: { product: { a: true } },
    },
    {
      it: 'may leave an empty object, or nothing at all',
      query:
        'query ($no: Boolean!) { product { id @include(if: $no) } other: product @include(if: $no) { neverCalled } }',
      variables: { no: false },
      data: { product: {} },
    },
    {
      it: 'is the field there when one of two uses is',
      query: 'query ($no: Boolean!) { product { isExpensive @include(if: $no) isExpensive price @skip(if: $no) } }',
      variables: { no: false },
      data: { product: { isExpensive: true, price: 700 } },
    },
  ],
};

const inaccessible: Federation = {
  theme: 'simple inaccessible',
  subgraphs: {
    age: subgraph(
      `type Query { usersInAge: [User!]! hidden: Int @inaccessible }
       type User @key(fields: "id") { id: ID age: Int friends(type: FriendType = FAMILY @inaccessible): [User!]! secret: Secret @inaccessible }
       type Secret @inaccessible { word: String } enum FriendType { FAMILY FRIEND }`,
      {
        query: { usersInAge: [{ id: 'u1', age: 1 }] },
        rows: {
          User: [
            { id: 'u1', age: 1 },
            { id: 'u2', age: 2 },
          ],
        },
        fields: {
          User: {
            friends: (_source: never, { type }: { type: string }) => (type === 'FAMILY' ? [{ id: 'u2', age: 2 }] : []),
          },
        },
      },
    ),
    names: subgraph(
      `type Query { usersInFriends: [User!]! } type User @key(fields: "id") { id: ID name: String
         type: Int @inaccessible }`,
      {
        query: { usersInFriends: [{ id: 'u1', name: 'One' }] },
        rows: {
          User: [
            { id: 'u1', name: 'One' },
            { id: 'u2', name: 'Two' },
          ],
        },
      },
    ),
  },
  questions: [
    {
      it: 'goes by a default that clients cannot change',
      query: '{ usersInAge { id friends { name } } usersInFriends { age friends { id } } }',
      data: {
        usersInAge: [{ id: 'u1', friends: [{ name: 'Two' }] }],
        usersInFriends: [{ age: 1, friends: [{ id: 'u2' }] }],
      },
    },
    {
      it: 'hides fields, types and arguments from introspection',
      query: `{ u: __type(name: "User") { fields { name args { name } } } s: __type(name: "Secret") { name }
               __schema { queryType { fields { name } } } }`,
      data: {
        u: {
          fields: [
            { name: 'id', args: [] },
            { name: 'age', args: [] },
            { name: 'friends', args: [] },
            { name: 'name', args: [] },
          ],
        },
        s: null,
        __schema: { queryType: { fields: [{ name: 'usersInAge' }, { name: 'usersInFriends' }] } },
      },
    },
    {
      it: 'does not answer what is inaccessible',
      query: '{ usersInAge { type } }',
      data: undefined,
      errors: ['Cannot query field "type" on type "User".'],
    },
  ],
};

const typename: Federation = {
  theme: 'typename',
  subgraphs: {
    a: subgraph(
      `type Query { union: Thing interface: Node } union Thing = Oven | Toaster interface Node { id: ID! }
       type Oven implements Node { id: ID! } type Toaster implements Node @key(fields: "id") { id: ID! warranty: Int }`,
      { query: { union: { __typename: 'Oven', id: '1' }, interface: { __typename: 'Toaster', id: '2', warranty: 3 } } },
    ),
    b: subgraph(
      'type Query { users: [User] } interface User @key(fields: "id") { id: ID! } type Admin implements User @key(fields: "id") { id: ID! isAdmin: Boolean! }',
      {
        query: { users: [{ __typename: 'Admin', id: 'u1', isAdmin: true }] },
        rows: { User: [{ __typename: 'Admin', id: 'u1', isAdmin: true }], Admin: [{ id: 'u1', isAdmin: true }] },
      },
    ),
    c: subgraph('type User @key(fields: "id") @interfaceObject { id: ID! name: String! }', {
      rows: { User: [{ id: 'u1', name: 'Ann' }] },
    }),
  },
  questions: [
    { it: 'of the root', query: '{ __typename t: __typename }', data: { __typename: 'Query', t: 'Query' } },
    {
      it: 'of abstract types, everywhere and under any name',
      query:
        '{ union { __typename typename: __typename ... on Oven { t: __typename } ... on Toaster { __typename } } interface { t2: __typename id ... on Node { __typename } } }',
      data: {
        union: { __typename: 'Oven', typename: 'Oven', t: 'Oven' },
        interface: { t2: 'Toaster', id: '2', __typename: 'Toaster' },
      },
    },
    {
      it: 'of interface objects',
      query: '{ users { __typename name t: __typename ... on Admin { __typename isAdmin } } }',
      data: { users: [{ __typename: 'Admin', name: 'Ann', t: 'Admin', isAdmin: true }] },
    },
  ],
};

const note = `directive @note(text: String! = "x", mood: Mood = GOOD, in: Where = { deep: 2 }) on QUERY | FIELD | INLINE_FRAGMENT
  enum Mood { GOOD BAD } input Where { deep: Int! = 1 }`;

const executableDirectives: Federation = {
  theme: 'executable directives with default arguments',
  subgraphs: {
    a: subgraph(`${note} type Query { item: Item } type Item @key(fields: "id") { id: ID! a: Int }`, {
      query: { item: { id: '1', a: 1 } },
    }),
    b: subgraph(`${note} type Item @key(fields: "id") { id: ID! b: Int }`, { rows: { Item: [{ id: '1', b: 2 }] } }),
  },
  questions: [
    {
      it: 'may be used, with and without their arguments',
      query:
        'query ($t: String!) @note { item @note(mood: BAD) { a @note(text: $t) ... @note(in: {}) { b @note(in: { deep: 3 }) } } }',
      variables: { t: 'y' },
      data: { item: { a: 1, b: 2 } },
    },
    {
      it: 'are told with their defaults',
      query: '{ __schema { directives { name args { name defaultValue } } } item { id } }',
      data: {
        __schema: {
          directives: [
            { name: 'note', args: defaults({ text: '"x"', mood: 'GOOD', in: '{deep: 2}' }) },
            { name: 'include', args: defaults({ if: null }) },
            { name: 'skip', args: defaults({ if: null }) },
            { name: 'deprecated', args: defaults({ reason: '"No longer supported"' }) },
            { name: 'specifiedBy', args: defaults({ url: null }) },
            { name: 'oneOf', args: [] },
          ],
        },
        item: { id: '1' },
      },
    },
  ],
};

function defaults(values: Readonly<Record<string, string | null>>): object[] {
  return Object.entries(values).map(([name, defaultValue]) => ({ name, defaultValue }));
}

export const roots: readonly Federation[] = [
  sharedRoot,
  mutations,
  includeSkip,
  inaccessible,
  typename,
  executableDirectives,
];
