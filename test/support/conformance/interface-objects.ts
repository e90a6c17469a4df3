/** `@interfaceObject`: one subgraph knows the interface as an object, others its types. */
import { subgraph, type Federation } from './federation.ts';

const people = [
  { __typename: 'User', id: 'u1', name: 'u1-name', age: 11 },
  { __typename: 'Robot', id: 'r1', name: 'r1-name', model: 'R2' },
];

const withRequires: Federation = {
  theme: 'interface object with requires',
  subgraphs: {
    a: subgraph(
      `type Query { users: [Named!]! } interface Named @key(fields: "id") { id: ID! name: String }
       type User implements Named @key(fields: "id") { id: ID! name: String age: Int }
       type Robot implements Named @key(fields: "id") { id: ID! name: String model: String }`,
      { query: { users: people }, rows: { Named: people, User: people, Robot: people } },
    ),
    b: subgraph(
      `type Query { others: [Named!]! one: Named }
       type Named @key(fields: "id") @interfaceObject { id: ID! name: String @external
         username: String @requires(fields: "name") stars: Int friend: Named }`,
      {
        query: { others: [{ id: 'u1' }, { id: 'r1' }], one: { id: 'r1' } },
        rows: {
          Named: [
            { id: 'u1', stars: 1 },
            { id: 'r1', stars: 2 },
          ],
        },
        fields: {
          Named: {
            username: ({ name }: { name: string }) => `@${name}`,
            stars: ({ id }: { id: string }) => (id === 'u1' ? 1 : 2),
            friend: ({ id }: { id: string }) => ({ id: id === 'u1' ? 'r1' : 'u1' }),
          },
        },
      },
    ),
  },
  questions: [
    {
      it: 'tells the interface object what it requires, from types',
      query: '{ users { id name username } }',
      data: {
        users: [
          { id: 'u1', name: 'u1-name', username: '@u1-name' },
          { id: 'r1', name: 'r1-name', username: '@r1-name' },
        ],
      },
    },
    {
      it: 'tells the interface object what it requires, from itself',
      query: '{ others { id username } }',
      data: {
        others: [
          { id: 'u1', username: '@u1-name' },
          { id: 'r1', username: '@r1-name' },
        ],
      },
    },
    {
      it: 'narrows to a type that the interface object does not know',
      query: '{ others { __typename id ... on User { age username } } }',
      data: {
        others: [
          { __typename: 'User', id: 'u1', age: 11, username: '@u1-name' },
          { __typename: 'Robot', id: 'r1' },
        ],
      },
    },
    {
      it: 'tells the type without being asked for anything else',
      query: '{ one { __typename } others { t: __typename } }',
      data: { one: { __typename: 'Robot' }, others: [{ t: 'User' }, { t: 'Robot' }] },
    },
    {
      it: 'narrows types to fields of the interface object',
      query: '{ users { ... on User { stars name } ... on Robot { model friend { id } } } }',
      data: {
        users: [
          { stars: 1, name: 'u1-name' },
          { model: 'R2', friend: { id: 'u1' } },
        ],
      },
    },
    {
      it: 'goes from interface object to interface object',
      query: '{ others { friend { name stars friend { __typename username ... on Robot { model } } } } }',
      data: {
        others: [
          { friend: { name: 'r1-name', stars: 2, friend: { __typename: 'User', username: '@u1-name' } } },
          { friend: { name: 'u1-name', stars: 1, friend: { __typename: 'Robot', username: '@r1-name', model: 'R2' } } },
        ],
      },
    },
    {
      it: 'does not ask for the type when nobody wants it',
      query: '{ others { id stars } }',
      data: {
        others: [
          { id: 'u1', stars: 1 },
          { id: 'r1', stars: 2 },
        ],
      },
    },
  ],
};

const simple: Federation = {
  theme: 'simple interface object',
  subgraphs: {
    accounts: subgraph(
      `type Query { accounts: [Account] } interface Account @key(fields: "id") { id: ID! }
       type Admin implements Account @key(fields: "id") { id: ID! isMain: Boolean! isActive: Boolean @shareable }
       type Regular implements Account @key(fields: "id") { id: ID! isMain: Boolean! }`,
      {
        query: {
          accounts: [
            { __typename: 'Admin', id: 'a1', isMain: true, isActive: false },
            { __typename: 'Regular', id: 'r1', isMain: false },
          ],
        },
        rows: {
          Account: [
            { __typename: 'Admin', id: 'a1', isMain: true, isActive: false },
            { __typename: 'Regular', id: 'r1', isMain: false },
          ],
          Admin: [{ id: 'a1', isMain: true, isActive: false }],
          Regular: [{ id: 'r1', isMain: false }],
        },
      },
    ),
    names: subgraph(
      `type Query { named: [Account] randomAccount: Account }
       type Account @key(fields: "id") @interfaceObject { id: ID! name: String! age: Int! }`,
      {
        query: {
          named: [
            { id: 'a1', name: 'An', age: 1 },
            { id: 'r1', name: 'Re', age: 2 },
          ],
          randomAccount: { id: 'a1', name: 'An', age: 1 },
        },
        rows: {
          Account: [
            { id: 'a1', name: 'An', age: 1 },
            { id: 'r1', name: 'Re', age: 2 },
          ],
        },
      },
    ),
    states: subgraph('type Account @key(fields: "id") @interfaceObject { id: ID! isOpen: Boolean! }', {
      rows: {
        Account: [
          { id: 'a1', isOpen: true },
          { id: 'r1', isOpen: false },
        ],
      },
    }),
  },
  questions: [
    {
      it: 'puts together two interface objects and a type',
      query: '{ accounts { id name isOpen ... on Admin { isMain } } }',
      data: {
        accounts: [
          { id: 'a1', name: 'An', isOpen: true, isMain: true },
          { id: 'r1', name: 'Re', isOpen: false },
        ],
      },
    },
    {
      it: 'goes from one interface object to the other, and to the type',
      query: '{ named { isOpen age ... on Regular { isMain } } randomAccount { isOpen ... on Admin { isActive } } }',
      data: {
        named: [
          { isOpen: true, age: 1 },
          { isOpen: false, age: 2, isMain: false },
        ],
        randomAccount: { isOpen: true, isActive: false },
      },
    },
    {
      it: 'is asked within fragments on types and on itself',
      query: '{ accounts { ... on Account { name } ... on Admin { id isActive age } ... on Regular { isOpen } } }',
      data: {
        accounts: [
          { name: 'An', id: 'a1', isActive: false, age: 1 },
          { name: 'Re', isOpen: false },
        ],
      },
    },
  ],
};

const indirect: Federation = {
  theme: 'interface object indirect extension',
  subgraphs: {
    media: subgraph(
      `type Query { shelf: [Item] } interface Item @key(fields: "id") { id: ID! }
       type Song implements Item @key(fields: "id") { id: ID! seconds: Int }
       type Talk implements Item @key(fields: "id") { id: ID! seconds: Int }`,
      {
        query: {
          shelf: [
            { __typename: 'Song', id: 's1', seconds: 5 },
            { __typename: 'Talk', id: 't1', seconds: 9 },
          ],
        },
        rows: {
          Item: [
            { __typename: 'Song', id: 's1', seconds: 5 },
            { __typename: 'Talk', id: 't1', seconds: 9 },
          ],
          Song: [{ id: 's1', seconds: 5 }],
          Talk: [{ id: 't1', seconds: 9 }],
        },
      },
    ),
    people: subgraph(
      `type Item @key(fields: "id") @interfaceObject { id: ID! author: Author }
       type Author @key(fields: "id") { id: ID! }`,
      {
        rows: {
          Item: [
            { id: 's1', author: { id: 'w1' } },
            { id: 't1', author: { id: 'w2' } },
          ],
        },
      },
    ),
    authors: subgraph(
      'type Author @key(fields: "id") { id: ID! name: String works: [Work] } interface Work { title: String } type Essay implements Work { title: String }',
      {
        rows: {
          Author: [
            { id: 'w1', name: 'Wu', works: [{ __typename: 'Essay', title: 'E' }] },
            { id: 'w2', name: 'Xi', works: null },
          ],
        },
      },
    ),
    lists: subgraph(
      `type Query { list: List } type List { items: [Item!] first: Item }
       type Item @key(fields: "id") @interfaceObject { id: ID! position: Int }`,
      {
        query: {
          list: {
            items: [
              { id: 't1', position: 1 },
              { id: 's1', position: 2 },
            ],
            first: { id: 't1', position: 1 },
          },
        },
        rows: {
          Item: [
            { id: 's1', position: 2 },
            { id: 't1', position: 1 },
          ],
        },
      },
    ),
  },
  questions: [
    {
      it: 'goes on from what an interface object adds',
      query: '{ shelf { author { name } ... on Song { position author { works { title } } } } }',
      data: { shelf: [{ author: { name: 'Wu', works: [{ title: 'E' }] }, position: 2 }, { author: { name: 'Xi' } }] },
    },
    {
      it: 'goes over three subgraphs to the type',
      query:
        '{ list { items { position author { name } __typename ... on Talk { seconds } } first { author { id } } } }',
      data: {
        list: {
          items: [
            { position: 1, author: { name: 'Xi' }, __typename: 'Talk', seconds: 9 },
            { position: 2, author: { name: 'Wu' }, __typename: 'Song' },
          ],
          first: { author: { id: 'w2' } },
        },
      },
    },
  ],
};

export const interfaceObjects: readonly Federation[] = [withRequires, simple, indirect];
