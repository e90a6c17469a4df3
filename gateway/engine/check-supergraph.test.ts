import { describe, expect, it } from 'vitest';
import { compose } from '../../test/support/federation/compose.ts';
import { createEngine } from './index.ts';

const supergraph = compose(
  {
    a: 'type Query { x: P y: P } type P @key(fields: "id") { id: ID! a: Int @override(from: "b", label: "percent(20)") }',
    b: 'type P @key(fields: "id") { id: ID! a: Int b(n: Int): Int @requires(fields: "c") c: Int @external d: Int }',
    c: 'type P @key(fields: "id") { id: ID! c: Int }',
  },
  undefined,
  'apollo',
);

function refusalOf(change: (sdl: string) => string): string {
  const changed = change(supergraph);
  expect(changed).not.toBe(supergraph);
  try {
    createEngine(changed, () => Promise.reject(new Error('Nobody is asked.')));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'It is served.';
}

/** Each of these would end the process if the planner saw it. */
describe('a supergraph is refused with a sentence, and the process lives on, when', () => {
  it.each([
    ['it has no type for queries', /query: Query/, 'query: P_', /no object type for queries|Unknown type/],
    ['queries are an interface', 'type Query', 'interface Query', /Query root type must be Object type/],
    ['it extends a type', 'type P\n', 'extend type P\n', /extend/],
    ['a key does not parse', 'key: "id"', 'key: "{"', /The key "\{" of P in the supergraph is no selection of fields/],
    ['a key is empty', 'key: "id"', 'key: ""', /The key "" of P/],
    ['a key names an unknown field', 'key: "id"', 'key: "nope"', /Cannot query field "nope" on type "P"/],
    ['a key goes below a leaf', 'key: "id"', 'key: "id { x }"', /must not have a selection/],
    ['a key spreads a fragment', 'key: "id"', 'key: "...F"', /Unknown fragment "F"/],
    ['a key narrows to an unknown type', 'key: "id"', 'key: "... on Zed { id }"', /Unknown type "Zed"/],
    ['a key is deep', 'key: "id"', `key: "${'id { '.repeat(500)} id ${'}'.repeat(500)}"`, /too deep/],
    ['a key ends too early', 'key: "id"', 'key: "id } fragment G on P { id"', /ends too early/],
    ['a requirement does not parse', 'requires: "c"', 'requires: "c("', /The requires "c\(" of P\.b/],
    ['a requirement names an unknown field', 'requires: "c"', 'requires: "nope"', /Cannot query field "nope"/],
    [
      'what is provided does not exist',
      'y: P @join__field(graph: A)',
      'y: P @join__field(graph: A, provides: "nope")',
      /P"/,
    ],
    [
      'a label is no share',
      'percent(20)',
      'percent(x)',
      /"percent\(x\)" of P\.a in the supergraph is no share from 0 to 100/,
    ],
    ['a label is more than all', 'percent(20)', 'percent(120)', /no share from 0 to 100/],
    ['a field has a type that cannot be read', 'graph: C)', 'graph: C, type: "[[")', /The type "\[\[" of P\.c/],
  ])('%s', (_title, from, to, reason) => {
    expect(refusalOf((sdl) => sdl.replace(from, to))).toMatch(reason);
  });

  it('and as it was, it is served', () => {
    expect(createEngine(supergraph, () => Promise.reject(new Error('Nobody is asked.'))).apiSchema).toBeDefined();
  });
});
