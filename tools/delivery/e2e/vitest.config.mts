import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests work on copies of the whole workspace, so they are a target of their own and no part of `test`.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['template.ts'],
    // A copy is dear, and a run of nx uses several processes.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8' },
  },
});
