import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { toOpenApi } from './openapi.ts';
import { toCanonicalOperation } from '../../schema/operation-document.ts';

const SCHEMA = buildSchema(`
  enum State { OPEN CLOSED }
  scalar Date
  input Range { from: Date! to: Date, states: [State!] }
  type Query {
    "One case (按标识查办件)."
    case(id: ID!): Case
    cases(range: Range!, first: Int = 20, tags: [String!]): [Case!]
    node: Node
  }
  interface Node { id: ID! }
  type Case implements Node { id: ID! "Its title (题名)." title: String state: State on: Date parts: [Part] }
  type Part implements Node { id: ID! name: String }
`);

type Json = Record<string, unknown>;
const describeAs = (text: string, schema = SCHEMA): Json => {
  const { text: document, hash } = toCanonicalOperation(parse(text));
  return toOpenApi(schema, [{ name: 'find-cases', version: 3, document, hash }]) as Json;
};
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((each, key) => (each as Json | undefined)?.[key], value);
const data = (text: string): unknown => at(describeAs(text), 'components', 'schemas', 'FindCasesData');

describe('an answer', () => {
  it('has the keys of the selection; what can be withheld can be null, and what is said of a field is said in both languages', () => {
    expect(data('query ($id: ID!) { one: case(id: $id) { id title state on parts { name } } }')).toEqual({
      type: 'object',
      required: ['one'],
      properties: {
        one: {
          type: ['object', 'null'],
          description: 'One case (按标识查办件).',
          required: ['id', 'title', 'state', 'on', 'parts'],
          properties: {
            id: { type: 'string' },
            title: { type: ['string', 'null'], description: 'Its title (题名).' },
            state: { type: ['string', 'null'], enum: ['OPEN', 'CLOSED', null] },
            on: { type: ['string', 'null'], format: 'date' },
            parts: {
              type: ['array', 'null'],
              items: {
                type: ['object', 'null'],
                required: ['name'],
                properties: { name: { type: ['string', 'null'] } },
              },
            },
          },
        },
      },
    });
  });

  it('of fragments holds what each may bring, and demands what is always there', () => {
    const text =
      'query ($yes: Boolean!) { node { __typename ...F ... on Part { name } ... @include(if: $yes) { id } } } fragment F on Case { title }';

    expect(at(data(text), 'properties', 'node')).toEqual({
      type: ['object', 'null'],
      required: ['__typename'],
      properties: {
        __typename: { type: 'string' },
        title: { type: ['string', 'null'], description: 'Its title (题名).' },
        name: { type: ['string', 'null'] },
        id: { type: 'string' },
      },
    });
  });

  it('that selects one key twice holds both selections', () => {
    expect(
      at(data('{ node { id } node { ... on Case { parts { name } } } }'), 'properties', 'node', 'properties'),
    ).toMatchObject({
      id: { type: 'string' },
      parts: { type: ['array', 'null'] },
    });
  });
});

it('says what each variable is: in the query, in the body, and in rows', () => {
  const described = describeAs(
    'query ($range: Range!, $first: Int = 10, $tags: [String!]) { cases(range: $range, first: $first, tags: $tags) { id } }',
  );
  const path = at(described, 'paths', '/operations/find-cases');

  expect(at(path, 'get', 'parameters')).toEqual([
    {
      name: 'range',
      in: 'query',
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Range' } } },
    },
    {
      name: 'first',
      in: 'query',
      required: false,
      schema: { type: ['integer', 'null'], format: 'int32' },
      explode: true,
      style: 'form',
    },
    {
      name: 'tags',
      in: 'query',
      required: false,
      schema: { type: ['array', 'null'], items: { type: 'string' } },
      explode: true,
      style: 'form',
    },
  ]);
  expect(at(described, 'components', 'schemas', 'FindCasesVariables')).toMatchObject({
    required: ['range'],
    additionalProperties: false,
  });
  expect(at(described, 'components', 'schemas', 'Range')).toMatchObject({ required: ['from'] });
  expect(at(path, 'post', 'responses', '429', 'headers')).toHaveProperty('Retry-After');
});
