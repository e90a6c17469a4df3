import { describe, expect, it } from 'vitest';
import { inheritedNames } from '../../test/support/inherited.ts';
import { adopt, adoptObject, mergeInto } from './merge.ts';

const isConcrete = (name: unknown): boolean => name === 'Book';
const merged = (target: object, ...sources: readonly object[]): string => {
  const result = adoptObject({ ...target });
  for (const source of sources) mergeInto(result, adoptObject({ ...source }), isConcrete);
  return JSON.stringify(result);
};

describe('answers are merged', () => {
  it('deeply, lists by position', () => {
    expect(merged({ a: { b: 1 }, list: [{ x: 1 }, null] }, { a: { c: 2 }, list: [{ y: 2 }, { y: 3 }] })).toBe(
      '{"a":{"b":1,"c":2},"list":[{"x":1,"y":2},{"y":3}]}',
    );
  });

  it('so that null takes nothing away', () => {
    expect(merged({ a: { b: 1 }, n: null }, { a: null, n: { c: 1 } })).toBe('{"a":{"b":1},"n":{"c":1}}');
  });

  it('without growing or shrinking a list', () => {
    expect(merged({ a: [1, 2] }, { a: [1, 2, 3] }, { a: [1] })).toBe('{"a":[1,2]}');
  });

  it('keeping a type name that is known better', () => {
    expect(merged({ __typename: 'Media' }, { __typename: 'Book' }, { __typename: 'Media' })).toBe(
      '{"__typename":"Book"}',
    );
  });
});

describe('an adopted answer', () => {
  const hostile: unknown = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":[{"b":{}}]}',
  );

  it('holds objects that inherit nothing', () => {
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Array.isArray(value)) expect(inheritedNames(value)).toEqual([]);
      Object.values(value).forEach(check);
    };
    check(adopt(hostile));
    expect(JSON.stringify(adopt(hostile))).toBe(JSON.stringify(hostile));
  });

  it('pollutes nothing when it is merged', () => {
    expect(merged({ a: [] }, Object(hostile))).toContain('"a":[]');
    mergeInto({ a: {} }, { a: hostile }, isConcrete);
    mergeInto({}, Object(hostile), isConcrete);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
