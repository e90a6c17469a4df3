/** Ids and chance that hang on a name alone: adding one thing to the world changes nothing else in it. */
import { createHash } from 'node:crypto';
import { createFixtures, type Fixtures } from './fixtures.ts';

/** A UUID that looks random, the same for the same name. */
export function demoId(name: string): string {
  const hex = digestOf(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Chance of its own for the thing of that name. */
export function fixturesOf(name: string): Fixtures {
  return createFixtures(Number.parseInt(digestOf(name).slice(0, 8), 16));
}

/** 64 hexadecimal digits, as a digest of a file has them. */
export function digestOf(name: string): string {
  return createHash('sha256').update(`demo:${name}`).digest('hex');
}

/** A number with so many digits, `first` or more. */
export function serialOf(name: string, digits: number, first: number): string {
  const range = 10 ** digits - first;
  return String(first + (Number.parseInt(digestOf(`serial:${name}`).slice(0, 12), 16) % range)).padStart(digits, '0');
}
