import { expect, it } from 'vitest';
import { listSources, readSource } from '../support/sources.ts';

/** House-style §2: move something out before raising one of these. */
const MOST_FILES = 10;
const MOST_LINES = 1_000;

const files = listSources('subgraphs/kernel/**/*.ts').filter((path) => !path.endsWith('.test.ts'));

it(`the kernel has at most ${MOST_FILES} files`, () => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThanOrEqual(MOST_FILES);
});

it(`the kernel has at most ${MOST_LINES} lines`, () => {
  const lines = files.reduce((sum, path) => sum + readSource(path).trimEnd().split('\n').length, 0);

  expect(lines).toBeLessThanOrEqual(MOST_LINES);
});

it('the kernel has no noun of the domain', () => {
  const nouns = /\b(applicant|licence|retention|holding|fonds|custody|archive[sd]?|citizen|hall)s?\b/i;
  const found = files.flatMap((path) =>
    readSource(path)
      .split('\n')
      .filter((line) => nouns.test(line) && !/SubgraphName =|'must look like|http:\/\/…/.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );

  expect(found).toEqual([]);
});
