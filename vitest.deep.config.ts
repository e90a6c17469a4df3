import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Tests of `npm test` that do more, or run on more databases, when they are told to. */
const widened = globSync('{schema,subgraphs,gateway,tools,test}/**/*.test.ts').filter((path) =>
  /anyDatabase\(\)|process\.env\['(DEEP|DIFFERENTIAL)'\]/.test(readFileSync(path, 'utf8')),
);

/** The long runs: more cases of what `npm test` tries briefly, and what is too slow for it altogether. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['{schema,subgraphs,gateway,tools,test}/**/*.deep.test.ts', ...widened],
    exclude: ['**/*.long.test.ts', 'node_modules/**', 'dist/**'],
    env: { DEEP: '1', DIFFERENTIAL: process.env['DIFFERENTIAL'] ?? '2000' },
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});
