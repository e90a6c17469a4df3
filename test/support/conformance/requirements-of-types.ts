/** `@requires` of abstract types. */
import { subgraph, type Federation } from './federation.ts';

interface Told {
  readonly data: { readonly foo: string; readonly bar?: string; readonly baz?: string };
}

const withFragments: Federation = {
  theme: 'requires with fragments',
  notByGuild: 'it takes fields within fragments on interfaces for unreachable',
  subgraphs: {
    a: subgraph(
      `type Query { a: Entity b: Entity both: [Entity!] }
       type Entity @key(fields: "id") { id: ID! data: Foo }
       interface Foo { foo: String! } interface Bar implements Foo { foo: String! bar: String! }
       type Baz implements Foo & Bar @shareable { foo: String! bar: String! baz: String! }
       type Qux implements Foo & Bar @shareable { foo: String! bar: String! qux: String! }`,
      {
        query: {
          a: { id: '1', data: { __typename: 'Qux', foo: 'foo', bar: 'bar', qux: 'qux' } },
          b: { id: '2', data: { __typename: 'Baz', foo: 'foo2', bar: 'bar2', baz: 'baz2' } },
          both: [
            { id: '1', data: { __typename: 'Qux', foo: 'foo', bar: 'bar', qux: 'qux' } },
            { id: '2', data: { __typename: 'Baz', foo: 'foo2', bar: 'bar2', baz: 'baz2' } },
            { id: '3', data: null },
          ],
        },
        rows: { Entity: [] },
      },
    ),
    b: subgraph(
      `type Query { bb: Entity }
       type Entity @key(fields: "id") { id: ID! data: Foo @external
         requirer: String @requires(fields: "data { foo ... on Bar { bar } ... on Baz { baz } ... on Qux { qux } }")
         short: String @requires(fields: "data { foo }") }
       interface Foo { foo: String! } interface Bar implements Foo { foo: String! bar: String! }
       type Baz implements Foo & Bar @shareable { foo: String! bar: String! baz: String! }
       type Qux implements Foo & Bar @shareable { foo: String! bar: String! qux: String! }`,
      {
        query: { bb: { id: '2' } },
        rows: { Entity: [{ id: '1' }, { id: '2' }, { id: '3' }] },
        fields: {
          Entity: {
            requirer: ({ data }: Told) =>
              data &&
              Object.entries(data)
                .filter(([key]) => key !== '__typename')
                .map(([, value]) => value)
                .sort()
                .join(),
            short: ({ data }: Told) => data && `foo ${data.foo}`,
          },
        },
      },
    ),
  },
  questions: [
    {
      it: 'sends what one type has',
      query: '{ a { id requirer } }',
      data: { a: { id: '1', requirer: 'bar,foo,qux' } },
    },
    {
      it: 'sends what each type has',
      query: '{ both { requirer short } }',
      data: {
        both: [
          { requirer: 'bar,foo,qux', short: 'foo foo' },
          { requirer: 'bar2,baz2,foo2', short: 'foo foo2' },
          { requirer: null, short: null },
        ],
      },
    },
    {
      it: 'does not let the selection of the client in its way',
      apolloDiffers: 'an alias called like a required field replaces it, or is replaced',
      query: '{ b { data { ... on Baz { foo: baz } } requirer } }',
      data: { b: { data: { foo: 'baz2' }, requirer: 'bar2,baz2,foo2' } },
    },
  ],
};

const ofInterface: Federation = {
  theme: 'requires of an interface',
  subgraphs: {
    a: subgraph(
      `type Query { a: User } type User @key(fields: "id") { id: ID! name: String! address: Address @external
         city: String @requires(fields: "address { id }")
         country: String @requires(fields: "address { ... on WorkAddress { id } ... on HomeAddress { id city } }") }
       interface Address { id: ID! }
       type HomeAddress implements Address @key(fields: "id") { id: ID! city: String @external }
       type WorkAddress implements Address @key(fields: "id") { id: ID! }`,
      {
        query: { a: { id: 'u1', name: 'Ann' } },
        rows: {
          User: [
            { id: 'u1', name: 'Ann' },
            { id: 'u2', name: 'Bo' },
          ],
        },
        fields: {
          User: {
            city: ({ address }: { address: { id: string } }) => `city of ${address.id}`,
            country: ({ address }: { address: { id: string; city?: string } }) => `${address.id} ${address.city}`,
          },
        },
      },
    ),
    b: subgraph(
      `type Query { b: User } type User @key(fields: "id") { id: ID! name: String! @shareable address: Address @shareable }
       interface Address { id: ID! street: String }
       type HomeAddress implements Address @key(fields: "id") { id: ID! street: String city: String @shareable }
       type WorkAddress implements Address @key(fields: "id") { id: ID! street: String city: String @shareable }`.replace(
        'name: String! @shareable ',
        '',
      ),
      {
        query: { b: { id: 'u2', address: { __typename: 'HomeAddress', id: 'h1', street: 'S', city: 'C' } } },
        rows: {
          User: [
            { id: 'u1', address: { __typename: 'WorkAddress', id: 'w1', street: 'W', city: 'D' } },
            { id: 'u2', address: { __typename: 'HomeAddress', id: 'h1', street: 'S', city: 'C' } },
          ],
          HomeAddress: [{ id: 'h1', street: 'S', city: 'C' }],
          WorkAddress: [{ id: 'w1', street: 'W', city: 'D' }],
        },
      },
    ),
  },
  questions: [
    { it: 'sends a field of the interface', query: '{ a { city } }', data: { a: { city: 'city of w1' } } },
    {
      it: 'sends fields of its types',
      query: '{ a { country name } b { country } }',
      data: { a: { country: 'w1 undefined', name: 'Ann' }, b: { country: 'h1 C' } },
    },
    {
      it: 'answers the interface as well',
      query: '{ b { name address { __typename street ... on HomeAddress { city } } } }',
      data: { b: { name: 'Bo', address: { __typename: 'HomeAddress', street: 'S', city: 'C' } } },
    },
  ],
};

export const requirementsOfTypes: readonly Federation[] = [withFragments, ofInterface];
