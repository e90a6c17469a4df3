import { describe, expect, it } from 'vitest';
import { parsePlanNode } from './parse-plan.ts';

const fetch = { kind: 'Fetch', serviceName: 'a', operation: '{ x }' };
const requires = [
  { kind: 'InlineFragment', typeCondition: 'T', selections: [{ kind: 'Field', name: '_a', alias: 'b' }] },
];

describe('a plan', () => {
  it('may be empty', () => {
    expect(parsePlanNode(undefined)).toBeUndefined();
    expect(parsePlanNode({ kind: 'Condition', condition: 'v', ifClause: null })).toMatchObject({ whenTrue: undefined });
  });

  it('is read with the paths of its enclosing nodes', () => {
    const inner = {
      ...fetch,
      operation: 'query($representations:[_Any!]!){_entities(representations: $representations){__typename}}',
      requires,
      variableUsages: ['v', 'representations'],
    };
    const node = parsePlanNode({
      kind: 'Sequence',
      nodes: [
        fetch,
        {
          kind: 'Flatten',
          path: [{ Field: 'x' }, '@'],
          node: { kind: 'Flatten', path: [{ TypeCondition: ['T'] }], node: inner },
        },
      ],
    });

    expect(node).toMatchObject({
      kind: 'sequence',
      nodes: [
        { kind: 'root', request: { service: 'a', query: '{ x }', operation: 'query', variables: [] } },
        {
          kind: 'entities',
          request: { variables: ['v'] },
          batches: [
            {
              responseKey: '_entities',
              variable: 'representations',
              paths: [[{ kind: 'key', key: 'x' }, { kind: 'items' }, { kind: 'types', names: ['T'] }]],
              requires: [{ kind: 'fragment', typeName: 'T', children: [{ kind: 'field', source: '_a', target: 'b' }] }],
            },
          ],
        },
      ],
    });
  });

  it('knows rewrites in both spellings', () => {
    const path = [{ TypenameEquals: ['M'] }, { Key: '__typename' }];
    const outputRewrites = [
      { ValueSetter: { path, setValueTo: 'M' } },
      { kind: 'ValueSetter', path, setValueTo: 'M' },
      { KeyRenamer: { path, renameKeyTo: 'k' } },
    ];

    expect(parsePlanNode({ ...fetch, outputRewrites })).toMatchObject({
      rewrites: [
        { change: { kind: 'set', value: 'M' } },
        { change: { kind: 'set', value: 'M' } },
        { change: { kind: 'rename', to: 'k' } },
      ],
    });
  });

  it.each([
    [{ kind: 'Defer' }, 'unknown kind Defer'],
    [{ ...fetch, operationKind: 'subscription' }, 'subscription'],
    [{ ...fetch, serviceName: 1 }, '"serviceName" that is no text'],
    [{ kind: 'Sequence', nodes: {} }, '"nodes" that is no list'],
    ['Fetch', 'plan node that is no object'],
    [{ ...fetch, requires: [{ kind: 'FragmentSpread' }] }, 'unknown kind FragmentSpread'],
  ])('in a dialect that we do not know is refused: %j', (node, message) => {
    expect(() => parsePlanNode(node)).toThrow(message);
  });
});
