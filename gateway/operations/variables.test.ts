import { describe, expect, it } from 'vitest';
import { DomainError } from '../../schema/errors.ts';
import { checkVariables, readBody, readQuery } from './variables.ts';

const DEFINED = [
  { name: 'id', type: 'ID!', isRequired: true },
  { name: 'first', type: 'Int', isRequired: false },
  { name: 'open', type: 'Boolean', isRequired: false },
  { name: 'states', type: '[State!]', isRequired: false },
  { name: 'filter', type: 'Filter', isRequired: false },
];

const messageOf = (run: () => unknown): string => {
  try {
    run();
    return '';
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error;
    return error.message;
  }
};

describe('a query string', () => {
  it.each([
    ['?id=42', { id: '42' }],
    ['?id={"a":1}', { id: '{"a":1}' }],
    ['?id=a&first=20&open=true', { id: 'a', first: 20, open: true }],
    ['?id=a&states=OPEN', { id: 'a', states: ['OPEN'] }],
    ['?id=a&states=OPEN&states=CLOSED', { id: 'a', states: ['OPEN', 'CLOSED'] }],
    ['?id=a&filter=%7B%22title%22%3A%22%E7%94%B3%22%7D', { id: 'a', filter: { title: '申' } }],
    // What does not fit its type goes on as it is, and is refused where GraphQL refuses it.
    ['?id=a&first=many', { id: 'a', first: 'many' }],
  ])('%s is read by the types of the variables', (search, variables) => {
    expect(readQuery(search, DEFINED)).toEqual(variables);
  });

  it('is refused with everything that is wrong', () => {
    expect(messageOf(() => readQuery('?first=1&first=2&who=me&__proto__=1', DEFINED))).toBe(
      'id: must be given, a ID!; there is none but id, first, open, states, filter; first: once only.',
    );
  });

  it('quotes nothing of what it cannot read', () => {
    expect(messageOf(() => readQuery('?id=a&filter={990106199003070017', DEFINED))).toBe(
      'What should be JSON is none.',
    );
  });
});

describe('a body', () => {
  const read = (text: string): unknown => readBody(Buffer.from(text), DEFINED);

  it('is variables, or rows of them', () => {
    expect(read('{"id":"a","first":2}')).toEqual({ rows: null, variables: { id: 'a', first: 2 } });
    expect(read('{"rows":[{"id":"a"},7]}')).toEqual({ rows: [{ id: 'a' }, 7], variables: {} });
  });

  it.each([
    ['[1]', 'The body must be a JSON object.'],
    ['null', 'The body must be a JSON object.'],
    ['{', 'What should be JSON is none.'],
    ['', 'What should be JSON is none.'],
    ['{"rows":[]}', 'rows: must be 1 to 100.'],
    ['{"rows":{},"id":"a"}', 'rows: must be 1 to 100; beside rows there is nothing else.'],
    ['{"__proto__":{"id":"a"}}', 'id: must be given, a ID!; there is none but id, first, open, states, filter.'],
  ])('%s is refused', (text, message) => {
    expect(messageOf(() => read(text))).toBe(message);
  });

  it('of a row is an object', () => {
    expect(messageOf(() => checkVariables([], DEFINED))).toBe('Variables must be a JSON object.');
  });
});
