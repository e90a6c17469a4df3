import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Any test by its name, be it of `npm test`, of `test:deep` or of `test:long`, at its short size. */
export default defineConfig({
  ...base,
  test: { ...base.test, exclude: ['node_modules/**', 'dist/**'], testTimeout: 900_000, hookTimeout: 300_000 },
});
