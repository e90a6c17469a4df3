import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The long runs: what is too slow for every `npm test`. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ['{schema,subgraphs,gateway,tools,test}/**/*.deep.test.ts', 'gateway/engine/differential.test.ts', 'test/security/truth-table.test.ts', 'test/integration/outbox.test.ts'],
      exclude: ['node_modules/**', 'dist/**'],
      env: { DEEP: '1', DIFFERENTIAL: '2000' },
      testTimeout: 600_000,
    },
  }),
);
