/** Entities: calls, keys of all shapes, entities that nobody knows, values that two subgraphs share. */
import { subgraph, type Federation } from './federation.ts';

const simpleCall: Federation = {
  theme: 'simple entity call',
  subgraphs: {
    people: subgraph('type Query { me: Person } type Person @key(fields: "id") { id: ID! mail: String! @shareable }', {
      query: { me: { id: 'p1', mail: 'a@b.c' } },
    }),
    names: subgraph('type Person @key(fields: "mail") { mail: String! nick: String! }', {
      rows: { Person: [{ mail: 'a@b.c', nick: 'Ann' }] },
    }),
    bridge: subgraph('type Person @key(fields: "id") @key(fields: "mail") { id: ID! mail: String! age: Int }', {
      rows: { Person: [{ id: 'p1', mail: 'a@b.c', age: 40 }] },
    }),
  },
  questions: [
    {
      it: 'gets one field from each subgraph',
      query: '{ me { id nick age } }',
      data: { me: { id: 'p1', nick: 'Ann', age: 40 } },
    },
    {
      it: 'names the type without being asked to go anywhere',
      query: '{ me { kind: __typename } }',
      data: { me: { kind: 'Person' } },
    },
    {
      it: 'keeps aliases apart',
      query: '{ one: me { a: nick } two: me { a: mail b: nick } }',
      data: { one: { a: 'Ann' }, two: { a: 'a@b.c', b: 'Ann' } },
    },
  ],
};

const complexCall: Federation = {
  theme: 'complex entity call: nested keys',
  subgraphs: {
    shop: subgraph(
      `type Query { top: [Product!]! }
       type Product @key(fields: "id") { id: ID! category: Category @shareable }
       type Category @key(fields: "id tag") { id: ID! tag: String! main: Product }`,
      {
        query: {
          top: [
            { id: '1', category: { id: 'c1', tag: 't1', main: { id: '2' } } },
            { id: '2', category: null },
          ],
        },
        rows: {
          Product: [
            { id: '1', category: { id: 'c1', tag: 't1', main: { id: '2' } } },
            { id: '2', category: null },
          ],
        },
      },
    ),
    lists: subgraph(
      `type ProductList @key(fields: "products { id category { id tag } }") {
         products: [Product!]! first: Product @shareable }
       type Product @key(fields: "id category { id tag }") { id: ID! category: Category price: Int }
       type Category @key(fields: "id tag") { id: ID! tag: String! size: Int }`,
      {
        rows: {
          Product: [{ id: '1', category: { id: 'c1', tag: 't1' }, price: 10 }],
          Category: [{ id: 'c1', tag: 't1', size: 7 }],
        },
      },
    ),
  },
  questions: [
    {
      it: 'sends a key that holds an object',
      query: '{ top { id price } }',
      data: {
        top: [
          { id: '1', price: 10 },
          { id: '2', price: null },
        ],
      },
    },
    {
      it: 'gets on from a nested entity',
      query: '{ top { category { size main { id category { tag } } } } }',
      data: { top: [{ category: { size: 7, main: { id: '2', category: null } } }, { category: null }] },
    },
  ],
};

const keysMashup: Federation = {
  theme: 'keys mashup',
  subgraphs: {
    a: subgraph(
      `type Query { a: A } type A @key(fields: "id") @key(fields: "pId") @key(fields: "cId { one two }") {
         id: ID! pId: ID! cId: Cid! name: String! }
       type Cid @shareable { one: ID! two: ID! }`,
      {
        query: { a: { id: '1', pId: 'p1', cId: { one: 'x', two: 'y' }, name: 'A one' } },
        rows: { A: [{ id: '1', pId: 'p1', cId: { one: 'x', two: 'y' }, name: 'A one' }] },
      },
    ),
    b: subgraph(
      `type Query { b: B }
       type B @key(fields: "id") { id: ID! as: [A!]! }
       type A @key(fields: "id") { id: ID! nameInB: String! }`,
      {
        query: { b: { id: '9', as: [{ id: '1', nameInB: 'one for b' }] } },
        rows: { A: [{ id: '1', nameInB: 'one for b' }] },
      },
    ),
    c: subgraph(
      'type A @key(fields: "cId { one two }") { cId: Cid! rank: Int } type Cid @shareable { one: ID! two: ID! }',
      { rows: { A: [{ cId: { one: 'x', two: 'y' }, rank: 3 }] } },
    ),
    d: subgraph('type A @key(fields: "id") @key(fields: "pId") { id: ID! pId: ID! size: Int }', {
      rows: { A: [{ id: '1', pId: 'p1', size: 5 }] },
    }),
    e: subgraph(
      `type A @key(fields: "pId") @key(fields: "cId { one two }") { pId: ID! cId: Cid! }
       type Cid @shareable { one: ID! two: ID! }`,
      { rows: { A: [{ pId: 'p1', cId: { one: 'x', two: 'y' } }] } },
    ),
  },
  questions: [
    {
      it: 'hops over as many keys as it takes',
      query: '{ b { as { nameInB name rank size pId } } }',
      data: { b: { as: [{ nameInB: 'one for b', name: 'A one', rank: 3, size: 5, pId: 'p1' }] } },
    },
    {
      it: 'goes by the key that fits',
      query: '{ a { rank size nameInB } }',
      data: { a: { rank: 3, size: 5, nameInB: 'one for b' } },
    },
  ],
};

const nullKeys: Federation = {
  theme: 'null keys',
  subgraphs: {
    shelves: subgraph(
      'type Query { shelf: [Box!] } type Box { book: Book } type Book @key(fields: "isbn") { isbn: ID! }',
      { query: { shelf: [{ book: { isbn: '1' } }, { book: { isbn: '2' } }, { book: { isbn: '3' } }, { book: null }] } },
    ),
    books: subgraph('type Book @key(fields: "isbn") @key(fields: "code") { isbn: ID! code: ID }', {
      rows: {
        Book: [
          { isbn: '1', code: 'c1' },
          { isbn: '3', code: 'c3' },
        ],
      },
    }),
    writers: subgraph(
      `type Book @key(fields: "code") { code: ID writer: Writer }
       type Writer @key(fields: "id") { id: ID name: String }`,
      {
        rows: {
          Book: [
            { code: 'c1', writer: { id: 'w1', name: 'Wei' } },
            { code: 'c3', writer: null },
          ],
        },
      },
    ),
  },
  questions: [
    {
      it: 'asks nobody about an entity that a subgraph does not know',
      query: '{ shelf { book { isbn writer { name } } } }',
      data: {
        shelf: [
          { book: { isbn: '1', writer: { name: 'Wei' } } },
          { book: { isbn: '2', writer: null } },
          { book: { isbn: '3', writer: null } },
          { book: null },
        ],
      },
    },
  ],
};

const unknownEntities: Federation = {
  theme: 'corrupted supergraph node id and unknown entities',
  subgraphs: {
    a: subgraph(
      `type Query { node(id: ID!): Node account(id: String!): Account } interface Node { id: ID! }
       type Account implements Node @key(fields: "id") { id: ID! username: String! }
       type Chat implements Node @key(fields: "id") { id: ID! account: Account! text: String! }`,
      {
        query: {
          node: (_source: never, { id }: { id: string }) =>
            id === 'a1'
              ? { __typename: 'Account', id, username: 'Ann' }
              : { __typename: 'Chat', id, account: { id: 'a1', username: 'Ann' }, text: 'hi' },
          account: (_source: never, { id }: { id: string }) => ({ id, username: 'Ann' }),
        },
        rows: { Account: [{ id: 'a1', username: 'Ann' }] },
      },
    ),
    b: subgraph(
      `type Query { chats: [Chat] }
       type Account @key(fields: "id") { id: ID! chats: [Chat!]! score: Int }
       type Chat @key(fields: "id") { id: ID! stars: Int! }`,
      {
        rows: {
          Account: [{ id: 'a1', chats: [{ id: 'c1', stars: 4 }], score: 1 }],
          Chat: [{ id: 'c1', stars: 4 }],
        },
      },
    ),
  },
  questions: [
    {
      it: 'narrows an interface, then leaves for another subgraph',
      query: '{ node(id: "a1") { id ... on Account { username chats { stars } } ... on Chat { text } } }',
      data: { node: { id: 'a1', username: 'Ann', chats: [{ stars: 4 }] } },
    },
    {
      it: 'comes back from there',
      query: '{ node(id: "c1") { __typename ... on Chat { text account { username chats { id text: stars } } } } }',
      data: { node: { __typename: 'Chat', text: 'hi', account: { username: 'Ann', chats: [{ id: 'c1', text: 4 }] } } },
    },
    {
      it: 'answers null for nullable fields of an entity that the other subgraph does not know',
      query: '{ account(id: "x") { id username score } }',
      data: { account: { id: 'x', username: 'Ann', score: null } },
    },
    {
      it: 'makes the entity null when what is missing must not be null',
      query: '{ account(id: "x") { id chats { id } } }',
      data: { account: null },
      errors: ['account.chats'],
    },
    {
      it: 'makes only the right object null',
      query: '{ node(id: "c9") { id ... on Chat { stars } } other: account(id: "a1") { score } }',
      data: { node: null, other: { score: 1 } },
      errors: ['node.stars'],
    },
  ],
};

const parentCall: Federation = {
  theme: 'parent entity call',
  subgraphs: {
    shop: subgraph('type Query { products: [Product] } type Product @key(fields: "id pid") { id: ID! pid: ID }', {
      query: {
        products: [
          { id: '1', pid: 'p1' },
          { id: '2', pid: null },
        ],
      },
    }),
    names: subgraph(
      `type Product @key(fields: "id pid") { id: ID! pid: ID category: Category @shareable }
       type Category { details: Details } type Details @shareable { products: Int }`,
      {
        rows: {
          Product: [
            { id: '1', pid: 'p1', category: { details: { products: 2 } } },
            { id: '2', pid: null, category: { details: { products: 4 } } },
          ],
        },
      },
    ),
    rest: subgraph(
      `type Product @key(fields: "id") { id: ID! category: Category @shareable }
       type Category { label: String note: Note } type Note { text: String }`,
      {
        rows: {
          Product: [
            { id: '1', category: { label: 'one', note: { text: 'n' } } },
            { id: '2', category: { label: 'two', note: null } },
          ],
        },
      },
    ),
  },
  questions: [
    {
      it: 'asks the parent once more for a value that two subgraphs share',
      query: '{ products { id category { details { products } label note { text } } } }',
      data: {
        products: [
          { id: '1', category: { details: { products: 2 }, label: 'one', note: { text: 'n' } } },
          { id: '2', category: { details: { products: 4 }, label: 'two', note: null } },
        ],
      },
    },
  ],
};

const sharedValues: Federation = {
  theme: 'shareable values below lists',
  subgraphs: {
    a: subgraph(
      `type Query { shop: Shop } type Shop @key(fields: "id") { id: ID! rows: [Row!]! @shareable }
       type Row { left: Int same: Int @shareable }`,
      {
        query: {
          shop: {
            id: 's',
            rows: [
              { left: 1, same: 0 },
              { left: 2, same: 0 },
            ],
          },
        },
      },
    ),
    b: subgraph(
      `type Shop @key(fields: "id") { id: ID! rows: [Row!]! @shareable }
       type Row { right: Int same: Int @shareable }`,
      {
        rows: {
          Shop: [
            {
              id: 's',
              rows: [
                { right: 3, same: 0 },
                { right: 4, same: 0 },
              ],
            },
          ],
        },
      },
    ),
  },
  questions: [
    {
      it: 'are put together by position',
      query: '{ shop { rows { left right same } } }',
      data: {
        shop: {
          rows: [
            { left: 1, right: 3, same: 0 },
            { left: 2, right: 4, same: 0 },
          ],
        },
      },
    },
    {
      it: 'are not asked of both when one is enough',
      query: '{ shop { rows { right } } }',
      data: { shop: { rows: [{ right: 3 }, { right: 4 }] } },
    },
  ],
};

const failures: Federation = {
  theme: 'entity resolvers that fail or answer too little',
  subgraphs: {
    list: subgraph('type Query { items: [Item] } type Item @key(fields: "id") { id: ID! }', {
      query: { items: [{ id: '1' }, { id: '2' }, null, { id: '3' }, { id: '1' }] },
    }),
    more: subgraph('type Item @key(fields: "id") { id: ID! name: String size: Int! tags: [String!] }', {
      fields: {
        Item: {
          __resolveReference: async ({ id }: { id: string }) => {
            if (id === '2') throw new Error('No such item.');
            return id === '3' ? null : { id, name: `item ${id}`, size: 1, tags: ['x'] };
          },
        },
      },
    }),
  },
  questions: [
    {
      it: 'lose only the entity that failed, and say so at each of its fields',
      query: '{ items { id name tags } }',
      data: {
        items: [
          { id: '1', name: 'item 1', tags: ['x'] },
          { id: '2', name: null, tags: null },
          null,
          { id: '3', name: null, tags: null },
          { id: '1', name: 'item 1', tags: ['x'] },
        ],
      },
      errors: ['items.1.name', 'items.1.tags'],
    },
    {
      it: 'make the entity null that lacks what it must have',
      query: '{ items { id size } }',
      data: { items: [{ id: '1', size: 1 }, null, null, null, { id: '1', size: 1 }] },
      errors: ['items.1.size', 'items.3.size'],
    },
  ],
};

export const entities: readonly Federation[] = [
  simpleCall,
  complexCall,
  keysMashup,
  nullKeys,
  unknownEntities,
  parentCall,
  sharedValues,
  failures,
];
