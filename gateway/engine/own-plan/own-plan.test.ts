/** What a plan of ours looks like; what it is good for, `test/support/conformance` and the differential test say. */
import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose, type SubgraphSdl } from '../../../test/support/federation/compose.ts';
import type { PlanNode } from '../plan-nodes.ts';
import { createOwnPlanner } from './index.ts';
import { readJoins } from './joins.ts';

function plan(subgraphs: SubgraphSdl, source: string, labels: readonly string[] = []): PlanNode | undefined {
  const supergraph = compose(subgraphs, undefined, 'apollo');
  const joins = readJoins(parse(supergraph), { labels: new Set(labels), percent: 100 });
  return createOwnPlanner(buildSchema(supergraph), joins)(parse(source));
}

/** Rounds in order, requests of one round in one list; spaces folded. */
function rounds(node: PlanNode | undefined): string[][] {
  switch (node?.kind) {
    case 'sequence':
      return node.nodes.flatMap(rounds);
    case 'parallel':
      return [node.nodes.flatMap((each) => rounds(each).flat())];
    case 'root':
    case 'entities':
      return [[`${node.request.service} ${print(node.request.document).replaceAll(/\s+/g, ' ')}`]];
    default:
      return [];
  }
}

const entity = (name: string, fields: string, key = 'id'): string =>
  `type ${name} @key(fields: "${key}") { ${key}: ID! ${fields} }`;

const parcels: SubgraphSdl = {
  a: `type Query { parcel: Parcel } ${entity('Parcel', 'weight(unit: Int): Int')}`,
  b: entity('Parcel', 'weight(unit: Int): Int @external postage: Int @requires(fields: "weight(unit: 1)") tag: String'),
  c: entity('Parcel', 'color: String'),
};

describe('a plan of ours', () => {
  it('asks in one round what does not wait for each other', () => {
    expect(rounds(plan(parcels, '{ parcel { color tag } }'))).toEqual([
      ['a { parcel { __typename id } }'],
      [
        'c query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Parcel { __typename color } } }',
        'b query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Parcel { __typename tag } } }',
      ],
    ]);
  });

  it('asks for what is required under a key of its own, and then for what requires it', () => {
    const node = plan(parcels, '{ parcel { r_1: weight(unit: 2) postage } }');

    expect(rounds(node)).toEqual([
      ['a { parcel { __typename r_1: weight(unit: 2) r_q0: weight(unit: 1) id } }'],
      [expect.stringMatching(/^b .*postage/)],
    ]);
    expect(JSON.stringify(node)).toContain('"source":"r_q0","target":"weight"');
  });

  it('does a mutation once, whatever its answer lacks', () => {
    const subgraphs = {
      a: `type Query { v: Int } type Mutation { put: Parcel } ${entity('Parcel', 'weight: Int')}`,
      b: entity('Parcel', 'tag: String'),
    };

    expect(rounds(plan(subgraphs, 'mutation { one: put { weight tag } two: put { weight } }'))).toEqual([
      ['a mutation { one: put { __typename weight id } }'],
      [expect.stringMatching(/^b .*tag/)],
      ['a mutation { two: put { __typename weight } }'],
    ]);
  });

  it('asks the parent once more for what a value does not tell', () => {
    const subgraphs = {
      a: `type Query { shop: Shop } ${entity('Shop', 'hours: Hours @shareable')} type Hours { from: Int }`,
      b: `${entity('Shop', 'hours: Hours @shareable')} type Hours { to: Int }`,
    };

    expect(rounds(plan(subgraphs, '{ shop { hours { from to } } }'))).toEqual([
      ['a { shop { __typename hours { from } id } }'],
      [expect.stringMatching(/^b .*\{ \.\.\. on Shop \{ __typename hours \{ to \} \} \}/)],
    ]);
  });

  it('asks under two keys for fields of two types that cannot be one', () => {
    const subgraphs = {
      a: 'type Query { any: Any } union Any = Text | Size type Text { value: String } type Size { value: String! }',
    };
    const node = plan(subgraphs, '{ any { ... on Text { value } ... on Size { value } } }');

    expect(rounds(node)).toEqual([['a { any { __typename ... on Text { value } ... on Size { value__1: value } } }']]);
    expect(JSON.stringify(node)).toContain('"change":{"kind":"rename","to":"value"}');
  });

  it('follows the labels that are on', () => {
    const subgraphs = {
      a: 'type Query { share: Int }',
      b: 'type Query { share: Int @override(from: "a", label: "ready") }',
    };

    expect(rounds(plan(subgraphs, '{ share }'))).toEqual([['a { share }']]);
    expect(rounds(plan(subgraphs, '{ share }', ['ready']))).toEqual([['b { share }']]);
  });

  it('is none where nobody knows the way', () => {
    const subgraphs = {
      a: `type Query { parcel: Parcel } ${entity('Parcel', 'weight: Int')}`,
      b: entity('Parcel', 'tag: String'),
    };
    const supergraph = compose(subgraphs, undefined, 'apollo').replace('graph: B, key: "id"', 'graph: B');
    const joins = readJoins(parse(supergraph), { labels: new Set(), percent: 100 });

    expect(createOwnPlanner(buildSchema(supergraph), joins)(parse('{ parcel { tag } }'))).toBeUndefined();
  });
});
