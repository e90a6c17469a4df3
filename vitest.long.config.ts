import { defineConfig } from 'vitest/config';
import base from './vitest.any.config.ts';

/** Runs that take longer than CI gives them: each is of a size that an environment variable sets. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: ['{schema,subgraphs,gateway,tools,test}/**/*.long.test.ts'], env: { DEEP: '1' } },
});
