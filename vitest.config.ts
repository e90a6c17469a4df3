import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Without this alias vitest loads two copies of graphql, one ESM and one CommonJS.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ['{schema,subgraphs,gateway,tools,test}/**/*.test.ts'],
    exclude: ['**/*.{deep,long}.test.ts', 'node_modules/**', 'dist/**'],
    globalSetup: 'test/support/drop-databases.ts',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Modules are loaded once per worker, not once per file: nothing that a test changes may live in one.
    isolate: false,
  },
});
