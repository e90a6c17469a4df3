import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { adoptObject } from './merge.ts';
import { chooseOperation } from './operation.ts';
import { createPlanKeys, readFieldNames } from './plan-keys.ts';
import { partOf, toPlanVariables, type RootFieldUse } from './planned-document.ts';

const schema = buildSchema(`
  type Query { a: Int pet: Pet pets(first: Int): [Pet] dog: Dog }
  interface Pet { name: String age(unit: String): Int }
  type Dog implements Pet { name: String age(unit: String): Int barks: Int }
  type Cat implements Pet { name: String age(unit: String): Int }
`);

function part(source: string, variables: object = {}, use: RootFieldUse = 'subgraphs'): string | undefined {
  const operation = chooseOperation(parse(source), undefined, schema);
  const keys = createPlanKeys(readFieldNames(schema));
  const document = partOf(operation, { schema, keys, use, variables: adoptObject({ ...variables }) });
  return document && print(document).replaceAll(/\s+/g, ' ');
}

describe('the planned document', () => {
  it('holds what the subgraphs are for', () => {
    expect(part('{ a __typename __schema { description } }')).toBe('{ a }');
    expect(part('{ a __schema { description } }', {}, 'introspection')).toBe('{ __schema { description } }');
    expect(part('{ __typename }')).toBeUndefined();
  });

  it('has conditions decided', () => {
    const source = 'query ($v: Boolean!) { a @skip(if: $v) ... @include(if: $v) { dog { name } } }';

    expect(part(source, { v: true })).toBe('{ dog { name } }');
    expect(part(source, { v: false })).toBe('{ a }');
  });

  it('asks for an object even if nothing of it is left', () => {
    expect(part('{ dog { name @skip(if: true) } }')).toBe('{ dog { __typename } }');
  });

  it('merges what is selected twice, and spreads fragments out', () => {
    expect(
      part(
        '{ dog { name } ...F } fragment F on Query { dog { barks ...D } } fragment D on Dog { name ...D2 } fragment D2 on Pet { name }',
      ),
    ).toBe('{ dog { name barks } }');
  });

  it('leaves out fragments that cannot apply', () => {
    expect(part('{ pet { ... on Dog { ... on Cat { name } barks ... on Pet { name } } } }')).toBe(
      '{ pet { ... on Dog { barks name } } }',
    );
  });

  it('gives aliased fields and fields with arguments keys of its own', () => {
    expect(part('{ id: a pets(first: 1) { age same: age(unit: "y") other: age(unit: "m") } }')).toBe(
      '{ r_0: a r_1: pets(first: 1) { r_2: age r_3: age(unit: "y") r_4: age(unit: "m") } }',
    );
  });

  it('gives dangerous variables other names', () => {
    const source =
      'query ($representations: Int, $first: Int, $unused: Int) { pets(first: $representations) { name } b: pets(first: $first) { name } }';

    expect(part(source)).toContain('query ($x_representations: Int, $first: Int)');
    expect(Object.keys(toPlanVariables(JSON.parse('{"__proto__":1,"x_a":2,"b":3}')))).toEqual([
      'x___proto__',
      'x_x_a',
      'b',
    ]);
  });

  it('does not grow with fragments that spread one another twice', () => {
    const bomb = Array.from(
      { length: 40 },
      (_, index) => `fragment F${index} on Dog { ...F${index + 1} ... on Dog { ...F${index + 1} } }`,
    );

    expect(part(`{ dog { ...F0 } } ${bomb.join(' ')} fragment F40 on Dog { name }`)).toBe('{ dog { name } }');
  });
});

describe('plan keys', () => {
  it('are one for the same arguments in another order', () => {
    const nested = buildSchema('type Query { a(x: In, y: Int): Int } input In { b: Int c: Int }');
    const keys = createPlanKeys(readFieldNames(nested));
    const fields = parse('{ a(x: {b: 1, c: 2}, y: 3) a(y: 3, x: {c: 2, b: 1}) a(y: 4) }').definitions.flatMap(
      (definition) => ('selectionSet' in definition ? definition.selectionSet.selections : []),
    );

    expect(fields.map((field) => (field.kind === 'Field' ? keys.of(field) : ''))).toEqual(['r_0', 'r_0', 'r_1']);
  });

  it('begin as no field of the schema does', () => {
    expect(readFieldNames(buildSchema('type Query { r_1: Int r__2: Int }')).prefix).toBe('r___');
  });
});
