import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { adoptObject } from './merge.ts';
import type { PlainObject } from './null-object.ts';
import type { Requirement, Rewrite } from './plan-nodes.ts';
import { compileRepresentation } from './representations.ts';
import { createTypeMatcher } from './type-matcher.ts';

const types = createTypeMatcher(
  buildSchema(
    'type Query { a: Media } interface Media { id: ID } type Book implements Media { id: ID } type Film implements Media { id: ID }',
  ),
);
const field = (source: string, target = source, ...children: Requirement[]): Requirement => ({
  kind: 'field',
  source,
  target,
  children,
});
const on = (typeName: string, ...children: Requirement[]): Requirement => ({
  kind: 'fragment',
  typeName,
  skipIf: undefined,
  includeIf: undefined,
  children,
});
const build = (
  entity: object,
  requires: readonly Requirement[],
  rewrites: readonly Rewrite[] = [],
  variables: PlainObject = {},
): string | undefined => {
  const source = adoptObject({ ...entity });
  const builder = compileRepresentation(requires, rewrites, types);
  return builder.wants(source) ? JSON.stringify(builder.build(source, variables)) : 'not wanted';
};

describe('a representation', () => {
  it('holds the type and what is required, under the names of the subgraph', () => {
    expect(
      build({ __typename: 'Book', id: 1, _alias: 5, more: 2 }, [on('Book', field('id'), field('_alias', 'size'))]),
    ).toBe('{"__typename":"Book","id":1,"size":5}');
  });

  it('holds null, but is not made when something was never answered', () => {
    expect(build({ __typename: 'Book', id: null }, [on('Book', field('id'))])).toBe('{"__typename":"Book","id":null}');
    expect(build({ __typename: 'Book' }, [on('Book', field('id'))])).toBeUndefined();
    expect(build({ __typename: 'Book', a: [{}] }, [on('Book', field('a', 'a', field('b')))])).toBeUndefined();
  });

  it('holds objects and lists below, with their types', () => {
    const requires = [on('Book', field('a', 'a', on('Film', field('b'))))];

    expect(
      build({ __typename: 'Book', a: [{ __typename: 'Film', b: 1, c: 2 }, null, { __typename: 'Book' }] }, requires),
    ).toBe('{"__typename":"Book","a":[{"__typename":"Film","b":1},null,{"__typename":"Book"}]}');
  });

  it('joins what several requirements say of one object', () => {
    expect(
      build({ __typename: 'Book', a: { x: 1, y: 2 } }, [
        on('Book', field('a', 'a', field('x')), on('Media', field('a', 'a', field('y')))),
      ]),
    ).toBe('{"__typename":"Book","a":{"x":1,"y":2}}');
  });

  it('is made for implementers when an interface is named, and for no other type', () => {
    expect(build({ __typename: 'Film', id: 1 }, [on('Media', field('id'))])).toContain('Film');
    expect(build({ __typename: 'Film', id: 1 }, [on('Book', field('id'))])).toBe('not wanted');
  });

  it('bears the name of the interface for a subgraph that knows only that, whichever implementer is named', () => {
    const path = [
      { kind: 'types', names: ['Media'] },
      { kind: 'key', key: '__typename' },
    ] as const;
    const rewrites: Rewrite[] = [{ path, change: { kind: 'set', value: 'Media' } }];

    expect(build({ __typename: 'Book', id: 1 }, [on('Film', field('id'))], rewrites)).toBe(
      '{"__typename":"Media","id":1}',
    );
  });

  it('leaves out what a condition excludes', () => {
    const requires = [
      on('Book', field('id'), {
        ...on('Book', field('x')),
        kind: 'fragment',
        typeName: 'Book',
        skipIf: 's',
        includeIf: 'i',
      }),
    ];

    expect(build({ __typename: 'Book', id: 1, x: 2 }, requires, [], { s: false, i: true })).toContain('"x":2');
    expect(build({ __typename: 'Book', id: 1, x: 2 }, requires, [], { s: true, i: true })).not.toContain('x');
    expect(build({ __typename: 'Book', id: 1, x: 2 }, requires, [], { s: false, i: false })).not.toContain('x');
  });
});
