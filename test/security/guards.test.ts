/** The list of guards is of this code: `npm run test:mutate-guards` takes each out and demands red. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSource } from '../support/sources.ts';
import { GUARDS } from './guards.ts';

it.each(GUARDS)('$name: stands in $file once, and has its tests', ({ file, is, tests }) => {
  expect(readSource(file).split(is).length - 1).toBe(1);
  expect(tests.filter((each) => !existsSync(join(import.meta.dirname, '../..', each)))).toEqual([]);
});
