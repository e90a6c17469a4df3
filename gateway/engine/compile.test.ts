/** Plans written by hand: nodes that our planner seldom or never answers. */
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { SubgraphRequest, SubgraphResponse } from '../engine.ts';
import { compilePlan } from './compile.ts';
import { ErrorLog } from './errors.ts';
import { emptyObject, type PlainObject } from './null-object.ts';
import { parsePlanNode } from './parse-plan.ts';
import { createTypeMatcher } from './type-matcher.ts';

const types = createTypeMatcher(buildSchema('type Query { a: A } type A { id: ID b: Int c: Int }'));

interface Outcome {
  readonly data: PlainObject;
  readonly log: ErrorLog;
  readonly requests: readonly SubgraphRequest[];
}

async function carryOut(
  plan: unknown,
  answer: (request: SubgraphRequest) => SubgraphResponse,
  variables: PlainObject = {},
): Promise<Outcome> {
  const requests: SubgraphRequest[] = [];
  const data = emptyObject();
  const log = new ErrorLog();
  const fetch = async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    requests.push(request);
    return answer(request);
  };
  await compilePlan(parsePlanNode(plan), types)({ fetch, context: undefined, signal: undefined, variables, data, log });
  return { data, log, requests };
}

const root = { kind: 'Fetch', serviceName: 'one', operation: '{a{__typename id}}' };
const requires = [{ kind: 'InlineFragment', typeCondition: 'A', selections: [{ kind: 'Field', name: 'id' }] }];
const alias = (name: string): object => ({
  alias: name,
  representationsVariableName: `${name}_reps`,
  paths: [[{ Field: 'a' }, '@']],
  requires,
});
const batch = {
  kind: 'BatchFetch',
  serviceName: 'two',
  operation:
    'query($e0_reps:[_Any!]!,$e1_reps:[_Any!]!){e0:_entities(representations:$e0_reps){... on A{b}} e1:_entities(representations:$e1_reps){... on A{c}}}',
  entityBatch: { aliases: [alias('e0'), alias('e1')] },
};
const two = {
  data: {
    a: [
      { __typename: 'A', id: 1 },
      { __typename: 'A', id: 2 },
    ],
  },
};

describe('several entity fields in one request', () => {
  const plan = { kind: 'Sequence', nodes: [root, batch] };

  it('are merged each into its objects', async () => {
    const { data, requests } = await carryOut(plan, ({ service }) =>
      service === 'one' ? two : { data: { e0: [{ b: 10 }, { b: 20 }], e1: [{ c: 11 }, null] } },
    );

    expect(JSON.stringify(data)).toBe(
      '{"a":[{"__typename":"A","id":1,"b":10,"c":11},{"__typename":"A","id":2,"b":20}]}',
    );
    expect(Object.keys(requests[1]?.variables ?? {})).toEqual(['e0_reps', 'e1_reps']);
  });

  it('fail each for itself', async () => {
    const { data, log } = await carryOut(plan, ({ service }) =>
      service === 'one'
        ? two
        : {
            data: { e0: [{ b: 10 }, { b: null }], e1: null },
            errors: [
              { message: 'bad', path: ['e0', 1, 'b'] },
              { message: 'worse', path: ['e1'] },
            ],
          },
    );

    expect(log.reported).toMatchObject([{ message: 'bad', path: ['a', 1, 'b'] }]);
    const [first] = Array.isArray(data['a']) ? data['a'] : [];
    expect(log.failureOf(first, 'c')).toMatchObject({ message: 'worse' });
    expect(log.failureOf(first, 'b')).toBeUndefined();
  });

  it('are not asked for at all when there is no object', async () => {
    const { requests } = await carryOut(plan, () => ({ data: { a: [] } }));

    expect(requests).toHaveLength(1);
  });
});

describe('a condition', () => {
  const plan = { kind: 'Condition', condition: 'v', ifClause: root, elseClause: { ...root, serviceName: 'other' } };

  it.each([
    [{ v: true }, 'one'],
    [{ v: false }, 'other'],
    [{}, 'other'],
  ])('chooses by its variable: %j', async (variables, service) => {
    const { requests } = await carryOut(plan, () => two, variables);

    expect(requests.map((request) => request.service)).toEqual([service]);
  });
});

it('keys that the planner made up are called by their names in data and in errors', async () => {
  const path = [{ Key: 'a' }, { Key: '_internal' }];
  const plan = { ...root, operation: '{a{_internal:b}}', outputRewrites: [{ KeyRenamer: { path, renameKeyTo: 'b' } }] };
  const { data, log } = await carryOut(plan, () => ({
    data: { a: { _internal: null } },
    errors: [{ message: 'x', path: ['a', '_internal'] }],
  }));

  expect(JSON.stringify(data)).toBe('{"a":{"b":null}}');
  expect(log.reported).toMatchObject([{ path: ['a', 'b'] }]);
});

it('an error that points nowhere is kept without a path', async () => {
  const { log } = await carryOut(root, () => ({ ...two, errors: [{ message: 'general' }] }));

  expect(log.reported).toEqual([{ message: 'general', extensions: { service: 'one' } }]);
});
