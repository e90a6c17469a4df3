import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The long runs: more cases of what `npm test` tries briefly, and what is too slow for it altogether. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [
      '{schema,subgraphs,gateway,tools,test}/**/*.deep.test.ts',
      'gateway/engine/differential.test.ts',
      'tools/permissions/compare.test.ts',
      'test/integration/{outbox,offers,destruction-sequences,transfer-sequences,feed-acts}.test.ts',
      'test/security/{truth-table,no-detours,sharing-procedures,city,introspection}.test.ts',
    ],
    exclude: ['node_modules/**', 'dist/**'],
    env: { DEEP: '1', DIFFERENTIAL: process.env['DIFFERENTIAL'] ?? '2000' },
    testTimeout: 900_000,
    hookTimeout: 120_000,
  },
});
