import { expect, it } from 'vitest';
import { ByteCache } from './byte-cache.ts';

const cacheWith = (limit: number, ...entries: readonly (readonly [string, number])[]): ByteCache<string> => {
  const cache = new ByteCache<string>(limit);
  for (const [key, bytes] of entries) cache.set(key, key.toUpperCase(), bytes);
  return cache;
};
const held = (cache: ByteCache<string>, ...keys: string[]): string[] =>
  keys.filter((key) => cache.get(key) !== undefined);

it('holds what fits, and the limit itself fits', () => {
  expect(held(cacheWith(10, ['a', 4], ['b', 6]), 'a', 'b')).toEqual(['a', 'b']);
});

it('lets the one go that was used longest ago', () => {
  const cache = cacheWith(10, ['a', 4], ['b', 4]);
  cache.get('a');
  cache.set('c', 'C', 4);

  expect(held(cache, 'a', 'b', 'c')).toEqual(['a', 'c']);
});

it('lets as many go as it must', () => {
  const cache = cacheWith(10, ['a', 3], ['b', 3], ['c', 3]);
  cache.set('d', 'D', 7);

  expect(held(cache, 'a', 'b', 'c', 'd')).toEqual(['c', 'd']);
});

it('does not keep what is larger than itself, nor lose anything over it', () => {
  const cache = cacheWith(10, ['a', 5]);
  cache.set('b', 'B', 11);

  expect(held(cache, 'a', 'b')).toEqual(['a']);
});

it('counts a value that is replaced once', () => {
  const cache = cacheWith(10, ['a', 8], ['a', 2], ['b', 8]);

  expect(held(cache, 'a', 'b')).toEqual(['a', 'b']);
});

it('forgets a value whose replacement is too large', () => {
  const cache = cacheWith(10, ['a', 2], ['a', 11]);

  expect(cache.get('a')).toBeUndefined();
});
