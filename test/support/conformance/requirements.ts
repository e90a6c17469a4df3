/** `@requires`: of other subgraphs, of each other, with arguments, with fragments, of interfaces. */
import { subgraph, type Federation } from './federation.ts';

const ofRequired: Federation = {
  theme: 'requires of what requires',
  subgraphs: {
    a: subgraph('type Query { product: Product } type Product @key(fields: "id") { id: ID! price: Float! }', {
      query: { product: { id: 'p1', price: 10 } },
      rows: { Product: [{ id: 'p1', price: 10 }] },
    }),
    b: subgraph(
      `type Product @key(fields: "id") { id: ID! hasDiscount: Boolean!
         price: Float! @external
         isExpensive: Boolean! @requires(fields: "price")
         isExpensiveWithDiscount: Boolean! @requires(fields: "price") }`,
      {
        rows: { Product: [{ id: 'p1', hasDiscount: true }] },
        fields: {
          Product: {
            isExpensive: ({ price }: { price: number }) => price > 5,
            isExpensiveWithDiscount: ({ price }: { price: number }) => price / 2 > 5,
          },
        },
      },
    ),
    c: subgraph(
      `type Product @key(fields: "id") { id: ID! isExpensive: Boolean! @external
         canAfford: Boolean! @requires(fields: "isExpensive") }`,
      {
        rows: { Product: [{ id: 'p1' }] },
        fields: { Product: { canAfford: ({ isExpensive }: { isExpensive: boolean }) => !isExpensive } },
      },
    ),
    d: subgraph(
      `type Product @key(fields: "id") { id: ID! canAfford: Boolean! @external isExpensive: Boolean! @external
         price: Float! @external
         verdict: String @requires(fields: "canAfford isExpensive") both: String @requires(fields: "price canAfford") }`,
      {
        rows: { Product: [{ id: 'p1' }] },
        fields: {
          Product: {
            verdict: (told: { canAfford: boolean; isExpensive: boolean }) => `${told.canAfford} ${told.isExpensive}`,
            both: (told: { canAfford: boolean; price: number }) => `${told.canAfford} ${told.price}`,
          },
        },
      },
    ),
  },
  questions: [
    { it: 'goes one step', query: '{ product { isExpensive } }', data: { product: { isExpensive: true } } },
    { it: 'goes two steps', query: '{ product { canAfford } }', data: { product: { canAfford: false } } },
    { it: 'goes three steps', query: '{ product { verdict } }', data: { product: { verdict: 'false true' } } },
    {
      it: 'keeps the order when all are asked for at once',
      query: '{ product { both verdict canAfford isExpensiveWithDiscount isExpensive price } }',
      data: {
        product: {
          both: 'false 10',
          verdict: 'false true',
          canAfford: false,
          isExpensiveWithDiscount: false,
          isExpensive: true,
          price: 10,
        },
      },
    },
    {
      it: 'does not mind how the client calls what is required',
      query: '{ product { price: isExpensive isExpensive: canAfford v: verdict } }',
      data: { product: { price: true, isExpensive: false, v: 'false true' } },
      apolloDiffers: 'an alias called like a required field replaces it',
    },
  ],
};

const circular: Federation = {
  theme: 'requires circular',
  subgraphs: {
    posts: subgraph(
      `type Query { feed: [Post] } type Post @key(fields: "id") { id: ID! author: Author!
         byNovice: Boolean! @external byExpert: Boolean! @requires(fields: "byNovice") }
       type Author @key(fields: "id") { id: ID! }`,
      {
        query: {
          feed: [
            { id: '1', author: { id: 'a1' } },
            { id: '2', author: { id: 'a2' } },
          ],
        },
        rows: {
          Post: [
            { id: '1', author: { id: 'a1' } },
            { id: '2', author: { id: 'a2' } },
          ],
        },
        fields: { Post: { byExpert: ({ byNovice }: { byNovice: boolean }) => !byNovice } },
      },
    ),
    authors: subgraph(
      `type Post @key(fields: "id") { id: ID! author: Author! @external
         byNovice: Boolean! @requires(fields: "author { years }") }
       type Author @key(fields: "id") { id: ID! years: Int! }`,
      {
        rows: {
          Post: [{ id: '1' }, { id: '2' }],
          Author: [
            { id: 'a1', years: 1 },
            { id: 'a2', years: 20 },
          ],
        },
        fields: { Post: { byNovice: ({ author }: { author: { years: number } }) => author.years < 5 } },
      },
    ),
  },
  questions: [
    {
      it: 'comes back to where it began',
      query: '{ feed { byExpert } }',
      data: { feed: [{ byExpert: false }, { byExpert: true }] },
    },
    {
      it: 'answers the fields on the way as well',
      query: '{ feed { byExpert byNovice author { id years } } }',
      data: {
        feed: [
          { byExpert: false, byNovice: true, author: { id: 'a1', years: 1 } },
          { byExpert: true, byNovice: false, author: { id: 'a2', years: 20 } },
        ],
      },
    },
  ],
};

const money = { CNY: 1, USD: 7 };

const withArguments: Federation = {
  theme: 'requires with argument, and conflicts',
  subgraphs: {
    products: subgraph(
      `type Query { products: [Product!]! }
       type Product @key(fields: "upc") { upc: String! price(currency: Currency!): Int weight: Int
         notes(limit: Int = 2, by: String): [Note!]! }
       type Note { id: ID! text(short: Boolean): String } enum Currency { CNY USD }`,
      {
        query: {
          products: [
            { upc: 'a', cents: 70, weight: 3 },
            { upc: 'b', cents: 140, weight: null },
          ],
        },
        rows: {
          Product: [
            { upc: 'a', cents: 70, weight: 3 },
            { upc: 'b', cents: 140, weight: null },
          ],
        },
        fields: {
          Product: {
            price: ({ cents }: { cents: number }, { currency }: { currency: keyof typeof money }) =>
              cents / money[currency],
            notes: ({ upc }: { upc: string }, { limit, by }: { limit: number; by?: string }) =>
              Array.from({ length: limit }, (_each, index) => ({ id: `${upc}${index}${by ?? ''}` })),
          },
          Note: { text: ({ id }: { id: string }, { short }: { short?: boolean }) => (short ? id[0] : `note ${id}`) },
        },
      },
    ),
    inventory: subgraph(
      `type Product @key(fields: "upc") { upc: String! weight: Int @external
         price(currency: Currency!): Int @external
         notes(limit: Int = 2, by: String): [Note!]! @external
         shipping: Int @requires(fields: "price(currency: USD) weight")
         local: Int @requires(fields: "price(currency: CNY)")
         digest: String @requires(fields: "notes(limit: 1, by: \\"x\\") { text(short: true) }")
         long: String @requires(fields: "notes(limit: 3) { id text(short: false) }") }
       type Note { id: ID! @external text(short: Boolean): String @external } enum Currency { CNY USD }`,
      {
        rows: { Product: [{ upc: 'a' }, { upc: 'b' }] },
        fields: {
          Product: {
            shipping: ({ price, weight }: { price: number; weight: number | null }) => price * (weight ?? 1),
            local: ({ price }: { price: number }) => price,
            digest: ({ notes }: { notes: { text: string }[] }) => notes.map((note) => note.text).join(),
            long: ({ notes }: { notes: { id: string; text: string }[] }) =>
              notes.map((note) => `${note.id}=${note.text}`).join(),
          },
        },
      },
    ),
  },
  questions: [
    {
      it: 'gives the argument that is required',
      query: '{ products { upc shipping } }',
      data: {
        products: [
          { upc: 'a', shipping: 30 },
          { upc: 'b', shipping: 20 },
        ],
      },
    },
    {
      it: 'tells the argument of the client from it',
      query: '{ products { price(currency: CNY) shipping usd: price(currency: USD) } }',
      data: {
        products: [
          { price: 70, shipping: 30, usd: 10 },
          { price: 140, shipping: 20, usd: 20 },
        ],
      },
      apolloDiffers: 'what is required with arguments and what the client asks for are mixed up',
    },
    {
      it: 'takes the argument of the client from a variable',
      query: 'query ($in: Currency!) { products { shipping price(currency: $in) } }',
      variables: { in: 'CNY' },
      data: {
        products: [
          { shipping: 30, price: 70 },
          { shipping: 20, price: 140 },
        ],
      },
      apolloDiffers: 'what is required with arguments and what the client asks for are mixed up',
    },
    {
      it: 'sends nested arguments',
      query: '{ products { digest notes(limit: 1) { id text } } }',
      data: {
        products: [
          { digest: 'a', notes: [{ id: 'a0', text: 'note a0' }] },
          { digest: 'b', notes: [{ id: 'b0', text: 'note b0' }] },
        ],
      },
      apolloDiffers: 'what is required with arguments and what the client asks for are mixed up',
    },
  ],
};

const conflicting: Federation = {
  theme: 'two fields that require one field with different arguments',
  subgraphs: withArguments.subgraphs,
  questions: [
    {
      it: 'gives each its own argument',
      query: '{ products { shipping local digest long } }',
      data: {
        products: [
          { shipping: 30, local: 70, digest: 'a', long: 'a0=note a0,a1=note a1,a2=note a2' },
          { shipping: 20, local: 140, digest: 'b', long: 'b0=note b0,b1=note b1,b2=note b2' },
        ],
      },
      apolloDiffers: 'what is required with arguments and what the client asks for are mixed up',
    },
  ],
};

const review = { id: 'r1', body: 'ok', author: { id: 'u1', username: 'provided' }, product: { upc: 'p1' } };

const simpleRequiresProvides: Federation = {
  theme: 'simple requires and provides',
  subgraphs: {
    accounts: subgraph(
      'type Query { me: User } type User @key(fields: "id") { id: ID! name: String username: String @shareable }',
      {
        query: { me: { id: 'u1', name: 'Ann', username: 'ann' } },
        rows: { User: [{ id: 'u1', name: 'Ann', username: 'ann' }] },
      },
    ),
    products: subgraph(
      `type Query { products: [Product] } type Product @key(fields: "upc") { upc: String! weight: Int price: Int }`,
      {
        query: {
          products: [
            { upc: 'p1', weight: 1, price: 11 },
            { upc: 'p2', weight: 2, price: 22 },
          ],
        },
        rows: {
          Product: [
            { upc: 'p1', weight: 1, price: 11 },
            { upc: 'p2', weight: 2, price: 22 },
          ],
        },
      },
    ),
    inventory: subgraph(
      `type Product @key(fields: "upc") { upc: String! weight: Int @external price: Int @external inStock: Boolean
         shippingEstimate: Int @requires(fields: "price weight") tag: String @requires(fields: "price weight") }`,
      {
        rows: {
          Product: [
            { upc: 'p1', inStock: true },
            { upc: 'p2', inStock: false },
          ],
        },
        fields: {
          Product: {
            shippingEstimate: (told: { price: number; weight: number }) => told.price * told.weight * 10,
            tag: (told: { price: number; weight: number }) => `#${told.price}#${told.weight}#`,
          },
        },
      },
    ),
    reviews: subgraph(
      `type Review @key(fields: "id") { id: ID! body: String author: User @provides(fields: "username") product: Product }
       type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
       type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
      {
        rows: { User: [{ id: 'u1' }], Product: [{ upc: 'p1' }, { upc: 'p2' }] },
        fields: {
          User: { reviews: () => [review] },
          Product: { reviews: ({ upc }: { upc: string }) => (upc === 'p1' ? [review] : []) },
        },
      },
    ),
  },
  questions: [
    {
      it: 'takes what is provided from where it is provided',
      query: '{ products { reviews { author { username } } } }',
      data: { products: [{ reviews: [{ author: { username: 'provided' } }] }, { reviews: [] }] },
    },
    {
      it: 'asks elsewhere for what is not provided',
      query: '{ products { reviews { author { id name } } } }',
      data: { products: [{ reviews: [{ author: { id: 'u1', name: 'Ann' } }] }, { reviews: [] }] },
    },
    {
      it: 'computes from what is required',
      query: '{ products { inStock shippingEstimate tag weight } }',
      data: {
        products: [
          { inStock: true, shippingEstimate: 110, tag: '#11#1#', weight: 1 },
          { inStock: false, shippingEstimate: 440, tag: '#22#2#', weight: 2 },
        ],
      },
    },
    {
      it: 'goes there and back again',
      query:
        '{ me { name reviews { body product { price reviews { author { reviews { id } } } shippingEstimate } } } }',
      data: {
        me: {
          name: 'Ann',
          reviews: [
            {
              body: 'ok',
              product: { price: 11, reviews: [{ author: { reviews: [{ id: 'r1' }] } }], shippingEstimate: 110 },
            },
          ],
        },
      },
    },
  ],
};

const behindHops: Federation = {
  theme: 'requires behind a hop from one key to another',
  subgraphs: {
    a: subgraph('type Query { item: Item } type Item @key(fields: "id") { id: ID! weight: Int }', {
      query: { item: { id: '1', weight: 4 } },
      rows: { Item: [{ id: '1', weight: 4 }] },
    }),
    bridge: subgraph('type Item @key(fields: "id") @key(fields: "code") { id: ID! code: String! }', {
      rows: { Item: [{ id: '1', code: 'c' }] },
    }),
    far: subgraph(
      `type Query { far: Item } type Item @key(fields: "code") { code: String! weight: Int @external
         postage: Int @requires(fields: "weight") friend: Item }`,
      {
        query: { far: { code: 'c' } },
        rows: { Item: [{ code: 'c' }] },
        fields: { Item: { friend: () => ({ code: 'c' }), postage: ({ weight }: { weight: number }) => weight * 3 } },
      },
    ),
  },
  questions: [
    { it: 'is asked with the other key', query: '{ item { postage } }', data: { item: { postage: 12 } } },
    {
      it: 'is asked for of an entity that its own subgraph reached',
      query: '{ far { postage friend { postage friend { id postage } } } }',
      data: { far: { postage: 12, friend: { postage: 12, friend: { id: '1', postage: 12 } } } },
    },
  ],
};

export const requirements: readonly Federation[] = [
  ofRequired,
  circular,
  withArguments,
  conflicting,
  simpleRequiresProvides,
  behindHops,
];
