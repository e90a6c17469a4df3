/** `@provides`: nested, on abstract types, on a narrower type than others know. */
import { subgraph, type Federation } from './federation.ts';

const nestedProvides: Federation = {
  theme: 'nested provides',
  subgraphs: {
    category: subgraph(
      `type Query { products: [Product] @provides(fields: "categories { id name }") }
       type Product @key(fields: "id") { id: ID! categories: [Category] @external }
       type Category @key(fields: "id") { id: ID! name: String @external }`,
      { query: { products: [{ id: 'p1', categories: [{ id: 'c1', name: 'provided' }] }] } },
    ),
    subcategories: subgraph(
      `type Product @key(fields: "id") { id: ID! categories: [Category] @shareable }
       type Category @key(fields: "id") { id: ID! name: String @shareable subCategories: [Category] }`,
      {
        rows: {
          Product: [{ id: 'p1', categories: [{ id: 'c1' }] }],
          Category: [
            { id: 'c1', name: 'owned', subCategories: [{ id: 'c2', name: 'sub' }] },
            { id: 'c2', name: 'sub', subCategories: [] },
          ],
        },
        fields: { Category: { name: ({ id, name }: { id: string; name?: string }) => name ?? `owned ${id}` } },
      },
    ),
  },
  questions: [
    {
      it: 'takes what is provided two levels down',
      query: '{ products { id categories { id name } } }',
      data: { products: [{ id: 'p1', categories: [{ id: 'c1', name: 'provided' }] }] },
    },
    {
      it: 'goes on from what is provided',
      query: '{ products { categories { name subCategories { id name } } } }',
      data: { products: [{ categories: [{ name: 'provided', subCategories: [{ id: 'c2', name: 'sub' }] }] }] },
    },
  ],
};

const providesAbstract: Federation = {
  theme: 'provides on interface and on union',
  subgraphs: {
    a: subgraph(
      `type Query { media: Media @shareable book: Media @provides(fields: "animals { ... on Dog { name } }") any: [Thing] @provides(fields: "... on Book { title }") }
       interface Media { id: ID! animals: [Animal] } interface Animal { id: ID! }
       union Thing = Book | Pen type Pen { ink: String }
       type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @shareable title: String @external }
       type Dog implements Animal @key(fields: "id") { id: ID! name: String @external }
       type Cat implements Animal @key(fields: "id") { id: ID! name: String @external }`.replace(
        'type Cat implements Animal @key(fields: "id") { id: ID! name: String @external }',
        'type Cat implements Animal @key(fields: "id") { id: ID! }',
      ),
      {
        query: {
          media: {
            __typename: 'Book',
            id: 'm1',
            animals: [
              { __typename: 'Dog', id: 'd1' },
              { __typename: 'Cat', id: 'k1' },
            ],
          },
          book: {
            __typename: 'Book',
            id: 'm1',
            animals: [
              { __typename: 'Dog', id: 'd1', name: 'provided Fido' },
              { __typename: 'Cat', id: 'k1' },
            ],
          },
          any: [
            { __typename: 'Book', id: 'm1', title: 'provided title' },
            { __typename: 'Pen', ink: 'blue' },
          ],
        },
      },
    ),
    b: subgraph(
      `type Query { inB: Media } interface Media { id: ID! animals: [Animal] } interface Animal { id: ID! name: String }
       type Book implements Media @key(fields: "id") { id: ID! animals: [Animal] @shareable title: String @shareable }
       type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable age: Int }
       type Cat implements Animal @key(fields: "id") { id: ID! name: String age: Int }`,
      {
        rows: {
          Book: [
            {
              id: 'm1',
              title: 'owned title',
              animals: [
                { __typename: 'Dog', id: 'd1', name: 'Fido', age: 8 },
                { __typename: 'Cat', id: 'k1', name: 'Tom', age: 3 },
              ],
            },
          ],
          Dog: [{ id: 'd1', name: 'Fido', age: 8 }],
          Cat: [{ id: 'k1', name: 'Tom', age: 3 }],
        },
      },
    ),
  },
  questions: [
    {
      it: 'takes what is provided for one type of the interface, the rest from its owner',
      query: '{ book { id animals { id name } } }',
      data: {
        book: {
          id: 'm1',
          animals: [
            { id: 'd1', name: 'provided Fido' },
            { id: 'k1', name: 'Tom' },
          ],
        },
      },
    },
    {
      it: 'asks the owner where nothing is provided',
      query: '{ media { animals { name ... on Cat { age } } } }',
      data: { media: { animals: [{ name: 'Fido' }, { name: 'Tom', age: 3 }] } },
    },
    {
      it: 'takes what is provided for one member of the union',
      query: '{ any { __typename ... on Book { title } ... on Pen { ink } } }',
      data: {
        any: [
          { __typename: 'Book', title: 'provided title' },
          { __typename: 'Pen', ink: 'blue' },
        ],
      },
    },
  ],
};

const providesNarrower: Federation = {
  theme: 'provides of a narrower type',
  notByGuild: 'it takes the narrower type for the type of the field, which the other subgraph does not answer',
  subgraphs: {
    a: subgraph(
      `type Query { media: Book @shareable @provides(fields: "price") inA: Book @provides(fields: "price") }
       interface Media { id: ID! }
       type Book implements Media @key(fields: "id") { id: ID! price: Int @external }`,
      { query: { media: { id: 'b1', price: 1 }, inA: { id: 'b1', price: 1 } } },
    ),
    b: subgraph(
      `type Query { media: Media @shareable } interface Media { id: ID! }
       type Book implements Media @key(fields: "id") { id: ID! price: Int @shareable title: String }
       type Film implements Media @key(fields: "id") { id: ID! }`,
      {
        query: { media: { __typename: 'Book', id: 'b1', price: 1, title: 'T' } },
        rows: { Book: [{ id: 'b1', price: 1, title: 'T' }] },
      },
    ),
  },
  questions: [
    {
      it: 'is understood',
      query: '{ media { id ... on Book { price title } } inA { price title } }',
      data: { media: { id: 'b1', price: 1, title: 'T' }, inA: { price: 1, title: 'T' } },
    },
  ],
};

export const provisions: readonly Federation[] = [nestedProvides, providesAbstract, providesNarrower];
