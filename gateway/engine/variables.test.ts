import { buildSchema, Kind, parse, type VariableDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { inheritedNames } from '../../test/support/inherited.ts';
import { coerceVariables } from './variables.ts';

const schema = buildSchema(`
  scalar JSON
  type Query { a(id: ID): Int }
  enum Mood { GOOD BAD }
  input In { text: String! = "none" mood: Mood list: [Int!] }
`);
const definitions = (text: string): readonly VariableDefinitionNode[] => {
  const [definition] = parse(`query (${text}) { a }`).definitions;
  return (definition?.kind === Kind.OPERATION_DEFINITION && definition.variableDefinitions) || [];
};
const coerce = (text: string, inputs: string): ReturnType<typeof coerceVariables> =>
  coerceVariables(schema, definitions(text), JSON.parse(inputs));

describe('variables', () => {
  it.each([
    ['$a: Int = 3', '{}', '{"a":3}'],
    ['$a: Int = 3', '{"a":null}', '{"a":null}'],
    ['$a: Int', '{}', '{}'],
    ['$a: Int', '{"b":1}', '{}'],
    ['$a: [Int!]', '{"a":1}', '{"a":[1]}'],
    ['$a: ID', '{"a":1}', '{"a":"1"}'],
    ['$a: In', '{"a":{"mood":"BAD"}}', '{"a":{"text":"none","mood":"BAD"}}'],
    ['$a: JSON', '{"a":{"__proto__":{"x":1}}}', '{"a":{"__proto__":{"x":1}}}'],
    [
      '$__proto__: JSON, $constructor: Int',
      '{"__proto__":{"x":1},"constructor":2}',
      '{"__proto__":{"x":1},"constructor":2}',
    ],
    ['$constructor: Int, $toString: Int', '{}', '{}'],
  ])('%s with %s', (text, inputs, expected) => {
    const { values } = { values: undefined, ...coerce(text, inputs) };

    expect(JSON.stringify(values)).toBe(expected);
    expect(inheritedNames(values)).toEqual([]);
  });

  it.each([
    ['$a: Int!', '{}', 'Variable "$a" of required type "Int!" was not provided.'],
    ['$a: Int!', '{"a":null}', 'Variable "$a" of non-null type "Int!" must not be null.'],
    ['$a: Int', '{"a":"x"}', 'Variable "$a" got an invalid value; Int cannot represent non-integer value: "x"'],
    [
      '$a: In',
      '{"a":{"list":[1,null]}}',
      'Variable "$a" got an invalid value at "a.list[1]"; Expected non-nullable type "Int!" not to be null.',
    ],
    [
      '$a: In',
      '{"a":{"mood":"UGLY"}}',
      'Variable "$a" got an invalid value at "a.mood"; Value "UGLY" does not exist in "Mood" enum.',
    ],
    ['$a: Query', '{}', 'Variable "$a" expected value of type "Query" which cannot be used as an input type.'],
    ['$a: Nothing', '{}', 'Variable "$a" expected value of type "Nothing" which cannot be used as an input type.'],
  ])('%s with %s are refused', (text, inputs, message) => {
    expect(coerce(text, inputs).errors).toEqual([{ message, extensions: { code: 'INVALID_INPUT' } }]);
  });

  it('are not complained about without end', () => {
    expect(coerce('$a: [Int]', `{"a":[${'"x",'.repeat(99)}"x"]}`).errors).toHaveLength(20);
  });
});
