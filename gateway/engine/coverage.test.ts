import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { forgottenPath } from './coverage.ts';
import { parsePlanNode } from './parse-plan.ts';
import { withoutImpossibleFragments } from './repair-query.ts';

const root = { kind: 'Fetch', serviceName: 'one', operation: '{a{__typename id}}' };
const entity = (key: string): object => ({
  kind: 'Flatten',
  path: [{ Field: 'a' }, '@'],
  node: {
    kind: 'Fetch',
    serviceName: 'two',
    operation:
      'query($representations:[_Any!]!){_entities(representations:$representations){...on A{...F}}} fragment F on A{b{c}}',
    requires: [
      {
        kind: 'InlineFragment',
        typeCondition: 'A',
        selections: [
          { kind: 'Field', name: '__typename' },
          { kind: 'Field', name: key },
        ],
      },
    ],
  },
});
const forgotten = (operation: string, ...nodes: object[]): string | undefined =>
  forgottenPath(parse(operation), parsePlanNode({ kind: 'Sequence', nodes }));

describe('a plan is complete', () => {
  it('when every field is fetched by some step', () => {
    expect(forgotten('{a{id b{c} __typename}}', root, entity('id'))).toBeUndefined();
  });

  it('not when a field is fetched by none', () => {
    expect(forgotten('{a{id b{c d}}}', root, entity('id'))).toBe('a.b.d');
    expect(forgotten('{a{b{c}}}', root)).toBe('a.b');
  });

  it('not when a step requires what nobody fetches before', () => {
    expect(forgotten('{a{b{c}}}', root, entity('sku'))).toBe('a.b');
    expect(forgotten('{a{b{c}}}', entity('id'), root)).toBe('a.b');
  });
});

describe('a query of the planner', () => {
  const schema = buildSchema(
    'type Query { a: M } interface M { id: ID m: M } type A implements M { id: ID m: M } type B implements M { id: ID m: M }',
  );
  const repaired = (query: string): string =>
    print(withoutImpossibleFragments(parse(query), schema)).replaceAll(/\s+/g, ' ');

  it('loses fragments that cannot apply', () => {
    expect(repaired('{a{...on A{id ...on B{id}}}}')).toBe('{ a { ... on A { id } } }');
  });

  it('keeps those that can', () => {
    const query = '{ a { ... on A { id ... on M { id } m { ... on B { id } } } ... on B { id } } }';

    expect(repaired(query)).toBe(query);
  });
});
