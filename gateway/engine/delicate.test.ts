import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ask } from '../../test/support/federation/shop.ts';
import { compose, type SubgraphSdl } from '../../test/support/federation/compose.ts';
import type { Subgraphs } from '../../test/support/federation/in-memory.ts';
import { createDelicacy } from './delicate.ts';
import { readJoins } from './own-plan/joins.ts';

const bee = (fields: string): string => `type Bee @key(fields: "id") { id: ID! ${fields} }`;
const plain: SubgraphSdl = {
  a: bee('weight(unit: Int): Int @external fee: Int @requires(fields: "weight(unit: 1)") name: String'),
  b: `type Query { bee: Bee any: Any } union Any = Bee ${bee('weight(unit: Int): Int')}`,
};

/** Whether `source` is planned by ourselves. */
function isDelicate(subgraphs: SubgraphSdl, source: string): boolean {
  const supergraph = compose(subgraphs, undefined, 'apollo');
  const schema = buildSchema(supergraph);
  return createDelicacy(schema, readJoins(parse(supergraph), { labels: new Set(), percent: 100 }))(parse(source));
}

describe('the planner is not trusted with', () => {
  it('what requires something, where a subgraph knows the entity by several keys', () => {
    const twoKeys = { ...plain, a: plain['a']?.replace('{ id: ID!', '@key(fields: "sku") { id: ID! sku: ID!') ?? '' };

    expect(isDelicate(twoKeys, '{ bee { fee } }')).toBe(true);
    expect(isDelicate(twoKeys, '{ any { ... on Bee { fee } } }')).toBe(true);
    expect(isDelicate(twoKeys, '{ bee { name } }')).toBe(false);
    expect(isDelicate(plain, '{ bee { fee } }')).toBe(false);
  });

  it('two fields that require one field with different arguments', () => {
    const contested = { ...plain, a: `${plain['a']?.slice(0, -1)} tax: Int @requires(fields: "weight(unit: 2)") }` };

    expect(isDelicate(contested, '{ bee { tax } }')).toBe(true);
    expect(isDelicate(contested, '{ bee { name } }')).toBe(false);
  });

  it('what an interface object requires', () => {
    const items: SubgraphSdl = {
      a: `type Query { items: [Item] } interface Item @key(fields: "id") { id: ID! rank: Int }
          type Bee implements Item @key(fields: "id") { id: ID! rank: Int }`,
      b: `type Item @key(fields: "id") @interfaceObject {
            id: ID! rank: Int @external price: Int @requires(fields: "rank") stars: Int
          }`,
    };

    expect(isDelicate(items, '{ items { ... on Bee { price } } }')).toBe(true);
    expect(isDelicate(items, '{ items { stars } }')).toBe(false);
  });
});

/** The planner would end the process: this test would not fail, it would vanish, and the run with it. */
describe('an entity that one subgraph knows by two keys', () => {
  const bees: Subgraphs = {
    shop: {
      sdl: `type Bee @key(fields: "id") @key(fields: "sku") {
              id: ID! sku: ID! weight: Int @external fee: Int @requires(fields: "weight")
            }`,
      resolvers: {
        Bee: {
          __resolveReference: (reference: object) => reference,
          fee: ({ weight }: { weight: number }) => weight * 2,
        },
      },
    },
    scales: {
      sdl: 'type Bee @key(fields: "id") { id: ID! weight: Int }',
      resolvers: { Bee: { weight: () => 21 } },
    },
    hive: {
      sdl: 'type Query { bees: [Bee] } type Bee @key(fields: "id") { id: ID! }',
      resolvers: { Query: { bees: () => [{ id: '1' }] } },
    },
  };

  it('is told what its field requires, and the gateway lives on', async () => {
    expect(await ask('{ bees { fee } }', { subgraphs: bees })).toMatchObject({
      data: { bees: [{ fee: 42 }] },
      errors: [],
    });
  });
});
