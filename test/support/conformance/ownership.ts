/** Who answers a field: `@external`, `@provides`, `@override`, extensions of Federation 1. */
import { FEDERATION_1 } from '../federation/compose.ts';
import { subgraph, type Federation } from './federation.ts';

const users = [
  { id: 'u1', name: 'u1-name', email: 'u1@x' },
  { id: 'u2', name: 'u2-name', email: 'u2@x' },
];
const nicknames = {
  rows: {
    User: [
      { id: 'u1', nickname: 'one' },
      { id: 'u2', nickname: 'two' },
    ],
  },
};

const fed1Extends: Federation = {
  theme: 'fed1 external extends',
  subgraphs: {
    a: subgraph(
      `${FEDERATION_1}
       type Query { randomUser: User userById(id: ID): User }
       type User @extends @key(fields: "id") { id: ID! @external rid: ID }`,
      {
        query: {
          randomUser: { id: 'u1', rid: 'r1' },
          userById: (_source: never, { id }: { id: string }) => ({ id, rid: `r${id.slice(1)}` }),
        },
        rows: {
          User: [
            { id: 'u1', rid: 'r1' },
            { id: 'u2', rid: 'r2' },
          ],
        },
      },
    ),
    b: subgraph(
      `${FEDERATION_1}
       type Query { providedRandomUser: User @provides(fields: "name") }
       type User @key(fields: "id") { id: ID! name: String! @external nickname: String! }
       `
        .replace(' name: String! @external', '')
        .replace(' @provides(fields: "name")', ''),
      { query: { providedRandomUser: { id: 'u1', nickname: 'one' } }, ...nicknames },
    ),
  },
  questions: [
    {
      it: 'crosses over',
      query: '{ randomUser { id rid nickname } }',
      data: { randomUser: { id: 'u1', rid: 'r1', nickname: 'one' } },
    },
    {
      it: 'crosses back',
      query: '{ providedRandomUser { nickname rid } userById(id: "u2") { nickname } }',
      data: { providedRandomUser: { nickname: 'one', rid: 'r1' }, userById: { nickname: 'two' } },
    },
  ],
};

const fed1Extension: Federation = {
  theme: 'fed1 external extension',
  subgraphs: {
    a: subgraph(
      `${FEDERATION_1}
       type Query { randomUser: User }
       extend type User @key(fields: "id") { id: ID! @external email: String! @external nickname: String!
         greeting: String @requires(fields: "email") }`,
      {
        query: { randomUser: { id: 'u2', nickname: 'two' } },
        rows: nicknames.rows,
        fields: { User: { greeting: ({ email }: { email: string }) => `hi ${email}` } },
      },
    ),
    b: subgraph(
      `${FEDERATION_1}
       type Query { users: [User] } type User @key(fields: "id") { id: ID! name: String! email: String! }`,
      { query: { users }, rows: { User: users } },
    ),
  },
  questions: [
    {
      it: 'gets what the owner knows',
      query: '{ randomUser { id name nickname } }',
      data: { randomUser: { id: 'u2', name: 'u2-name', nickname: 'two' } },
    },
    {
      it: 'fetches what the extension requires',
      query: '{ users { greeting } randomUser { greeting } }',
      data: { users: [{ greeting: 'hi u1@x' }, { greeting: 'hi u2@x' }], randomUser: { greeting: 'hi u2@x' } },
    },
  ],
};

const fed1Resolvable: Federation = {
  theme: 'fed1 external extends resolvable',
  subgraphs: {
    a: subgraph(
      `${FEDERATION_1}
       type Query { productInA: Product } type Product @key(fields: "upc") @extends { upc: ID! @external name: String @external
         price: Int @external discount: Int @requires(fields: "price") }`.replace(' name: String @external\n', '\n'),
      {
        query: { productInA: { upc: 'p1' } },
        rows: { Product: [{ upc: 'p1' }] },
        fields: { Product: { discount: ({ price }: { price: number }) => price / 10 } },
      },
    ),
    b: subgraph(
      `${FEDERATION_1}
       type Product @key(fields: "id") @key(fields: "upc") { id: ID! upc: ID! name: String price: Int }`,
      { rows: { Product: [{ id: '1', upc: 'p1', name: 'P', price: 50 }] } },
    ),
    c: subgraph(
      `${FEDERATION_1}
       type Query { products: [Product] } extend type Product @key(fields: "id") { id: ID! @external stock: Int }`,
      { query: { products: [{ id: '1', stock: 3 }] }, rows: { Product: [{ id: '1', stock: 3 }] } },
    ),
  },
  questions: [
    {
      it: 'goes over the owner to the other extension',
      query: '{ productInA { stock discount name } }',
      data: { productInA: { stock: 3, discount: 5, name: 'P' } },
    },
    {
      it: 'and the other way',
      query: '{ products { discount id stock } }',
      data: { products: [{ discount: 5, id: '1', stock: 3 }] },
    },
  ],
};

const fed2Extends: Federation = {
  theme: 'fed2 external extends and extension',
  subgraphs: {
    a: subgraph(
      `type Query { randomUser: User } extend type User @key(fields: "id") { id: ID! @external name: String @external rid: ID
         tag: String @requires(fields: "name") }`,
      {
        query: { randomUser: { id: 'u1', rid: 'r1' } },
        rows: { User: [{ id: 'u1', rid: 'r1' }] },
        fields: { User: { tag: ({ name }: { name: string }) => `#${name}` } },
      },
    ),
    b: subgraph(
      `type Query { userById(id: ID): User provided: User @provides(fields: "name") }
       type User @key(fields: "id") { id: ID! name: String @external nickname: String }`,
      {
        query: {
          userById: (_source: never, { id }: { id: string }) => ({ id, nickname: 'one' }),
          provided: { id: 'u1', name: 'provided', nickname: 'one' },
        },
        ...nicknames,
      },
    ),
    c: subgraph('type User @key(fields: "id") { id: ID! name: String @shareable }', { rows: { User: users } }),
  },
  questions: [
    {
      it: 'leaves an external field to its owner',
      query: '{ userById(id: "u1") { id name nickname } }',
      data: { userById: { id: 'u1', name: 'u1-name', nickname: 'one' } },
    },
    {
      it: 'takes it where it is provided',
      query: '{ provided { name nickname } }',
      data: { provided: { name: 'provided', nickname: 'one' } },
    },
    {
      it: 'goes on from there',
      query: '{ provided { rid } randomUser { rid tag nickname name } }',
      data: {
        provided: { rid: 'r1' },
        randomUser: { rid: 'r1', tag: '#u1-name', nickname: 'one', name: 'u1-name' },
      },
    },
  ],
};

const mysteriousExternal: Federation = {
  theme: 'mysterious external',
  subgraphs: {
    price: subgraph(
      `${FEDERATION_1}
 type Query { cheapestProduct: Product } extend type Product @key(fields: "id") { id: ID! @external price: Float! }`,
      {
        query: { cheapestProduct: { id: 'p1', price: 10 } },
        rows: { Product: [{ id: 'p1', price: 10 }] },
      },
    ),
    product: subgraph(
      `${FEDERATION_1}
 type Query { products: [Product!]! } type Product @key(fields: "id") { id: ID! name: String! }`,
      {
        query: { products: [{ id: 'p1', name: 'One' }] },
        rows: { Product: [{ id: 'p1', name: 'One' }] },
      },
    ),
  },
  questions: [
    {
      it: 'is still a key there',
      query: '{ products { id name price } }',
      data: { products: [{ id: 'p1', name: 'One', price: 10 }] },
    },
    {
      it: 'is still a key from there',
      query: '{ cheapestProduct { id price } }',
      data: { cheapestProduct: { id: 'p1', price: 10 } },
    },
  ],
};

const simpleOverride: Federation = {
  theme: 'simple override',
  subgraphs: {
    a: subgraph(
      `type Query { feed: [Post] @shareable aFeed: [Post] }
       type Post @key(fields: "id") { id: ID! createdAt: String! }`,
      {
        query: { feed: [{ id: 'p1', createdAt: 'old' }], aFeed: [{ id: 'p1', createdAt: 'old' }] },
        rows: { Post: [{ id: 'p1', createdAt: 'old' }] },
      },
    ),
    b: subgraph(
      `type Query { feed: [Post] @override(from: "a") bFeed: [Post] }
       type Post @key(fields: "id") { id: ID! createdAt: String! @override(from: "a") }`,
      {
        query: {
          feed: [
            { id: 'p1', createdAt: 'new' },
            { id: 'p2', createdAt: 'newer' },
          ],
          bFeed: [{ id: 'p1', createdAt: 'new' }],
        },
        rows: {
          Post: [
            { id: 'p1', createdAt: 'new' },
            { id: 'p2', createdAt: 'newer' },
          ],
        },
      },
    ),
  },
  questions: [
    { it: 'moves a root field', query: '{ feed { id } }', data: { feed: [{ id: 'p1' }, { id: 'p2' }] } },
    {
      it: 'moves a field of an entity',
      query: '{ aFeed { createdAt } bFeed { createdAt } feed { createdAt } }',
      data: {
        aFeed: [{ createdAt: 'new' }],
        bFeed: [{ createdAt: 'new' }],
        feed: [{ createdAt: 'new' }, { createdAt: 'newer' }],
      },
    },
  ],
};

const overrideWithRequires: Federation = {
  theme: 'override with requires',
  subgraphs: {
    a: subgraph(
      `type Query { a: User } type User @key(fields: "id") { id: ID! name: String! aName: String! @requires(fields: "name") }`.replace(
        ' @requires(fields: "name")',
        '',
      ),
      {
        query: { a: { id: 'u1', name: 'a name', aName: 'a a name' } },
        rows: { User: [{ id: 'u1', name: 'a name', aName: 'a a name' }] },
      },
    ),
    b: subgraph(`type Query { b: User } type User @key(fields: "id") { id: ID! name: String! @override(from: "a") }`, {
      query: { b: { id: 'u1', name: 'b name' } },
      rows: { User: [{ id: 'u1', name: 'b name' }] },
    }),
    c: subgraph(
      `type Query { c: User } type User @key(fields: "id") { id: ID! name: String! @external cName: String! @requires(fields: "name") }`,
      {
        query: { c: { id: 'u1' } },
        rows: { User: [{ id: 'u1' }] },
        fields: { User: { cName: ({ name }: { name: string }) => `c ${name}` } },
      },
    ),
  },
  questions: [
    { it: 'requires the value that holds', query: '{ c { cName } }', data: { c: { cName: 'c b name' } } },
    {
      it: 'whoever is asked first',
      query: '{ a { name cName aName } b { cName name } c { name cName aName } }',
      data: {
        a: { name: 'b name', cName: 'c b name', aName: 'a a name' },
        b: { cName: 'c b name', name: 'b name' },
        c: { name: 'b name', cName: 'c b name', aName: 'a a name' },
      },
    },
  ],
};

const overrideInterface: Federation = {
  theme: 'override of a type with an interface',
  subgraphs: {
    a: subgraph(
      `type Query { feed: [Post] } interface Post { id: ID! createdAt: String! }
       type ImagePost implements Post @key(fields: "id") { id: ID! createdAt: String! }`,
      {
        query: { feed: [{ __typename: 'ImagePost', id: 'i1', createdAt: 'old' }] },
        rows: { ImagePost: [{ id: 'i1', createdAt: 'old' }] },
      },
    ),
    b: subgraph(
      `type Query { another: [AnyPost] } interface AnyPost { id: ID! createdAt: String! }
       type TextPost implements AnyPost @key(fields: "id") { id: ID! createdAt: String! body: String! }
       type ImagePost implements AnyPost @key(fields: "id") { id: ID! createdAt: String! @override(from: "a") }`,
      {
        query: {
          another: [
            { __typename: 'TextPost', id: 't1', createdAt: 'now', body: 'text' },
            { __typename: 'ImagePost', id: 'i1', createdAt: 'new' },
          ],
        },
        rows: { ImagePost: [{ id: 'i1', createdAt: 'new' }], TextPost: [{ id: 't1', createdAt: 'now', body: 'text' }] },
      },
    ),
  },
  questions: [
    {
      it: 'holds for the interface as well',
      query: '{ feed { id createdAt } }',
      data: { feed: [{ id: 'i1', createdAt: 'new' }] },
    },
    {
      it: 'holds within fragments',
      query: '{ feed { ... on ImagePost { createdAt } } another { createdAt ... on TextPost { body } } }',
      data: { feed: [{ createdAt: 'new' }], another: [{ createdAt: 'now', body: 'text' }, { createdAt: 'new' }] },
    },
  ],
};

export const ownership: readonly Federation[] = [
  fed1Extends,
  fed1Extension,
  fed1Resolvable,
  fed2Extends,
  mysteriousExternal,
  simpleOverride,
  overrideWithRequires,
  overrideInterface,
];
