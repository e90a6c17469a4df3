import { createHmac } from 'node:crypto';
import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { canonicalJson, ownFieldsOf, recordHash } from './canonical.ts';

const SDL = parse(`
  enum State { OPEN }
  type Case { title: String, id: ID!, state: State, at: DateTime, label: Int! @inaccessible, agency: Agency, notes: [String!]! }
  type Agency { uscc: ID! }`);

it('takes the own fields of a type: scalars and enums that the API shows, by name', () => {
  expect([...ownFieldsOf(SDL, 'Case')]).toEqual([
    ['at', 'DateTime'],
    ['id', 'ID'],
    ['state', 'State'],
    ['title', 'String'],
  ]);
});

it('is the same whatever the order in which fields were answered, and names what is withheld', () => {
  const names = ['id', 'title', 'state'];

  expect(canonicalJson({ title: '申请', id: 'x', extra: 1 }, names)).toBe('{"id":"x","state":null,"title":"申请"}');
  expect(canonicalJson({ id: 'x', title: '申请', state: undefined }, names.toReversed())).toBe(
    '{"id":"x","state":null,"title":"申请"}',
  );
});

it('is hashed with the salt as text', () => {
  expect(recordHash('salt', '{"id":"申"}')).toBe(createHmac('sha256', 'salt').update('{"id":"申"}').digest('hex'));
});
