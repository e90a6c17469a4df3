import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { adoptObject } from './merge.ts';
import type { Rewrite } from './plan-nodes.ts';
import { compileRewrites, renamedKeys } from './rewrites.ts';
import { createTypeMatcher } from './type-matcher.ts';

const types = createTypeMatcher(
  buildSchema(
    'type Query { a: Media } interface Media { id: ID } type Book implements Media { id: ID } type Note { id: ID }',
  ),
);
const rewritten = (value: object, ...rewrites: readonly Rewrite[]): string => {
  const copy = adoptObject({ ...value });
  compileRewrites(rewrites, types)?.(copy);
  return JSON.stringify(copy);
};
const key = (name: string): { readonly kind: 'key'; readonly key: string } => ({ kind: 'key', key: name });
const rename: Rewrite = {
  path: [key('list'), { kind: 'types', names: ['Media'] }, key('_a')],
  change: { kind: 'rename', to: 'a' },
};

it('keys are renamed through lists, for the types that are named', () => {
  const list = [
    [{ __typename: 'Book', _a: 1 }],
    { __typename: 'Note', _a: 2 },
    { _a: 3 },
    null,
    { __typename: 'Book' },
  ];

  expect(rewritten({ list }, rename)).toBe(
    '{"list":[[{"__typename":"Book","a":1}],{"__typename":"Note","_a":2},{"a":3},null,{"__typename":"Book"}]}',
  );
});

it('values are set where there are any', () => {
  const set: Rewrite = { path: [key('__typename')], change: { kind: 'set', value: 'Media' } };

  expect(rewritten({ __typename: 'Book' }, set)).toBe('{"__typename":"Media"}');
  expect(rewritten({ id: 1 }, set)).toBe('{"id":1}');
});

it('paths of errors follow renamed keys', () => {
  expect(['list', 0, '_a'].map(renamedKeys([rename]))).toEqual(['list', 0, 'a']);
});
