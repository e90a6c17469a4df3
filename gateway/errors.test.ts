import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DomainError, ERRORS, type ErrorCode } from '../schema/errors.ts';
import { codeOf, toFormatted, toHttpError } from './errors.ts';

const SECRET = 'password of the database';
const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('an error of ours', () => {
  it.each(CODES)('%s keeps its code and gets the HTTP status of the catalogue', (code) => {
    expect(toHttpError(new DomainError(code))).toEqual({
      status: ERRORS[code].httpStatus,
      body: { errors: [{ message: ERRORS[code].publicMessage, extensions: { code } }] },
    });
  });

  it('keeps what it says, its clause and its details, and never its cause', () => {
    const error = new DomainError('CONFLICT', 'Held.', { clause: 'art. 24', details: { id: '1' }, cause: SECRET });

    expect(toFormatted(error)).toEqual({
      message: 'Held.',
      extensions: { code: 'CONFLICT', clause: 'art. 24', details: { id: '1' } },
    });
  });

  it('does not tell what was said of a fault of ours', () => {
    expect(toFormatted(new DomainError('INTERNAL', SECRET)).message).toBe(ERRORS.INTERNAL.publicMessage);
  });

  it('inside a GraphQL error is found, with its place', () => {
    const error = new GraphQLError('Held.', { path: ['case'], originalError: new DomainError('CONFLICT', 'Held.') });

    expect(toFormatted(error)).toEqual({ message: 'Held.', path: ['case'], extensions: { code: 'CONFLICT' } });
  });
});

describe('an error of anybody else', () => {
  it.each([
    ['an error', new TypeError(SECRET)],
    ['a text', SECRET],
    ['nothing', undefined],
    ['an object', { message: SECRET, code: 'FORBIDDEN' }],
    ['a GraphQL error of a code that is not ours', new GraphQLError(SECRET, { extensions: { code: 'ECONNREFUSED' } })],
    ['a GraphQL error of Apollo’s own', new GraphQLError(SECRET, { extensions: { code: 'INTERNAL_SERVER_ERROR' } })],
  ])('is INTERNAL and says nothing: %s', (_title, error) => {
    expect(toHttpError(error)).toEqual({
      status: 500,
      body: { errors: [{ message: ERRORS.INTERNAL.publicMessage, extensions: { code: 'INTERNAL' } }] },
    });
  });

  it.each(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST'])(
    'that means bad input (%s) is INVALID_INPUT, and says what is wrong',
    (code) => {
      const error = new GraphQLError('Unknown field.', { extensions: { code } });

      expect(toHttpError(error)).toMatchObject({
        status: 400,
        body: { errors: [{ message: 'Unknown field.', extensions: { code: 'INVALID_INPUT' } }] },
      });
    },
  );

  it('of the language itself, without a code, is INVALID_INPUT', () => {
    expect(codeOf(new GraphQLError('Syntax Error.'))).toBe('INVALID_INPUT');
  });

  it('keeps of its extensions only what was made to be told', () => {
    const extensions = { code: 'UNAVAILABLE', service: 'cases', stacktrace: [SECRET], cause: SECRET, clause: 'art. 1' };

    expect(toFormatted(new GraphQLError('Gone.', { extensions })).extensions).toEqual({
      code: 'UNAVAILABLE',
      service: 'cases',
      clause: 'art. 1',
    });
  });
});

it('names that every object inherits are no codes', () => {
  for (const code of ['constructor', '__proto__', 'toString'])
    expect(codeOf(new GraphQLError('x', { extensions: { code } }))).toBe('INTERNAL');
});
