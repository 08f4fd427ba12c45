import { defineConfig } from 'vitest/config';

// Not vitest.config.ts: these tests need a Kubernetes cluster, so they are a target of their own and no part of `test`.
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    globalSetup: ['setup.ts'],
    // One cluster of one small node.
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    coverage: { provider: 'v8' },
  },
});
